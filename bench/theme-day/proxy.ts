/**
 * A reverse proxy as the service is meant to stand behind: in turns to every instance that says it is ready, over connections that
 * are kept. It sends a request to another one only if the first could not even be connected to: then nothing was done.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Agent, errors } from 'undici';
import { freePort, isReady } from './instances.js';

export interface Proxy {
  origin: string;
  stop(): Promise<void>;
}

const healthIntervalMilliseconds = 1000;
/** Shorter than the service keeps a connection: otherwise it could close one just as a request leaves over it. */
const keepAliveMilliseconds = 60_000;

export async function startProxy(origins: readonly string[]): Promise<Proxy> {
  const agent = new Agent({ connections: 128, keepAliveTimeout: keepAliveMilliseconds });
  let ready = [...origins];
  let turn = 0;
  const watch = setInterval(() => {
    void Promise.all(origins.map(isReady)).then((are) => (ready = origins.filter((_, index) => are[index])));
  }, healthIntervalMilliseconds);

  async function forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const left = new AbortController();
    response.once('close', () => left.abort());
    for (let tries = 0; tries < ready.length; tries += 1) {
      turn += 1;
      try {
        const answer = await agent.request({
          origin: ready[turn % ready.length]!,
          path: request.url!,
          method: request.method as 'GET',
          headers: request.rawHeaders.filter((_, index, all) => !/^connection$/i.test(all[index - (index % 2)]!)),
          body: chunks.length > 0 ? Buffer.concat(chunks) : null,
          signal: left.signal,
        });
        response.writeHead(answer.statusCode, answer.headers as Record<string, string>);
        return void answer.body.pipe(response);
      } catch (error) {
        if (left.signal.aborted) return;
        const isRefused = (error as NodeJS.ErrnoException).code === 'ECONNREFUSED';
        if (!isRefused && !(error instanceof errors.ConnectTimeoutError)) break;
      }
    }
    response.writeHead(502).end();
  }

  const server = createServer((request, response) => void forward(request, response).catch(() => response.destroy()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      clearInterval(watch);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await agent.close();
    },
  };
}

/** The proxy that ships with the service, by its own file (docker/Caddyfile): only the names and the certificate are left out. */
export async function startCaddy(program: string, origins: readonly string[]): Promise<Proxy> {
  const origin = `http://127.0.0.1:${await freePort()}`;
  const file = join(mkdtempSync(join(tmpdir(), 'theme-day-')), 'Caddyfile');
  const upstreams = origins.map((one) => one.replace('http://', '')).join(' ');
  const shipped = readFileSync('docker/Caddyfile', 'utf8');
  const named = shipped
    .replace('{$POINTBOOK_HOST}', origin)
    .replace('pointbook-1:3000 pointbook-2:3000', upstreams)
    .replace(/^\s*persist_config off\n/m, ''); // Caddy before 2.7, which distributions still have, doesn't know it
  if (!named.includes(upstreams)) throw new Error('docker/Caddyfile names other instances than it did.');
  writeFileSync(file, named);
  const child = spawn(program, ['run', '--config', file, '--adapter', 'caddyfile'], { stdio: 'ignore' });
  while (
    !(await fetch(origin).then(
      ({ ok }) => ok,
      () => false,
    ))
  ) {
    if (child.exitCode !== null) throw new Error(`${program} ended by itself.`);
    await pause(100);
  }
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return { origin, stop: () => (child.kill(), ended) };
}

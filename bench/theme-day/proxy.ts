/**
 * A reverse proxy as the service is meant to stand behind: in turns to every instance that says it is ready, over connections that
 * are kept. It sends a request to another one only if the first could not even be connected to: then nothing was done.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Agent, errors } from 'undici';
import { isReady } from './instances.js';

const healthIntervalMilliseconds = 1000;
/** Shorter than the service keeps a connection: otherwise it could close one just as a request leaves over it. */
const keepAliveMilliseconds = 60_000;

export async function startProxy(origins: readonly string[]): Promise<{ origin: string; stop(): Promise<void> }> {
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

/** One person at a telephone: what is asked, when it was wanted, and what happens on the way. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import type { Figures } from './figures.js';

/** JSON of a shape that the visit knows. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- As in the tests.
export type Json = any;

export interface Answer {
  status: number;
  body: Json;
}

export interface Asking {
  body?: object;
  version?: number;
  /** The network goes away so long after the request has left, in milliseconds. */
  lostAfterMilliseconds?: number;
}

/** As in the web client. */
const timeoutMilliseconds = 20_000;
const triesMax = 3;

/** The service turned the same request away again and again: the person gives up for now. */
export class SentHome extends Error {}

export class Person {
  /** The moment at which the next thing is wanted. */
  private wantedAt: number;

  constructor(
    private readonly line: Dispatcher,
    private readonly origin: string,
    private readonly cookie: string,
    /** Everybody has an address of his own, behind the proxy. */
    private readonly address: string,
    private readonly figures: Figures,
    arrivesAt: number,
  ) {
    this.wantedAt = arrivesAt;
  }

  /** Reads, writes or thinks for a while; whoever had to wait for an answer begins to think when it has come. */
  async think(milliseconds: number): Promise<void> {
    this.wantedAt = Math.max(this.wantedAt, performance.now()) + milliseconds;
    await pause(Math.max(0, this.wantedAt - performance.now()));
  }

  /** Asks, and asks again what was turned away, as the web client does. Null: no answer, because the network was lost. */
  async ask(kind: string, method: Dispatcher.HttpMethod, path: string, asking: Asking = {}): Promise<Answer | null> {
    for (let tries = 1; ; tries += 1) {
      const began = Math.min(this.wantedAt, performance.now());
      const answer = await this.once(kind, method, path, asking);
      if (answer === null) return null;
      const took = performance.now() - began;
      this.wantedAt = performance.now();
      if (answer.status !== 503) this.figures.took(kind, took);
      if (answer.status !== 503) return answer;
      this.figures.turnedAway.push(took);
      if (tries === triesMax) throw new SentHome(kind);
      await this.think(answer.retryAfterSeconds * (1 + Math.random()) * 1000);
    }
  }

  private async once(
    kind: string,
    method: Dispatcher.HttpMethod,
    path: string,
    { body, version, lostAfterMilliseconds }: Asking,
  ): Promise<(Answer & { retryAfterSeconds: number }) | null> {
    const lost = new AbortController();
    const late = setTimeout(() => lost.abort(), lostAfterMilliseconds ?? timeoutMilliseconds);
    try {
      const response = await this.line.request({
        origin: this.origin,
        path,
        method,
        headers: {
          cookie: this.cookie,
          'x-forwarded-for': this.address,
          ...(body && { 'content-type': 'application/json' }),
          ...(version !== undefined && { 'if-match': `"${version}"` }),
        },
        body: body ? JSON.stringify(body) : null,
        signal: lost.signal,
      });
      const text = await response.body.text();
      const isJson = /json/.test(String(response.headers['content-type']));
      const retryAfterSeconds = Number(response.headers['retry-after'] ?? 5);
      return { status: response.statusCode, body: isJson ? JSON.parse(text) : text, retryAfterSeconds };
    } catch (error) {
      if (lostAfterMilliseconds === undefined)
        this.figures.fault(`${kind}: ${lost.signal.aborted ? 'no answer in time' : String(error)}`);
      return null;
    } finally {
      clearTimeout(late);
    }
  }
}

import type { FastifyInstance } from 'fastify';
import { Refusal } from './refusal.js';

/**
 * JSON is the only language that requests are written in (files aside), and a field said twice is refused: readers differ in which
 * of the two they take, and so would whoever looks at a request before us.
 */
export function readJsonBodies(server: FastifyInstance, bodyLimit: number): void {
  server.removeAllContentTypeParsers();
  const read = server.getDefaultJsonParser('error', 'error');
  server.addContentTypeParser<string>('application/json', { parseAs: 'string', bodyLimit }, (request, text, done) => {
    void read(request, text, (error, value) => {
      const refused = error ?? (keysIn(text) > keysOf(value) ? new Refusal('malformed', repeated) : null);
      done(refused, value);
    });
  });
}

const repeated = { errors: [{ path: 'body', code: 'repeatedField' }] };

/** How many fields stand in a text that is known to be JSON: strings with a colon after them. */
function keysIn(text: string): number {
  let found = 0;
  for (const [, colon] of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"\s*(:)?/g)) if (colon) found += 1;
  return found;
}

/** How many fields are left of them, without walking deeper than the stack is. */
function keysOf(value: unknown): number {
  let found = 0;
  for (let level = [value]; level.length > 0;) {
    const objects = level.filter((one): one is object => typeof one === 'object' && one !== null);
    for (const one of objects) if (!Array.isArray(one)) found += Object.keys(one).length;
    level = objects.flatMap((one): unknown[] => Object.values(one));
  }
  return found;
}

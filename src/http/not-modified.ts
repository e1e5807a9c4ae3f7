import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension, ApiHeader } from '@nestjs/swagger';
import type { FastifyInstance, FastifyReply } from 'fastify';

/** What an answer is made of: whatever changes the answer changes one of these. */
export type Versions = readonly (string | number | boolean | null)[];

declare module 'fastify' {
  interface FastifyRequest {
    /** What the handler's answer is made of, as the guard read it together with where its subject is. */
    versions?: Versions;
  }
}

/** Another release may answer otherwise from the same data. */
const { version: release } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** How the API's description says that an answer has a tag (openapi.ts). */
export const notModifiedExtension = 'x-answers-not-modified';

export const versionsKey = 'pointbook:versions';

/**
 * Declares a handler that answers by `unlessKnown`. `versions` is a SELECT of one row, of the subject whose id its only `?` is:
 * its columns are the versions that the answer is made of.
 */
export const AnswersNotModified = (versions: string): MethodDecorator =>
  applyDecorators(
    SetMetadata(versionsKey, versions),
    ApiExtension(notModifiedExtension, true),
    ApiHeader({
      name: 'If-None-Match',
      required: false,
      description: 'The tag of an answer that the client still has; if it still holds, 304 says so in its place.',
      schema: { type: 'string', maxLength: 1000 },
      example: 'W/"wHP0qAQb2Kxf3eD9pYrMXg"',
    }),
  );

/**
 * Tags an answer by the versions that it is made of, and makes it only if the client doesn't name that very tag: then
 * `answerNotModified` sends a 304 in its place. `others` are those that no statement tells, such as what this reader may see.
 * The guard has read the versions before. If something changes before the answer is made, the answer is newer than its tag,
 * which nobody is told again to be the current one, because versions never come back.
 *
 * The tag is weak (RFC 9110) because a proxy may compress the answer. A strong one is the version of something that is edited.
 */
export async function unlessKnown<T>(reply: FastifyReply, others: Versions, make: () => Promise<T>): Promise<T> {
  const { url, versions } = reply.request;
  if (!versions) throw new Error('A handler that answers by its versions says which (@AnswersNotModified).');
  const tag = tagOf([release, url, ...versions, ...others]);
  const isKnown = names(reply.request.headers['if-none-match'], tag);
  const answer = isKnown ? (undefined as T) : await make();
  void reply.header('ETag', tag);
  return answer;
}

/** Sends no body where the client has it already, but the headers that the answer would have had. */
export function answerNotModified(server: FastifyInstance): void {
  server.addHook('onSend', (request, reply, payload, done) => {
    const tag = reply.getHeader('ETag');
    const isKnown = reply.statusCode === 200 && isTag(tag) && names(request.headers['if-none-match'], tag);
    if (!isKnown) return done(null, payload);
    void reply.code(304).removeHeader('Content-Type');
    done(null, null);
  });
}

const isTag = (header: unknown): header is string => typeof header === 'string' && header.startsWith('W/');

const tagOf = (versions: Versions): string =>
  `W/"${createHash('sha256').update(JSON.stringify(versions)).digest('base64url').slice(0, 22)}"`;

const names = (ifNoneMatch: string | undefined, tag: string): boolean =>
  ifNoneMatch?.split(',').some((one) => one.trim() === tag) ?? false;

import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from './refusal.js';

/** Reads If-Match: "<version>". 428 when it is missing, 400 when it isn't one integer version. */
export function versionOf(header: string | undefined): number {
  if (header === undefined) throw new Refusal('versionRequired');
  const match = /^"(\d{1,9})"$/.exec(header);
  if (!match) throw new Refusal('malformed', { errors: [{ path: 'If-Match', code: 'version' }] });
  return Number(match[1]);
}

/** Parameter of a handler: the version that the client believes it changes. */
export const ExpectedVersion = createParamDecorator((_data: unknown, context: ExecutionContext) =>
  versionOf(context.switchToHttp().getRequest<FastifyRequest>().headers['if-match']),
);

/** Answers with the resource's version as its ETag. */
export function withVersion<T extends { version: number }>(reply: FastifyReply, resource: T): T {
  void reply.header('ETag', `"${resource.version}"`);
  return resource;
}

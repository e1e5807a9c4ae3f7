import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from './refusal.js';

const ifMatchPattern = /^"(\d{1,9})"$/;

/** Reads If-Match: "<version>". 428 when it is missing, 400 when it isn't one integer version. */
export function versionOf(header: string | undefined): number {
  if (header === undefined) throw new Refusal('versionRequired');
  const match = ifMatchPattern.exec(header);
  if (!match) throw new Refusal('malformed', { errors: [{ path: 'If-Match', code: 'version' }] });
  return Number(match[1]);
}

/** Tells the API's description about the header; on a parameter, because that is where the version is asked for. */
const describeIfMatch: ParameterDecorator = (target, method) => {
  const handler = method === undefined ? undefined : Object.getOwnPropertyDescriptor(target, method);
  if (method === undefined || !handler) throw new Error('ExpectedVersion is for parameters of handlers.');
  ApiHeader({
    name: 'If-Match',
    required: true,
    description: 'The version that is changed, as its ETag said it.',
    schema: { type: 'string', pattern: ifMatchPattern.source },
    example: '"3"',
  })(target, method, handler);
};

/** Parameter of a handler: the version that the client believes it changes. */
export const ExpectedVersion = createParamDecorator(
  (_data: unknown, context: ExecutionContext) =>
    versionOf(context.switchToHttp().getRequest<FastifyRequest>().headers['if-match']),
  [describeIfMatch],
);

/** Answers with the resource's version as its ETag. */
export function withVersion<T extends { version: number }>(reply: FastifyReply, resource: T): T {
  void reply.header('ETag', `"${resource.version}"`);
  return resource;
}

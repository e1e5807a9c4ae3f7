import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/**
 * Parameter of a handler: whether only the head of the answer is asked for. Fastify answers HEAD with the handler of GET, and what
 * GET notes in the trail has not happened then.
 */
export const HeadOnly = createParamDecorator(
  (_data: unknown, context: ExecutionContext): boolean =>
    context.switchToHttp().getRequest<FastifyRequest>().method === 'HEAD',
);

import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Target } from './rights.js';

/** Parameter of a handler: where the subject of its `@Allow` is, as the guard found it. */
export const CurrentTarget = createParamDecorator((_data: unknown, context: ExecutionContext): Target => {
  const { target } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!target) throw new Error('CurrentTarget needs a handler whose permission names its subject.');
  return target;
});

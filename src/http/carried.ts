import type { FastifyRequest } from 'fastify';

/** What a request came with to show who it is from; whether it is any good is another matter. */
export type Carried = 'nothing' | 'cookie' | 'token';

export function carriedBy({ headers }: Pick<FastifyRequest, 'headers'>): Carried {
  if (headers.authorization !== undefined) return 'token';
  return headers.cookie?.includes('pointbook_session=') ? 'cookie' : 'nothing';
}

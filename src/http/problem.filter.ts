import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { classify } from '../database/dialect.js';
import { TransactionTooLong } from '../database/errors.js';
import { type FieldProblem, Refusal, type RefusalCode, refusals } from './refusal.js';

/** Statuses that the framework itself answers with (routing, body reading), in our words. */
const codeOfStatus: Record<number, RefusalCode> = {
  400: 'malformed',
  401: 'signInRequired',
  403: 'forbidden',
  404: 'notFound',
  405: 'methodNotAllowed',
  408: 'tooSlow',
  412: 'stale',
  413: 'tooLarge',
  415: 'unsupportedMediaType',
  429: 'tooManyRequests',
  431: 'headersTooLarge',
  503: 'away',
};

function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' && status >= 400 && status < 600 ? status : undefined;
}

/** What can't be read, is too large or of another kind is the body itself: no field of it can be named. */
function aboutTheBody(code: RefusalCode): { errors?: FieldProblem[] } {
  return ['malformed', 'tooLarge', 'unsupportedMediaType'].includes(code) ? { errors: [{ path: 'body', code }] } : {};
}

/** What an error means to the client; undefined for a fault of ours. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error;
  // Rolled back, so that nobody had to wait for it: the database is slow or half away, and later it may well work.
  if (error instanceof TransactionTooLong) return new Refusal('away', { retryAfterSeconds: 10 });
  switch (classify(error)) {
    case 'duplicate':
      return new Refusal('duplicate');
    case 'constraint':
      return new Refusal('invalid');
    case 'retry':
    case 'away':
      return new Refusal('away', { retryAfterSeconds: 2 });
    default: {
      const status = statusOf(error);
      if (status === undefined) return undefined;
      // What the framework refuses in a way that we have no word for is no fault of ours, either.
      const code = codeOfStatus[status] ?? (status < 500 ? 'malformed' : undefined);
      return code && new Refusal(code, aboutTheBody(code));
    }
  }
}

/** Every error leaves as application/problem+json (RFC 9457) with one of the closed list of codes. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly log = new Logger('Problem');

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const refusal = refusalOf(error) ?? new Refusal('internal');
    request.refusal = refusal;
    if (refusal.code === 'internal') this.log.error({ error }, 'request failed');
    else if (refusal.code === 'away') this.log.warn({ error }, 'request refused');
    sendProblem(reply, refusal, String(request.id));
  }
}

/** What would be let in (RFC 9110 asks for it beside a 401, RFC 6750 says how). */
const challenges: Partial<Record<RefusalCode, string>> = {
  signInRequired: 'Bearer realm="pointbook"',
  invalidCredentials: 'Bearer realm="pointbook"',
  invalidToken: 'Bearer realm="pointbook", error="invalid_token"',
  tokenScope: 'Bearer realm="pointbook", error="insufficient_scope"',
};

export function sendProblem(reply: FastifyReply, refusal: Refusal, requestId: string): void {
  const { retryAfterSeconds } = refusal.more;
  if (retryAfterSeconds !== undefined) void reply.header('Retry-After', String(Math.ceil(retryAfterSeconds)));
  const challenge = challenges[refusal.code];
  if (challenge !== undefined) void reply.header('WWW-Authenticate', challenge);
  void reply
    .status(refusal.status)
    .header('Content-Type', 'application/problem+json; charset=utf-8')
    .header('Cache-Control', 'no-store')
    .send(problemText(refusal, requestId));
}

/** The problem as JSON. */
export function problemText(refusal: Refusal, requestId: string): string {
  const { errors, params } = refusal.more;
  return JSON.stringify({
    type: `/api/docs#${refusal.code}`,
    title: refusals[refusal.code][1],
    status: refusal.status,
    code: refusal.code,
    requestId,
    ...(errors && { errors }),
    ...(params && { params }),
  });
}

import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { problemText, sendProblem } from './problem.filter.js';
import { Refusal } from './refusal.js';

/*
 * What is refused before there is a request that a handler, a guard or a hook could be asked about: an address that is none, and
 * bytes that are no HTTP. It is answered in the same words as everything else, and with as little trust.
 */

/** What is answered here has no page and no script in it. */
const headers = {
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
};

/** Fastify could not read an address: a percent sign that begins no character, or a place in it longer than any id. */
export function refuseAddress({ code }: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const problem = new Refusal('malformed', { errors: [{ path: 'address', code: 'malformed' }] });
  void reply.headers(headers);
  sendProblem(reply, code === 'FST_ERR_BAD_URL' ? problem : new Refusal('notFound'), String(request.id));
}

/** Node could not read a request, or waited for it in vain: what is left of the connection is told why, and it ends. */
export function refuseConnection(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (socket.writable) socket.write(answerTo(error.code));
  socket.destroy(error);
}

function answerTo(code: string | undefined): string {
  const refusal = new Refusal(refusalOf(code));
  const body = problemText(refusal, randomUUID());
  const said = {
    ...headers,
    'Content-Type': 'application/problem+json; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    Connection: 'close',
  };
  const lines = Object.entries(said).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}`, ...lines, '', body].join('\r\n');
}

function refusalOf(code: string | undefined): 'tooSlow' | 'headersTooLarge' | 'malformed' {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 'tooSlow';
  return code === 'HPE_HEADER_OVERFLOW' ? 'headersTooLarge' : 'malformed';
}

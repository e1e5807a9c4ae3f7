import type { FastifyReply, FastifyRequest } from 'fastify';
import { requestMinutes } from './provider-requests.service.js';

/** What binds somebody on the way to the provider to his browser: who brings the answer in another one is refused. */
const nameOf = (secure: boolean): string => (secure ? '__Host-pointbook_provider' : 'pointbook_provider');

/**
 * SameSite=Strict, like the session's: the provider sends the browser to our client's page, which needs no cookie, and the page's
 * own request, which brings the answer, is of the same site.
 */
const options = (secure: boolean) => ({ httpOnly: true, sameSite: 'strict', path: '/', secure }) as const;

export function setProviderCookie(reply: FastifyReply, secret: string, secure: boolean): void {
  void reply.setCookie(nameOf(secure), secret, { ...options(secure), maxAge: requestMinutes * 60 });
}

/** The secret as the browser sent it; it is good for one answer, so the browser is told to forget it. */
export function takeProviderCookie(request: FastifyRequest, reply: FastifyReply, secure: boolean): string | undefined {
  const secret = request.cookies[nameOf(secure)];
  if (secret === undefined) return undefined;
  void reply.clearCookie(nameOf(secure), options(secure));
  return /^[A-Za-z0-9_-]{43}$/.test(secret) ? secret : undefined;
}

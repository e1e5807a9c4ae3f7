import type { FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '../http/refusal.js';

/** With https the name begins with __Host-: the browser then takes the cookie only from this very host, over https, for every path. */
export const sessionCookieName = (secure: boolean): string =>
  secure ? '__Host-pointbook_session' : 'pointbook_session';

/**
 * SameSite=Strict: the cookie never travels with a request that another site began. A link from a message still works,
 * because it opens the client's HTML page, which needs no cookie, and the page's own requests are of the same site.
 * Without an expiry the browser forgets the cookie when it is closed, which is right on a borrowed telephone; the session's
 * own ends are kept by the service.
 */
const options = (secure: boolean) => ({ httpOnly: true, sameSite: 'strict', path: '/', secure }) as const;

/** Holds a sign-in between its two steps. It is another name, so that it can't be taken for a session. */
const halfCookieName = (secure: boolean): string => (secure ? '__Host-pointbook_sign_in' : 'pointbook_sign_in');

/** The session's secret as the browser sent it; undefined unless it could be one of ours (32 random bytes in base64url). */
export function readSessionCookie(request: FastifyRequest, secure: boolean): string | undefined {
  return secretIn(request.cookies[sessionCookieName(secure)]);
}

/** For what happens to the session itself. @throws signInRequired for a request that has none, such as a program's */
export function requireSessionCookie(request: FastifyRequest, secure: boolean): string {
  const token = readSessionCookie(request, secure);
  if (token === undefined) throw new Refusal('signInRequired');
  return token;
}

export function setSessionCookie(reply: FastifyReply, token: string, secure: boolean): void {
  void reply.setCookie(sessionCookieName(secure), token, options(secure));
}

export function clearSessionCookie(reply: FastifyReply, secure: boolean): void {
  void reply.clearCookie(sessionCookieName(secure), options(secure));
}

export function readHalfCookie(request: FastifyRequest, secure: boolean): string | undefined {
  return secretIn(request.cookies[halfCookieName(secure)]);
}

export function setHalfCookie(reply: FastifyReply, token: string, secure: boolean): void {
  void reply.setCookie(halfCookieName(secure), token, options(secure));
}

export function clearHalfCookie(reply: FastifyReply, secure: boolean): void {
  void reply.clearCookie(halfCookieName(secure), options(secure));
}

const secretIn = (value: string | undefined): string | undefined =>
  value !== undefined && /^[A-Za-z0-9_-]{43}$/.test(value) ? value : undefined;

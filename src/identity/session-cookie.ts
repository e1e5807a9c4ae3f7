import type { FastifyReply, FastifyRequest } from 'fastify';

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

/** The session's secret as the browser sent it; undefined unless it could be one of ours (32 random bytes in base64url). */
export function readSessionCookie(request: FastifyRequest, secure: boolean): string | undefined {
  const token = request.cookies[sessionCookieName(secure)];
  return token !== undefined && /^[A-Za-z0-9_-]{43}$/.test(token) ? token : undefined;
}

export function setSessionCookie(reply: FastifyReply, token: string, secure: boolean): void {
  void reply.setCookie(sessionCookieName(secure), token, options(secure));
}

export function clearSessionCookie(reply: FastifyReply, secure: boolean): void {
  void reply.clearCookie(sessionCookieName(secure), options(secure));
}

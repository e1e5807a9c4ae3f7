/** What a request says about where it comes from. */
export interface Provenance {
  method: string;
  host: string | undefined;
  origin: string | undefined;
  secFetchSite: string | undefined;
}

const readingMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Whether a request may change something, as far as its origin goes (protection against cross-site request forgery).
 *
 * Every browser that is kept up to date says with Sec-Fetch-Site who began the request, and no page can forge it:
 * 'same-origin' is our own client, 'none' the person himself. 'same-site' is refused too: a neighbour on another subdomain
 * is a stranger. An older browser, and any browser on an address without https, sends only Origin, with everything that is
 * not a plain reading, and then Origin decides.
 * A request with neither comes from a program, not from a page; it has no cookie that a stranger could abuse, and even in a
 * browser that sent neither the cookie would stay at home, because it is SameSite=Strict.
 *
 * Whether there is a cookie makes no difference: otherwise a foreign page could sign somebody in to an account of its choice.
 */
export function mayComeFrom({ method, host, origin, secFetchSite }: Provenance, publicOrigin: string | null): boolean {
  if (readingMethods.has(method)) return true;
  if (secFetchSite !== undefined) return secFetchSite === 'same-origin' || secFetchSite === 'none';
  if (origin === undefined) return true;
  return origin === publicOrigin || (URL.canParse(origin) && host !== undefined && new URL(origin).host === host);
}

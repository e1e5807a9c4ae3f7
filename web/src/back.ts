/** Where one was before sign-in; never an address of another site. */
export function backFrom(query: unknown): string {
  return typeof query === 'string' && /^\/(?![/\\])/.test(query) ? query : '/';
}

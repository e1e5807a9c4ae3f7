/**
 * Whether a path leads into our own client and nowhere else. Browsers read a backslash as a slash and skip tabs and line ends in
 * an address, so `/\evil.example` and `/<tab>/evil.example` would lead out of the house.
 */
export function isOwnPath(path: string): boolean {
  const own = 'http://own.invalid';
  if (!path.startsWith('/') || /[\\\p{Cc}\p{Cf}\s]/u.test(path) || path.length > 500) return false;
  if (!URL.canParse(path, own) || new URL(path, own).origin !== own) return false;
  return !new URL(path, own).pathname.startsWith('//') && !new URL(path, own).pathname.startsWith('/api/');
}

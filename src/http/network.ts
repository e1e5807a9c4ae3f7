/** An address as far as it tells people apart: of an IPv6 address the network, since one person has all the rest. */
export function networkOf(address: string): string {
  if (isVersion4(address)) return address.replace('::ffff:', '');
  return groupsOf(address).slice(0, 4).join(':');
}

/** Where a request came from, so roughly that it names no person's line: enough to see an attack and to bar it at the proxy. */
export function coarseNetworkOf(address: string): string {
  if (isVersion4(address)) return `${address.replace('::ffff:', '').split('.').slice(0, 3).join('.')}.0/24`;
  return `${groupsOf(address).slice(0, 3).join(':')}::/48`;
}

const isVersion4 = (address: string): boolean => !address.includes(':') || address.startsWith('::ffff:');

/** The eight groups of an IPv6 address. */
function groupsOf(address: string): string[] {
  const [head = '', tail] = address.split('::');
  const groups = head.split(':').filter(Boolean);
  const behind = tail === undefined ? [] : tail.split(':').filter(Boolean);
  const missing = tail === undefined ? 0 : 8 - groups.length - behind.length;
  return [...groups, ...Array<string>(Math.max(0, missing)).fill('0'), ...behind];
}

/** Where something stands in a scheme, written as problems write it: 'items[3].each.pointsHundredths'. */
const steps = (path: string): (string | number)[] =>
  [...path.matchAll(/([^.[\]]+)|\[(\d+)\]/g)].map(([, name, index]) => name ?? Number(index));

type Holder = Record<string | number, unknown>;
const isHolder = (value: unknown): value is Holder => typeof value === 'object' && value !== null;

/** What stands there; undefined where nothing does. */
export function readAt(value: unknown, path: string): unknown {
  return steps(path).reduce<unknown>((at, step) => (isHolder(at) ? at[step] : undefined), value);
}

/** Puts something there, or takes it away when it is undefined. Holders on the way must exist. */
export function writeAt(value: object, path: string, given: unknown): void {
  const way = steps(path);
  const last = way.pop();
  const holder = way.reduce<unknown>((at, step) => (isHolder(at) ? at[step] : undefined), value);
  if (!isHolder(holder) || last === undefined) return;
  if (given === undefined) delete holder[last];
  else holder[last] = given;
}

export function isWithin(path: string, outer: string): boolean {
  return path === outer || (path.startsWith(outer) && /^[.[]/.test(path.slice(outer.length)));
}

/** 'items[3].each' → 'items[3]' → 'items' → '' */
export function outerPath(path: string): string {
  return path.replace(/(\.[^.[\]]+|\[\d+\]|^[^.[\]]+)$/, '');
}

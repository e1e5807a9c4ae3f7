import { readFileSync } from 'node:fs';
import { type Check, checks } from './table.js';

/** A quoted name as it stands in a spec, where quotes in it may be written with a backslash. */
function names({ spec, name }: { spec: string; name: string }): boolean {
  const source = readFileSync(`test/${spec}.spec.ts`, 'utf8').replaceAll(/\\(['"`])/g, '$1');
  return [`'${name}'`, `"${name}"`, `\`${name}\``].some((quoted) => source.includes(quoted));
}

describe.each(Object.entries<readonly Check[]>(checks))('%s', (_kind, table) => {
  test.each(table)('%s is tried', (_what, spec, name) => {
    expect([spec, name, names({ spec, name })]).toEqual([spec, name, true]);
  });
});

test('canary: a test that is no more is missed', () => {
  expect(names({ spec: 'hostile/table', name: `no such ${'test'}` })).toBe(false);
});

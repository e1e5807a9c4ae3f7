import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where paths of units are compared: the table of rights itself, and what lists are cut to. The demo makes its own tree. */
const allowed = ['identity/rights.ts', 'identity/scope.ts'];

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : path.endsWith('.ts') ? [path] : [];
  });
}

/** What looks like a scope made by hand: a path in LIKE, the beginning of a path, a path with a per cent sign after it. */
const byHand = [
  /[Pp]ath\)? LIKE /,
  /[Pp]ath\.startsWith\(/,
  /\.startsWith\((?:\w+\.)*\w*[Pp]ath\)/,
  /[Pp]ath[^}\n]*\}%`/,
];
/** Paths of another kind: of a scheme's file, in which problems are found, and of an address in the browser. */
const otherPaths = /^(schemes|demo)\/|^identity\/own-path\.ts$/;

const foundIn = (text: string): string[] =>
  text.split('\n').filter((line) => byHand.some((pattern) => pattern.test(line)));

test('no file but one makes the scope of a list', () => {
  const found = filesBelow('src')
    .map((file) => file.slice('src/'.length))
    .filter((file) => !allowed.includes(file) && !otherPaths.test(file))
    .flatMap((file) => foundIn(readFileSync(join('src', file), 'utf8')).map((line) => `${file}: ${line.trim()}`));
  expect(found).toEqual([]);
});

test.each([
  "  WHERE units.path LIKE ? AND state = 'open'",
  '  WHERE COALESCE(teams.path, branches.path) LIKE ?',
  '  if (branchPath.startsWith(holding.unitPath)) return;',
  '  paths.some((path) => path.startsWith(begin))',
  '  [`${unit.path}%`, month]',
])('canary: %s would be found', (line) => expect(foundIn(line)).toHaveLength(1));

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** docs/security.md holds us to OWASP ASVS 5.0, levels 1 and 2. This holds docs/security.md. */
const page = readFileSync('docs/security.md', 'utf8');

/** How many requirements of levels 1 and 2 each section has, by their numbers in the standard. */
const requirements = `
  1.1.1 1.1.2 1.2.1 1.2.2 1.2.3 1.2.4 1.2.5 1.2.6 1.2.7 1.2.8 1.2.9 1.3.1 1.3.2 1.3.3 1.3.4 1.3.5 1.3.6 1.3.7 1.3.8
  1.3.9 1.3.10 1.3.11 1.4.1 1.4.2 1.4.3 1.5.1 1.5.2
  2.1.1 2.1.2 2.1.3 2.2.1 2.2.2 2.2.3 2.3.1 2.3.2 2.3.3 2.3.4 2.4.1
  3.2.1 3.2.2 3.3.1 3.3.2 3.3.3 3.3.4 3.4.1 3.4.2 3.4.3 3.4.4 3.4.5 3.4.6 3.5.1 3.5.2 3.5.3 3.5.4 3.5.5 3.7.1 3.7.2
  4.1.1 4.1.2 4.1.3 4.2.1 4.3.1 4.3.2 4.4.1 4.4.2 4.4.3 4.4.4
  5.1.1 5.2.1 5.2.2 5.2.3 5.3.1 5.3.2 5.4.1 5.4.2 5.4.3
  6.1.1 6.1.2 6.1.3 6.2.1 6.2.2 6.2.3 6.2.4 6.2.5 6.2.6 6.2.7 6.2.8 6.2.9 6.2.10 6.2.11 6.3.1 6.3.2 6.3.3 6.4.1 6.4.2
  6.4.3 6.4.4 6.5.1 6.5.2 6.5.3 6.5.4 6.5.5 6.6.1 6.6.2 6.6.3 6.8.1 6.8.2 6.8.3 6.8.4
  7.1.1 7.1.2 7.1.3 7.2.1 7.2.2 7.2.3 7.2.4 7.3.1 7.3.2 7.4.1 7.4.2 7.4.3 7.4.4 7.4.5 7.5.1 7.5.2 7.6.1 7.6.2
  8.1.1 8.1.2 8.2.1 8.2.2 8.2.3 8.3.1 8.4.1
  9.1.1 9.1.2 9.1.3 9.2.1 9.2.2 9.2.3 9.2.4
  10.1.1 10.1.2 10.2.1 10.2.2 10.3.1 10.3.2 10.3.3 10.3.4 10.4.1 10.4.2 10.4.3 10.4.4 10.4.5 10.4.6 10.4.7 10.4.8
  10.4.9 10.4.10 10.4.11 10.5.1 10.5.2 10.5.3 10.5.4 10.5.5 10.6.1 10.6.2 10.7.1 10.7.2 10.7.3
  11.1.1 11.1.2 11.2.1 11.2.2 11.2.3 11.3.1 11.3.2 11.3.3 11.4.1 11.4.2 11.4.3 11.5.1 11.6.1
  12.1.1 12.1.2 12.1.3 12.2.1 12.2.2 12.3.1 12.3.2 12.3.3 12.3.4
  13.1.1 13.2.1 13.2.2 13.2.3 13.2.4 13.2.5 13.3.1 13.3.2 13.4.1 13.4.2 13.4.3 13.4.4 13.4.5
  14.1.1 14.1.2 14.2.1 14.2.2 14.2.3 14.2.4 14.3.1 14.3.2 14.3.3
  15.1.1 15.1.2 15.1.3 15.2.1 15.2.2 15.2.3 15.3.1 15.3.2 15.3.3 15.3.4 15.3.5 15.3.6 15.3.7
  16.1.1 16.2.1 16.2.2 16.2.3 16.2.4 16.2.5 16.3.1 16.3.2 16.3.3 16.3.4 16.4.1 16.4.2 16.4.3 16.5.1 16.5.2 16.5.3
`
  .trim()
  .split(/\s+/);

const rows = page
  .split('\n')
  .filter((line) => /^\| (\d+\.\d+\.\d+|API\d+) /.test(line))
  .map((line) =>
    line
      .slice(1, -1)
      .split(' | ')
      .map((cell) => cell.trim()),
  );

describe('docs/security.md', () => {
  test('has one line for every requirement of levels 1 and 2, and no other', () => {
    const numbers = rows.map(([number]) => number).filter((number) => !number?.startsWith('API'));
    expect(numbers).toEqual(requirements);
    expect(rows.filter(([number]) => number?.startsWith('API'))).toHaveLength(10);
  });

  test('says of each whether it is kept, and of what is kept where and by which test', () => {
    const requirementRows = rows.filter(([number]) => !number?.startsWith('API'));
    expect(requirementRows.filter((row) => row.length !== 5)).toEqual([]);
    const states = new Set(requirementRows.map(([, state]) => state));
    expect([...states].filter((state) => !['met', 'partly', 'none', 'n/a'].includes(state ?? ''))).toEqual([]);
    const silent = requirementRows.filter(([, state, how]) => state !== 'n/a' && (how === undefined || how.length < 5));
    expect(silent).toEqual([]);
  });

  test('names files that are there', () => {
    const named = [
      ...page.matchAll(/`((?:src|test|web|docs|docker|migrations|\.ci)\/[^`*…]+|[\w.-]+\.(?:json|js))`/g),
    ].map(([, path]) => path!);
    expect(named.length).toBeGreaterThan(100);
    expect([...new Set(named)].filter((path) => !existsSync(path))).toEqual([]);
  });

  test('names parts of itself that are there', () => {
    const heads = [...page.matchAll(/^#+ (.+)$/gm)].map(([, head]) =>
      head!
        .toLowerCase()
        .replace(/[^\w -]/g, '')
        .replaceAll(' ', '-'),
    );
    const links = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, link]) => link!);
    expect(links.filter((link) => !heads.includes(link))).toEqual([]);
  });
});

function textsBelow(folder: string, endings: RegExp): [string, string][] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry): [string, string][] => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return textsBelow(path, endings);
    return endings.test(entry.name) ? [[path, readFileSync(path, 'utf8')]] : [];
  });
}

/** What the page promises the code doesn't do, and who may do it nevertheless. */
const never: { what: string; words: RegExp; in: 'src' | 'web/src'; but: string[] }[] = [
  { what: 'starts a program', words: /node:child_process|node:worker_threads/, in: 'src', but: [] },
  { what: 'evaluates text', words: /\beval\(|new Function\(|node:vm/, in: 'src', but: [] },
  { what: 'evaluates text', words: /\beval\(|new Function\(/, in: 'web/src', but: [] },
  {
    what: 'draws text as HTML',
    words: /v-html|innerHTML|outerHTML|insertAdjacentHTML|document\.write/,
    in: 'web/src',
    but: [],
  },
  { what: 'talks to other windows', words: /postMessage|window\.opener/, in: 'web/src', but: [] },
  {
    what: 'calls another machine',
    words:
      /\bfetch\(|\bconnect\(this\.address|\bcreateConnection\(|\.request\(|from 'openid-client'|from 'node:(?:tls|dgram|http2)'/,
    in: 'src',
    but: [
      'src/database/connecting.ts',
      'src/database/primary.ts',
      'src/evidence/s3-store.ts',
      'src/evidence/virus-scanner.ts',
      'src/identity/provider.service.ts',
      'src/identity/provider-answer.ts',
    ],
  },
];

test.each(never)('nothing in $in $what, but what is named here', ({ words, in: folder, but }) => {
  const found = textsBelow(folder, /\.(ts|vue)$/).filter(([path, text]) => !but.includes(path) && words.test(text));
  expect(found.map(([path]) => path)).toEqual([]);
});

test('whoever is named as an exception is one', () => {
  for (const { words, but } of never)
    for (const path of but) expect([path, words.test(readFileSync(path, 'utf8'))]).toEqual([path, true]);
});

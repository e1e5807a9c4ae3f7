import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';

/** What stands in the way of a page on a slow line, read from the built client; bench/web.ts measures it in a browser. */
const assets = 'dist/web/assets/';
const names = readdirSync(assets).filter((name) => name.endsWith('.js'));
const read = (name: string) => readFileSync(assets + name, 'utf8');
const chunk = (start: string) => names.find((name) => name.startsWith(`${start}-`))!;

/** A chunk with all that it imports before it runs. */
function withImports(name: string, found = new Set<string>()): Set<string> {
  if (found.has(name)) return found;
  found.add(name);
  for (const [, imported] of read(name).matchAll(/(?:from|import)\s*["'`]\.\/([^"'`]+\.js)["'`]/g))
    withImports(imported!, found);
  return found;
}

/** What a browser fetches of them: compressed where the build has laid it down so. */
function bytesOnTheWire(chunks: Iterable<string>): number {
  return [...chunks]
    .map((name) => assets + name)
    .map((path) => statSync(existsSync(`${path}.br`) ? `${path}.br` : path).size)
    .reduce((sum, size) => sum + size, 0);
}

describe('the first load of the web client', () => {
  const html = readFileSync('dist/web/index.html', 'utf8');
  const scripts = [...html.matchAll(/<script ([^>]*)src="\/assets\/([^"]+\.js)"/g)].map(([, how, name]) => ({
    how: how!,
    name: name!,
  }));
  const entry = scripts.at(-1)!.name;
  const first = withImports(entry);
  const text = [...first].map(read).join('\n');

  test('holds My month whole, in at most 135,000 bytes of JavaScript and four files', () => {
    expect(text).toContain('submit-bar'); // The foot of the sheet, with the button that hands it in.
    expect(names.filter((name) => /^(MyMonth|Sheet)/.test(name))).toEqual([]);
    expect(first.size).toBeLessThanOrEqual(4);
    expect(bytesOnTheWire(first)).toBeLessThanOrEqual(135_000);
  });

  test('would be too large with the charts in it', () => {
    expect(bytesOnTheWire([...first, ...withImports(chunk('charts'))])).toBeGreaterThan(135_000);
  });

  test('is announced by the page whole, and so is the question who is signed in', () => {
    expect([...first].filter((name) => !html.includes(name))).toEqual([]);
    expect(html).toContain('<link rel="preload" href="/api/v1/session" as="fetch" crossorigin');
  });

  test('asks its first questions without waiting for all the rest', () => {
    expect(scripts[0]).toEqual({ how: expect.stringContaining('async'), name: expect.stringMatching(/^early-/) });
    expect([...withImports(scripts[0]!.name)]).toEqual([scripts[0]!.name]);
    // The same file by the same name: what it has asked, the page finds.
    expect(first).toContain(scripts[0]!.name);
  });

  test('says nothing with words that come later', () => {
    const later = [...readFileSync('web/src/i18n/zh-rest.ts', 'utf8').matchAll(/import (\w+) from/g)].map(
      ([, room]) => room,
    );
    expect(later).toContain('statistics');
    // Titles of pages that bring their words along, and names of rights, look like keys too.
    const titles = readFileSync('web/src/router.ts', 'utf8');
    const rights = readFileSync('web/src/api-schema.d.ts', 'utf8');
    const used = [...text.matchAll(/["'`](\w+)\.(\w[\w.]*)/g)].filter(([, room]) => later.includes(room));
    const keys = used.map(([, room, key]) => `${room}.${key}`);
    expect(keys).toContain('statistics.title'); // Found in the text, and only here left out.
    expect(keys.filter((key) => !titles.includes(`'${key}'`) && !rights.includes(`"${key}"`))).toEqual([]);
  });
});

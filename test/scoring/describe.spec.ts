import { readdirSync, readFileSync } from 'node:fs';
import { readSchemeFile } from '#src/schemes/scheme-file.js';
import { describeScheme, type Language } from '#src/scoring/describe.js';
import type { Item, Scheme } from '#src/scoring/scheme.js';
import fc from 'fast-check';
import { type Entry, scoreSheet } from '#src/scoring/score.js';
import { type Mutation, mutationsOf } from './mutations.js';
import { annualScheme, monthlyScheme, quarterlyScheme, sheetsByQuarter } from './rich-schemes.js';

const LANGUAGES = ['zh', 'en'] as const satisfies readonly Language[];

/** The rules that ship, read from their files. */
const SHIPPED = readdirSync('schemes').filter((name) => name.endsWith('.yaml'));

function shipped(name: string): Scheme {
  const { scheme, problems } = readSchemeFile(readFileSync(`schemes/${name}`, 'utf8'));
  if (!scheme) throw new Error(JSON.stringify(problems));
  return scheme;
}

const SCHEMES: [name: string, make: () => Scheme][] = [
  ...SHIPPED.map((name): [string, () => Scheme] => [name, () => shipped(name)]),
  ['a monthly rule', monthlyScheme],
  ['an annual rule', annualScheme],
  ['a quarterly rule', quarterlyScheme],
  ['sheets by the quarter', sheetsByQuarter],
];

/** What the definition holds and the text doesn't say, each for its reason. */
const UNSAID: { reason: string; isSo: (mutation: Mutation, scheme: Scheme) => boolean }[] = [
  {
    reason: 'a name for the machine: people read the words beside it',
    isSo: ({ path }) => /^(groups|profiles|bands|vetoes)\[\d+\]\.code$|\.options\[\d+\]\.code$/.test(path),
  },
  {
    reason: 'the text lists kind by kind and category by category; what stands where between them changes no score',
    isSo: ({ path, what }, { items }) => {
      const at = Number(/^items\[(\d+)\]$/.exec(path)?.[1]);
      const [one, other] = [items[at - 1], items[at]];
      return what === 'moved up' && one !== undefined && other !== undefined && blockOf(one) !== blockOf(other);
    },
  },
];

function blockOf({ kind, category, group }: Item): string {
  return [kind, category, category === null ? group : ''].join('/');
}

function textOf(scheme: Scheme, language: Language): string {
  return JSON.stringify(describeScheme(scheme, language));
}

function linesOf(scheme: Scheme, language: Language): string[] {
  return describeScheme(scheme, language).flatMap(({ heading, lines }) => [heading, ...lines]);
}

const MONTHS = 'January|February|March|April|May|June|July|August|September|October|November|December'.split('|');

/** The figures of a line, whatever the order of words in a language; a month's name is its number. */
function figuresIn(line: string): string[] {
  const numbered = MONTHS.reduce((words, name, index) => words.replaceAll(name, `${index + 1}`), line);
  return [...numbered.matchAll(/[\d.]*\d/g)].map(([figure]) => figure).sort();
}

/** Names may hold figures in one language only: "每次≥1小时" is "an hour or more". They aren't the rule's. */
function withoutNames(scheme: Scheme): Scheme {
  const json = JSON.stringify(scheme, (_, value: unknown) =>
    typeof value === 'object' && value !== null && 'zh' in value && 'en' in value ? { zh: '甲', en: '甲' } : value,
  );
  return JSON.parse(json) as Scheme;
}

describe('text and arithmetic can not part', () => {
  test.each(SCHEMES)('%s: whatever is changed in the data is changed in the text, in both languages', (_, make) => {
    const scheme = make();
    const before = { zh: textOf(scheme, 'zh'), en: textOf(scheme, 'en') };
    const mutations = mutationsOf(scheme).filter((it) => !UNSAID.some(({ isSo }) => isSo(it, scheme)));
    const silent = mutations.flatMap(({ path, what, scheme: changed }) =>
      LANGUAGES.filter((language) => textOf(changed, language) === before[language]).map(
        (language) => `${language}: ${path} ${what}`,
      ),
    );
    expect(mutations.length).toBeGreaterThan(100);
    expect(silent).toEqual([]);
  });

  test.each(SCHEMES)('%s: both languages name the same figures, line by line', (_, make) => {
    const figures = (language: Language) => linesOf(withoutNames(make()), language).map(figuresIn);
    expect(figures('en')).toEqual(figures('zh'));
    expect(figures('zh').flat().length).toBeGreaterThan(12);
  });
});

describe('the default rule, read back from its text', () => {
  const scheme = shipped('default.yaml');
  const lines = linesOf(scheme, 'zh');
  const lineOf = (code: string) => lines.find((line) => line.startsWith(`${code} `)) ?? '';
  /** The figure in hundredths behind the words, or null. */
  const figure = (line: string, words: RegExp) => {
    const found = words.exec(line)?.[1];
    return found === undefined ? null : Math.round(Number(found) * 100);
  };

  /** What one entry is worth by the words of the item's line. */
  function worth(item: Item, entry: Entry): number {
    const line = lineOf(item.code);
    const option = item.options?.find(({ code }) => code === entry.optionCode)?.name.zh;
    if (option !== undefined) {
      const [, off, points] = new RegExp(`[：；]${option}(扣)? ([\\d.]+) 分`).exec(line) ?? [];
      return Number(points) * (off ? -100 : 100);
    }
    const taken = figure(line, /每.扣 ([\d.]+) 分/);
    const given = figure(line, /：每. ([\d.]+) 分/);
    return (entry.count ?? 0) * (taken === null ? (given ?? NaN) : -taken);
  }

  /** The month as somebody with the text and a pencil would work it out. */
  function byPencil(entries: readonly Entry[]): number {
    const formula = lines.find((line) => line.startsWith('当月得分')) ?? '';
    const limit = (value: number, most: number | null) => Math.min(value, most ?? Infinity);
    const parts = scheme.items.map((item) => {
      const own = entries.filter(({ itemCode }) => itemCode === item.code);
      const line = lineOf(item.code);
      const sum = own.reduce((points, entry) => points + worth(item, entry), 0);
      if (item.kind === 'base')
        return { kind: item.kind, points: own.length > 0 ? sum : figure(line, /满分 ([\d.]+) 分/)! };
      if (item.kind === 'deduction')
        return { kind: item.kind, points: -limit(-sum, figure(line, /每月最多扣 ([\d.]+) 分/)) };
      return { kind: item.kind, points: limit(sum, figure(line, /每月以 ([\d.]+) 分为限/)) };
    });
    const of = (kind: string) => parts.filter((part) => part.kind === kind).reduce((sum, part) => sum + part.points, 0);
    const score = of('base') + of('deduction') + limit(of('contribution'), figure(formula, /每月以 ([\d.]+) 分为限/));
    return limit(Math.max(score, figure(formula, /最低 ([\d.]+) 分/)!), figure(formula, /最高 ([\d.]+) 分/));
  }

  const valued = scheme.items.filter((item) => item.options ?? item.each);
  const entry = fc.nat(valued.length - 1).chain((at) => {
    const item = valued[at]!;
    const value = item.options
      ? fc.constantFrom(...item.options.map(({ code }) => ({ optionCode: code })))
      : fc.integer({ min: 1, max: 31 }).map((count) => ({ count }));
    return value.map((given) => ({ itemCode: item.code, ...given }));
  });
  const sheet = fc
    .uniqueArray(entry, { maxLength: 12, selector: ({ itemCode }) => itemCode })
    .map((entries): Entry[] => entries.map((given, number) => ({ number, ...given })));

  test('a sheet worked out by the words comes to the score', () => {
    fc.assert(
      fc.property(sheet, (entries) => {
        expect(byPencil(entries)).toBe(scoreSheet(scheme, 'full', entries).scoreHundredths);
      }),
      { numRuns: 300 },
    );
  });

  test('the worked example of the domain page: 72 + 7 = 79', () => {
    const entries: Entry[] = [
      { number: 0, itemCode: 'B1-01', optionCode: 'absent' },
      { number: 1, itemCode: 'C-01', count: 2 },
      { number: 2, itemCode: 'C-02', optionCode: scheme.items.find(({ code }) => code === 'C-02')!.options![0]!.code },
    ];
    expect(byPencil(entries)).toBe(7900);
  });

  test('the legend under a publication is the formula that ran', () => {
    expect(describeScheme(scheme, 'zh')[0]?.lines.at(-1)).toBe(
      '当月得分 ＝ 基础积分（80 分） － 扣分 ＋ “贡献积分”（每月以 20 分为限）；四舍五入到 0.01 分，最低 0 分，最高 100 分。',
    );
    expect(describeScheme(scheme, 'en')[0]?.lines.at(-1)).toBe(
      'Score of the month = base points (80) − deductions + “Contributions” (at most 20 points a month); rounded half up to 0.01 points, not below 0 points, not above 100 points.',
    );
  });
});

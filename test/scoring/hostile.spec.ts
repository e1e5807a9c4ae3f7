import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { ENTRY_PROBLEMS } from '#src/scoring/problem.js';
import { checkEntries, scoreSheet, type Entry } from '#src/scoring/score.js';
import type { Item, Scheme } from '#src/scoring/scheme.js';
import { checkScheme } from '#src/scoring/scheme-check.js';
import { defaultScheme, entriesOf, schemeWith, schemeWithItem } from './scheme-file.js';

const scheme = defaultScheme();
const check = (entries: unknown) => checkEntries(scheme, 'full', entries as Entry[]);
const codes = (entries: unknown) => check(entries).map((problem) => `${problem.path} ${problem.code}`);
const points = (value: unknown) => codes([{ number: 0, itemCode: 'C-08', pointsHundredths: value }]);

describe('hostile points', () => {
  test.each([
    ['1e308', 1e308],
    ['-1e308', -1e308],
    ['1e-7', 1e-7],
    ['NaN', NaN],
    ['Infinity', Infinity],
    ['2^53+1', 2 ** 53 + 2],
    ['"5"', '5'],
    ['[5]', [5]],
    ['true', true],
    ['{}', {}],
    ['""', ''],
    ['0.1+0.2', 0.1 + 0.2],
  ])('%s is no integer', (_, value) => {
    expect(points(value)).toEqual(['entries[0].pointsHundredths notAnInteger']);
  });

  test.each([
    [501, 'outOfRange'],
    [50, 'outOfRange'],
    [0, 'outOfRange'],
    [-0, 'outOfRange'],
    [-200, 'wrongSign'],
    [2 ** 31, 'outOfRange'],
    [125, 'offStep'],
    [355, 'offStep'],
  ])('%d is refused as %s', (value, code) => expect(points(value)).toEqual([`entries[0].pointsHundredths ${code}`]));

  test('null and nothing are missing', () => {
    expect(points(null)).toEqual(['entries[0].pointsHundredths valueMissing']);
    expect(points(undefined)).toEqual(['entries[0].pointsHundredths valueMissing']);
  });

  test('−0 is nothing but 0 in every figure', () => {
    const result = scoreSheet(scheme, 'full', entriesOf(['B3-02', { points: -0 }]));
    const figures = [...Object.values(result), ...result.lines.flatMap((line) => Object.values(line))];
    expect(figures.filter((value) => Object.is(value, -0))).toEqual([]);
    expect(result.baseHundredths).toBe(7500);
  });

  test('a deduction with a plus is refused where points are free', () => {
    const free = schemeWithItem('D-04', { options: undefined, range: { fromHundredths: -500, toHundredths: -100 } });
    const [wrong, right] = [500, -500].map((value) =>
      checkEntries(free, 'full', entriesOf(['D-04', { points: value }])),
    );
    expect(wrong).toEqual([{ path: 'entries[0].pointsHundredths', code: 'wrongSign' }]);
    expect(right).toEqual([]);
  });

  test.each([
    [0, 'outOfRange'],
    [-1, 'outOfRange'],
    [32, 'outOfRange'],
    [1.5, 'notAnInteger'],
    ['2', 'notAnInteger'],
    [NaN, 'notAnInteger'],
  ])('a count of %p is refused as %s', (count, code) =>
    expect(codes([{ number: 0, itemCode: 'C-01', count }])).toEqual([`entries[0].count ${code}`]),
  );
});

describe('hostile entries', () => {
  test('a base item twice is a duplicate, named at the second', () => {
    expect(codes(entriesOf(['B1-01', 'absent'], ['B1-01', 'full']))).toEqual(['entries[1].itemCode duplicateItem']);
  });

  test('forty times the same contribution is too many', () => {
    const forty = Array.from({ length: 40 }, (_, number) => ({ number, itemCode: 'C-01', count: 1 }));
    expect(codes(forty)).toHaveLength(9);
    expect(codes(forty)[0]).toBe('entries[31].itemCode tooManyOfItem');
    expect(codes(forty.slice(0, 31))).toEqual([]);
  });

  test('1,001 entries are not looked into', () => {
    const many = Array.from({ length: 1001 }, (_, number) => ({ number, itemCode: 'nonsense' }));
    expect(check(many)).toEqual([{ path: 'entries', code: 'tooMany', params: { max: 1000 } }]);
  });

  test('the same entry sent twice is refused', () => {
    const [entry] = entriesOf(['C-01', 1]);
    expect(codes([entry, entry])).toEqual(['entries[1].number duplicateNumber']);
  });

  test.each(['C-99', 'D-07', 'b1-01', '__proto__', 'constructor', '', null, 5, undefined])(
    'item %p is unknown',
    (itemCode) => {
      expect(codes([{ number: 0, itemCode, count: 1 }])).toEqual(['entries[0].itemCode unknownItem']);
    },
  );

  test('an option of another item is unknown; the code is not looked up on a prototype', () => {
    for (const optionCode of ['leader', 'toString', '__proto__', 5, ['full']]) {
      expect(codes([{ number: 0, itemCode: 'B1-01', optionCode }])).toEqual(['entries[0].optionCode unknownOption']);
    }
  });

  test("exactly one value, and the item's own", () => {
    expect(codes([{ number: 0, itemCode: 'B1-01', optionCode: 'full', pointsHundredths: 800 }])).toEqual([
      'entries[0] twoValues',
    ]);
    expect(codes([{ number: 0, itemCode: 'B1-01', pointsHundredths: 800 }])).toEqual([
      'entries[0].optionCode valueMissing',
    ]);
    expect(codes([{ number: 0, itemCode: 'C-01', count: null }])).toEqual(['entries[0].count valueMissing']);
  });

  test('an item outside the profile takes no entry; an unknown profile and an exempt one take no sheet', () => {
    const entries = entriesOf(['B3-01', 'behind']);
    expect(checkEntries(scheme, 'light', entries)).toEqual([
      { path: 'entries[0].itemCode', code: 'notApplicable', params: { item: 'B3-01' } },
    ]);
    expect(checkEntries(scheme, 'exempt', [])).toEqual([{ path: 'profileCode', code: 'notScored' }]);
    expect(checkEntries(scheme, 'nobody', [])).toEqual([{ path: 'profileCode', code: 'unknownProfile' }]);
  });

  test('things that are no entries, and no list', () => {
    expect(codes([null, [], 'x', 5, , undefined])).toEqual(
      [0, 1, 2, 3, 4, 5].map((index) => `entries[${index}] notAnObject`),
    );
    expect(codes({ length: 1 })).toEqual(['entries notAList']);
    expect(codes(null)).toEqual(['entries notAList']);
  });

  test('numbers, deed keys and flags of the wrong kind', () => {
    const entry = { itemCode: 'C-01', count: 1 };
    expect(codes([{ ...entry, number: '1' }])).toEqual(['entries[0].number notAnInteger']);
    expect(codes([{ ...entry, number: -1 }])).toEqual(['entries[0].number outOfRange']);
    expect(codes([{ ...entry, number: 0, deedKey: ' ' }])).toEqual(['entries[0].deedKey badDeedKey']);
    expect(codes([{ ...entry, number: 0, deedKey: 'x'.repeat(201) }])).toEqual(['entries[0].deedKey badDeedKey']);
    expect(codes([{ ...entry, number: 0, refused: 'false' }])).toEqual(['entries[0].refused notABoolean']);
  });

  test('every code that the source can report is in the published list', () => {
    const source = readFileSync(new URL('../../src/scoring/entry.ts', import.meta.url), 'utf8');
    const reported = [...source.matchAll(/(?:report\([^,]+, |at\('', |code: )'(\w+)'/g)].map((match) => match[1]);
    expect([...new Set(reported)].sort()).toEqual([...ENTRY_PROBLEMS].sort());
  });

  test('scoreSheet throws the problems and computes nothing', () => {
    expect(() => scoreSheet(scheme, 'full', [{ number: 0, itemCode: 'C-08', pointsHundredths: 501 }])).toThrow(
      'entries[0].pointsHundredths: outOfRange',
    );
  });
});

describe('the scheme check', () => {
  const problemsOf = (changed: unknown) => checkScheme(changed).map((problem) => `${problem.path} ${problem.code}`);

  test('the default scheme is in order, its base sums to 80, and all 32 rows are there', () => {
    expect(checkScheme(scheme)).toEqual([]);
    expect(scheme.items.reduce((total, item) => total + item.standardHundredths, 0)).toBe(8000);
    expect(scheme.items.map((item) => item.kind[0]).join('')).toBe('b'.repeat(14) + 'd'.repeat(8) + 'c'.repeat(10));
  });

  test.each([null, undefined, 5, 'x', [], {}, { __proto__: scheme }, JSON.parse('{"__proto__": {"code": "x"}}')])(
    '%p is no scheme, and is told so without a throw',
    (value) => expect(checkScheme(value).length).toBeGreaterThan(0),
  );

  test('what runs when it is looked at is no data, and stops nothing', () => {
    const boom = () => {
      throw new Error('boom');
    };
    expect(problemsOf(new Proxy({}, { ownKeys: boom, getOwnPropertyDescriptor: boom }))).toEqual([' notAnObject']);
    expect(problemsOf(Object.defineProperty({ ...scheme }, 'items', { get: boom }))).toEqual(['items missing']);
  });

  test('any value in any place is answered with a list', () => {
    const places = fc.constantFrom<keyof Scheme>(
      'code',
      'period',
      'total',
      'items',
      'groups',
      'bands',
      'profiles',
      'vetoes',
    );
    fc.assert(
      fc.property(places, fc.anything(), (place, value) => {
        expect(Array.isArray(checkScheme({ ...scheme, [place]: value }))).toBe(true);
      }),
    );
    fc.assert(
      fc.property(
        fc.nat({ max: scheme.items.length - 1 }),
        fc.constantFrom<keyof Item>('code', 'kind', 'options', 'each', 'levels', 'limits', 'capHundredths'),
        fc.anything(),
        (at, name, value) => {
          const items = scheme.items.map((item, index) => (index === at ? { ...item, [name]: value } : item));
          expect(Array.isArray(checkScheme({ ...scheme, items }))).toBe(true);
        },
      ),
    );
  });

  test('a list without an end, a thousand unknown properties and endless names are answered shortly', () => {
    expect(problemsOf({ ...scheme, items: Array.from({ length: 100_000 }, () => ({})) })).toEqual(['items tooMany']);
    const many = Object.fromEntries(Array.from({ length: 1000 }, (_, at) => [`x${at}`.repeat(100), 1]));
    expect(problemsOf({ ...scheme, ...many })).toHaveLength(20);
    expect(problemsOf({ ...scheme, items: Array.from({ length: 200 }, () => ({})) }).length).toBeLessThanOrEqual(500);
    expect(problemsOf({ ...scheme, version: 'x'.repeat(1_000_000) })).toEqual(['version badText']);
  });

  test.each<[string, string, object, string]>([
    ['a misspelt cap', 'C-01', { capHundreds: 5 }, 'capHundreds unknownProperty'],
    ['a cap below zero on a contribution', 'C-01', { capHundredths: -400 }, 'capHundredths wrongSign'],
    ['a cap above zero on a deduction', 'D-02', { capHundredths: 300 }, 'capHundredths wrongSign'],
    ['a member who enters deductions', 'D-02', { claimedBy: ['member'] }, 'claimedBy memberDeducts'],
    ['a standard on a deduction', 'D-02', { standardHundredths: 100 }, 'standardHundredths notZero'],
    [
      'study by the minutes in an app',
      'B4-03',
      { name: { zh: '学习强国学习时长', en: 'Study' } },
      'name.zh rewardsSoftware',
    ],
  ])('refuses %s', (_, code, changes, expected) => {
    const at = `items[${scheme.items.findIndex((item) => item.code === code)}]`;
    expect(problemsOf(schemeWithItem(code, changes))).toEqual([`${at}.${expected}`]);
  });

  test('refuses a default that is not in full, the same code twice, bands that leave a gap', () => {
    const options = scheme.items[0]!.options!;
    expect(problemsOf(schemeWithItem('B1-01', { options: options.slice(1) }))).toEqual([
      'items[0].standardHundredths standardNotFirst',
    ]);
    expect(problemsOf(schemeWith({ items: [...scheme.items, scheme.items[0]!] }))).toEqual([
      'items[32].code duplicateCode',
    ]);
    expect(problemsOf(schemeWith({ bands: scheme.bands.slice(0, 2) }))).toEqual([
      'bands[1].fromHundredths bandsLeaveGap',
    ]);
    const rising = [scheme.bands[3]!, scheme.bands[3]!].map((band, at) => ({ ...band, code: `x${at}` }));
    expect(problemsOf(schemeWith({ bands: rising }))).toEqual(['bands[1].fromHundredths notDescending']);
    const bands = [{ ...scheme.bands[0]!, conditions: { withoutItems: ['D-07'] } }, ...scheme.bands.slice(1)];
    expect(problemsOf(schemeWith({ bands }))).toEqual(['bands[0].conditions.withoutItems[0] unknownItem']);
  });
});

test('the scoring room imports nothing but itself, and has no clock, no chance and no floats', () => {
  const room = new URL('../../src/scoring/', import.meta.url);
  const files = readdirSync(room, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  expect(files).toContain('score.ts');
  for (const name of files) {
    const source = readFileSync(new URL(name, room), 'utf8');
    const imported = [...source.matchAll(/(?:from|import|import\(|require\()\s*['"]([^'"]+)['"]/g)].map(
      (match) => match[1]!,
    );
    expect(imported.filter((path) => !/^\.\.?\/(words\/)?[\w-]+\.js$/.test(path))).toEqual([]);
    // Neither comments nor sentences compute anything.
    const code = source.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '').replace(/'(?:[^'\\\n]|\\.)*'/g, "''");
    expect(
      code.match(/\bDate\b|Math\.(random|sqrt|round|pow)|parseFloat|toFixed|process\.|[^\w.'"`)]\d+\.\d/g) ?? [],
    ).toEqual([]);
    expect(source.split('\n').length).toBeLessThan(300);
  }
});

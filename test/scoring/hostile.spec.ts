import { readdirSync, readFileSync } from 'node:fs';
import { ENTRY_PROBLEMS } from '#src/scoring/problem.js';
import { checkEntries, scoreSheet, type Entry } from '#src/scoring/score.js';
import { checkScheme } from '#src/scoring/scheme.js';
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
  test('the default scheme is in order, its base sums to 80, and all 32 rows are there', () => {
    expect(checkScheme(scheme)).toEqual([]);
    expect(scheme.items.reduce((total, item) => total + item.standardHundredths, 0)).toBe(8000);
    expect(scheme.items.map((item) => item.kind[0]).join('')).toBe('b'.repeat(14) + 'd'.repeat(8) + 'c'.repeat(10));
  });

  test.each([null, undefined, 5, 'x', [], {}, { __proto__: scheme }, JSON.parse('{"__proto__": {"code": "x"}}')])(
    '%p is no scheme, and is told so without a throw',
    (value) => expect(checkScheme(value).length).toBeGreaterThan(0),
  );

  const problemsOf = (changed: unknown) => checkScheme(changed).map((problem) => `${problem.path} ${problem.code}`);

  test.each<[string, string, object, string]>([
    ['a misspelt cap', 'C-01', { capHundreds: 5 }, 'capHundreds unknownProperty'],
    ['a float', 'C-01', { capHundredths: 4.5 }, 'capHundredths notAnInteger'],
    ['a number as text', 'C-01', { capHundredths: '400' }, 'capHundredths notAnInteger'],
    ['a cap below zero on a contribution', 'C-01', { capHundredths: -400 }, 'capHundredths wrongSign'],
    ['a cap above zero on a deduction', 'D-02', { capHundredths: 300 }, 'capHundredths wrongSign'],
    ['an off-step cap', 'C-01', { capHundredths: 425 }, 'capHundredths offStep'],
    ['a member who enters deductions', 'D-02', { claimedBy: ['member'] }, 'claimedBy memberDeducts'],
    ['an unknown category', 'C-01', { category: 'B9' }, 'category unknownCategory'],
    ['an unknown decider', 'C-01', { decidedBy: 'everybody' }, 'decidedBy notOneOf'],
    ['a standard on a deduction', 'D-02', { standardHundredths: 100 }, 'standardHundredths notZero'],
    ['an empty name', 'C-01', { name: { zh: ' ', en: 'x' } }, 'name.zh badText'],
    ['two ways to value', 'C-01', { range: { fromHundredths: 100, toHundredths: 200 } }, ' twoValues'],
    ['no way to value', 'C-01', { each: undefined }, ' valueMissing'],
    ['a range the wrong way round', 'C-08', { range: { fromHundredths: 500, toHundredths: 100 } }, 'range emptyRange'],
  ])('refuses %s', (_, code, changes, expected) => {
    const at = `items[${scheme.items.findIndex((item) => item.code === code)}]`;
    expect(problemsOf(schemeWithItem(code, changes))).toEqual([
      expected.startsWith(' ') ? at + expected : `${at}.${expected}`,
    ]);
  });

  test('refuses a default that is not in full, options above the standard, the same code twice', () => {
    const options = scheme.items[0]!.options!;
    expect(problemsOf(schemeWithItem('B1-01', { options: options.slice(1) }))).toEqual([
      'items[0].standardHundredths standardNotFirst',
    ]);
    const above = { ...options[1]!, pointsHundredths: 850 };
    expect(problemsOf(schemeWithItem('B1-01', { options: [options[0], above] }))).toEqual([
      'items[0].options[1].pointsHundredths outOfRange',
    ]);
    expect(problemsOf(schemeWith({ items: [...scheme.items, scheme.items[0]!] }))).toEqual([
      'items[32].code duplicateCode',
    ]);
  });

  test('refuses bands that leave a gap, rise, or lean on an unknown item', () => {
    const [excellent, qualified] = scheme.bands;
    expect(problemsOf(schemeWith({ bands: [excellent!, qualified!] }))).toEqual([
      'bands[1].fromHundredths bandsLeaveGap',
    ]);
    expect(
      problemsOf(
        schemeWith({ bands: [scheme.bands[3]!, scheme.bands[3]!].map((band, at) => ({ ...band, code: `x${at}` })) }),
      ),
    ).toEqual(['bands[1].fromHundredths notDescending']);
    const bands = [{ ...excellent!, conditions: { withoutItems: ['D-07'] } }, ...scheme.bands.slice(1)];
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
    const code = source.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
    expect(
      code.match(/\bDate\b|Math\.(random|sqrt|round|pow)|parseFloat|toFixed|process\.|[^\w.'"`)]\d+\.\d/g) ?? [],
    ).toEqual([]);
    expect(source.split('\n').length).toBeLessThan(300);
  }
});

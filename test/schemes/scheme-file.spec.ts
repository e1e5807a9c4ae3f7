import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { mergeIntoSource, readSchemeFile, writeSchemeFile } from '#src/schemes/scheme-file.js';
import type { Item, Scheme } from '#src/scoring/scheme.js';
import { someScheme } from './some-scheme.js';

const defaultSource = readFileSync('schemes/default.yaml', 'utf8');
const ready = readdirSync('schemes').filter((name) => name.endsWith('.yaml'));
const sourceOf = (name: string) => readFileSync(`schemes/${name}`, 'utf8');

/** What the file says, be it right or wrong. */
const definitionOf = (source: string) => readSchemeFile(source).definition as Scheme;
const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value));

const smallest = `code: small
name: 小规则
version: '1'
items:
  - { code: A, kind: base, name: 参加组织活动, standard: 60, range: { from: 0, to: 60 } }
  - { code: B, kind: contribution, name: 志愿服务, each: { points: 2, unit: 次 }, cap: 10 }
`;
const withItem = (line: string) => `code: x\nname: x\nversion: '1'\nitems:\n  - ${line}\n`;
const itemOf = (line: string): Item => definitionOf(withItem(line)).items[0]!;
const baseItem = (rest: string) => `{ code: A, kind: base, name: 甲, ${rest} }`;
const errorsOf = (source: string) =>
  readSchemeFile(source).problems.map(({ line, column, path, code }) => [line, column, path, code]);

describe('a scheme file is read', () => {
  test.each(ready)('%s has nothing wrong in it', (name) => {
    const { scheme, problems } = readSchemeFile(sourceOf(name));
    expect(problems).toEqual([]);
    expect(scheme).not.toBeNull();
  });

  test('the smallest rule means what docs/scheme.md says is meant by leaving things out', () => {
    const { scheme } = readSchemeFile(smallest);
    expect(scheme).toMatchObject({
      name: { zh: '小规则', en: '小规则' },
      period: 'month',
      yearStartsMonth: 1,
      stepHundredths: 50,
      total: {
        combine: 'sum',
        share: null,
        times: [],
        roundHundredths: 1,
        floorHundredths: 0,
        capHundredths: null,
        per: 'month',
        over: 'mean',
      },
      profiles: [
        {
          code: 'full',
          name: { zh: '全项考核', en: 'Full' },
          scored: true,
          notApplicable: [],
          notApplicableCounts: 'full',
          overrides: [],
        },
      ],
      summaries: [
        { per: 'halfYear', countedMin: 3 },
        { per: 'year', countedMin: 6 },
      ],
      groups: [],
      bands: [],
      vetoes: [],
      ownItems: null,
    });
    expect(scheme!.items[0]).toMatchObject({
      standardHundredths: 6000,
      floorHundredths: 0,
      capHundredths: 6000,
      claimedBy: ['member', 'groupLeader', 'organisationCommissioner'],
      decidedBy: 'branch',
      evidenceRequired: false,
      over: 'sum',
      limits: [],
    });
    expect(scheme!.items[1]).toMatchObject({
      standardHundredths: 0,
      floorHundredths: null,
      capHundredths: 1000,
      evidenceRequired: true,
      each: { unit: { zh: '次', en: '次' }, countMax: 1000 },
    });
  });

  test.each<[string, Partial<Item>]>([
    [
      baseItem('options: [{ code: a, name: a, points: 8 }, { code: b, name: b, points: 9 }]'),
      { standardHundredths: 800, capHundredths: 900, floorHundredths: 0 },
    ],
    [baseItem('range: { from: 0, to: 7.5 }'), { standardHundredths: 750, capHundredths: 750 }],
    [baseItem('each: { points: 2, max: 5 }'), { standardHundredths: 0, capHundredths: 1000 }],
    [baseItem('each: { points: -2 }, standard: 20'), { capHundredths: 2000 }],
    [
      baseItem('levels: { steps: [{ from: 1, points: 2 }, { from: 5, points: 6 }] }'),
      { standardHundredths: 0, capHundredths: 600 },
    ],
    [baseItem('standard: 5, cap: none, floor: none'), { capHundredths: null, floorHundredths: null }],
    [baseItem('standard: 5, cap: null'), { capHundredths: null }],
    [
      baseItem('standard: 5, per: year, carryOver: 20%'),
      { per: 'year', carryOver: { numerator: 20, denominator: 100 } },
    ],
    [
      '{ code: F, kind: factor, name: f, options: [{ code: a, name: a, points: 1.2 }] }',
      {
        standardHundredths: 100,
        capHundredths: 120,
        floorHundredths: 0,
        over: 'latest',
        claimedBy: ['groupLeader', 'organisationCommissioner', 'disciplineCommissioner', 'secretary'],
      },
    ],
    [
      '{ code: D, kind: deduction, name: d, each: { points: -1 }, limits: { quarter: -6, year: -12 } }',
      {
        capHundredths: null,
        evidenceRequired: false,
        limits: [
          { per: 'quarter', capHundredths: -600 },
          { per: 'year', capHundredths: -1200 },
        ],
      },
    ],
    [
      baseItem(
        'automatic: sheetSubmittedOnTime, options: [{ code: a, name: a, points: 2 }, { code: b, name: b, points: 0 }]',
      ),
      { claimedBy: ['automatic'], decidedBy: 'automatic' },
    ],
  ])('%s', (line, expected) => {
    expect(itemOf(line)).toMatchObject(expected);
  });

  test.each<[string, number]>([
    ['8', 800],
    ['-0.5', -50],
    ['0.29', 29],
    ['1.10', 110],
    ['8.000', 800],
    ['+3', 300],
    ['.5', 50],
    ['-0', 0],
    ['100000', 10_000_000],
    ['4.35', 435],
    ['1.15', 115],
  ])('points written %s are %d hundredths', (written, hundredths) => {
    expect(itemOf(`{ code: D, kind: base, name: d, standard: ${written} }`).standardHundredths).toBe(hundredths);
  });

  test.each<[string, string, string | undefined]>([
    ['0.145', 'tooManyDecimals', undefined],
    ['1e3', 'notPlain', '1000'],
    ['1_000', 'notPlain', '1000'],
    ['0x10', 'notPlain', '16'],
    ['08', 'notPlain', '8'],
    ['−3', 'notPlain', '-3'],
    ['８', 'notPlain', '8'],
    ['8分', 'notPlain', '8'],
    ['"8"', 'quotedNumber', '8'],
    ['.nan', 'notANumber', undefined],
    ['NaN', 'notANumber', undefined],
    ['.inf', 'notANumber', undefined],
    ['yes', 'notANumber', undefined],
    ['[8]', 'notANumber', undefined],
    ['1000000', 'numberTooLarge', undefined],
  ])('points written %s are refused: %s', (written, code, write) => {
    const { scheme, definition, problems } = readSchemeFile(withItem(baseItem(`standard: ${written}`)));
    expect([scheme, definition]).toEqual([null, null]);
    expect(problems).toMatchObject([
      { severity: 'error', path: 'items[0].standardHundredths', code, line: 5, column: 47 },
    ]);
    expect(problems[0]!.params?.write).toBe(write);
  });

  test.each<[string, { numerator: number; denominator: number } | null]>([
    ['1/3', { numerator: 1, denominator: 3 }],
    ['20%', { numerator: 20, denominator: 100 }],
    ['12.5%', { numerator: 125, denominator: 1000 }],
    ['0.2', { numerator: 2, denominator: 10 }],
    ['1', { numerator: 1, denominator: 1 }],
    ['1/0', null],
    ['-1/3', null],
    ['三分之一', null],
  ])('a share written %s', (written, expected) => {
    const { definition } = readSchemeFile(smallest + `total: { share: ${written} }\n`);
    expect((definition as Scheme | null)?.total.share ?? null).toEqual(expected);
  });

  test('a version written as a number keeps what stands in the file', () => {
    expect(definitionOf(smallest.replace("'1'", '1.10')).version).toBe('1.10');
  });
});

describe('a mistake in a scheme file', () => {
  test.each<[string, string, (number | string)[][]]>([
    ['of syntax has its place', 'code: a\nitems:\n\t- b\n', [[3, 1, '', 'tabIndent']]],
    ['of the keyboard is told as such', 'code：a\nname：b\n', [[1, 1, '', 'fullWidthSign']]],
    ['a bracket left open', 'a: { b: 1\nc: 2\n', [[2, 1, '', 'missingCharacter']]],
    ['a second document', 'code: a\n---\ncode: b\n', [[2, 1, '', 'severalDocuments']]],
    ['a tag', 'code: !!binary aGk=\n', [[1, 7, '', 'tagNotAllowed']]],
    ['an empty file', '# nothing\n', [[1, 1, '', 'emptyFile']]],
    ['a list where properties belong', '[1]', [[1, 1, '', 'notProperties']]],
    ['sheets where the rule belongs', 'entries: []\n', [[1, 1, '', 'aSheetFile']]],
    ['a property that there is not', smallest + 'bnads: []\n', [[7, 1, 'bnads', 'unknownProperty']]],
    [
      'a property by the name of the definition',
      smallest.replace('cap: 10', 'capHundredths: 10'),
      [[6, 78, 'items[1].capHundredths', 'unknownProperty']],
    ],
    ['a property twice', smallest + 'name: y\n', [[7, 1, 'name', 'duplicateProperty']]],
    ['a property without a value', smallest + 'bands:\n', [[7, 1, 'bands', 'emptyValue']]],
    ['what must be there and is not', smallest.replace(', name: 志愿服务', ''), [[6, 5, 'items[1].name', 'missing']]],
    [
      'a kind that there is not',
      smallest.replace('contribution', 'contributon'),
      [[6, 22, 'items[1].kind', 'notOneOf']],
    ],
    [
      'one word where a list belongs',
      smallest.replace('cap: 10', 'claimedBy: member'),
      [[6, 89, 'items[1].claimedBy', 'notAList']],
    ],
    [
      'a rule without sense',
      smallest.replace('points: 2', 'points: -2'),
      [[6, 64, 'items[1].each.pointsHundredths', 'wrongSign']],
    ],
    [
      'in a table by its key',
      smallest + 'bands: [{ code: a, name: a, from: 0, fromFor: { nobody: 5 } }]\n',
      [[7, 49, 'bands[0].fromForProfiles[0].profile', 'unknownProfile']],
    ],
  ])('%s', (_name, source, expected) => {
    expect(errorsOf(source)).toEqual(expected);
  });

  test('names what was probably meant', () => {
    const params = (source: string) => readSchemeFile(source).problems[0]?.params;
    expect(params(smallest + 'bnads: []\n')).toMatchObject({ didYouMean: 'bands' });
    expect(params(smallest.replace('cap: 10', 'capHundredths: 10'))).toMatchObject({ didYouMean: 'cap' });
    expect(params(smallest.replace('contribution', 'Contribution'))).toMatchObject({ didYouMean: 'contribution' });
  });

  test('is told with all others at once, in the order of the file, be they of structure or of sense', () => {
    const source = `code: bad rule
name: 试试
version: 1.0
steps: 0.5
items:
  - { code: A, kind: base, name: 甲, standard: 60.123 }
  - { code: B, kind: contribution, name: 乙, each: { point: 2 } }
  - { code: C, kind: contribution, name: 丙, each: { points: -2 } }
bands:
  - { code: a, name: 优, from: 90 }
  - { code: b, name: 良, from: 95 }
  - { code: c, name: 差, from: 0, conditions: { quota: { share: 2x } } }
`;
    expect(errorsOf(source).map(([line, , , code]) => [line, code])).toEqual([
      [1, 'badCode'],
      [4, 'unknownProperty'],
      [6, 'tooManyDecimals'],
      [7, 'unknownProperty'],
      [8, 'wrongSign'],
      [11, 'notDescending'],
      [12, 'notAShare'],
    ]);
  });

  test('of sense leaves the definition to be shown; what could not be taken over does not', () => {
    expect(readSchemeFile(smallest.replace('points: 2', 'points: -2'))).toMatchObject({
      scheme: null,
      definition: { code: 'small' },
    });
    expect(readSchemeFile(smallest + 'more: 1\n')).toMatchObject({ scheme: null, definition: null });
  });

  test('a warning keeps nobody from using the rule', () => {
    const { scheme, problems } = readSchemeFile(smallest.replace('cap: 10', 'cap: 1'));
    expect(problems).toMatchObject([{ severity: 'warning', line: 6, code: 'valueAboveCap' }]);
    expect(scheme).not.toBeNull();
  });
});

describe('whatever is given, the reader answers', () => {
  const answers = (source: string) => {
    const { scheme, problems } = readSchemeFile(source);
    expect(scheme !== null || problems.some(({ severity }) => severity === 'error')).toBe(true);
    for (const { line, column } of problems) expect(line === null || (line >= 1 && column! >= 1)).toBe(true);
  };

  test('any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 80 }), answers), { numRuns: 300 });
  });

  test('any data', () => {
    fc.assert(fc.property(fc.json(), answers), { numRuns: 200 });
  });

  test('a good file with a piece taken out or put in', () => {
    const piece = fc.constantFrom(
      '',
      '{',
      '}',
      '[',
      ': ',
      '- ',
      '\n',
      '\t',
      '&a ',
      '*a ',
      '!!x ',
      '"',
      "'",
      '|',
      '? ',
      '---\n',
      '<<: ',
      '__proto__: ',
      '\u0000',
      '\ud800',
    );
    const source = readFileSync('schemes/stars.yaml', 'utf8');
    const at = fc.integer({ min: 0, max: source.length });
    fc.assert(
      fc.property(at, fc.integer({ min: 0, max: 30 }), piece, (start, length, put) =>
        answers(source.slice(0, start) + put + source.slice(start + length)),
      ),
      { numRuns: 60 },
    );
  });

  test.each([
    ['too large', 'a'.repeat(600_000), 'fileTooLarge'],
    ['nested without end', '['.repeat(200_000), 'tooDeep'],
    ['nested by dashes', `${'- '.repeat(5000)}a`, 'tooDeep'],
    [
      'a hundred thousand properties',
      Array.from({ length: 40_000 }, (_, index) => `k${index}: 1`).join('\n'),
      'unknownProperty',
    ],
    ['an alias of itself', 'code: &a [*a]\nname: x\nversion: x\nitems: *a\n', 'notAText'],
    [
      'more aliases than anybody needs',
      `code: &a x\nname: x\nversion: x\nitems: [${'*a, '.repeat(150)}]`,
      'tooManyAliases',
    ],
  ])('%s', (_name, source, code) => {
    const started = performance.now();
    expect(readSchemeFile(source).problems.map((problem) => problem.code)).toContain(code);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

describe('a scheme is written', () => {
  test.each(ready)('and read again: %s', (name) => {
    const definition = definitionOf(sourceOf(name));
    expect(plain(definitionOf(writeSchemeFile(definition)))).toEqual(plain(definition));
  });

  test('and read again, whatever is in it', () => {
    fc.assert(
      fc.property(someScheme, (scheme) => {
        expect(plain(definitionOf(writeSchemeFile(scheme)))).toEqual(plain(scheme));
      }),
      { numRuns: 60 },
    );
  });

  test('without what may be left out', () => {
    expect(writeSchemeFile(definitionOf(smallest))).toBe(`code: small
name: 小规则
version: '1'

items:
  - { code: A, kind: base, name: 参加组织活动, range: { from: 0, to: 60 } }
  - { code: B, kind: contribution, name: 志愿服务, each: { points: 2, unit: 次 }, cap: 10 }
`);
  });
});

describe('a file is changed', () => {
  /** The lines that went and came. */
  function changedLines(change: (scheme: Scheme) => void, source = defaultSource): { gone: string[]; come: string[] } {
    const scheme = plain(definitionOf(source));
    change(scheme);
    const merged = mergeIntoSource(source, scheme);
    expect(plain(definitionOf(merged))).toEqual(scheme);
    const [before, after] = [source.split('\n'), merged.split('\n')];
    const left = (lines: string[], others: string[]) => {
      const rest = [...others];
      return lines.filter((line) => {
        const at = rest.indexOf(line);
        if (at >= 0) rest.splice(at, 1);
        return at < 0;
      });
    };
    return { gone: left(before, after), come: left(after, before) };
  }
  const item = (scheme: Scheme, code: string) => scheme.items.find((one) => one.code === code)!;

  test.each(ready)('not at all where it says the same already: %s', (name) => {
    expect(mergeIntoSource(sourceOf(name), definitionOf(sourceOf(name)))).toBe(sourceOf(name));
  });

  test('in one figure', () => {
    expect(changedLines((scheme) => (item(scheme, 'C-02').capHundredths = 550))).toEqual({
      gone: ['    cap: 6'],
      come: ['    cap: 5.5'],
    });
  });

  test('by a property that was left out, in its usual place', () => {
    expect(changedLines((scheme) => (scheme.yearStartsMonth = 12))).toEqual({ gone: [], come: ['yearStarts: 12'] });
    expect(changedLines((scheme) => (item(scheme, 'B2-02').required = true))).toEqual({
      gone: [],
      come: ['    required: true'],
    });
  });

  test('by taking an item out, with its lines and no other', () => {
    const { gone, come } = changedLines(
      (scheme) => (scheme.items = scheme.items.filter(({ code }) => code !== 'D-09')),
    );
    expect(come).toEqual([]);
    expect(gone[0]).toBe('  - code: D-09');
  });

  test('by another order, every comment with its item', () => {
    const { gone, come } = changedLines((scheme) => scheme.items.reverse());
    expect({ gone, come }).toEqual({ gone: [], come: [] });
  });

  test('by a new item at the end of its list', () => {
    const { gone, come } = changedLines((scheme) => scheme.items.push({ ...item(scheme, 'C-10'), code: 'C-11' }));
    expect(gone).toEqual([]);
    expect(come[0]).toBe('  - code: C-11');
  });

  test('by a new name of a code, without losing what stands beside it', () => {
    const commented = smallest
      .replace('- { code: A, kind: base', '- code: A # 组织生活\n    kind: base')
      .replace(
        ', name: 参加组织活动, standard: 60, range: { from: 0, to: 60 } }',
        '\n    name: 参加\n    standard: 60 # 满分',
      );
    expect(changedLines((scheme) => (scheme.items[0]!.code = 'A-1'), commented)).toEqual({
      gone: ['  - code: A # 组织生活'],
      come: ['  - code: A-1 # 组织生活'],
    });
  });

  test('as JSON where it is JSON', () => {
    const json = JSON.stringify(
      { code: 'a', name: 'x', version: '1', items: [{ code: 'A', kind: 'base', name: 'n', standard: 60 }] },
      null,
      2,
    );
    const scheme = plain(definitionOf(json));
    scheme.stepHundredths = 100;
    scheme.items.push({ ...scheme.items[0]!, code: 'B' });
    expect(JSON.parse(mergeIntoSource(json, scheme))).toMatchObject({
      step: 1,
      items: [{ code: 'A' }, { code: 'B', standard: 60 }],
    });
  });

  test('with the line ends that it has', () => {
    const windows = smallest.replaceAll('\n', '\r\n');
    const scheme = { ...definitionOf(windows), stepHundredths: 100 };
    expect(mergeIntoSource(windows, scheme)).toBe(windows.replace("version: '1'\r\n", "version: '1'\r\nstep: 1\r\n"));
  });

  test('into any other rule, so that reading it gives exactly that', () => {
    const sources = fc.oneof(
      fc.constantFrom(defaultSource, smallest, ...ready.map(sourceOf)),
      someScheme.map(writeSchemeFile),
    );
    fc.assert(
      fc.property(sources, someScheme, (source, scheme) => {
        expect(plain(definitionOf(mergeIntoSource(source, scheme)))).toEqual(plain(scheme));
      }),
      { numRuns: 40 },
    );
  });

  test('even where it could not be read', () => {
    const scheme = definitionOf(smallest);
    for (const broken of ['', '{', smallest + 'more: 1\n', smallest.replace('60', 'sixty'), 'code: &a x\nname: *a\n'])
      expect(plain(definitionOf(mergeIntoSource(broken, scheme)))).toEqual(plain(scheme));
  });
});

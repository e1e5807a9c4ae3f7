import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { readSchemeFile } from '#src/schemes/scheme-file.js';
import { readSheetFile } from '#src/schemes/sheet-file.js';

const schemeIn = (path: string) => readSchemeFile(readFileSync(path, 'utf8')).scheme!;
const county = schemeIn('schemes/default.yaml');
const quarterly = schemeIn('schemes/rural-quarterly.yaml');
const read = (source: string, scheme = county) => readSheetFile(source, scheme);
const errorsOf = (source: string, scheme = county) =>
  read(source, scheme).problems.map(({ line, column, code }) => [line, column, code]);

describe('a sheet file is read', () => {
  test('as one sheet, its entries numbered in their order', () => {
    const { members, isBranch } = read(`profile: light
entries:
  - { item: B1-01, option: absent }
  - { item: C-01, count: 2, refused: true }
  - { item: C-08, points: 4.5, deed: 抗洪 }
`);
    expect(isBranch).toBe(false);
    expect(members).toEqual([
      {
        name: null,
        lastYearHundredths: null,
        vetoes: [],
        sheets: [
          {
            month: null,
            outcome: 'scored',
            profileCode: 'light',
            entries: [
              { number: 0, itemCode: 'B1-01', optionCode: 'absent' },
              { number: 1, itemCode: 'C-01', count: 2, refused: true },
              { number: 2, itemCode: 'C-08', pointsHundredths: 450, deedKey: '抗洪' },
            ],
          },
        ],
      },
    ]);
  });

  test('as several sheets in the order of their months, with vetoes and last year’s result', () => {
    const { members } = read(`lastYear: 92.5
sheets:
  2026-03: notScored
  2026-02:
  2026-01: { profile: light, entries: [] }
  2026-04: { profile: exempt, entries: [] }
vetoes: [{ veto: light, month: 2026-02 }]
`);
    expect(members).toMatchObject([
      {
        lastYearHundredths: 9250,
        vetoes: [{ veto: 'light', month: '2026-02' }],
        sheets: [
          { month: '2026-01', outcome: 'scored', profileCode: 'light' },
          { month: '2026-02', outcome: 'scored', profileCode: 'full', entries: [] },
          { month: '2026-03', outcome: 'notScored' },
          { month: '2026-04', outcome: 'notScored', reason: 'exempt' },
        ],
      },
    ]);
  });

  test('as a branch', () => {
    const { members, isBranch } = read('members: [{ name: 甲, entries: [] }, { name: 乙, sheets: { 2026-01: [] } }]');
    expect(isBranch).toBe(true);
    expect(members?.map(({ name }) => name)).toEqual(['甲', '乙']);
  });
});

describe('a mistake in a sheet file', () => {
  test.each<[string, string, (number | string)[][]]>([
    ['a profile that there is not', 'profile: ful\nentries: []', [[1, 10, 'unknownProfileOf']]],
    ['an item that there is not', 'entries: [{ item: B1-1, option: full }]', [[1, 19, 'unknownItemOf']]],
    ['an option that there is not', 'entries: [{ item: B1-01, option: absnt }]', [[1, 34, 'unknownOptionOf']]],
    ['a count where an option belongs', 'entries: [{ item: B1-01, count: 2 }]', [[1, 33, 'otherWay']]],
    ['nothing where a count belongs', 'entries: [{ item: C-01 }]', [[1, 11, 'otherWay']]],
    ['a count above the most', 'entries: [{ item: C-01, count: 32 }]', [[1, 32, 'outOfRange']]],
    ['points between the steps', 'entries: [{ item: C-08, points: 1.2 }]', [[1, 33, 'offStep']]],
    ['points too fine', 'entries: [{ item: C-08, points: 1.234 }]', [[1, 33, 'tooManyDecimals']]],
    ['what does not apply', 'profile: light\nentries: [{ item: B3-01, option: done }]', [[2, 19, 'notApplicable']]],
    [
      'a base item twice',
      'entries: [{ item: B1-01, option: full }, { item: B1-01, option: full }]',
      [[1, 50, 'duplicateItem']],
    ],
    ['a month that there is not', 'sheets: { 2026-13: [] }', [[1, 20, 'notAMonth']]],
    ['a month twice', 'sheets:\n  2026-01: []\n  2026-01: []', [[3, 3, 'duplicateProperty']]],
    ['no sheet', 'profile: full', [[1, 1, 'sheetsMissing']]],
    ['one sheet and several', 'entries: []\nsheets: { 2026-01: [] }', [[1, 10, 'sheetsAndEntries']]],
    ['a sheet that is none', 'sheets: { 2026-01: all }', [[1, 20, 'notASheet']]],
    [
      'a veto that there is not',
      'sheets: { 2026-01: [] }\nvetoes: [{ veto: lite, month: 2026-01 }]',
      [[2, 18, 'unknownVeto']],
    ],
    [
      'two members of one name',
      'members:\n  - { name: 甲, entries: [] }\n  - { name: 甲, entries: [] }',
      [[3, 13, 'duplicateName']],
    ],
    ['the scheme', 'items: []', [[1, 1, 'aSchemeFile']]],
  ])('%s', (_name, source, expected) => {
    expect(errorsOf(source)).toEqual(expected);
    expect(read(source).members).toBeNull();
  });

  test('a month in which no sheet of the scheme ends, with the one that is meant', () => {
    const { problems } = read('sheets: { 2026-02: [] }', quarterly);
    expect(problems).toMatchObject([{ code: 'notTheLastMonth', params: { write: '2026-03', months: '03 06 09 12' } }]);
  });

  test('is told with all others', () => {
    expect(errorsOf('profile: ful\nentries:\n  - { item: X, count: 1 }\n  - { item: C-01, count: 99 }\n')).toHaveLength(
      3,
    );
  });

  test('never stops the reader, whatever is given', () => {
    const source =
      'members:\n  - name: 甲\n    sheets:\n      2026-01: [{ item: C-01, count: 2 }]\n    vetoes: [{ veto: light, month: 2026-01 }]\n';
    const piece = fc.constantFrom('', '{', ']', ': ', '- ', '\n', '&a ', '*a', '~', '2026', '[[', 'null');
    const at = fc.integer({ min: 0, max: source.length });
    fc.assert(
      fc.property(at, fc.integer({ min: 0, max: 12 }), piece, (start, length, put) => {
        const { members, problems } = read(source.slice(0, start) + put + source.slice(start + length));
        expect(members === null).toBe(problems.length > 0);
      }),
      { numRuns: 300 },
    );
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => void read(text)));
  });
});

import fc from 'fast-check';
import { allRows, formRows, rowCalled } from '#src/paper/form-rows.js';
import { paperCode, readPaperCode } from '#src/paper/paper-code.js';
import { defaultScheme } from '../scoring/scheme-file.js';

const sheetId = fc.oneof(fc.integer({ min: 1, max: 99_999 }), fc.integer({ min: 1, max: 2_147_483_647 }));
const replaceAt = (text: string, at: number, by: string) => text.slice(0, at) + by + text.slice(at + by.length);

describe('the code of a paper sheet', () => {
  test('is read as the sheet it was printed for, however it is spaced', () => {
    fc.assert(
      fc.property(sheetId, (id) => {
        const code = paperCode(id);
        expect(code).toMatch(/^\d{3}( \d{3})+$/);
        expect(readPaperCode(code)).toBe(id);
        expect(readPaperCode(code.replaceAll(' ', ''))).toBe(id);
        expect(readPaperCode(code.replaceAll(' ', '-'))).toBe(id);
        expect(readPaperCode(code.replace(/^[0 ]+/, ''))).toBe(id);
        expect(readPaperCode(code.replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit))))).toBe(id);
      }),
    );
  });

  test('notices every single wrong digit', () => {
    fc.assert(
      fc.property(sheetId, (id) => {
        const digits = paperCode(id).replaceAll(' ', '');
        for (let at = 0; at < digits.length; at += 1)
          for (const digit of '0123456789')
            if (digit !== digits[at])
              expect([digits, at, digit, readPaperCode(replaceAt(digits, at, digit))]).toEqual([
                digits,
                at,
                digit,
                null,
              ]);
      }),
      { numRuns: 60 },
    );
  });

  test('notices every swap of two neighbours', () => {
    fc.assert(
      fc.property(sheetId, (id) => {
        const digits = paperCode(id).replaceAll(' ', '');
        for (let at = 0; at + 1 < digits.length; at += 1) {
          const [one, other] = [digits[at]!, digits[at + 1]!];
          if (one !== other)
            expect([digits, at, readPaperCode(replaceAt(digits, at, other + one))]).toEqual([digits, at, null]);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('is none in anything else, and never throws', () => {
    for (const text of [
      '',
      '0',
      '7',
      '000 000',
      'B1-01',
      '12a4',
      '1e5',
      '-',
      '９９９９９９９９９９９９９',
      '2147483648 5',
      '\ud800',
    ])
      expect([text, readPaperCode(text)]).toEqual([text, null]);
    fc.assert(fc.property(fc.string(), (text) => void readPaperCode(text)));
    for (const id of [0, -1, 1.5, NaN, 2_147_483_648]) expect(() => paperCode(id)).toThrow(RangeError);
  });
});

describe('the lines of the form', () => {
  const scheme = defaultScheme();

  test('are numbered through, base items by category first, then what can be claimed; deductions are not the member’s', () => {
    const rows = formRows(scheme, 'full');
    expect(rows.base.map(({ code }) => code)).toEqual(['B1', 'B2', 'B3', 'B4']);
    expect(allRows(rows).map(({ number }) => number)).toEqual(allRows(rows).map((_row, index) => index + 1));
    expect(allRows(rows).some(({ item }) => item.kind === 'deduction')).toBe(false);
    expect(allRows(rows).find(({ item }) => item.code === 'B1-04')?.closed).toBe('automatic');
  });

  test('keep their numbers for every profile, and say what does not apply', () => {
    const [full, light] = [formRows(scheme, 'full'), formRows(scheme, 'light')];
    const numbers = (rows: typeof full) =>
      rows.base.flatMap(({ rows: of }) => of.map(({ number, item }) => [number, item.code]));
    expect(numbers(light)).toEqual(numbers(full));
    expect(rowCalled(light, 'B2-02')?.closed).toBe('notApplicable');
  });

  test('are found by their number or their code, with or without its hyphen', () => {
    const rows = formRows(scheme, 'full');
    for (const said of ['1', 'B1-01', 'b101', ' Ｂ1－01 ', '１'])
      expect([said, rowCalled(rows, said)?.item.code]).toEqual([said, 'B1-01']);
    for (const said of ['', '0', '99', 'D-01', '-']) expect([said, rowCalled(rows, said)]).toEqual([said, undefined]);
  });
});

import fc from 'fast-check';
import { type Entry, type Score, scoreSheet } from '#src/scoring/score.js';
import type { Item, Scheme } from '#src/scoring/scheme.js';
import { distributionOf, scoreClasses } from '#src/statistics/distribution.js';
import {
  categoryProfile,
  type CategoryRow,
  type ItemRow,
  type ProfilePart,
  qualificationProfile,
} from '#src/statistics/profiles.js';
import { spreadOf } from '#src/statistics/spread.js';
import { defaultScheme } from '../scoring/scheme-file.js';

const scheme = defaultScheme();
const schemes = new Map<number, Scheme>([[1, scheme]]);

interface Sheet {
  profileCode: string;
  entries: Entry[];
}

const valueOf = (item: Item): fc.Arbitrary<Partial<Entry>> => {
  if (item.options) return fc.constantFrom(...item.options).map(({ code }) => ({ optionCode: code }));
  if (item.each) return fc.integer({ min: 1, max: 4 }).map((count) => ({ count }));
  const { fromHundredths, toHundredths } = item.range!;
  return fc
    .integer({ min: 0, max: (toHundredths - fromHundredths) / 50 })
    .map((steps) => ({ pointsHundredths: fromHundredths + steps * 50 }));
};
const sheet: fc.Arbitrary<Sheet> = fc.constantFrom('full', 'light').chain((profileCode) => {
  const hidden = scheme.profiles.find(({ code }) => code === profileCode)!.notApplicable;
  const items = scheme.items.filter(({ code }) => !hidden.includes(code));
  return fc
    .uniqueArray(fc.constantFrom(...items), { selector: ({ code }) => code, maxLength: 8 })
    .chain((chosen) =>
      fc.tuple(...chosen.map((item) => valueOf(item).map((value) => ({ itemCode: item.code, ...value })))),
    )
    .map((entries) => ({
      profileCode,
      entries: entries.map((entry, index) => ({ number: index + 1, ...entry })) as Entry[],
    }));
});

/** As the statements of the service count them. */
function rowsOf(sheets: readonly (Sheet & { score: Score })[]): { sheetRows: CategoryRow[]; itemRows: ItemRow[] } {
  const sheetRows = sheets.map(({ profileCode, score }) => ({
    ...{ schemeVersionId: 1, profileCode, imported: false, sheets: 1 },
    categoryPoints: JSON.stringify(
      Object.fromEntries(score.categories.map(({ code, pointsHundredths }) => [code, pointsHundredths])),
    ),
  }));
  const items = new Map<string, ItemRow>();
  for (const { profileCode, score } of sheets)
    for (const { itemCode, countedHundredths, entryNumber } of score.lines) {
      if (entryNumber === null) continue;
      const key = `${profileCode} ${itemCode}`;
      const row = items.get(key) ?? { schemeVersionId: 1, profileCode, itemCode, sheets: 0, countedHundredths: 0 };
      items.set(key, { ...row, sheets: row.sheets + 1, countedHundredths: row.countedHundredths + countedHundredths });
    }
  return { sheetRows, itemRows: [...items.values()] };
}

const asPercent = (parts: readonly ProfilePart[]) => parts.map(({ code, shareTenThousandths: share }) => [code, share]);

function byTheBook(scores: readonly Score[], of: (score: Score) => Score['categories']): [string, number][] {
  return of(scores[0]!).map(({ code }) => {
    const shares = scores.map((score) => {
      const part = of(score).find((each) => each.code === code)!;
      return part.pointsHundredths / part.standardHundredths;
    });
    return [code, Math.floor((shares.reduce((sum, each) => sum + each, 0) / shares.length) * 10_000 + 0.5 + 1e-7)];
  });
}

test('profiles counted by the database are the means of what each sheet says of itself', () => {
  fc.assert(
    fc.property(fc.array(sheet, { minLength: 1, maxLength: 7 }), (given) => {
      const sheets = given.map((each) => ({ ...each, score: scoreSheet(scheme, each.profileCode, each.entries) }));
      const { sheetRows, itemRows } = rowsOf(sheets);
      const scores = sheets.map(({ score }) => score);
      expect(asPercent(categoryProfile(sheetRows, schemes))).toEqual(byTheBook(scores, (score) => score.categories));
      expect(asPercent(qualificationProfile(sheetRows, itemRows, schemes))).toEqual(
        byTheBook(scores, (score) => score.qualifications),
      );
    }),
  );
});

test('sheets that were brought along without lines have a profile by category, and none by qualification', () => {
  const points = JSON.stringify({ B1: 1000, B2: 2000, B3: 2000, B4: 2000 });
  const imported = { schemeVersionId: 1, profileCode: 'full', categoryPoints: points, imported: true, sheets: 3 };
  expect(asPercent(categoryProfile([imported], schemes))).toEqual([
    ['B1', 5000],
    ['B2', 10_000],
    ['B3', 10_000],
    ['B4', 10_000],
  ]);
  expect(qualificationProfile([imported], [], schemes)).toEqual([]);
  expect(categoryProfile([{ ...imported, categoryPoints: null }], schemes)).toEqual([]);
});

describe('spread and distribution', () => {
  test('nothing has no figures', () => {
    expect(spreadOf(new Map())).toBeNull();
    expect(spreadOf(new Map([[9000, 0]]))).toBeNull();
  });

  test('5, 5 and 8: a mean of 6, and quartiles between neighbours in proportion', () => {
    const counts = new Map([
      [800, 1],
      [500, 2],
    ]);
    expect(spreadOf(counts)).toEqual({
      ...{ count: 3, sumHundredths: 1800, meanHundredths: 600, medianHundredths: 500 },
      ...{ firstQuartileHundredths: 500, thirdQuartileHundredths: 650, lowestHundredths: 500, highestHundredths: 800 },
      deviationHundredths: 141, // √2
    });
  });

  test.each([
    [5999, null],
    [6000, 6000],
    [6499, 6000],
    [6500, 6500],
    [9999, 9500],
    [10_000, 10_000],
    [15_500, 10_000],
    [-100, null],
  ])('%d hundredths belong to the class from %s', (score, from) => {
    const classes = distributionOf(new Map([[score, 3]]));
    expect(classes).toHaveLength(scoreClasses.length);
    expect(classes.filter(({ count }) => count > 0)).toEqual([
      expect.objectContaining({ fromHundredths: from, count: 3 }),
    ]);
  });
});

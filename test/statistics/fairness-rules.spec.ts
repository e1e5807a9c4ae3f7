import fc from 'fast-check';
import { organisationOf } from '#src/statistics/fairness.service.js';
import {
  fairnessCodes,
  fairnessRuleNames,
  type OrganisationFigures,
  radarOf,
  type ReviewedMonth,
  slopeOf,
} from '#src/statistics/fairness-rules.js';

const organisation: OrganisationFigures = {
  branches: 12,
  unchangedTenThousandths: 6200,
  deductionTenThousandths: 450,
  medianDifferenceHundredths: -50,
};

/** Eight sheets between 80 and 90, six self-assessed and half of those changed by a point, one deduction, and no sole highest. */
const usual = (month: string): ReviewedMonth => ({
  month,
  branchMonthId: Number(month.slice(5)),
  ...{ sheets: 8, selfAssessed: 8, unchanged: 4, differenceHundredths: -400 },
  ...{ lowestHundredths: 8000, highestHundredths: 9000, sumHundredths: 8 * 8500 },
  ...{ deductionSheets: 1, lateSheets: 1, top: null },
});
const list = ['2026-01', '2026-02', '2026-03', '2026-04', '2026-05', '2026-06'];
const six = (change: (index: number) => Partial<ReviewedMonth>): ReviewedMonth[] =>
  list.map((month, index) => ({ ...usual(month), ...change(index) }));
const radar = (months: ReviewedMonth[], around = organisation) => radarOf({ branchId: 1, months }, around);
const found = (months: ReviewedMonth[], around = organisation) => radar(months, around).findings;
const codes = (months: ReviewedMonth[], around = organisation) => found(months, around).map(({ code }) => code);
const top = (memberId: number) => ({ memberId, sheetId: memberId * 100 });

test('a usual half-year gives no reason to look again', () => {
  expect(radar(six(() => ({})))).toEqual({ branchId: 1, findings: [], tooFew: [] });
});

describe('each rule on both sides of its threshold', () => {
  test.each([
    ['all passed as they came', six(() => ({ unchanged: 8, differenceHundredths: -400 })), ['passedUnchanged']],
    ['95.8 % passed', six((index) => ({ unchanged: index < 2 ? 7 : 8 })), ['passedUnchanged']],
    ['93.75 % passed', six((index) => ({ unchanged: index < 3 ? 7 : 8 })), []],
    ['everybody has the same', six(() => ({ lowestHundredths: 8500, highestHundredths: 8500 })), ['everyoneTheSame']],
    ['a point apart', six(() => ({ lowestHundredths: 8500, highestHundredths: 8600 })), ['everyoneTheSame']],
    ['a point and a half apart', six(() => ({ lowestHundredths: 8500, highestHundredths: 8650 })), []],
    ['the same in two of six months', six((index) => (index < 2 ? { lowestHundredths: 9000 } : {})), []],
    ['the same in half of them', six((index) => (index < 3 ? { lowestHundredths: 9000 } : {})), ['everyoneTheSame']],
    ['the highest goes round', six((index) => ({ top: top(index % 3) })), ['turnsTaken']],
    ['the highest is always the same', six(() => ({ top: top(1) })), []],
    ['two of them in turn', six((index) => ({ top: top(index % 2) })), []],
    ['one is twice in a row', six((index) => ({ top: top(Math.floor(index / 2)) })), []],
    ['one is highest twice as often', six((index) => ({ top: top([1, 2, 1, 3, 1, 4][index]!) })), []],
    ['one month with two at the top', six((index) => ({ top: index === 2 ? null : top(index) })), []],
    ['a point more every month', six((index) => ({ sumHundredths: 8 * (8000 + index * 100) })), ['driftingUp']],
    ['less than a point more', six((index) => ({ sumHundredths: 8 * (8000 + index * 99) })), []],
    ['less every month', six((index) => ({ sumHundredths: 8 * (9000 - index * 300) })), []],
    ['two points less than the median', six(() => ({ differenceHundredths: -250 * 8 })), ['stricter']],
    ['not quite two points less', six(() => ({ differenceHundredths: -249 * 8 })), []],
    ['two points more than the median', six(() => ({ differenceHundredths: 150 * 8 })), ['milder']],
    ['not one deduction', six(() => ({ deductionSheets: 0 })), ['noDeductions']],
    ['a single deduction', six((index) => ({ deductionSheets: index === 0 ? 1 : 0 })), []],
  ])('%s', (_, months, expected) => {
    expect(codes(months)).toEqual(expected);
  });

  test('a finding says its figures, the organisation’s beside them, and which months and sheets they are from', () => {
    expect(found(six(() => ({ unchanged: 8 })))).toEqual([
      {
        code: 'passedUnchanged',
        figures: { unchanged: 48, selfAssessed: 48, shareTenThousandths: 10_000 },
        organisation: 6200,
        months: list.map((month, index) => ({ month, branchMonthId: index + 1 })),
        sheetIds: [],
      },
    ]);
    const [turns] = found(six((index) => ({ top: top(index) })));
    expect(turns).toMatchObject({ figures: { months: 6, people: 6, most: 1 }, sheetIds: [0, 100, 200, 300, 400, 500] });
    const [drift] = found(six((index) => ({ sumHundredths: 8 * (8000 + index * 150) })));
    expect(drift?.figures).toEqual({ slopeHundredths: 150, months: 6, firstHundredths: 8000, lastHundredths: 8750 });
    const [same] = found(six((index) => (index < 3 ? { lowestHundredths: 9000 - index * 50 } : {})));
    expect(same).toMatchObject({ figures: { near: 3, same: 1, months: 6, widestHundredths: 100 } });
    expect(same?.months.map(({ month }) => month)).toEqual(list.slice(0, 3));
  });
});

describe('too few to say', () => {
  test('two months say nothing at all, and three nothing about a row of them', () => {
    expect(radar(six(() => ({})).slice(0, 2)).tooFew).toEqual(fairnessRuleNames);
    expect(radar(six(() => ({})).slice(0, 3)).tooFew).toEqual(['turnsTaken', 'driftingUp']);
  });

  test('few sheets, few self-assessments, small months, few branches', () => {
    expect(radar(six(() => ({ sheets: 3, selfAssessed: 3 }))).tooFew).toEqual(
      fairnessRuleNames.filter(
        (name) =>
          name === 'passedUnchanged' ||
          name === 'everyoneTheSame' ||
          name === 'driftingUp' ||
          name === 'stricterOrMilder' ||
          name === 'noDeductions',
      ),
    );
    expect(radar(six(() => ({ selfAssessed: 3, unchanged: 3 }))).tooFew).toEqual([
      'passedUnchanged',
      'stricterOrMilder',
    ]);
    const alone = organisationOf([six(() => ({})), six(() => ({}))]);
    expect(alone).toEqual({
      branches: 2,
      unchangedTenThousandths: null,
      deductionTenThousandths: null,
      medianDifferenceHundredths: null,
    });
    expect(
      radar(
        six(() => ({ deductionSheets: 0 })),
        alone,
      ).tooFew,
    ).toEqual(['stricterOrMilder', 'noDeductions']);
  });

  test('no month at all', () => {
    expect(radar([])).toEqual({ branchId: 1, findings: [], tooFew: fairnessRuleNames });
  });
});

test('three branches and more have shares and a median', () => {
  const branches = [-100, 0, 300].map((difference) => six(() => ({ differenceHundredths: difference * 8 })));
  expect(organisationOf(branches)).toEqual({
    branches: 3,
    unchangedTenThousandths: 5000,
    deductionTenThousandths: 1250,
    medianDifferenceHundredths: 0,
  });
});

describe('whatever the months are', () => {
  const month = fc
    .record({
      sheets: fc.integer({ min: 1, max: 12 }),
      share: fc.integer({ min: 0, max: 100 }),
      kept: fc.integer({ min: 0, max: 100 }),
      difference: fc.integer({ min: -900, max: 900 }),
      lowest: fc.integer({ min: 6000, max: 9000 }),
      range: fc.integer({ min: 0, max: 300 }),
      deductions: fc.integer({ min: 0, max: 1 }),
      top: fc.option(fc.integer({ min: 1, max: 5 }), { nil: null }),
    })
    .map(
      ({
        sheets,
        share,
        kept,
        difference,
        lowest,
        range,
        deductions,
        top: who,
      }): Omit<ReviewedMonth, 'month' | 'branchMonthId'> => {
        const selfAssessed = Math.floor((sheets * share) / 100);
        return {
          ...{ sheets, selfAssessed, unchanged: Math.floor((selfAssessed * kept) / 100) },
          differenceHundredths: difference * selfAssessed,
          ...{
            lowestHundredths: lowest,
            highestHundredths: lowest + range,
            sumHundredths: sheets * (lowest + (range >> 1)),
          },
          ...{ deductionSheets: deductions, lateSheets: 0, top: who === null ? null : top(who) },
        };
      },
    );
  const half = fc
    .array(month, { minLength: 0, maxLength: 8 })
    .map((each) =>
      each.map((one, index): ReviewedMonth => ({ ...one, month: `2026-0${index + 1}`, branchMonthId: index + 1 })),
    );

  test('who is who changes nothing, and neither does the order in which the months are told', () => {
    fc.assert(
      fc.property(half, fc.shuffledSubarray([1, 2, 3, 4, 5], { minLength: 5, maxLength: 5 }), (months, names) => {
        const renamed = months.map((each) => ({
          ...each,
          top: each.top && { ...each.top, memberId: names[each.top.memberId - 1]! },
        }));
        expect(radar(renamed)).toEqual(radar(months));
        expect(radar([...months].reverse())).toEqual(radar(months));
      }),
    );
  });

  test('every rule answers once or is silent, in whole figures, and names only months that it was given', () => {
    fc.assert(
      fc.property(half, (months) => {
        const { findings, tooFew } = radar(months);
        expect(findings.length + tooFew.length).toBeLessThanOrEqual(fairnessRuleNames.length);
        for (const { code, figures, months: named } of findings) {
          expect(fairnessCodes).toContain(code);
          expect(Object.values(figures).every(Number.isSafeInteger)).toBe(true);
          for (const { branchMonthId } of named)
            expect(months.map((each) => each.branchMonthId)).toContain(branchMonthId);
        }
      }),
    );
  });

  test('the slope is that of the line, a constant more changes nothing, and backwards it is the other way round', () => {
    const points = fc.array(fc.record({ x: fc.integer({ min: 0, max: 40 }), y: fc.integer({ min: 0, max: 10_000 }) }));
    fc.assert(
      fc.property(points, fc.integer({ min: -500, max: 500 }), (all, more) => {
        expect(slopeOf(all.map(({ x, y }) => ({ x, y: y + more })))).toBe(slopeOf(all));
        expect(Math.abs(slopeOf(all.map(({ x, y }) => ({ x: -x, y }))) + slopeOf(all))).toBeLessThanOrEqual(1);
      }),
    );
    expect(
      slopeOf([
        { x: 1, y: 100 },
        { x: 2, y: 250 },
        { x: 3, y: 400 },
      ]),
    ).toBe(150);
  });
});

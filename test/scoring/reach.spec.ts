import fc from 'fast-check';
import { PERIODS, type Group, type Item, type Period, type Rules, type Scheme } from '#src/scoring/scheme.js';
import { checkScheme } from '#src/scoring/scheme-check.js';
import { endsPeriod } from '#src/scoring/periods.js';
import { reach, reachOfPart, reachOfSheet, type Reach } from '#src/scoring/reach.js';
import { earlierSheets, scoreSheet, type Entry } from '#src/scoring/score.js';
import { summarise, type MonthOutcome } from '#src/scoring/summary.js';
import {
  annualScheme,
  group,
  item,
  monthlyScheme,
  profile,
  quarterlyScheme,
  scheme,
  sheetsByQuarter,
  total,
} from './rich-schemes.js';

const words = (text: string) => ({ zh: text, en: text });
const option = (code: string, pointsHundredths: number) => ({ code, name: words(code), pointsHundredths });

const isWithin = (value: number, { leastHundredths, mostHundredths }: Reach) =>
  value >= (leastHundredths ?? -Infinity) && value <= (mostHundredths ?? Infinity);

/* Random rules: a small tree of items and groups, with any way to combine, any limits and any periods that fit in one another. */

const point = fc.integer({ min: 1, max: 20 }).map((steps) => steps * 50);
const over = fc.constantFrom<Rules['over'][]>('sum', 'mean', 'highest', 'latest');
const upTo = (per: Period) => fc.constantFrom(...PERIODS.slice(0, PERIODS.indexOf(per) + 1));

const rulesIn = (around: Period): fc.Arbitrary<Rules> =>
  fc.record({
    combine: fc.constantFrom<Rules['combine'][]>('sum', 'mean', 'highest'),
    share: fc.option(
      fc.record({ numerator: fc.integer({ min: 0, max: 5 }), denominator: fc.integer({ min: 1, max: 3 }) }),
      { freq: 2 },
    ),
    times: fc.constantFrom<string[][]>([], [], ['F']),
    roundHundredths: fc.constantFrom(null, null, 50, 1),
    floorHundredths: fc.constantFrom(null, 0, -300),
    capHundredths: fc.constantFrom(null, 1000, 2500),
    per: upTo(around),
    over,
  });

const valueOf = (kind: Item['kind']): fc.Arbitrary<Partial<Item>> => {
  const sign = kind === 'deduction' ? -1 : 1;
  const unit = words('次');
  return fc.oneof(
    fc
      .uniqueArray(point, { minLength: 2, maxLength: 3 })
      .map((values) => ({ options: values.map((value, at) => option(`o${at}`, sign * value)) })),
    fc
      .tuple(point, fc.constantFrom(1, 1, 3))
      .map(([value, per]) => ({ each: { pointsHundredths: sign * value, unit, countMax: 4, per } })),
    point.map((value) => ({
      range: sign < 0 ? { fromHundredths: -value, toHundredths: 0 } : { fromHundredths: 0, toHundredths: value },
    })),
    fc.tuple(point, point).map(([low, more]) => ({
      levels: {
        unit,
        countMax: 6,
        steps: [
          { from: 2, pointsHundredths: sign * low },
          { from: 5, pointsHundredths: sign * (low + more) },
        ],
      },
    })),
  );
};

const itemIn = (code: string, around: Period, groupCode: string | null): fc.Arbitrary<Item> =>
  fc.constantFrom<Item['kind'][]>('base', 'deduction', 'contribution').chain((kind) =>
    fc
      .record({
        value: valueOf(kind),
        cap: fc.option(point.map((steps) => steps * 2)),
        per: upTo(around),
        combine: fc.constantFrom<Item['combine'][]>('sum', 'mean', 'highest', 'trimmedMean'),
        over,
        required: fc.boolean(),
        limit: fc.option(point.map((value) => value * 3)),
        standard: point,
      })
      .map(({ value, cap, per, combine, over: itemOver, required, limit, standard }) => {
        const first = value.options?.[0]?.pointsHundredths;
        const isBase = kind === 'base';
        const sign = kind === 'deduction' ? -1 : 1;
        const presumed = isBase ? (first ?? Math.min(standard, cap ?? standard)) : 0;
        const limits =
          limit === null || isBase || per === 'year' ? [] : [{ per: 'year' as const, capHundredths: sign * limit }];
        const capHundredths = cap === null ? null : isBase ? Math.max(cap, presumed) : sign * cap;
        return item(code, kind, words(code), {
          ...value,
          group: groupCode,
          standardHundredths: presumed,
          capHundredths,
          per,
          limits,
          combine: isBase && combine === 'highest' ? 'mean' : combine,
          over: itemOver,
          required: isBase && required,
        });
      }),
  );

const anyScheme: fc.Arbitrary<Scheme> = upTo('year').chain((whole) =>
  fc.record({ total: rulesIn(whole), outer: rulesIn(whole), inner: rulesIn(whole) }).chain((rules) => {
    const outerPer = PERIODS[Math.min(PERIODS.indexOf(rules.outer.per), PERIODS.indexOf(rules.total.per))]!;
    const innerPer = PERIODS[Math.min(PERIODS.indexOf(rules.inner.per), PERIODS.indexOf(outerPer))]!;
    const groups: Group[] = [
      group('G', words('外'), { ...rules.outer, per: outerPer }),
      group('H', words('内'), { ...rules.inner, per: innerPer, group: 'G' }),
    ];
    return fc
      .tuple(
        itemIn('A', rules.total.per, null),
        itemIn('B', outerPer, 'G'),
        itemIn('C', outerPer, 'G'),
        itemIn('D', innerPer, 'H'),
        itemIn('E', innerPer, 'H'),
      )
      .map((items) => {
        const factor = item('F', 'factor', words('系数'), { range: { fromHundredths: 50, toHundredths: 150 } });
        const asked = ['A', 'B', 'D', 'G', 'H'].map((code) => ({ code, pointsHundredths: 0 }));
        const band = { name: words('等次'), summaries: [], fromForProfiles: [] };
        return scheme('any', words('办法'), [...items, factor], {
          total: { ...rules.total, roundHundredths: 1 },
          groups,
          profiles: [
            profile('full', words('全项')),
            profile('own', words('另项'), {
              notApplicable: ['B', 'D'],
              notApplicableCounts: 'nothing',
              overrides: [{ code: 'G', capHundredths: 500 }],
            }),
          ],
          summaries: [
            { per: 'halfYear', countedMin: 1 },
            { per: 'year', countedMin: 1 },
          ],
          bands: [
            { ...band, code: 'some', fromHundredths: 0, conditions: { partsAtLeast: asked } },
            { ...band, code: 'rest', fromHundredths: -9_000_000, conditions: {} },
          ],
        });
      });
  }),
);

/* Random sheets: of every item a few entries, more where the item takes them. */

function entryOf({ code, options, range, each, levels }: Item, number: number, chance: number): Entry | null {
  const entry = { number, itemCode: code, deedKey: chance % 7 === 0 ? 'deed' : null, refused: chance % 11 === 0 };
  if (options) return { ...entry, optionCode: options[chance % options.length]!.code };
  if (range) return { ...entry, pointsHundredths: chance % 2 === 0 ? range.fromHundredths : range.toHundredths };
  const countMax = (each ?? levels)?.countMax;
  return countMax === undefined ? null : { ...entry, count: 1 + (chance % countMax) };
}

function sheetOf({ items, profiles }: Scheme, profileCode: string, chances: readonly number[]): Entry[] {
  const notApplicable = profiles.find(({ code }) => code === profileCode)?.notApplicable ?? [];
  return items.flatMap((it, at) => {
    const isOnce = (it.kind === 'base' || it.kind === 'factor') && it.combine === 'sum';
    const [chance, times] = [chances[at % chances.length]!, chances[(at + 1) % chances.length]!];
    if (notApplicable.includes(it.code) || chance % 3 === 0) return [];
    const many = isOnce ? 1 : 1 + (times % 4);
    return Array.from({ length: many }, (_, more) => entryOf(it, at * 10 + more, chance + more)).filter(
      (entry) => entry !== null,
    );
  });
}

const chances = fc.array(fc.nat({ max: 1000 }), { minLength: 7, maxLength: 7 });
const sheets = fc.array(fc.option(chances, { freq: 5 }), { minLength: 12, maxLength: 12 });

/** A year of a member, month by month, and everything in it that lies outside of what `reach` says. */
function beyondReach(rule: Scheme, profileCode: string, year: readonly (readonly number[] | null)[]): string[] {
  const beyond: string[] = [];
  const first = rule.yearStartsMonth;
  const months = year.map((_, at) => {
    const count = (first === 1 ? 2026 : 2025) * 12 + first - 1 + at;
    return `${Math.floor(count / 12)}-${String((count % 12) + 1).padStart(2, '0')}`;
  });
  const counted: Extract<MonthOutcome, { outcome: 'counted' }>[] = [];
  const ofSheet = reachOfSheet(rule, profileCode);
  year.forEach((sheet, at) => {
    if (!sheet || !endsPeriod(rule.period, months[at]!, first)) return;
    const earlier = earlierSheets(rule, profileCode, months[at]!, counted);
    const { scoreHundredths, parts } = scoreSheet(rule, profileCode, sheetOf(rule, profileCode, sheet), earlier);
    if (!isWithin(scoreHundredths, ofSheet))
      beyond.push(`${months[at]}: ${scoreHundredths} ${JSON.stringify(ofSheet)}`);
    counted.push({
      month: months[at]!,
      outcome: 'counted',
      scoreHundredths,
      parts,
      profileCode,
      deductionHundredths: 0,
      contributionHundredths: 0,
      itemCodes: [],
    });
  });
  for (const [per, length] of [
    ['year', 12],
    ['halfYear', 6],
    ['quarter', 3],
  ] as const) {
    for (let from = 0; from < 12; from += length) {
      const within = counted.filter(({ month }) => months.slice(from, from + length).includes(month));
      const { resultHundredths, partsAsked } = summarise(rule, within, { per });
      if (resultHundredths === null) continue;
      const result = reach(rule, profileCode, per);
      if (!isWithin(resultHundredths, result)) beyond.push(`${per}: ${resultHundredths} ${JSON.stringify(result)}`);
      for (const [code, value] of Object.entries(partsAsked)) {
        const part = reachOfPart(rule, profileCode, code, per);
        if (part && !isWithin(value, part)) beyond.push(`${code} in ${per}: ${value} ${JSON.stringify(part)}`);
      }
    }
  }
  return beyond;
}

test.each(
  [monthlyScheme(), annualScheme(), quarterlyScheme(), sheetsByQuarter()].map((rule) => [rule.code, rule] as const),
)('no sheet and no year of the %s rule is outside of what can be reached', (_, rule) => {
  const profiles = rule.profiles.filter(({ scored }) => scored).map(({ code }) => code);
  fc.assert(
    fc.property(sheets, fc.constantFrom(...profiles), (year, code) =>
      expect(beyondReach(rule, code, year)).toEqual([]),
    ),
    { numRuns: 20 },
  );
});

test('no sheet and no year of any rule is outside of what can be reached', () => {
  let looked = 0;
  fc.assert(
    fc.property(anyScheme, sheets, fc.constantFrom('full', 'own'), (rule, year, code) => {
      if (checkScheme(rule).length > 0) return;
      looked += 1;
      expect(beyondReach(rule, code, year)).toEqual([]);
    }),
    { numRuns: 200 },
  );
  expect(looked).toBeGreaterThan(100);
});

/* In one sheet with an entry of each item at most, every sheet there is can be tried: somebody comes to both ends. */

const smallItem = (code: string, groupCode: string | null): fc.Arbitrary<Item> =>
  fc.constantFrom<Item['kind'][]>('base', 'deduction', 'contribution').chain((kind) =>
    fc.uniqueArray(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 3 }).map((steps) => {
      const options = steps.map((step, at) => option(`o${at}`, (kind === 'deduction' ? -50 : 50) * step));
      const standardHundredths = kind === 'base' ? options[0]!.pointsHundredths : 0;
      return item(code, kind, words(code), {
        group: groupCode,
        options,
        standardHundredths,
        capHundredths: null,
        combine: kind === 'base' ? 'sum' : 'highest',
      });
    }),
  );

const smallScheme: fc.Arbitrary<Scheme> = fc
  .tuple(rulesIn('month'), rulesIn('month'), smallItem('A', null), smallItem('B', 'G'), smallItem('C', 'G'))
  .map(([whole, inner, ...items]) =>
    scheme(
      'small',
      words('办法'),
      [...items, item('F', 'factor', words('系数'), { options: [option('less', 50), option('more', 150)] })],
      {
        total: { ...whole, times: [], roundHundredths: 1 },
        groups: [group('G', words('组'), { ...inner, limits: [] })],
      },
    ),
  );

function everySheet({ items }: Scheme): Entry[][] {
  return items.reduce<Entry[][]>(
    (all, { code, options = [] }, number) =>
      all.flatMap((sheet) => [
        sheet,
        ...options.map(({ code: optionCode }) => [...sheet, { number, itemCode: code, optionCode }]),
      ]),
    [[]],
  );
}

test('of the sheets of a small rule one comes to the least and one to the most', () => {
  fc.assert(
    fc.property(smallScheme, (rule) => {
      if (checkScheme(rule).length > 0) return;
      const scores = everySheet(rule).map((entries) => scoreSheet(rule, 'full', entries).scoreHundredths);
      expect(reachOfSheet(rule, 'full')).toEqual({
        leastHundredths: Math.min(...scores),
        mostHundredths: Math.max(...scores),
      });
    }),
    { numRuns: 150 },
  );
});

describe('what can be reached', () => {
  const base = item('A', 'base', words('基础'), {
    standardHundredths: 8000,
    range: { fromHundredths: 0, toHundredths: 8000 },
  });
  const deeds = item('C', 'contribution', words('贡献'), {
    each: { pointsHundredths: 200, unit: words('次'), countMax: 31 },
  });
  const faults = item('D', 'deduction', words('违规'), {
    each: { pointsHundredths: -200, unit: words('次'), countMax: 31 },
  });
  const of = (changes: Partial<Scheme>, items: Item[] = [base, deeds, faults]) =>
    scheme('r', words('办法'), items, changes);

  test.each<[string, Scheme, Period, number | null, number | null]>([
    ['a month between floor and ceiling', of({ total: total({ capHundredths: 10000 }) }), 'month', 0, 10000],
    ['no end without limits', of({ total: total({ floorHundredths: null }) }), 'month', null, null],
    ['the mean of months is no more than a month', of({ total: total({ capHundredths: 10000 }) }), 'year', 0, 10000],
    ['twelve months added up', of({ total: total({ capHundredths: 10000, over: 'sum' }) }), 'year', 0, 120000],
    [
      'a cap of the year on months',
      of({ total: total({ over: 'sum' }) }, [
        base,
        { ...deeds, capHundredths: 400, limits: [{ per: 'year', capHundredths: 1000 }] },
      ]),
      'year',
      0,
      12 * 8400,
    ],
    [
      'a base of the year is given once',
      of({ total: total({ per: 'year' }) }, [
        { ...base, per: 'year' },
        { ...deeds, capHundredths: 400 },
      ]),
      'year',
      0,
      8000 + 12 * 400,
    ],
    [
      'half of a year so far',
      of({ total: total({ per: 'year' }) }, [
        { ...base, per: 'year' },
        { ...deeds, capHundredths: 400 },
      ]),
      'halfYear',
      0,
      8000 + 6 * 400,
    ],
    [
      'a fifth of last year, and a fifth of that',
      of({ total: total({ per: 'year' }) }, [
        item('A', 'base', words('基础'), {
          per: 'year',
          standardHundredths: 2000,
          capHundredths: null,
          carryOver: { numerator: 1, denominator: 5 },
        }),
        { ...deeds, per: 'year', capHundredths: 8000 },
      ]),
      'year',
      0,
      10000,
    ],
    [
      'a share and a factor',
      of({ total: total({ times: ['F'], share: { numerator: 1, denominator: 2 } }) }, [
        base,
        item('F', 'factor', words('系数'), { range: { fromHundredths: 80, toHundredths: 120 } }),
      ]),
      'month',
      0,
      4800,
    ],
    [
      'the largest loss',
      of({ total: total({ floorHundredths: null, combine: 'highest' }) }, [
        { ...faults, capHundredths: -500 },
        item('E', 'deduction', words('另'), { options: [option('a', -300)] }),
      ]),
      'month',
      -500,
      0,
    ],
  ])('%s', (_, rule, per, leastHundredths, mostHundredths) => {
    expect(checkScheme(rule)).toEqual([]);
    expect(reach(rule, 'full', per)).toEqual({ leastHundredths, mostHundredths });
  });
});

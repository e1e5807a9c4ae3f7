import fc from 'fast-check';
import { statistics, summarise } from '#src/scoring/summary.js';
import { replaceEntries } from '#src/scoring/placing.js';
import { checkEntries, scoreSheet, type Entry } from '#src/scoring/score.js';
import type { Item, Scheme } from '#src/scoring/scheme.js';
import { checkScheme } from '#src/scoring/scheme-check.js';
import { defaultScheme, schemeWithGroups, schemeWithTotal } from './scheme-file.js';

/** The default rule, and one with tight groups, so that every cap bites often. */
const schemes: Scheme[] = [
  defaultScheme(),
  schemeWithTotal(
    { floorHundredths: 4000, capHundredths: 9000 },
    {
      ...schemeWithGroups([
        { code: 'deeds', items: ['C-01', 'C-06', 'C-10'], capHundredths: 500 },
        { code: 'best', combine: 'highest', items: ['C-04', 'C-05'], capHundredths: 300 },
        { code: 'faults', items: ['D-02', 'D-03', 'D-04'], capHundredths: -700 },
      ]),
      vetoes: defaultScheme().vetoes.map((veto) => ({ ...veto, capHundredths: 5900 })),
    },
  ),
];
const base = schemes[0]!.items.filter((item) => item.kind === 'base');
const others = schemes[0]!.items.filter((item) => item.kind !== 'base');

function valueOf(item: Item): fc.Arbitrary<Partial<Entry>> {
  if (item.options) return fc.constantFrom(...item.options).map((option) => ({ optionCode: option.code }));
  if (item.each) return fc.integer({ min: 1, max: 4 }).map((count) => ({ count }));
  const { fromHundredths, toHundredths } = item.range!;
  const steps = fc.integer({ min: 0, max: (toHundredths - fromHundredths) / 50 });
  return steps.map((step) => ({ pointsHundredths: fromHundredths + step * 50 }));
}
function entryOf(items: readonly Item[], deeds: fc.Arbitrary<string | null>): fc.Arbitrary<Omit<Entry, 'number'>> {
  return fc
    .constantFrom(...items)
    .chain((item) =>
      fc.tuple(valueOf(item), deeds).map(([value, deedKey]) => ({ itemCode: item.code, ...value, deedKey })),
    );
}
/** Deeds shared between items: "one fact scores once" is at work across the whole sheet. */
const anyDeed = fc.option(fc.constantFrom('a', 'b', 'c', 'd'), { freq: 3 });
const sheet = (deeds: fc.Arbitrary<string | null>) =>
  fc
    .tuple(
      fc.uniqueArray(entryOf(base, deeds), { selector: (entry) => entry.itemCode, maxLength: 6 }),
      fc.array(entryOf(others, deeds), { maxLength: 12 }),
      fc.array(fc.boolean(), { minLength: 18, maxLength: 18 }),
    )
    .map(([ofBase, rest, refusals]) =>
      [...ofBase, ...rest].map((entry, number): Entry => ({
        number,
        ...entry,
        refused: refusals[number]! && number % 3 === 0,
      })),
    );
const scheme = fc.constantFrom(...schemes);
const RUNS = { numRuns: 400 };

test('the schemes of these properties are in order', () => {
  expect(schemes.flatMap((it) => checkScheme(it))).toEqual([]);
});

test('the order of entries never matters', () => {
  const shuffled = sheet(anyDeed).chain((entries) =>
    fc.tuple(fc.constant(entries), fc.shuffledSubarray(entries, { minLength: entries.length })),
  );
  fc.assert(
    fc.property(scheme, shuffled, (rule, [entries, other]) => {
      expect(scoreSheet(rule, 'full', other)).toEqual(scoreSheet(rule, 'full', entries));
    }),
    RUNS,
  );
});

test('the score is between floor and ceiling, and no figure is −0 or beyond its cap', () => {
  fc.assert(
    fc.property(scheme, sheet(anyDeed), (rule, entries) => {
      const score = scoreSheet(rule, 'full', entries);
      expect(score.scoreHundredths).toBeGreaterThanOrEqual(rule.total.floorHundredths!);
      expect(score.scoreHundredths).toBeLessThanOrEqual(rule.total.capHundredths!);
      expect(score.contributionHundredths).toBeLessThanOrEqual(rule.groups[0]!.capHundredths!);
      expect(score.deductionHundredths).toBeLessThanOrEqual(0);
      for (const line of score.lines) expect(Object.is(line.countedHundredths, -0)).toBe(false);
      for (const item of rule.items.filter((it) => it.capHundredths !== null)) {
        const counted = score.lines.filter((line) => line.itemCode === item.code).map((line) => line.countedHundredths);
        const total = counted.reduce((sum, value) => sum + value, 0);
        expect(Math.abs(total)).toBeLessThanOrEqual(Math.abs(item.capHundredths!));
      }
    }),
    RUNS,
  );
});

test('the counted lines add up to the figures, the figures to the score, the categories to the base', () => {
  fc.assert(
    fc.property(scheme, sheet(anyDeed), (rule, entries) => {
      const score = scoreSheet(rule, 'full', entries);
      const add = (values: number[]) => values.reduce((sum, value) => sum + value, 0);
      const of = (kind: string) =>
        add(score.lines.filter((line) => line.kind === kind).map((line) => line.countedHundredths));
      expect([of('base'), of('deduction'), of('contribution')]).toEqual([
        score.baseHundredths,
        score.deductionHundredths,
        score.contributionHundredths,
      ]);
      const adjusted = add(score.adjustments.map((adjustment) => adjustment.pointsHundredths));
      expect(score.scoreHundredths).toBe(
        score.baseHundredths + score.deductionHundredths + score.contributionHundredths + adjusted,
      );
      for (const columns of [score.categories, score.qualifications]) {
        expect(add(columns.map((column) => column.pointsHundredths))).toBe(score.baseHundredths);
      }
      expect(
        score.lines
          .map((line) => line.entryNumber)
          .filter((it) => it !== null)
          .sort(),
      ).toEqual(entries.map((it) => it.number).sort());
    }),
    RUNS,
  );
});

test('every line that counts other than it claimed says why, and a cap says exactly how much', () => {
  fc.assert(
    fc.property(scheme, sheet(anyDeed), (rule, entries) => {
      for (const line of scoreSheet(rule, 'full', entries).lines) {
        const cut = line.notes.reduce((total, note) => total + Number(note.params?.cutHundredths ?? 0), 0);
        const difference = Math.abs(line.claimedHundredths - line.countedHundredths);
        if (line.notes.every((note) => note.code.endsWith('Cap'))) expect(cut).toBe(difference);
        if (difference > 0) expect(line.notes.length).toBeGreaterThan(0);
      }
    }),
    RUNS,
  );
});

test('one fact never counts twice', () => {
  fc.assert(
    fc.property(scheme, sheet(anyDeed), (rule, entries) => {
      const { lines } = scoreSheet(rule, 'full', entries);
      const moved = lines.filter(
        (line) => line.countedHundredths !== rule.items.find((item) => item.code === line.itemCode)!.standardHundredths,
      );
      const deeds = moved
        .map((line) => entries.find((entry) => entry.number === line.entryNumber)?.deedKey)
        .filter((key) => key);
      expect(new Set(deeds).size).toBe(deeds.length);
    }),
    RUNS,
  );
});

/** One more deed or fact beside a whole sheet in which facts are shared at will. */
function oneMore(kind: Item['kind']) {
  return entryOf(
    others.filter((item) => item.kind === kind),
    fc.constantFrom(null, 'new'),
  );
}

test('one more contribution never lowers a score', () => {
  fc.assert(
    fc.property(scheme, sheet(anyDeed), oneMore('contribution'), (rule, entries, more) => {
      const after = scoreSheet(rule, 'full', [...entries, { ...more, number: 100 }]).scoreHundredths;
      expect(after).toBeGreaterThanOrEqual(scoreSheet(rule, 'full', entries).scoreHundredths);
    }),
    { numRuns: 1500 },
  );
});

test('one more deduction never raises a score', () => {
  fc.assert(
    fc.property(scheme, sheet(anyDeed), oneMore('deduction'), (rule, entries, more) => {
      const after = scoreSheet(rule, 'full', [...entries, { ...more, number: 100 }]).scoreHundredths;
      expect(after).toBeLessThanOrEqual(scoreSheet(rule, 'full', entries).scoreHundredths);
    }),
    { numRuns: 1500 },
  );
});

test('a repeated submission changes nothing, and scoring leaves its input alone', () => {
  fc.assert(
    fc.property(scheme, sheet(anyDeed), (rule, entries) => {
      const before = structuredClone(entries);
      const once = replaceEntries([], entries);
      const twice = replaceEntries(once, entries);
      expect(scoreSheet(rule, 'full', twice)).toEqual(scoreSheet(rule, 'full', once));
      expect(scoreSheet(rule, 'full', entries)).toEqual(scoreSheet(rule, 'full', once));
      expect(entries).toEqual(before);
    }),
    RUNS,
  );
});

test('whatever is thrown at the checks, they answer', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.anything(),
          fc.record({
            number: fc.anything(),
            itemCode: fc.constantFrom('B1-01', 'C-01', 'C-08'),
            optionCode: fc.anything(),
            count: fc.anything(),
            pointsHundredths: fc.anything(),
          }),
        ),
      ),
      (entries) => {
        const problems = checkEntries(schemes[0]!, 'full', entries as Entry[]);
        if (problems.length === 0) scoreSheet(schemes[0]!, 'full', entries as Entry[]);
      },
    ),
    { numRuns: 1000 },
  );
  fc.assert(fc.property(fc.anything(), (value) => expect(checkScheme(value)).not.toEqual([])));
});

test('mean and spread agree with the textbook to within rounding, median with sorting', () => {
  const scores = fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(scores, (values) => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
      const figures = statistics(values);
      expect(Math.abs(figures.meanHundredths! - mean)).toBeLessThanOrEqual(0.5 + 1e-6);
      expect(Math.abs(figures.spreadHundredths! - spread)).toBeLessThanOrEqual(0.5 + 1e-6);
      expect([figures.lowestHundredths, figures.highestHundredths]).toEqual([Math.min(...values), Math.max(...values)]);
    }),
  );
});

test('a half-year lies between its lowest and its highest month', () => {
  const scores = fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(scores, (values) => {
      const months = values.map((scoreHundredths, index) => ({
        month: `2026-0${index + 1}`,
        outcome: 'counted' as const,
        scoreHundredths,
        deductionHundredths: 0,
        contributionHundredths: 0,
        itemCodes: [],
      }));
      const { meanHundredths, lowestHundredths, highestHundredths } = summarise(schemes[0]!, months);
      expect(meanHundredths).toBeGreaterThanOrEqual(lowestHundredths!);
      expect(meanHundredths).toBeLessThanOrEqual(highestHundredths!);
    }),
  );
});

import fc from 'fast-check';
import { periodKey } from '#src/scoring/periods.js';
import type { Group, Item, Over, Period, Rules, Scheme } from '#src/scoring/scheme.js';
import { checkScheme } from '#src/scoring/scheme-check.js';
import { scoreSheet, type Entry } from '#src/scoring/score.js';
import { summarise } from '#src/scoring/summary.js';
import { anyEntries, anyScheme } from './trees.js';

/*
 * The engine against the reference in docs/scheme.md, worked through a second time in the plainest way: fractions of big
 * integers, values only, no lines, no explanation, no care for speed.
 */

class Fraction {
  constructor(
    readonly n: bigint,
    readonly d: bigint,
  ) {}
  static of(value: number): Fraction {
    return new Fraction(BigInt(value), 1n);
  }
  plus(other: Fraction): Fraction {
    return new Fraction(this.n * other.d + other.n * this.d, this.d * other.d);
  }
  times(n: number, d: number): Fraction {
    return new Fraction(this.n * BigInt(n), this.d * BigInt(d));
  }
  above(other: Fraction): boolean {
    return this.n * other.d > other.n * this.d;
  }
  rounded(multiple: number): number {
    const unit = this.d * BigInt(multiple);
    let [quotient, rest] = [(2n * this.n + unit) / (2n * unit), (2n * this.n + unit) % (2n * unit)];
    if (rest < 0n) quotient -= 1n;
    rest = 0n;
    return Number(quotient) * multiple;
  }
}
const sum = (values: Fraction[]) => values.reduce((total, value) => total.plus(value), Fraction.of(0));

interface Sheet {
  month: string;
  entries: Entry[];
}
type Member = Item | Group | (Rules & { code: 'total' });

class Plainly {
  readonly total: Rules & { code: 'total' };
  constructor(readonly scheme: Scheme) {
    this.total = { ...scheme.total, code: 'total' };
  }

  members(node: Member): Member[] {
    const code = node.code === 'total' ? null : node.code;
    return [
      ...this.scheme.items.filter(({ group }) => group === code),
      ...this.scheme.groups.filter(({ group }) => group === code),
    ];
  }
  isLong(node: Member): boolean {
    return node.per !== this.scheme.period;
  }
  within(node: Member, value: Fraction): Fraction {
    const [floor, cap] = [node.floorHundredths, node.capHundredths];
    const isLoss = 'kind' in node && node.kind === 'deduction';
    const high = isLoss ? null : cap;
    const low = isLoss ? cap : floor;
    if (high !== null && value.above(Fraction.of(high))) return Fraction.of(high);
    if (low !== null && Fraction.of(low).above(value)) return Fraction.of(low);
    return value;
  }
  claims(item: Item, { entries }: Sheet): number[] {
    return entries
      .filter(({ itemCode }) => itemCode === item.code)
      .map((entry) => (item.each ? entry.count! * item.each.pointsHundredths : entry.pointsHundredths!));
  }
  /** What one sheet gives: of a longer item its changes, unclamped. */
  inSheet(node: Member, sheet: Sheet): Fraction {
    if ('kind' in node) {
      const claims = this.claims(node, sheet);
      const total = claims.reduce((a, b) => a + b, 0);
      if (node.kind !== 'base') return this.isLong(node) ? Fraction.of(total) : this.within(node, Fraction.of(total));
      const value = claims[0] ?? node.standardHundredths;
      return Fraction.of(this.isLong(node) ? value - node.standardHundredths : value);
    }
    return this.ruled(node, this.combined(node, sheet));
  }
  combined(node: Rules & { code: string }, sheet: Sheet): Fraction {
    const members = this.members(node as Member);
    const values = members.map((member) => this.inSheet(member, sheet));
    if (node.combine === 'sum') return sum(values);
    if (node.combine === 'mean') {
      const held = members.filter((member) => this.holds(member, sheet));
      return held.length === 0 ? Fraction.of(0) : sum(held.map((it) => this.inSheet(it, sheet))).times(1, held.length);
    }
    return this.highest(members.flatMap((member) => this.candidates(member, sheet)));
  }
  candidates(member: Member, sheet: Sheet): Fraction[] {
    if (!('kind' in member)) return [this.inSheet(member, sheet)];
    if (member.kind === 'base') return [this.inSheet(member, sheet)];
    const cap = this.isLong(member) ? Infinity : Math.abs(member.capHundredths ?? Infinity);
    return this.claims(member, sheet).map((claim) => Fraction.of(Math.sign(claim) * Math.min(Math.abs(claim), cap)));
  }
  highest(values: Fraction[]): Fraction {
    const zero = Fraction.of(0);
    const gains = values.some((value) => value.above(zero));
    return values.reduce((best, value) => ((gains ? value.above(best) : best.above(value)) ? value : best), zero);
  }
  holds(member: Member, sheet: Sheet): boolean {
    if ('kind' in member) return member.kind === 'base' || this.claims(member, sheet).length > 0;
    const lifted = !this.isLong(member) && (member.floorHundredths ?? 0) > 0;
    return lifted || this.members(member).some((inner) => this.holds(inner, sheet));
  }
  ruled(node: Rules & { code: string }, value: Fraction): Fraction {
    let result = node.share ? value.times(node.share.numerator, node.share.denominator) : value;
    if (node.roundHundredths !== null) result = Fraction.of(result.rounded(node.roundHundredths));
    return this.within(node as Member, result);
  }
  over(over: Over, values: Fraction[]): Fraction {
    if (over === 'sum') return sum(values);
    if (over === 'mean') return sum(values).times(1, values.length);
    return this.highest(values);
  }
  /** Over any time; a sheet's values are stored in whole hundredths. */
  overAll(node: Member, sheets: Sheet[]): Fraction {
    if (!this.isLong(node))
      return this.over(
        node.over,
        sheets.map((sheet) => Fraction.of(this.inSheet(node, sheet).rounded(1))),
      );
    const keys = [...new Set(sheets.map(({ month }) => this.key(node.per, month)))];
    return this.over(
      node.over,
      keys.map((key) =>
        this.inPeriod(
          node,
          sheets.filter(({ month }) => this.key(node.per, month) === key),
        ),
      ),
    );
  }
  key(per: Period, month: string): string {
    return periodKey(per, month, this.scheme.yearStartsMonth);
  }
  inPeriod(node: Member, sheets: Sheet[]): Fraction {
    if ('kind' in node) {
      const changes = sum(sheets.map((sheet) => this.inSheet(node, sheet)));
      return this.within(node, changes.plus(Fraction.of(node.standardHundredths)));
    }
    const members = this.members(node);
    if (node.combine === 'highest') {
      const entries = sheets.map((sheet) =>
        this.highest(members.filter((it) => 'kind' in it).flatMap((it) => this.candidates(it, sheet))),
      );
      const groups = members.filter((it) => !('kind' in it)).map((it) => this.overAll(it, sheets));
      return this.ruled(node, this.highest([...entries, ...groups]));
    }
    const isMean = node.combine === 'mean';
    const held = members.filter((member) => !isMean || sheets.some((sheet) => this.holds(member, sheet)));
    const values = held.map((member) => this.overAll(member, sheets));
    return this.ruled(node, isMean && values.length > 0 ? sum(values).times(1, values.length) : sum(values));
  }
}

const monthly = anyScheme(0).chain((scheme) => fc.tuple(fc.constant(scheme), anyEntries(scheme)));
const yearly = fc
  .integer({ min: 1, max: 3 })
  .chain(anyScheme)
  .chain((scheme) =>
    fc.tuple(
      fc.constant(scheme),
      fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 12 }), anyEntries(scheme)), {
        minLength: 1,
        maxLength: 6,
        selector: ([month]) => month,
      }),
    ),
  );

test('the made-up schemes are schemes', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 3 }).chain(anyScheme), (scheme) => {
      // Emptiness and the like are for the checks of sense; the engine must hold for anything of this structure.
      expect(checkScheme(scheme).filter(({ code }) => code === 'missing' || code.startsWith('not'))).toEqual([]);
    }),
  );
});

test('a sheet under any rule comes to what the reference comes to', () => {
  fc.assert(
    fc.property(monthly, ([scheme, entries]) => {
      const plainly = new Plainly(scheme);
      const expected = plainly.inSheet(plainly.total, { month: '2026-01', entries }).rounded(1);
      expect(scoreSheet(scheme, 'full', entries).scoreHundredths).toBe(expected);
    }),
    { numRuns: 3000 },
  );
});

test('a year under any rule comes to what the reference comes to', () => {
  fc.assert(
    fc.property(yearly, ([scheme, months]) => {
      const plainly = new Plainly(scheme);
      const year = scheme.yearStartsMonth === 1 ? '2026' : '2025';
      const sheets = months
        .map(([number, entries]) => ({ month: `${year}-${String(number).padStart(2, '0')}`, entries }))
        .filter(
          ({ month }) => periodKey('year', month, scheme.yearStartsMonth) === '2026' || scheme.yearStartsMonth !== 1,
        )
        .sort((a, b) => (a.month < b.month ? -1 : 1));
      const outcomes = sheets.map(({ month, entries }) => {
        const { scoreHundredths, deductionHundredths, contributionHundredths, parts } = scoreSheet(
          scheme,
          'full',
          entries,
        );
        return {
          month,
          outcome: 'counted' as const,
          ...{ scoreHundredths, deductionHundredths, contributionHundredths, parts },
          itemCodes: [],
        };
      });
      const expected = plainly.overAll(plainly.total, sheets).rounded(1);
      expect(summarise(scheme, outcomes, { per: 'year' }).resultHundredths).toBe(expected);
    }),
    { numRuns: 2000 },
  );
});

test('lines, groups and total add up: whatever a rule did to a score is told', () => {
  fc.assert(
    fc.property(monthly, ([scheme, entries]) => {
      const score = scoreSheet(scheme, 'full', entries);
      const add = (values: number[]) => values.reduce((total, value) => total + value, 0);
      const counted = add(score.lines.map((line) => line.countedHundredths));
      const adjusted = add(score.adjustments.map(({ pointsHundredths }) => pointsHundredths));
      expect(counted + adjusted).toBe(score.scoreHundredths);
      expect(counted).toBe(score.baseHundredths + score.deductionHundredths + score.contributionHundredths);
    }),
    { numRuns: 2000 },
  );
});

test('under any rule that only adds up, one more contribution never lowers a score, and one more deduction never raises it', () => {
  const adding = anyScheme(0)
    .map((scheme) => ({
      ...scheme,
      groups: scheme.groups.map((group) => (group.combine === 'mean' ? { ...group, combine: 'sum' as const } : group)),
    }))
    .chain((scheme) =>
      fc.tuple(
        fc.constant(scheme),
        anyEntries(scheme, fc.constantFrom(null, null, 'a', 'b')),
        fc.constantFrom(...scheme.items),
        fc.constantFrom(null, 'new'),
      ),
    );
  fc.assert(
    fc.property(adding, ([scheme, entries, item, deedKey]) => {
      if (item.kind === 'base') return;
      const more = { number: 100, itemCode: item.code, count: 2, deedKey };
      const before = scoreSheet(scheme, 'full', entries).scoreHundredths;
      const after = scoreSheet(scheme, 'full', [...entries, more]).scoreHundredths;
      if (item.kind === 'contribution') expect(after).toBeGreaterThanOrEqual(before);
      else expect(after).toBeLessThanOrEqual(before);
    }),
    { numRuns: 3000 },
  );
});

test('the order of entries never matters under any rule', () => {
  const shuffled = anyScheme(0).chain((scheme) =>
    anyEntries(scheme, fc.constantFrom(null, 'a', 'b')).chain((entries) =>
      fc.tuple(fc.constant(scheme), fc.constant(entries), fc.shuffledSubarray(entries, { minLength: entries.length })),
    ),
  );
  fc.assert(
    fc.property(shuffled, ([scheme, entries, other]) => {
      expect(scoreSheet(scheme, 'full', other)).toEqual(scoreSheet(scheme, 'full', entries));
    }),
    { numRuns: 1000 },
  );
});

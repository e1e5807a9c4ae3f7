import fc from 'fast-check';
import { checkEntries, type Entry } from '#src/scoring/entry.js';
import { endsPeriod } from '#src/scoring/periods.js';
import type { Item, Scheme } from '#src/scoring/scheme.js';
import { earlierSheets, scoreSheet } from '#src/scoring/score.js';
import { Trial, type TrialOutcome } from '#src/trials/trial.js';
import type { PastRule, TriedEntry, TriedMember, TriedSheet } from '#src/trials/trial.facts.js';

/** Past sheets as they were decided and published, for trying drafts on them. */

export const year2026 = Array.from({ length: 12 }, (_, index) => `2026-${String(index + 1).padStart(2, '0')}`);
export const halfOf2026 = year2026.slice(0, 6);

/** Printed by its version alone when a property fails. */
export function ruleOf(scheme: Scheme, versionId = 1, ownItems: Item[] = []): PastRule {
  const rule = { versionId, scheme, ownItems };
  return Object.defineProperty(rule, fc.toStringMethod, { value: () => `version ${versionId}` });
}

/** What was decided about a member in one month; nothing given: nothing differed. */
export interface PastMonth {
  month: string;
  entries?: readonly (Entry & { fact?: boolean })[];
  profileCode?: string;
  onTime?: boolean;
  branchId?: number;
  rule?: PastRule;
  /** Decided, and not confirmed. */
  unpublished?: boolean;
}

/** A member's sheets, each scored by its own rule with what the earlier ones had used up, as when they were decided. */
export function memberOf(rule: PastRule, months: readonly PastMonth[], wish: Partial<TriedMember> = {}): TriedMember {
  const done: { month: string; parts: Record<string, number> }[] = [];
  const sheets = months.map((past): TriedSheet => {
    const { month, profileCode = 'full', onTime = true, branchId = 1, unpublished = false } = past;
    const by = past.rule ?? rule;
    const entries = (past.entries ?? []).map((entry): TriedEntry => ({ fact: false, ...entry }));
    const earlier = earlierSheets(by.scheme, profileCode, month, done);
    const score = scoreSheet(by.scheme, profileCode, entries, earlier);
    done.push({ month, parts: score.parts });
    const { scoreHundredths, deductionHundredths, contributionHundredths } = score;
    const parts = { ...score.parts, ...earlier };
    const figures = { scoreHundredths, deductionHundredths, contributionHundredths, parts };
    return { month, branchId, rule: by, profileCode, onTime, entries, published: unpublished ? null : figures };
  });
  return {
    ...{ memberId: 1, name: '王建国', branch: { id: 1, name: '第一支部' }, sheets },
    previousBeforeHundredths: null,
    previousAfterHundredths: null,
    ...wish,
  };
}

export interface Tried {
  draft: Scheme;
  inForce?: Scheme;
  fromMonth?: string;
  untilMonth?: string;
}

export function tryOn(
  members: readonly TriedMember[],
  { draft, inForce, fromMonth = '2026-01', untilMonth = '2026-12' }: Tried,
): TrialOutcome {
  const scheme = inForce ?? members[0]!.sheets.at(-1)!.rule.scheme;
  const trial = new Trial({ draft, inForce: scheme, fromMonth, untilMonth });
  for (const member of members) trial.add(member);
  return trial.outcome();
}

function valueOf(item: Item): fc.Arbitrary<Partial<Entry>> | null {
  if (item.options) return fc.constantFrom(...item.options).map(({ code }) => ({ optionCode: code }));
  const counted = item.each ?? item.levels;
  if (counted) return fc.integer({ min: 1, max: Math.min(counted.countMax, 6) }).map((count) => ({ count }));
  if (!item.range) return null;
  const { fromHundredths, toHundredths } = item.range;
  return fc
    .integer({ min: 0, max: (toHundredths - fromHundredths) / 50 })
    .map((step) => ({ pointsHundredths: fromHundredths + 50 * step }))
    .filter(({ pointsHundredths }) => pointsHundredths !== 0 || item.kind === 'base');
}

/** Entries that a sheet of the scheme takes: refused ones, shared deeds, and whatever must be entered. */
export function entriesIn(scheme: Scheme, profileCode: string, month: string): fc.Arbitrary<TriedEntry[]> {
  const notApplicable = scheme.profiles.find(({ code }) => code === profileCode)!.notApplicable;
  const items = scheme.items.filter(
    ({ code }) => !notApplicable.includes(code) && valueOf(scheme.items.find((it) => it.code === code)!),
  );
  const about = (item: Item): fc.Arbitrary<Omit<TriedEntry, 'number'>> =>
    fc
      .record({
        itemCode: fc.constant(item.code),
        deedKey: fc.option(fc.constantFrom('a', 'b', 'c'), { freq: 3 }),
        refused: fc.integer({ max: 4, min: 0 }).map((it) => it === 0),
        fact: fc.constant(false),
        value: valueOf(item)!,
      })
      .map(({ value, ...entry }) => ({ ...entry, ...value }));
  const required = items.filter((item) => item.required && endsPeriod(item.per, month, scheme.yearStartsMonth));
  return fc
    .tuple(fc.array(fc.constantFrom(...items).chain(about), { maxLength: 8 }), fc.tuple(...required.map(about)))
    .map(([some, must]) => numbered(scheme, profileCode, [...must, ...some].map(asFact(scheme))));
}

/** An automatic item has its line only where the fact is not so. */
function asFact({ items }: Scheme) {
  return (entry: Omit<TriedEntry, 'number'>) => {
    const item = items.find(({ code }) => code === entry.itemCode)!;
    const optionCode = item.automatic ? item.options!.at(-1)!.code : entry.optionCode;
    return { ...entry, ...(item.automatic && { optionCode, fact: true, refused: false, deedKey: null }) };
  };
}

function numbered(scheme: Scheme, profileCode: string, entries: readonly Omit<TriedEntry, 'number'>[]): TriedEntry[] {
  const taken: TriedEntry[] = [];
  for (const entry of entries) {
    const next = [...taken, { ...entry, number: taken.length + 1 }];
    if (checkEntries(scheme, profileCode, next).length === 0) taken.push(next.at(-1)!);
  }
  return taken;
}

/** Three members in two branches, with some months of a year that may begin elsewhere, of any scored profile. */
export function pastOf(scheme: Scheme, months: readonly string[] = year2026): fc.Arbitrary<TriedMember[]> {
  const rule = ruleOf(scheme);
  const ends = months.filter((month) => endsPeriod(scheme.period, month, scheme.yearStartsMonth));
  const profiles = scheme.profiles.filter(({ scored }) => scored).map(({ code }) => code);
  const pastMonth = (month: string) =>
    fc.constantFrom(...profiles).chain((profileCode) =>
      fc
        .record({ entries: entriesIn(scheme, profileCode, month), missing: fc.integer({ min: 0, max: 5 }) })
        .map(({ entries, missing }) => ({
          month,
          profileCode,
          entries,
          onTime: !entries.some(({ fact }) => fact),
          missing,
        })),
    );
  const member = fc
    .tuple(...ends.map(pastMonth))
    .map((all) => all.filter(({ missing }, index) => missing > 0 || index === 0));
  return fc.tuple(member, member, member).map((people) =>
    people.map((past, index) => {
      const branch = index < 2 ? { id: 1, name: '第一支部' } : { id: 2, name: '第二支部' };
      return memberOf(
        rule,
        past.map((one) => ({ ...one, branchId: branch.id })),
        {
          memberId: index + 1,
          name: `成员${index + 1}`,
          branch,
          previousBeforeHundredths: 8000,
          previousAfterHundredths: 8000,
        },
      );
    }),
  );
}

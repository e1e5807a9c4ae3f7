import { countEntries, type Counting } from './counting.js';
import { checkEntries, type Entry } from './entry.js';
import { sum } from './points.js';
import { ScoringError, type Note } from './problem.js';
import { profileOf, type Item, type ItemKind, type Scheme } from './scheme.js';

export { checkEntries, type Entry };

/** A member's month. Every figure is in hundredths of a point. */
export interface Score {
  baseHundredths: number;
  /** ≤ 0 */
  deductionHundredths: number;
  /** ≥ 0, after all caps. */
  contributionHundredths: number;
  /** base + deduction + contribution + adjustments */
  scoreHundredths: number;
  categories: CategoryPoints[];
  qualifications: QualificationPoints[];
  /** In the scheme's order: every base item, with an entry or without, and every entry of the other items. */
  lines: Line[];
  adjustments: Adjustment[];
}

/** Base points of a category: the publication's columns. */
export interface CategoryPoints {
  code: string;
  pointsHundredths: number;
  standardHundredths: number;
}

/** Base points of a qualification, and what was taken off and added under it: a member's profile. */
export interface QualificationPoints extends CategoryPoints {
  deductionHundredths: number;
  contributionHundredths: number;
}

/** One line of the sheet: what was claimed, what counted, and why the rest did not. */
export interface Line {
  /** null: a base item that nobody entered anything about; it counts in full. */
  entryNumber: number | null;
  itemCode: string;
  kind: ItemKind;
  claimedHundredths: number;
  countedHundredths: number;
  /** Codes: see `LINE_NOTES`; `cutHundredths` is the size of what a cap left out. */
  notes: Note[];
}

/** What the clamp adds (floor) or takes away (ceiling), last; it is shown and never silent. */
export interface Adjustment {
  code: 'floor' | 'ceiling';
  pointsHundredths: number;
}

/**
 * Scores one member's month: clamp(base − deductions + min(contributions, cap), floor, ceiling)
 * (domain/scheme.md, arithmetic 1–4). What the floor swallows is gone: the result carries nothing into another month.
 * The order of `entries` doesn't matter. Throws `ScoringError` on entries that `checkEntries` refuses, and so for a
 * profile that isn't scored: such a month is never a zero.
 */
export function scoreSheet(scheme: Scheme, profileCode: string, entries: readonly Entry[]): Score {
  const problems = checkEntries(scheme, profileCode, entries);
  const profile = profileOf(scheme, profileCode);
  if (problems.length > 0 || !profile) throw new ScoringError(problems);

  const countings = countEntries(scheme, entries);
  const lines = scheme.items.flatMap((item) => {
    const ofItem = countings.filter((counting) => counting.item === item);
    if (ofItem.length > 0) return ofItem.map(entryLine);
    return item.kind === 'base' ? [fullLine(item, profile.notApplicable.includes(item.code))] : [];
  });
  return total(scheme, lines);
}

function entryLine({ entry, item, claimedHundredths, countedWeightHundredths, notes }: Counting): Line {
  // 0 − x rather than −x, which would make a −0 of nothing.
  const countedHundredths = {
    base: item.standardHundredths - countedWeightHundredths,
    deduction: 0 - countedWeightHundredths,
    contribution: countedWeightHundredths,
  }[item.kind];
  return {
    entryNumber: entry.number,
    itemCode: item.code,
    kind: item.kind,
    claimedHundredths,
    countedHundredths,
    notes,
  };
}

/** "Not held", "not applicable" and "nothing to say" give a base item in full (domain/scheme.md, arithmetic 4). */
function fullLine(item: Item, notApplicable: boolean): Line {
  return {
    entryNumber: null,
    itemCode: item.code,
    kind: item.kind,
    claimedHundredths: item.standardHundredths,
    countedHundredths: item.standardHundredths,
    notes: notApplicable ? [{ code: 'notApplicable' }] : [],
  };
}

function total(scheme: Scheme, lines: Line[]): Score {
  const itemOfLine = new Map(scheme.items.map((item) => [item.code, item]));
  const counted = (kind: ItemKind, of: (item: Item) => boolean = () => true) =>
    sum(
      lines
        .filter((line) => line.kind === kind && of(itemOfLine.get(line.itemCode) as Item))
        .map((line) => line.countedHundredths),
    );
  const base = (of: (item: Item) => boolean) => ({
    pointsHundredths: counted('base', of),
    standardHundredths: sum(
      scheme.items.filter((item) => item.kind === 'base' && of(item)).map((item) => item.standardHundredths),
    ),
  });
  const parts = {
    baseHundredths: counted('base'),
    deductionHundredths: counted('deduction'),
    contributionHundredths: counted('contribution'),
  };
  const unclamped = parts.baseHundredths + parts.deductionHundredths + parts.contributionHundredths;
  const adjustments = clamp(scheme, unclamped);
  return {
    ...parts,
    scoreHundredths: unclamped + sum(adjustments.map((adjustment) => adjustment.pointsHundredths)),
    categories: scheme.categories.map(({ code }) => ({ code, ...base((item) => item.category === code) })),
    qualifications: scheme.qualifications.map(({ code }) => ({
      code,
      ...base((item) => item.qualification === code),
      deductionHundredths: counted('deduction', (item) => item.qualification === code),
      contributionHundredths: counted('contribution', (item) => item.qualification === code),
    })),
    lines,
    adjustments,
  };
}

/** The clamp, last (domain/scheme.md, arithmetic 1). */
function clamp({ floorHundredths, ceilingHundredths }: Scheme, unclamped: number): Adjustment[] {
  if (unclamped < floorHundredths) return [{ code: 'floor', pointsHundredths: floorHundredths - unclamped }];
  if (ceilingHundredths !== null && unclamped > ceilingHundredths) {
    return [{ code: 'ceiling', pointsHundredths: ceilingHundredths - unclamped }];
  }
  return [];
}

import { type Adjustment, countSheet, type Counted, presumedLine } from './counting.js';
import { checkEntries, countsTogether, type Entry, entryProblems } from './entry.js';
import { holds } from './group-counting.js';
import { type Earlier, earlierOf } from './limits.js';
import { planOf, type Node, type Plan } from './plan.js';
import { ScoringError, type Note } from './problem.js';
import type { ItemKind, Scheme } from './scheme.js';

export { checkEntries, type Adjustment, type Earlier, type Entry };

/** A member's sheet: a month, or whatever one sheet of the scheme covers. Every figure is in hundredths of a point. */
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
  /** By code: what longer periods need of this sheet besides its score. Empty where they need nothing else. */
  parts: Record<string, number>;
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
  /** null: a base item that nobody entered anything about; it counts its standard. */
  entryNumber: number | null;
  itemCode: string;
  kind: ItemKind;
  claimedHundredths: number;
  countedHundredths: number;
  /** Codes: see `LINE_NOTES`; `cutHundredths` is the size of what a limit left out. */
  notes: Note[];
}

/**
 * Scores one member's sheet along the scheme's tree: items, groups, total (domain/scheme.md, arithmetic 1–4; docs/scheme.md).
 * What the floor swallows is gone: the result carries nothing into another month. Where the total holds over a longer period
 * than a sheet, the score is what was granted and taken off in this one. The order of `entries` doesn't matter.
 * Throws `ScoringError` on entries that `checkEntries` refuses, and so for a profile that isn't scored: such a month is never
 * a zero. `earlier` is what the member's earlier sheets have used up of caps over longer periods: see `earlierSheets`.
 */
export function scoreSheet(
  scheme: Scheme,
  profileCode: string,
  entries: readonly Entry[],
  earlier: Earlier = {},
): Score {
  const plan = planOf(scheme, profileCode);
  const problems = plan ? entryProblems(plan, entries) : checkEntries(scheme, profileCode, entries);
  if (problems.length > 0 || !plan) throw new ScoringError(problems);
  return scoreOf(countSheet(plan, entries, earlier));
}

/** What a member's earlier sheets leave of the caps over longer periods, for the sheet of `month` ('YYYY-MM'). */
export function earlierSheets(
  scheme: Scheme,
  profileCode: string,
  month: string,
  sheets: readonly { month: string; parts?: Record<string, number> | null }[],
): Earlier {
  const plan = planOf(scheme, profileCode);
  return plan ? earlierOf(plan, month, sheets) : {};
}

function scoreOf(counted: Counted): Score {
  const { plan, ofNode, values, adjustments } = counted;
  const { categories, qualifications } = plan.scheme;
  const lines: Line[] = [];
  const ofCategory = categories.map(({ code }) => ({ code, pointsHundredths: 0, standardHundredths: 0 }));
  const ofQualification = qualifications.map(({ code }) => ({
    code,
    pointsHundredths: 0,
    standardHundredths: 0,
    deductionHundredths: 0,
    contributionHundredths: 0,
  }));
  const sums = { base: 0, deduction: 0, contribution: 0, factor: 0 };
  for (const node of plan.items) {
    const countings = ofNode[node.place];
    const { kind } = node.item!;
    let points = 0;
    if (countings) {
      for (const { line } of countings) {
        lines.push(line);
        points += line.countedHundredths;
      }
    } else if (kind === 'base') {
      const line = presumedLine(node);
      lines.push(line);
      points = line.countedHundredths;
    } else continue;
    sums[kind] += points;
    const category = ofCategory[node.category];
    const qualification = ofQualification[node.qualification];
    if (kind === 'base') {
      const standard = node.long ? 0 : node.standardHundredths;
      if (category) addBase(category, points, standard);
      if (qualification) addBase(qualification, points, standard);
    } else if (qualification && kind === 'deduction') qualification.deductionHundredths += points;
    else if (qualification && kind === 'contribution') qualification.contributionHundredths += points;
  }
  return {
    baseHundredths: sums.base,
    deductionHundredths: sums.deduction,
    contributionHundredths: sums.contribution,
    scoreHundredths: values[plan.total.place]!,
    categories: ofCategory,
    qualifications: ofQualification,
    lines,
    adjustments,
    parts: partsOf(counted, plan),
  };
}

function addBase(column: CategoryPoints, points: number, standard: number): void {
  column.pointsHundredths += points;
  column.standardHundredths += standard;
}

/** What a sheet hands on to longer periods; what was neither entered nor presumed is left out, and so is not a zero. */
function partsOf(counted: Counted, plan: Plan): Record<string, number> {
  const parts: Record<string, number> = {};
  for (const node of plan.stored) {
    const value = handedOn(counted, node);
    if (value !== 0 || (!node.long && holds(counted, node))) parts[node.code] = value;
  }
  if (plan.factors.size > 0)
    for (const node of plan.factors.values()) {
      if (counted.ofNode[node.place]?.some(({ dead }) => !dead)) parts[node.code] = counted.values[node.place]!;
    }
  return parts;
}

/** Of a longer group of which only the highest counts, the best single entry of this sheet; of counts for later, the count. */
function handedOn({ values, ofNode }: Counted, node: Node): number {
  if (node.long && node.item && countsTogether(node.item)) {
    const alive = (ofNode[node.place] ?? []).filter(({ dead }) => !dead);
    return alive.reduce((count, { entry }) => count + (entry?.count ?? 0), 0);
  }
  if (!node.long || node.item) return values[node.place]!;
  return node.members.reduce((sum, member) => sum + (member.item ? values[member.place]! : 0), 0);
}

import { publishedReason } from '../publication/published-reason.js';
import { decidedEntry, type DecidedLine } from '../assessments/lines.js';
import type { Sheet } from '../assessments/sheet.entity.js';
import { itemOf, type Scheme } from '../scoring/scheme.js';
import { type Earlier, type Score, scoreSheet } from '../scoring/score.js';
import type { ItemChangeView, RowFiguresView } from './correction.view.js';

export type RowFigures = Pick<
  Sheet,
  'notScoredReason' | 'baseHundredths' | 'deductionHundredths' | 'contributionHundredths' | 'scoreHundredths'
>;

export function figuresOf(row: RowFigures): RowFiguresView {
  const { notScoredReason, baseHundredths, deductionHundredths, contributionHundredths, scoreHundredths } = row;
  return {
    notScoredReason: notScoredReason && publishedReason(notScoredReason),
    baseHundredths,
    deductionHundredths,
    contributionHundredths,
    scoreHundredths,
  };
}

/** Scores lines as they were decided; null where something was never decided, as on a sheet that isn't scored. */
export function scoreOf(
  scheme: Scheme,
  profileCode: string,
  lines: readonly DecidedLine[],
  earlier: Earlier,
): Score | null {
  if (lines.some(({ outcome }) => outcome === null)) return null;
  return scoreSheet(scheme, profileCode, lines.map(decidedEntry), earlier);
}

/** The items that count something else than before, in the scheme's order; a base item that nobody spoke of counts in full. */
export function itemChanges(scheme: Scheme, before: Score | null, after: Score | null): ItemChangeView[] {
  if (!before || !after) return [];
  const [was, is] = [countedByItem(before), countedByItem(after)];
  const codes = scheme.items.map(({ code }) => code).filter((code) => was.has(code) || is.has(code));
  return codes
    .filter((code) => was.get(code) !== is.get(code))
    .map((code) => ({
      itemCode: code,
      itemName: itemOf(scheme, code)?.name ?? { zh: code, en: code },
      beforeHundredths: was.get(code) ?? null,
      afterHundredths: is.get(code) ?? null,
    }));
}

function countedByItem({ lines }: Score): Map<string, number> {
  const counted = new Map<string, number>();
  for (const { itemCode, countedHundredths } of lines)
    counted.set(itemCode, (counted.get(itemCode) ?? 0) + countedHundredths);
  return counted;
}

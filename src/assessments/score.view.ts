import { FiguresProperty } from '../http/problem.view.js';
import type { ExplainedLine } from '../scoring/explain.js';
import type { Note } from '../scoring/problem.js';
import type { ItemKind } from '../scoring/scheme.js';
import type { Adjustment, CategoryPoints, Line, QualificationPoints, Score } from '../scoring/score.js';

/* As schemes/scheme.view.ts: classes for the API's description, held to the engine's interfaces by `implements`. */

/** Base points of a category. */
export class CategoryPointsView implements CategoryPoints {
  code: string;
  pointsHundredths: number;
  standardHundredths: number;
}

/** Base points of a qualification, and what was taken off and added under it. */
export class QualificationPointsView implements QualificationPoints {
  code: string;
  pointsHundredths: number;
  standardHundredths: number;
  deductionHundredths: number;
  contributionHundredths: number;
}

/** Why something did not count as it was claimed. */
export class ScoreNoteView implements Note {
  code: string;
  /** Such as the size of what a cap left out. */
  @FiguresProperty()
  params?: Record<string, string | number>;
}

/** What was claimed, what counted, and why the rest did not. */
export class ScoreLineView implements Line {
  /** Null: a base item that nobody entered anything about; it counts in full. */
  entryNumber: number | null;
  itemCode: string;
  kind: ItemKind;
  claimedHundredths: number;
  countedHundredths: number;
  notes: ScoreNoteView[];
}

/** What a group or the total adds to, or takes from, what its members come to. */
export class AdjustmentView implements Adjustment {
  code: 'mean' | 'highest' | 'share' | 'times' | 'rounding' | 'groupCap' | 'groupFloor' | 'ceiling' | 'floor';
  /** Code of the group; null: the total. */
  group: string | null;
  pointsHundredths: number;
}

/** One line of a score in words: an item's, then what was adjusted, then the sum. */
export class ExplainedLineView implements ExplainedLine {
  of: 'item' | 'adjustment' | 'result';
  /** Null for what nobody entered. */
  entryNumber: number | null;
  /** An item's or group's code; null for the total. */
  code: string | null;
  head: string;
  /** Such as "2 × 4 = 8, counted 4: at most 4 a month". */
  sentence: string;
  /** The reasons alone, one by one. */
  notes: string[];
  claimedHundredths: number;
  countedHundredths: number;
}

/** The score in words, in both languages: the same that pages and print show. */
export class ExplanationView {
  zh: ExplainedLineView[];
  en: ExplainedLineView[];
}

/** A member's month. */
export class ScoreView implements Score {
  baseHundredths: number;
  /** At most 0. */
  deductionHundredths: number;
  /** At least 0, after all caps. */
  contributionHundredths: number;
  /** Base + deduction + contribution + adjustments. */
  scoreHundredths: number;
  categories: CategoryPointsView[];
  qualifications: QualificationPointsView[];
  /** In the scheme's order: every base item, with an entry or without, and every entry of the other items. */
  lines: ScoreLineView[];
  adjustments: AdjustmentView[];
  /** By code: what longer periods need of this sheet besides its score. */
  parts: Record<string, number>;
  explained: ExplanationView;
}

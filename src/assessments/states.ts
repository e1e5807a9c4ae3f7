/** The states of a branch's month and where each may lead (domain/process.md). */
export const branchMonthStates = [
  'selfAssessment',
  'preReview',
  'review',
  'ready',
  'published',
  'confirmed',
  'reported',
  'archived',
  'takenBack',
] as const;
export type BranchMonthState = (typeof branchMonthStates)[number];

/**
 * Forward along the list; a branch without pre-review goes from self-assessment straight to review. Back: what is ready is
 * reviewed again, what was published is withdrawn, and what was reported is returned by the bureau. A month that was imported from
 * a table begins archived; taken back, nothing of it stands until it is imported anew.
 */
export const nextBranchMonthStates: Record<BranchMonthState, readonly BranchMonthState[]> = {
  selfAssessment: ['preReview', 'review'],
  preReview: ['review'],
  review: ['ready'],
  ready: ['review', 'published'],
  published: ['review', 'confirmed'],
  confirmed: ['reported'],
  reported: ['confirmed', 'archived'],
  archived: ['takenBack'],
  takenBack: ['archived'],
};

/** A month in one of these has figures that only a numbered slip changes. */
export const finalStates = ['confirmed', 'reported', 'archived'] as const satisfies readonly BranchMonthState[];

/** Whether the month's figures are final: confirmed, and reported and archived after that. */
export function isFinal(state: string): state is (typeof finalStates)[number] {
  return (finalStates as readonly string[]).includes(state);
}

/** Whether the month's results stand on a board: published, or final. */
export function isPublished(state: string): boolean {
  return state === 'published' || isFinal(state);
}

/** For conditions in SQL: `branch_months.state IN ${finalStatesInSql}`. */
export const finalStatesInSql = inSql(finalStates);

/** The states of a sheet. A draft goes back and forth between the member and the reviewers until it is decided. */
export const sheetStates = [
  'draft',
  'submitted',
  'preReviewed',
  'decided',
  'notScored',
  'published',
  'confirmed',
  'corrected',
] as const;
export type SheetState = (typeof sheetStates)[number];

export const nextSheetStates: Record<SheetState, readonly SheetState[]> = {
  draft: ['submitted', 'decided', 'notScored'],
  submitted: ['draft', 'preReviewed', 'decided', 'notScored'],
  preReviewed: ['draft', 'submitted', 'decided', 'notScored'],
  decided: ['submitted', 'preReviewed', 'draft', 'notScored', 'published'],
  notScored: ['draft', 'published'],
  published: ['decided', 'notScored', 'confirmed'],
  confirmed: ['corrected'],
  corrected: [],
};

/** A sheet in one of these has a decided score, or a reason why it has none. */
export const decidedSheetStates = ['decided', 'published', 'confirmed', 'corrected'] as const satisfies SheetState[];
/** A sheet in one of these waits for a decision. */
export const undecidedSheetStates = ['draft', 'submitted', 'preReviewed'] as const satisfies SheetState[];

/** Whether a sheet's result stands on a board. */
export function isPublishedSheet(state: SheetState): boolean {
  return state === 'published' || state === 'confirmed' || state === 'corrected';
}

/** For conditions in SQL: `sheets.state IN ${decidedSheetStatesInSql}`. */
export const decidedSheetStatesInSql = inSql(decidedSheetStates);
export const undecidedSheetStatesInSql = inSql(undecidedSheetStates);

function inSql(states: readonly string[]): string {
  return `(${states.map((state) => `'${state}'`).join(', ')})`;
}

/** Why a member has no score in a month. Publications show no more than the class. */
export const notScoredReasons = ['approvedExemption', 'byRegulation', 'transferredIn', 'exemptProfile'] as const;
export type NotScoredReason = (typeof notScoredReasons)[number];

interface Step {
  from: readonly SheetState[];
  during: readonly BranchMonthState[];
  /** Also then, for a sheet that was returned or whose member has been given more time. */
  ifReturnedDuring?: readonly BranchMonthState[];
}

export type SheetStep =
  | 'save'
  | 'submit'
  | 'proxy'
  | 'withdraw'
  | 'preReview'
  | 'preReviewReturn'
  | 'decide'
  | 'reopen'
  | 'return'
  | 'extend'
  | 'endExtension'
  | 'exempt'
  | 'scoreAfterAll';

const beforeReady = ['selfAssessment', 'preReview', 'review'] as const;

/**
 * What people do with a sheet: in which of its states, and in which states of its month. A returned sheet goes on being
 * written while the others are looked at; everybody else's self-assessment is over then.
 */
export const sheetSteps: Record<SheetStep, Step> = {
  save: { from: ['draft'], during: ['selfAssessment'], ifReturnedDuring: ['preReview', 'review'] },
  submit: { from: ['draft', 'submitted'], during: ['selfAssessment'], ifReturnedDuring: ['preReview', 'review'] },
  proxy: { from: ['draft', 'submitted'], during: ['selfAssessment'], ifReturnedDuring: ['preReview', 'review'] },
  withdraw: { from: ['submitted'], during: ['selfAssessment'] },
  preReview: { from: ['submitted', 'preReviewed'], during: ['preReview'] },
  preReviewReturn: { from: ['submitted', 'preReviewed'], during: ['preReview'] },
  decide: { from: ['draft', 'submitted', 'preReviewed'], during: ['review'] },
  reopen: { from: ['decided'], during: ['review'] },
  return: { from: ['submitted', 'preReviewed', 'decided'], during: beforeReady },
  extend: { from: ['draft'], during: beforeReady },
  endExtension: { from: ['draft'], during: beforeReady },
  exempt: { from: ['draft', 'submitted', 'preReviewed', 'decided'], during: beforeReady },
  scoreAfterAll: { from: ['notScored'], during: beforeReady },
};

export interface SheetStanding {
  state: SheetState;
  returnedReason: string | null;
  /** He may hand in today although everybody else's time is over (extension.ts). */
  extended?: boolean;
}

/** Whether this step may be taken with a sheet, as its state and its month's are now. */
export function mayStep(
  step: SheetStep,
  { state, returnedReason, extended = false }: SheetStanding,
  monthState: BranchMonthState,
): boolean {
  // As long as he may still hand in, nobody decides without him.
  if (step === 'decide' && extended) return false;
  const { from, during, ifReturnedDuring = [] } = sheetSteps[step];
  const months = returnedReason === null && !extended ? during : [...during, ...ifReturnedDuring];
  return from.includes(state) && months.includes(monthState);
}

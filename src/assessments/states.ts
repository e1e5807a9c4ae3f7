/** The states of a branch's month and where each may lead (domain/process.md). */
export const branchMonthStates = ['selfAssessment', 'review', 'published', 'confirmed'] as const;
export type BranchMonthState = (typeof branchMonthStates)[number];

export const nextBranchMonthStates: Record<BranchMonthState, readonly BranchMonthState[]> = {
  selfAssessment: ['review'],
  review: ['published'],
  published: ['confirmed'],
  confirmed: [],
};

/** The states of a sheet. A draft goes back and forth between the member and the reviewers until it is decided. */
export const sheetStates = ['draft', 'submitted', 'decided', 'notScored', 'published', 'confirmed'] as const;
export type SheetState = (typeof sheetStates)[number];

export const nextSheetStates: Record<SheetState, readonly SheetState[]> = {
  draft: ['submitted', 'decided', 'notScored'],
  submitted: ['draft', 'decided', 'notScored'],
  decided: ['submitted', 'draft', 'notScored', 'published'],
  notScored: ['draft', 'published'],
  published: ['confirmed'],
  confirmed: [],
};

/** Why a member has no score in a month. Publications show no more than the class. */
export const notScoredReasons = ['approvedExemption', 'byRegulation', 'transferredIn', 'exemptProfile'] as const;
export type NotScoredReason = (typeof notScoredReasons)[number];

interface Step {
  from: readonly SheetState[];
  during: readonly BranchMonthState[];
  ifReturnedDuring?: readonly BranchMonthState[];
}

export type SheetStep =
  'save' | 'submit' | 'proxy' | 'withdraw' | 'decide' | 'reopen' | 'return' | 'exempt' | 'scoreAfterAll';

/**
 * What people do with a sheet: in which of its states, and in which states of its month. A returned sheet goes on being
 * written while the others are reviewed; everybody else's self-assessment is over then.
 */
export const sheetSteps: Record<SheetStep, Step> = {
  save: { from: ['draft'], during: ['selfAssessment'], ifReturnedDuring: ['review'] },
  submit: { from: ['draft', 'submitted'], during: ['selfAssessment'], ifReturnedDuring: ['review'] },
  proxy: { from: ['draft', 'submitted'], during: ['selfAssessment'], ifReturnedDuring: ['review'] },
  withdraw: { from: ['submitted'], during: ['selfAssessment'] },
  decide: { from: ['draft', 'submitted'], during: ['review'] },
  reopen: { from: ['decided'], during: ['review'] },
  return: { from: ['submitted', 'decided'], during: ['selfAssessment', 'review'] },
  exempt: { from: ['draft', 'submitted', 'decided'], during: ['selfAssessment', 'review'] },
  scoreAfterAll: { from: ['notScored'], during: ['selfAssessment', 'review'] },
};

/** Whether this step may be taken with a sheet, as its state and its month's are now. */
export function mayStep(
  step: SheetStep,
  sheet: { state: SheetState; returnedReason: string | null },
  monthState: BranchMonthState,
): boolean {
  const { from, during, ifReturnedDuring = [] } = sheetSteps[step];
  const months = sheet.returnedReason === null ? during : [...during, ...ifReturnedDuring];
  return from.includes(sheet.state) && months.includes(monthState);
}

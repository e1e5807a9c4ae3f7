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

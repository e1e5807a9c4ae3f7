import type { FieldProblem } from '../http/refusal.js';

/** How a branch runs its months (domain/process.md: every offset is a setting). */
export interface BranchSettings {
  /** Whether group leaders look at the sheets between self-assessment and review. */
  preReview: boolean;
  /** False: the secretary decides, and a witness signs what was decided. */
  committee: boolean;
  /** 'day:15', or 'weekday:2:5' for the second Friday; null: the day is chosen at each opening. */
  themeDayRule: string | null;
  automaticOpening: boolean;
  /** Days before the theme day on which a month opens. */
  openingDaysBefore: number;
  /** Days before the theme day: the last day of self-assessment. */
  selfAssessmentDaysBefore: number;
  publicationWorkingDays: number;
  /** Who takes objections and how; proposed when a month is published. */
  contact: string;
  /** Whether an objection may be shown to the discipline commissioner alone. */
  objectionsAnonymous: boolean;
  /** Whether the board is printed in its short form. */
  shortBoard: boolean;
}

export const defaultSettings: BranchSettings = {
  preReview: true,
  committee: true,
  themeDayRule: null,
  automaticOpening: true,
  openingDaysBefore: 7,
  selfAssessmentDaysBefore: 2,
  publicationWorkingDays: 3,
  contact: '',
  objectionsAnonymous: false,
  shortBoard: false,
};

/** 'day:1' to 'day:31' (the last day where a month is shorter), 'weekday:1:1' (first Monday) to 'weekday:5:7' (fifth Sunday, or the last). */
export const themeDayRulePattern = /^(day:([1-9]|[12]\d|3[01])|weekday:[1-5]:[1-7])$/;

/** What does not fit together: self-assessment has to end after the month was opened, and nobody guesses a theme day. */
export function settingsProblems(settings: BranchSettings): FieldProblem[] {
  const { openingDaysBefore, selfAssessmentDaysBefore } = settings;
  return selfAssessmentDaysBefore > openingDaysBefore
    ? [{ path: 'selfAssessmentDaysBefore', code: 'beforeOpening', params: { openingDaysBefore } }]
    : [];
}

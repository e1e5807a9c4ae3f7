/** The states of a closing: a branch's half-year, quarter or year (domain/process.md, half-year). */
export const closingStates = [
  'notGenerated',
  'generated',
  'branchExamined',
  'bureauExamined',
  'published',
  'confirmed',
  'archived',
] as const;
export type ClosingState = (typeof closingStates)[number];

/**
 * Forward along the list. Back: the bureau returns what the branch examined, and what it examined itself as long as nothing is
 * published; a publication is withdrawn. Both lead to where bands are proposed anew, with a reason.
 */
export const nextClosingStates: Record<ClosingState, readonly ClosingState[]> = {
  notGenerated: ['generated'],
  generated: ['branchExamined'],
  branchExamined: ['generated', 'bureauExamined'],
  bureauExamined: ['generated', 'published'],
  published: ['generated', 'confirmed'],
  confirmed: ['archived'],
  archived: [],
};

export function mayBecome(state: ClosingState, next: ClosingState): boolean {
  return nextClosingStates[state].includes(next);
}

/** A closing in one of these has figures that stand on a board, and that change only by another publication. */
export const standingStates = ['published', 'confirmed', 'archived'] as const satisfies readonly ClosingState[];

export function isStanding(state: ClosingState): state is (typeof standingStates)[number] {
  return (standingStates as readonly string[]).includes(state);
}

/** What was done to a closing, one line of its history each. */
export const closingSteps = [
  'generation',
  'recomputation',
  'examination',
  'acceptance',
  'return',
  'publication',
  'withdrawal',
  'confirmation',
  'archiving',
] as const;
export type ClosingStepKind = (typeof closingSteps)[number];

/** Why there is a revision of the rows. */
export const revisionCauses = [
  'generation',
  'examination',
  'correction',
  'rowConfirmed',
  'objection',
  'veto',
  'takenBack',
] as const;
export type RevisionCause = (typeof revisionCauses)[number];

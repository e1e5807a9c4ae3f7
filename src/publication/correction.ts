/** The states of a correction slip (domain/process.md, "Corrections after confirmation"). */
export const correctionStates = [
  'draft',
  'proposed',
  'decided',
  'countersigned',
  'issued',
  'refused',
  'withdrawn',
] as const;
export type CorrectionState = (typeof correctionStates)[number];

export const nextCorrectionStates: Record<CorrectionState, readonly CorrectionState[]> = {
  draft: ['proposed', 'withdrawn'],
  proposed: ['decided', 'refused', 'withdrawn'],
  decided: ['countersigned', 'refused', 'withdrawn'],
  countersigned: ['issued', 'withdrawn'],
  issued: [],
  refused: [],
  withdrawn: [],
};

/** What people do with a slip, and what becomes of it. */
export const correctionSteps = {
  propose: 'proposed',
  decide: 'decided',
  countersign: 'countersigned',
  issue: 'issued',
  refuse: 'refused',
  withdraw: 'withdrawn',
} as const satisfies Record<string, CorrectionState>;
export type CorrectionStep = keyof typeof correctionSteps;

export function maySlip(step: CorrectionStep, state: CorrectionState): boolean {
  return nextCorrectionStates[state].includes(correctionSteps[step]);
}

/** Who has had a hand in a slip so far, and whose row it corrects. */
export interface SlipHands {
  subjectMemberId: number;
  askedBy: number;
  askedByMemberId: number | null;
  decidedBy: number | null;
  decidedByMemberId: number | null;
}

/**
 * Why this person may not take this step, whatever office he has; null when nothing is against it. Nobody has a hand in a slip
 * about himself (ownCase), and whoever asked doesn't decide, nor does one of the two countersign (secondPerson).
 */
export function whyNotStep(
  step: CorrectionStep,
  { accountId, memberId }: { accountId: number; memberId: number | null },
  { subjectMemberId, askedBy, askedByMemberId, decidedBy, decidedByMemberId }: SlipHands,
): 'ownCase' | 'secondPerson' | null {
  const isOneOf = (account: number | null, member: number | null) =>
    accountId === account || (memberId !== null && memberId === member);
  if (memberId !== null && memberId === subjectMemberId) return 'ownCase';
  if ((step === 'decide' || step === 'countersign') && isOneOf(askedBy, askedByMemberId)) return 'secondPerson';
  if (step === 'countersign' && isOneOf(decidedBy, decidedByMemberId)) return 'secondPerson';
  return null;
}

/** For how many working days a correction is shown on the branch's board page. */
export const correctionWindowWorkingDays = 3;

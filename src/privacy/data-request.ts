/** What somebody asks about what is stored of him: to put it right, to delete it, or to be told why it is as it is. */
export const dataRequestKinds = ['correction', 'erasure', 'explanation'] as const;
export type DataRequestKind = (typeof dataRequestKinds)[number];

/** What it is about. Points have a way of their own: objections, and correction slips after a month is confirmed. */
export const dataRequestFacts = [
  'name',
  'joinDay',
  'membership',
  'profile',
  'evidence',
  'record',
  'account',
  'other',
] as const;
export type DataRequestFact = (typeof dataRequestFacts)[number];

export const dataRequestStates = ['open', 'accepted', 'refused', 'done', 'withdrawn'] as const;
export type DataRequestState = (typeof dataRequestStates)[number];

export const nextDataRequestStates: Record<DataRequestState, readonly DataRequestState[]> = {
  open: ['accepted', 'refused', 'done', 'withdrawn'],
  accepted: ['done'],
  refused: [],
  done: [],
  withdrawn: [],
};

export function mayBecome(state: DataRequestState, next: DataRequestState): boolean {
  return nextDataRequestStates[state].includes(next);
}

/**
 * Within so many working days a request is answered with a reason; the law says "promptly" (Article 50), and this is how long the
 * bureau gives itself at most.
 */
export const answerWithinWorkingDays = 15;

/** Facts that the branch itself keeps in the roster. */
const ofTheBranch: ReadonlySet<DataRequestFact> = new Set(['name', 'joinDay', 'membership', 'profile']);

/** Who answers: the branch about what it keeps in the roster, the bureau about everything else. */
export function answererOf({ kind, fact }: { kind: DataRequestKind; fact: DataRequestFact }): 'branch' | 'bureau' {
  return kind === 'correction' && ofTheBranch.has(fact) ? 'branch' : 'bureau';
}

/** What an answer makes of a request: an explanation is given with the answer; anything else is still to be carried out. */
export function afterAnswer(kind: DataRequestKind, accepted: boolean): DataRequestState {
  if (!accepted) return 'refused';
  return kind === 'explanation' ? 'done' : 'accepted';
}

/** Nobody answers his own request, nor says of it that it is done. */
export function whyNotAnswer(actor: { memberId: number | null }, request: { memberId: number }): 'ownCase' | null {
  return actor.memberId === request.memberId ? 'ownCase' : null;
}

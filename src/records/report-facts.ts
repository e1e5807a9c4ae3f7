import type { Instant } from '../calendar.js';

/** What a branch types for a period's work report, because no other record of the service knows it. */
export const reportFactCodes = [
  'memberMeetings',
  'committeeMeetings',
  'groupMeetings',
  'partyLectures',
  'secretaryLectures',
  'organisationalLife',
  'volunteering',
] as const;
export type ReportFactCode = (typeof reportFactCodes)[number];

/** The four kinds of meeting that 三会一课 counts together. */
export const threeMeetings = ['memberMeetings', 'committeeMeetings', 'groupMeetings', 'partyLectures'] as const;

export const reportFactMax = 9999;

export interface TypedFact {
  code: ReportFactCode;
  value: number;
  /** Where the figure can be looked up: a minute book, a ledger. */
  source: string;
}

/** With who typed it last and when. */
export interface KeptFact extends TypedFact {
  enteredAt: Instant;
  enteredBy: number;
}

/** What is kept after somebody typed these: a fact that says the same as before keeps who said it and when. */
export function factsAfter(
  before: readonly KeptFact[],
  typed: readonly TypedFact[],
  by: number,
  at: Instant,
): KeptFact[] {
  return reportFactCodes.flatMap((code) => {
    const fact = typed.find((one) => one.code === code);
    if (!fact) return [];
    const same = before.find((one) => one.code === code && one.value === fact.value && one.source === fact.source);
    return [same ?? { code, value: fact.value, source: fact.source, enteredAt: at, enteredBy: by }];
  });
}

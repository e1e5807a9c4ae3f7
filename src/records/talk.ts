import type { Day, Month } from '../calendar.js';
import type { FieldProblem } from '../http/refusal.js';

/** What a reminder talk was held for. */
export const talkOccasions = ['lowMonth', 'lowResult', 'deduction', 'veto', 'measure', 'other'] as const;
export type TalkOccasion = (typeof talkOccasions)[number];

export interface TalkWish {
  memberId: number;
  talkerMemberId: number;
  heldOn: Day;
  place: string;
  occasion: TalkOccasion;
  months: Month[];
  topic: string;
  response: string;
  measures: string;
  amendsId: number | null;
}

/** Who may be named in a record: the branch's members, and for the talker those in office above it too. */
export interface TalkFrame {
  today: Day;
  memberIds: ReadonlySet<number>;
  talkerIds: ReadonlySet<number>;
}

/** What is wrong with a record. Nobody talks with himself, and what has not been held yet is not recorded. */
export function talkProblems(wish: TalkWish, { today, memberIds, talkerIds }: TalkFrame): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (!memberIds.has(wish.memberId)) problems.push({ path: 'memberId', code: 'notInBranch' });
  if (!talkerIds.has(wish.talkerMemberId)) problems.push({ path: 'talkerMemberId', code: 'notInBranch' });
  if (wish.talkerMemberId === wish.memberId) problems.push({ path: 'talkerMemberId', code: 'sameAsMember' });
  if (wish.heldOn > today) problems.push({ path: 'heldOn', code: 'inFuture', params: { today } });
  if (new Set(wish.months).size !== wish.months.length) problems.push({ path: 'months', code: 'duplicate' });
  return problems;
}

/** What a period's figures say of one member, as far as it is a cause to talk with him. */
export interface TalkCase {
  memberId: number;
  resultHundredths: number | null;
  months: { month: Month; scoreHundredths: number | null }[];
  veto: boolean;
  /** Months in which an organisational measure was counted (D-09 of the default scheme). */
  measureMonths: Month[];
}

export interface TalkCause {
  occasion: TalkOccasion;
  /** The months it is about; empty where it is about the whole period. */
  months: Month[];
  /** The score that is too low: the period's result, or the lowest of the months. */
  hundredths: number | null;
}

/**
 * Why somebody might be talked with: a result or a month below the warning line, a veto, an organisational measure. A suggestion
 * for the branch to decide on; nothing is ever begun by it. `lineHundredths` null: the scheme has no such line.
 */
export function talkCauses(of: TalkCase, lineHundredths: number | null): TalkCause[] {
  const causes: TalkCause[] = [];
  const isLow = (hundredths: number | null): hundredths is number =>
    hundredths !== null && lineHundredths !== null && hundredths < lineHundredths;
  if (of.veto) causes.push({ occasion: 'veto', months: [], hundredths: of.resultHundredths });
  if (isLow(of.resultHundredths)) causes.push({ occasion: 'lowResult', months: [], hundredths: of.resultHundredths });
  const low = of.months.filter(({ scoreHundredths }) => isLow(scoreHundredths));
  if (low.length > 0)
    causes.push({
      occasion: 'lowMonth',
      months: low.map(({ month }) => month),
      hundredths: Math.min(...low.map(({ scoreHundredths }) => scoreHundredths as number)),
    });
  if (of.measureMonths.length > 0) causes.push({ occasion: 'measure', months: of.measureMonths, hundredths: null });
  return causes;
}

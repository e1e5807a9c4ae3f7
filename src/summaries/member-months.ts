import { isFinal } from '../assessments/states.js';
import { type Day, type Month, monthOf } from '../calendar.js';
import { publishedReason } from '../publication/published-reason.js';
import type { MonthOutcome } from '../scoring/summary.js';
import { grouped } from '../organisation/grouped.js';
import type { BranchMonthFact, HalfYearFacts, MonthResult, Stay } from './half-year.facts.js';

/** What became of one month of a member, and where. */
export type MemberMonth = MonthOutcome & {
  branchId: number | null;
  branchMonthId: number | null;
  /** The figures came from a table and were not computed here. */
  isImported?: boolean;
  isCorrected?: boolean;
  /** The score before the first correction. */
  originalScoreHundredths?: number | null;
  /** The score as it was published, where a veto that was set later leaves less of it. */
  publishedScoreHundredths?: number;
};

interface Candidate {
  result: MonthResult;
  branchMonth: BranchMonthFact;
}

/** Looks up what is needed to say what became of a member's month; made once for a summary. */
export class MonthBook {
  private readonly candidates: Map<number, Candidate[]>;
  private readonly opened: Set<string>;

  constructor({ branchMonths, results }: Pick<HalfYearFacts, 'branchMonths' | 'results'>) {
    const byId = new Map(branchMonths.map((branchMonth) => [branchMonth.id, branchMonth]));
    const candidates = results.map((result) => ({
      result,
      branchMonth: byId.get(result.branchMonthId) as BranchMonthFact,
    }));
    this.candidates = grouped(candidates, ({ result }) => result.memberId);
    this.opened = new Set(branchMonths.map(({ branchId, month }) => `${branchId} ${month}`));
  }

  /**
   * A member's month in the branches he stayed in. One branch scores it; where a second one lists him too, as somebody
   * who came later ("本月转入不计分", domain/process.md), that says nothing about his month.
   */
  monthOf(memberId: number, month: Month, stays: readonly Stay[]): MemberMonth {
    const listed = (this.candidates.get(memberId) ?? [])
      .filter(
        ({ branchMonth }) =>
          branchMonth.month === month && stays.some((stay) => stay.branchId === branchMonth.branchId),
      )
      .sort((one, other) => weight(other) - weight(one) || one.branchMonth.id - other.branchMonth.id)[0];
    return listed ? asMonth(listed) : this.withoutSheet(month, stays);
  }

  /** Without a sheet: still to come where a branch he was in has not opened the month, otherwise not scored there at all. */
  private withoutSheet(month: Month, stays: readonly Stay[]): MemberMonth {
    const inMonth = stays.filter((stay) => overlaps(stay, month));
    const waiting = inMonth.find((stay) => !this.opened.has(`${stay.branchId} ${month}`));
    if (waiting) return { month, outcome: 'unfinished', branchId: waiting.branchId, branchMonthId: null };
    return { month, outcome: 'absent', branchId: inMonth.at(-1)?.branchId ?? null, branchMonthId: null };
  }
}

export function overlaps(stay: { fromDay: Day; untilDay: Day | null }, month: Month): boolean {
  return monthOf(stay.fromDay) <= month && (stay.untilDay === null || stay.untilDay > `${month}-01`);
}

/** Which of two branches' records of one month speaks for it: a frozen score, then what may become one, then a reason. */
function weight({ result, branchMonth }: Candidate): number {
  if (result.notScoredReason === 'transferredIn') return 0;
  if (!isFinal(branchMonth.state) || result.isDisputed) return 2;
  return result.notScoredReason === null ? 3 : 1;
}

function asMonth({ result, branchMonth }: Candidate): MemberMonth {
  const { id: branchMonthId, branchId, month, state, isImported = false } = branchMonth;
  if (!isFinal(state) || result.isDisputed) return { month, outcome: 'unfinished', branchId, branchMonthId };
  const correction = {
    isImported: Boolean(isImported),
    isCorrected: result.isCorrected ?? false,
    originalScoreHundredths: result.originalScoreHundredths ?? null,
  };
  const { scoreHundredths, deductionHundredths, contributionHundredths, notScoredReason } = result;
  const { itemCodes, parts, profileCode } = result;
  if (notScoredReason !== null)
    return {
      month,
      outcome: 'notScored',
      reason: publishedReason(notScoredReason),
      branchId,
      branchMonthId,
      ...correction,
    };
  return {
    month,
    outcome: 'counted',
    scoreHundredths: scoreHundredths ?? 0,
    deductionHundredths: deductionHundredths ?? 0,
    contributionHundredths: contributionHundredths ?? 0,
    itemCodes,
    parts,
    profileCode,
    branchId,
    branchMonthId,
    ...correction,
  };
}

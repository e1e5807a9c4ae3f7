import type { Month } from '../calendar.js';
import type { DocumentCell } from '../documents/description.js';
import type { HalfYearRowView } from '../summaries/half-year.view.js';
import type { HistoryMonthView } from '../summaries/history.view.js';
import { points } from './month-data.js';
import type { TemplateData } from './template-data.js';
import { monthWords, notScoredWord, shortMonthWords, standingWords } from './template-words.js';

/** One member's year, as far as it is published. */
export interface MemberYear {
  name: string;
  memberNumber: string;
  standing: string;
  branchName: string;
  year: string;
  months: readonly Month[];
  /** His months, wherever he was. */
  history: readonly HistoryMonthView[];
  /** His rows in the summaries of the two halves; null where he is in none. */
  halves: readonly [HalfYearRowView | null, HalfYearRowView | null];
}

export function memberYearData(member: MemberYear): TemplateData {
  const [first, second] = member.halves;
  return {
    scalars: {
      branch: { text: member.branchName },
      year: { integer: Number(member.year) },
      name: { text: member.name },
      memberNumber: { text: member.memberNumber },
      standing: { text: standingWords(member.standing) },
      firstHalfMean: points(first?.meanHundredths ?? null),
      firstHalfBand: first?.band ? { text: first.band.name.zh } : null,
      secondHalfMean: points(second?.meanHundredths ?? null),
      secondHalfBand: second?.band ? { text: second.band.name.zh } : null,
    },
    lists: {
      month: member.months.map((month) => ({
        code: month,
        fields: monthFields(
          month,
          member.history.find((each) => each.month === month && each.state !== 'unpublished'),
        ),
      })),
    },
  };
}

function monthFields(month: Month, published: HistoryMonthView | undefined): Record<string, DocumentCell> {
  const names = { name: { text: shortMonthWords(month) }, fullName: { text: monthWords(month) } };
  if (!published) return names;
  const { scoreHundredths, notScoredReason, isCorrected, fromRecords } = published;
  return {
    ...names,
    branch: { text: published.branch.name },
    base: points(published.baseHundredths),
    deduction: points(published.deductionHundredths),
    contribution: points(published.contributionHundredths),
    score: scoreHundredths === null ? { text: notScoredWord(notScoredReason) } : { hundredths: scoreHundredths },
    remark: { text: [isCorrected ? '已更正' : '', fromRecords ? '按组织记录评定' : ''].filter(Boolean).join('；') },
  };
}

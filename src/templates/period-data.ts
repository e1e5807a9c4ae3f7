import type { DocumentCell } from '../documents/description.js';
import type { HalfYearMonthView, HalfYearRowView, HalfYearView } from '../summaries/half-year.view.js';
import { points } from './month-data.js';
import type { TemplateData } from './template-data.js';
import {
  monthWords,
  notScoredWord,
  periodWords,
  shortMonthWords,
  standingWords,
  summaryRemark,
} from './template-words.js';

/** The summary of a half-year, or of another period. */
export function periodData(view: HalfYearView): TemplateData {
  const { rows, months, statistics: figures, quota } = view;
  const sum = (column: 'deductionHundredths' | 'contributionHundredths') =>
    rows.reduce((total, row) => total + row[column], 0);
  return {
    scalars: {
      year: { integer: Number(view.period.slice(0, 4)) },
      period: { text: periodWords(view.period) },
      fromMonth: months[0] ? { text: monthWords(months[0]) } : null,
      untilMonth: months.length > 0 ? { text: monthWords(months.at(-1)!) } : null,
      draft: view.blockedBy.length > 0 ? { text: draftWords(view) } : null,
      memberCount: { integer: rows.length },
      scoredCount: { integer: figures.count },
      mean: points(figures.meanHundredths),
      median: points(figures.medianHundredths),
      highest: points(figures.highestHundredths),
      lowest: points(figures.lowestHundredths),
      spread: points(figures.spreadHundredths),
      deductionTotal: { hundredths: sum('deductionHundredths') },
      contributionTotal: { hundredths: sum('contributionHundredths') },
      quotaLimit: quota && { integer: quota.limit },
      quotaProposed: quota && { integer: quota.proposed },
    },
    lists: {
      member: rows.map((row) => ({
        code: String(row.memberId),
        fields: memberFields(row),
        crossings: { month: Object.fromEntries(row.months.map((month) => [month.month, monthCell(month)])) },
      })),
      month: months.map((month) => ({
        code: month,
        fields: { name: { text: shortMonthWords(month) }, fullName: { text: monthWords(month) } },
      })),
      band: view.bands.map(({ name, count }) => ({
        code: name?.zh ?? '不列等次',
        fields: { name: { text: name?.zh ?? '不列等次' }, count: { integer: count } },
      })),
    },
  };
}

function memberFields(row: HalfYearRowView): Record<string, DocumentCell> {
  return {
    position: { integer: row.position },
    name: { text: row.name },
    memberNumber: { text: row.memberNumber },
    branch: { text: row.branch.name },
    standing: { text: standingWords(row.standing) },
    deduction: { hundredths: row.deductionHundredths },
    contribution: { hundredths: row.contributionHundredths },
    countedMonths: { integer: row.countedMonths },
    mean: points(row.meanHundredths),
    result: points(row.resultHundredths),
    sum: { hundredths: row.sumHundredths },
    lowest: points(row.lowestHundredths),
    veto: { text: row.veto?.name.zh ?? '无' },
    band: { text: row.band?.name.zh ?? '' },
    rank: row.rank === null ? null : { integer: row.rank },
    remark: { text: summaryRemark(row.remarks) },
  };
}

function monthCell({ outcome, scoreHundredths, reason }: HalfYearMonthView): DocumentCell {
  if (outcome === 'counted') return points(scoreHundredths);
  if (outcome === 'absent') return { text: '不在册' };
  return { text: outcome === 'unfinished' ? '未完成' : notScoredWord(reason) };
}

function draftWords({ blockedBy }: HalfYearView): string {
  const named = blockedBy.slice(0, 6).map(({ branch, month }) => `${branch.name}${shortMonthWords(month)}`);
  const more = blockedBy.length > named.length ? `等 ${blockedBy.length} 项` : '';
  return `草表：${named.join('、')}${more}尚未公示确认`;
}

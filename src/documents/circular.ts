import type { Day } from '../calendar.js';
import type { HalfYearReportView } from '../records/half-year-report.view.js';
import { grouped } from '../organisation/grouped.js';
import type { BranchFiguresRow } from '../statistics/branch-rows.js';
import { smallestGroup } from '../statistics/small-groups.js';
import type { HalfYearRowView, HalfYearView } from '../summaries/half-year.view.js';
import type { CircularProblem, CircularView } from './publication-notices.js';

export interface CircularFacts {
  summary: HalfYearView;
  branches: readonly { id: number; name: string }[];
  report: HalfYearReportView;
  branchRows: readonly BranchFiguresRow[];
  fromRecords: number;
  /** The bands that stand published, by member; of branches whose summary stands on a board. */
  publishedBands: ReadonlyMap<number, string | null>;
  publishedBranchIds: ReadonlySet<number>;
  /** How many rows the bureau found a problem in. */
  examinedProblems: number;
  warningLineHundredths: number | null;
  /** The scheme's bands, the highest first. */
  bands: readonly { code: string; name: string }[];
  day: Day;
}

/** What the circular says, put together from the half-year; no figure in it that another document has otherwise. */
export function circularOf(facts: CircularFacts): CircularView {
  const { summary, bands, publishedBands, publishedBranchIds, branches, day } = facts;
  const rows = summary.rows.filter(
    ({ remarks }) => !remarks.some(({ code, params }) => code === 'transferredOut' && params?.branch),
  );
  const bandOf = ({ memberId, band }: HalfYearRowView) =>
    publishedBands.has(memberId) ? (publishedBands.get(memberId) ?? null) : (band?.code ?? null);
  const counts = (of: readonly HalfYearRowView[]) =>
    [...bands.map(({ code }) => code), null].map((code) => of.filter((row) => bandOf(row) === code).length);
  const byBranch = grouped(rows, ({ branch }) => branch.id);
  const resultsOf = new Map(
    branches.map(({ id }) => [id, (byBranch.get(id) ?? []).flatMap(({ resultHundredths }) => resultHundredths ?? [])]),
  );
  const toldIds = branchesToTell(new Map([...resultsOf].map(([id, results]) => [id, results.length])));
  const told = branches
    .filter(({ id }) => toldIds.has(id))
    .map(({ id, name }) => {
      const results = resultsOf.get(id) ?? [];
      return {
        ...{ name, summarised: results.length, meanHundredths: meanOf(results) },
        bands: counts(byBranch.get(id) ?? []),
      };
    });
  const [best] = bands;
  const { unit, period, statistics } = summary;
  return {
    unit: { id: unit.id, name: unit.name },
    period,
    unconfirmedMonths: summary.blockedBy.length,
    branches: branches.length,
    listed: rows.length,
    summarised: statistics.count,
    meanHundredths: statistics.meanHundredths,
    medianHundredths: statistics.medianHundredths,
    highestHundredths: statistics.highestHundredths,
    lowestHundredths: statistics.lowestHundredths,
    bands: [...bands.map(({ name }) => name), null].map((name, index) => ({ name, count: counts(rows)[index] ?? 0 })),
    branchRows: told,
    hiddenBranches: branches.length - told.length,
    praised: best
      ? branches
          .filter(({ id }) => publishedBranchIds.has(id))
          .map(({ id, name }) => ({
            branchName: name,
            names: (byBranch.get(id) ?? []).filter((row) => bandOf(row) === best.code).map((row) => row.name),
          }))
          .filter(({ names }) => names.length > 0)
      : [],
    bandName: best?.name ?? null,
    problems: problemsOf(facts, rows),
    day,
  };
}

/**
 * Which branches are told apart, by how many results they have (docs/decisions/0019). Those that are too small are in the total
 * alone; and because the total less all that is told is what they have, the smallest of the others are left out with them, until
 * what is left out is enough even for somebody who knows the largest part of it.
 */
export function branchesToTell(sizes: ReadonlyMap<number, number>): Set<number> {
  const bySize = [...sizes].filter(([, size]) => size > 0).sort(([, one], [, other]) => one - other);
  let count = bySize.findIndex(([, size]) => size >= smallestGroup);
  if (count < 0) return new Set();
  const isEnough = () => {
    const leftOut = bySize.slice(0, count).map(([, size]) => size);
    return leftOut.length === 0 || leftOut.slice(0, -1).reduce((sum, size) => sum + size, 0) >= smallestGroup;
  };
  while (count < bySize.length && !isEnough()) count += 1;
  return new Set(bySize.slice(count).map(([id]) => id));
}

/** Half up to a hundredth. */
function meanOf(hundredths: readonly number[]): number | null {
  if (hundredths.length === 0) return null;
  const sum = hundredths.reduce((total, each) => total + each, 0);
  return Math.floor((sum * 2 + hundredths.length) / (hundredths.length * 2));
}

function problemsOf(facts: CircularFacts, rows: readonly HalfYearRowView[]): CircularProblem[] {
  const { summary, report, branchRows, warningLineHundredths } = facts;
  const figure = (code: string) => report.figures.find((one) => one.code === code);
  const late = branchRows.filter(({ monthsDue, monthsOnTime }) => monthsOnTime < monthsDue);
  const dues = figure('duesRate');
  const warned = rows.filter(
    ({ resultHundredths }) =>
      resultHundredths !== null && warningLineHundredths !== null && resultHundredths < warningLineHundredths,
  );
  const problems: CircularProblem[] = [
    {
      code: 'unconfirmed',
      count: summary.blockedBy.length,
      branches: [...new Set(summary.blockedBy.map(({ branch }) => branch.name))],
    },
    {
      code: 'late',
      count: late.reduce((sum, { monthsDue, monthsOnTime }) => sum + monthsDue - monthsOnTime, 0),
      branches: late.map(({ branch }) => branch.name),
    },
    { code: 'fromRecords', count: facts.fromRecords, branches: [] },
    { code: 'unpaidDues', count: (dues?.of ?? 0) - (dues?.part ?? 0), branches: [] },
    { code: 'upheld', count: figure('objectionsUpheld')?.value ?? 0, branches: [] },
    { code: 'corrections', count: figure('corrections')?.value ?? 0, branches: [] },
    { code: 'warned', count: warned.length, branches: [] },
    { code: 'examined', count: facts.examinedProblems, branches: [] },
  ];
  return problems.filter(({ count }) => count > 0);
}

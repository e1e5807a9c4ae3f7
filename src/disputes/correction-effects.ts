import type { HalfYearRowView, HalfYearView } from '../summaries/half-year.view.js';
import type { OvertakenView, PeriodStandingView, SummaryEffectView } from './correction.view.js';

/**
 * What one member's changed month does to a summary: his own figures, band and rank before and after, and everybody else's band
 * or rank that changes with it. Null where nothing of it changes.
 */
export function effectOf(before: HalfYearView, after: HalfYearView, memberId: number): SummaryEffectView | null {
  const beforeOf = new Map(before.rows.map((row) => [key(row), row]));
  const changed = after.rows.flatMap((row) => {
    const old = beforeOf.get(key(row));
    return old ? [{ row, before: standingOf(old), after: standingOf(row) }] : [];
  });
  const own = changed.find(({ row }) => row.memberId === memberId);
  if (!own) return null;
  const others = changed
    .filter(({ row, ...standing }) => row.memberId !== memberId && isMoved(standing))
    .map(({ row, before: was, after: is }): OvertakenView => ({
      member: { id: row.memberId, name: row.name },
      branch: row.branch,
      before: was,
      after: is,
    }));
  const isSame = JSON.stringify(own.before) === JSON.stringify(own.after);
  if (isSame && others.length === 0) return null;
  return {
    unit: after.unit,
    period: after.period,
    rankingEnabled: after.rankingEnabled,
    before: own.before,
    after: own.after,
    others,
    ranksChanged: [own, ...others].filter((each) => each.before.rank !== each.after.rank).length,
  };
}

/** Once at home, and once more in the list of a branch that he left. */
function key({ memberId, branch }: HalfYearRowView): string {
  return `${memberId} ${branch.id}`;
}

function isMoved({ before, after }: { before: PeriodStandingView; after: PeriodStandingView }): boolean {
  return before.rank !== after.rank || before.band?.code !== after.band?.code;
}

function standingOf({
  resultHundredths,
  meanHundredths,
  countedMonths,
  band,
  rank,
}: HalfYearRowView): PeriodStandingView {
  return { resultHundredths, meanHundredths, countedMonths, band, rank };
}

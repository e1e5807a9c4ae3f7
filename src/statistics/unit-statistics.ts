import type { Month } from '../calendar.js';
import type { WorkingCalendar } from '../calendars/working-calendar.js';
import type { UnitReference } from '../identity/session.dto.js';
import { type BranchMonthFacts, completionOf, sizeOf } from './branch-month-facts.js';
import { distributionOf } from './distribution.js';
import { type Shown, shownGroups, smallestGroup } from './small-groups.js';
import type { Span } from './span.js';
import { type Counts, spreadOf, together } from './spread.js';
import type {
  ChildFiguresView,
  HeatRowView,
  SpreadView,
  TrendMonthView,
  UnitStatisticsView,
} from './unit-statistics.view.js';

/** A unit below the one that is looked at, and whether the reader reads the sheets of all of it. */
export interface ChildUnit extends UnitReference {
  path: string;
  mayRead: boolean;
}

export interface UnitStatisticsFacts {
  unit: UnitReference & { path: string };
  span: Span;
  /** Whether the reader reads all of the unit's sheets. */
  mayRead: boolean;
  /** Of every branch at or below the unit. */
  pathOf: ReadonlyMap<number, string>;
  /** Directly below; none for a branch. */
  children: readonly ChildUnit[];
  months: readonly BranchMonthFacts[];
  today: string;
  calendar: WorkingCalendar;
}

type GroupFigures = Pick<
  UnitStatisticsView,
  'smallGroups' | 'completion' | 'scores' | 'distribution' | 'trend' | 'children'
> & {
  /** Of the units directly below; empty for a branch. */
  heat: HeatRowView[];
};

/**
 * The figures of a unit and of what is directly below it. Who may not read the sheets sees figures of groups that are large enough,
 * and of nothing else (small-groups.ts); how far the months are is no secret.
 */
export function unitStatisticsOf(facts: UnitStatisticsFacts): GroupFigures {
  const { unit, span, months, mayRead, children } = facts;
  const shown = shownGroups(months, facts.pathOf, unit.path);
  const sight = new Sight(facts, shown);
  const all = sight.scoresOf(unit.path, mayRead);
  const shownScores = spreadOf(all.scores);
  return {
    smallGroups: { smallestGroup, applied: !mayRead, leftOut: mayRead ? 0 : shown.leftOut },
    completion: completionOf(months, facts),
    scores: spreadView(shownScores, mayRead),
    distribution: shownScores ? distributionOf(all.scores) : null,
    trend: span.months.map((month): TrendMonthView => {
      const { scores, tooFew } = sight.scoresOf(unit.path, mayRead, month);
      return { month, scores: spreadView(spreadOf(scores), mayRead), tooFew };
    }),
    children: children.map((child) => childFigures(child, facts, sight)),
    heat: children.map(({ id, name, path, mayRead: all }) => ({
      kind: 'unit',
      id,
      name,
      cells: span.months.map((month) => ({
        month,
        hundredths: spreadOf(sight.scoresOf(path, all, month).scores)?.meanHundredths ?? null,
        reason: null,
        branchMonthId: null,
        sheetId: null,
      })),
    })),
  };
}

function childFigures(child: ChildUnit, facts: UnitStatisticsFacts, sight: Sight): ChildFiguresView {
  const { id, name, kind, path, mayRead } = child;
  const { scores, tooFew } = sight.scoresOf(path, mayRead);
  return {
    unit: { id, name, kind },
    completion: completionOf(sight.monthsOf(path), facts),
    scores: spreadView(spreadOf(scores), mayRead),
    tooFew,
    mayRead,
  };
}

function spreadView(spread: ReturnType<typeof spreadOf>, mayRead: boolean): SpreadView | null {
  if (!spread) return null;
  const { sumHundredths: _, lowestHundredths, highestHundredths, ...figures } = spread;
  return {
    ...figures,
    lowestHundredths: mayRead ? lowestHundredths : null,
    highestHundredths: mayRead ? highestHundredths : null,
  };
}

/** Which scores a reader is shown of a unit: all of them, or whole groups. */
class Sight {
  private readonly byChild = new Map<string, BranchMonthFacts[]>();

  constructor(
    private readonly facts: UnitStatisticsFacts,
    private readonly shown: Shown,
  ) {
    const below = new Map<string, BranchMonthFacts[]>(facts.children.map(({ path }) => [path, []]));
    const depth = facts.unit.path.split('/').length;
    for (const month of facts.months) {
      const path = facts.pathOf.get(month.branchId) ?? '';
      below.get(`${path.split('/').slice(0, depth).join('/')}/`)?.push(month);
    }
    this.byChild = below;
  }

  monthsOf(path: string): readonly BranchMonthFacts[] {
    return this.byChild.get(path) ?? this.facts.months;
  }

  scoresOf(path: string, mayRead: boolean, month?: Month): { scores: Counts; tooFew: boolean } {
    const real = this.monthsOf(path).filter((each) => month === undefined || each.month === month);
    const all = together(real.map(({ scores }) => scores));
    if (mayRead) return { scores: all, tooFew: false };
    const groups = this.shown.groups.filter(
      (group) => group.unitPath.startsWith(path) && (month === undefined || group.month === month),
    );
    const scores = together(groups.map((group) => group.scores));
    return { scores, tooFew: sizeOf(scores) < sizeOf(all) };
  }
}

import type { Month } from '../calendar.js';
import type { WorkingCalendar } from '../calendars/working-calendar.js';
import type { UnitReference } from '../identity/session.dto.js';
import { grouped } from '../organisation/grouped.js';
import { type BranchMonthFacts, completionOf, sizeOf } from './branch-month-facts.js';
import { distributionOf } from './distribution.js';
import { type Shown, shownGroups, smallestGroup } from './small-groups.js';
import type { Span } from './span.js';
import { type Counts, meanOf, spreadOf, together } from './spread.js';
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
  mayOpen: boolean;
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
  const sight = new Sight(facts);
  const all = sight.scoresOf(unit.path, mayRead);
  const shownScores = spreadOf(all.scores);
  return {
    smallGroups: { smallestGroup, applied: !mayRead, leftOut: mayRead ? 0 : sight.shown.leftOut },
    completion: completionOf(months, facts),
    scores: spreadView(shownScores, mayRead),
    distribution: shownScores ? distributionOf(all.scores) : null,
    trend: span.months.map((month): TrendMonthView => {
      const { scores, tooFew } = sight.scoresOf(unit.path, mayRead, month);
      return { month, scores: spreadView(spreadOf(scores), mayRead), tooFew };
    }),
    children: children.map((child) => childFigures(child, facts, sight)),
    heat: children.map(({ id, name, path, mayRead: all, mayOpen }) => ({
      kind: 'unit',
      id,
      name,
      mayOpen,
      cells: span.months.map((month) => ({
        month,
        hundredths: meanOf(sight.scoresOf(path, all, month).scores),
        reason: null,
        branchMonthId: null,
        sheetId: null,
      })),
    })),
  };
}

function childFigures(child: ChildUnit, facts: UnitStatisticsFacts, sight: Sight): ChildFiguresView {
  const { id, name, kind, path, mayRead, mayOpen } = child;
  const { scores, tooFew } = sight.scoresOf(path, mayRead);
  return {
    unit: { id, name, kind },
    completion: completionOf(sight.monthsOf(path), facts),
    scores: spreadView(spreadOf(scores), mayRead),
    tooFew,
    mayRead,
    mayOpen,
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

/** What there is of a unit, and what of it is shown, by month. */
interface Seen {
  facts: BranchMonthFacts[];
  real: ScoresByMonth;
  shown: ScoresByMonth;
}

/** Scores that come in parts. Those of a month are put together once, however often they are asked for. */
class ScoresByMonth {
  private readonly parts = new Map<Month, Counts[]>();
  private readonly whole = new Map<Month, Counts>();

  add(month: Month, scores: Counts): void {
    const ofMonth = this.parts.get(month);
    if (ofMonth) ofMonth.push(scores);
    else this.parts.set(month, [scores]);
    this.whole.delete(month);
  }

  of(month: Month): Counts {
    let scores = this.whole.get(month);
    if (!scores) {
      const parts = this.parts.get(month) ?? [];
      scores = parts.length === 1 ? (parts[0] as Counts) : together(parts);
      this.whole.set(month, scores);
    }
    return scores;
  }

  all(): Counts {
    return together([...this.parts.keys()].map((month) => this.of(month)));
  }
}

/** Which scores a reader is shown of a unit: all of them, or whole groups. Everything is sorted into the units below once. */
class Sight {
  /** What strangers are shown: nothing, and never reckoned, where the reader may read all of it. */
  readonly shown: Shown;
  private readonly byPath: Map<string, Seen>;
  private readonly depth: number;

  constructor({ unit, children, months, pathOf, mayRead }: UnitStatisticsFacts) {
    const nothing = (): Seen => ({ facts: [], real: new ScoresByMonth(), shown: new ScoresByMonth() });
    this.depth = unit.path.split('/').length;
    this.byPath = new Map([unit.path, ...children.map(({ path }) => path)].map((path) => [path, nothing()]));
    const mayReadAll = mayRead && children.every((child) => child.mayRead);
    this.shown = mayReadAll ? { groups: [], leftOut: 0 } : shownGroups(months, pathOf, unit.path);
    for (const [branchId, own] of grouped(months, (each) => each.branchId))
      for (const seen of this.placesOf(pathOf.get(branchId) ?? ''))
        for (const facts of own) {
          seen.facts.push(facts);
          seen.real.add(facts.month, facts.scores);
        }
    for (const { unitPath, month, scores } of this.shown.groups)
      for (const seen of this.placesOf(unitPath)) seen.shown.add(month, scores);
  }

  monthsOf(path: string): readonly BranchMonthFacts[] {
    return this.byPath.get(path)?.facts ?? [];
  }

  scoresOf(path: string, mayRead: boolean, month?: Month): { scores: Counts; tooFew: boolean } {
    const { real, shown } = this.byPath.get(path) as Seen;
    const of = (all: ScoresByMonth) => (month === undefined ? all.all() : all.of(month));
    const scores = of(real);
    if (mayRead) return { scores, tooFew: false };
    const visible = of(shown);
    return { scores: visible, tooFew: sizeOf(visible) < sizeOf(scores) };
  }

  /** The unit itself, and the one directly below it that a path leads through. */
  private placesOf(path: string): Seen[] {
    const ids = path.split('/');
    const [top, below] = [this.depth, this.depth + 1].map((length) => [...ids.slice(0, length - 1), ''].join('/'));
    return [...new Set([top, ids.length < this.depth + 1 ? top : below])].flatMap((each) => {
      const seen = this.byPath.get(each ?? '');
      return seen ? [seen] : [];
    });
  }
}

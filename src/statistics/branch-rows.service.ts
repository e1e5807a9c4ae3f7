import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { grouped } from '../organisation/grouped.js';
import { RankingRules } from '../summaries/ranking-rules.service.js';
import type { BranchRankingKey } from '../summaries/ranks.js';
import { UnitBranches } from '../summaries/unit-branches.js';
import { type BranchFiguresRow, branchRowsOf } from './branch-rows.js';
import type { Span } from './span.js';
import { Spans } from './spans.service.js';
import { StatisticsFactsReader } from './statistics-facts.service.js';

export interface BranchRows {
  unit: { id: number; name: string };
  span: Span;
  rows: BranchFiguresRow[];
  /** All of them together: a mean of all scores is no sum of means. */
  whole: BranchFiguresRow;
  /** By what the rows are ranked, the first key first; null where the unit's ranking is off. Ranks are dense. */
  rankingKeys: readonly BranchRankingKey[] | null;
}

/** The branches of a unit in one row each: document 11, and the table of the statistics page. */
@Injectable()
export class BranchFigures {
  constructor(
    private readonly database: Database,
    private readonly units: UnitBranches,
    private readonly spans: Spans,
    private readonly facts: StatisticsFactsReader,
    private readonly rankings: RankingRules,
  ) {}

  /**
   * A branch is its own only row. For those who may read the sheets of the whole unit: small branches are not hidden here.
   * Refuses an unknown period, and a group, with 404.
   */
  branchRows(unitId: number, period: string): Promise<BranchRows> {
    return this.database.read(async () => {
      const { unit, branches } = await this.units.of(unitId);
      const span = await this.spans.ofPeriod(period);
      const { months, today, calendar } = await this.facts.of(unit.path, span);
      const { branchKeys } = await this.rankings.of(unitId);
      const rankingKeys = unit.rankingEnabled ? branchKeys : null;
      const byBranch = grouped(months, ({ branchId }) => branchId);
      const rows = branchRowsOf({ branches, months: byBranch, today, calendar, rankingKeys });
      const { id, name } = unit;
      const [whole] = branchRowsOf({
        ...{ branches: [{ id, name }], months: new Map([[id, months]]), today, calendar, rankingKeys: null },
      }) as [BranchFiguresRow];
      return { unit: { id, name }, span, rows, whole, rankingKeys };
    });
  }
}

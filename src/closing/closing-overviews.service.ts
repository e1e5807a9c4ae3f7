import { Injectable } from '@nestjs/common';
import { Database, marks } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { may } from '../identity/rights.js';
import { HalfYears } from '../summaries/half-years.service.js';
import { UnitBranches } from '../summaries/unit-branches.js';
import type { Closing } from './closing.entity.js';
import { ClosingRecords } from './closing-records.service.js';
import { shownMissing } from './closing-views.service.js';
import type { ClosingOverviewBranchView, ClosingOverviewView } from './closing.view.js';
import { missingMonths, unexplained } from './readiness.js';

interface Counted {
  closingId: number;
  members: number;
  acknowledged: number;
}

/** How far the branches of a unit are with a period, in the same number of statements however many they are. */
@Injectable()
export class ClosingOverviews {
  constructor(
    private readonly database: Database,
    private readonly halfYears: HalfYears,
    private readonly units: UnitBranches,
    private readonly records: ClosingRecords,
  ) {}

  of(unitId: number, period: string, actor: Actor): Promise<ClosingOverviewView> {
    return this.database.read(async () => {
      const { unit, branches } = await this.units.of(unitId);
      const ids = branches.map(({ id }) => id);
      const closings = await this.database.rows<Closing>(
        `SELECT * FROM closings WHERE period = ? AND branchId IN ${marks(ids)}`,
        [period, ...ids],
      );
      const byBranch = new Map(closings.map((closing) => [closing.branchId, closing]));
      // Only what is not generated yet is put together live.
      const open = ids.filter((id) => (byBranch.get(id)?.state ?? 'notGenerated') === 'notGenerated');
      const { rule, summaries } = await this.halfYears.ofEach(open, period);
      const explanations = await this.records.explanations(closings);
      const more = await this.more(closings);
      const { months } = await this.halfYears.periodOf(period);
      const list = branches.map((branch): ClosingOverviewBranchView => {
        const closing = byBranch.get(branch.id);
        const live = summaries.get(branch.id)?.view;
        const own = explanations.filter(({ closingId }) => closingId === closing?.id);
        const counted = more.counted.get(closing?.id ?? 0);
        const looked = more.looked.get(closing?.id ?? 0);
        return {
          branch,
          state: closing?.state ?? 'notGenerated',
          version: closing?.version ?? 0,
          revision: closing?.revision ?? 0,
          members: counted?.members ?? live?.rows.length ?? 0,
          acknowledged: counted?.acknowledged ?? 0,
          missing: unexplained(missingMonths(live?.blockedBy ?? [], own)).map(shownMissing),
          untilDay: more.untilDay.get(closing?.id ?? 0) ?? null,
          openObjections: more.objections.get(closing?.id ?? 0) ?? 0,
          withoutFinding: looked?.without ?? 0,
          examined: looked?.total ?? 0,
          returnedReason: closing?.state === 'generated' ? (more.returned.get(closing.id) ?? null) : null,
        };
      });
      return {
        unit: { id: unit.id, name: unit.name, kind: unit.kind },
        period,
        months,
        offered: rule.definition.summaries.map(({ per }) => per),
        branches: list,
        mayGenerate: may('closing.generate', actor, { unitPath: unit.path, memberId: null }),
      };
    });
  }

  private async more(closings: readonly Closing[]) {
    const ids = closings.map(({ id }) => id);
    const counted = await this.database.rows<Counted>(
      `SELECT closings.id AS closingId, COUNT(*) AS members, COUNT(closing_acknowledgements.memberId) AS acknowledged
         FROM closings
         JOIN closing_rows ON closing_rows.closingId = closings.id AND closing_rows.revision = closings.revision
         LEFT JOIN closing_acknowledgements ON closing_acknowledgements.closingId = closing_rows.closingId
              AND closing_acknowledgements.memberId = closing_rows.memberId
              AND closing_acknowledgements.figuresDigest = closing_rows.figuresDigest
        WHERE closings.id IN ${marks(ids)} AND closing_rows.home = 1 GROUP BY closings.id`,
      ids,
    );
    const looked = await this.database.rows<{ closingId: number; total: number; without: number }>(
      `SELECT closings.id AS closingId, COUNT(*) AS total, COUNT(*) - COUNT(closing_examined_rows.finding) AS without
         FROM closings
         JOIN closing_examined_rows ON closing_examined_rows.closingId = closings.id
              AND closing_examined_rows.round = closings.round
        WHERE closings.id IN ${marks(ids)} AND closings.state = 'branchExamined' GROUP BY closings.id`,
      ids,
    );
    const windows = await this.database.rows<{ closingId: number; untilDay: string }>(
      `SELECT closing_publications.closingId, MAX(closing_publications.untilDay) AS untilDay
         FROM closing_publications
         LEFT JOIN closing_withdrawals ON closing_withdrawals.publicationId = closing_publications.id
        WHERE closing_publications.closingId IN ${marks(ids)} AND closing_withdrawals.publicationId IS NULL
        GROUP BY closing_publications.closingId`,
      ids,
    );
    const objections = await this.database.rows<{ closingId: number; count: number }>(
      `SELECT closingId, COUNT(*) AS count FROM closing_objections
        WHERE closingId IN ${marks(ids)} AND state = 'open' GROUP BY closingId`,
      ids,
    );
    const returned = await this.database.rows<{ closingId: number; note: string | null }>(
      `SELECT closingId, note FROM closing_examinations
        WHERE closingId IN ${marks(ids)} AND conclusion = 'returned' ORDER BY round`,
      ids,
    );
    return {
      counted: new Map(counted.map((row) => [row.closingId, row])),
      looked: new Map(looked.map((row) => [row.closingId, row])),
      untilDay: new Map(windows.map(({ closingId, untilDay }) => [closingId, untilDay])),
      objections: new Map(objections.map(({ closingId, count }) => [closingId, count])),
      returned: new Map(returned.map(({ closingId, note }) => [closingId, note])),
    };
  }
}

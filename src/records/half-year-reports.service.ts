import { Injectable } from '@nestjs/common';
import { Database, marks } from '../database/database.js';
import { grouped } from '../organisation/grouped.js';
import { HalfYears } from '../summaries/half-years.service.js';
import { UnitBranches } from '../summaries/unit-branches.js';
import { figuresOf, missingOf, type ReportBranch } from './half-year-report.js';
import type { HalfYearReportView } from './half-year-report.view.js';
import { ReportCounts } from './report-counts.service.js';
import type { KeptFact } from './report-facts.js';
import { below, isBelow } from '../identity/scope.js';

type TypedRow = { branchId: number; facts: string };

/** The figures of a unit's work report: counted where the service knows, typed by the branches where it does not. */
@Injectable()
export class HalfYearReports {
  constructor(
    private readonly database: Database,
    private readonly halfYears: HalfYears,
    private readonly units: UnitBranches,
    private readonly counts: ReportCounts,
  ) {}

  of(unitId: number, period: string): Promise<HalfYearReportView> {
    return this.database.read(async () => {
      const summary = await this.halfYears.of(unitId, period);
      const { unit, branches } = await this.units.of(unitId);
      const { months, asOf } = summary;
      const branchIds = branches.map(({ id }) => id);
      const which = { path: unit.path, branchIds, period, months, asOf };
      const counts = await this.counts.of(which);
      const members = await this.counts.members(which);
      const typed = await this.typedOf(unit.path, period);
      const parts: ReportBranch[] = branches.map((branch, index) => {
        const own = counts[index];
        if (!own) throw new Error(`The branch ${branch.id} was not counted.`);
        return { branch, counts: own, typed: typed.get(branch.id) ?? null };
      });
      const whole = {
        membersScored: members.scored,
        contributors: members.contributors,
        membersDeducted: members.deducted,
        summarised: summary.statistics.count,
        meanHundredths: summary.statistics.meanHundredths,
      };
      const names = await this.namesOf([...typed.values()].flat());
      const referenceOf = new Map(branches.map((branch) => [branch.id, branch]));
      return {
        unit: { id: unit.id, name: unit.name, kind: unit.kind },
        period,
        months,
        asOf,
        unconfirmedMonths: summary.blockedBy.length,
        figures: figuresOf(parts, whole).map((figure) => ({
          ...figure,
          missing: missingOf(parts, figure.code).flatMap(({ id }) => referenceOf.get(id) ?? []),
        })),
        branches: parts.map((part, index) => ({
          branch: branches[index] as (typeof branches)[number],
          figures: figuresOf([part], null),
          typed: (part.typed ?? []).map(({ code, source, enteredAt, enteredBy }) => ({
            code,
            source,
            enteredAt,
            enteredBy: names.get(enteredBy) ?? '',
          })),
        })),
      };
    });
  }

  private async typedOf(path: string, period: string): Promise<Map<number, KeptFact[]>> {
    const rows = await this.database.rows<TypedRow>(
      `SELECT report_facts.branchId, report_facts.facts
         FROM report_facts JOIN units ON units.id = report_facts.branchId
        WHERE ${isBelow('units.path')} AND report_facts.period = ?`,
      [below(path), period],
    );
    return new Map(rows.map(({ branchId, facts }) => [branchId, JSON.parse(facts) as KeptFact[]]));
  }

  private async namesOf(facts: readonly KeptFact[]): Promise<Map<number, string>> {
    const ids = [...grouped(facts, ({ enteredBy }) => enteredBy).keys()];
    const rows = await this.database.rows<{ id: number; displayName: string }>(
      `SELECT id, displayName FROM accounts WHERE id IN ${marks(ids)}`,
      ids,
    );
    return new Map(rows.map(({ id, displayName }) => [id, displayName]));
  }
}

import { Injectable } from '@nestjs/common';
import { Clock, lastDayOf, type Month, monthOf } from '../calendar.js';
import { Database, marks } from '../database/database.js';
import { Refusal } from '../http/refusal.js';
import { grouped } from '../organisation/grouped.js';
import { type LoadedScheme, Schemes } from '../schemes/schemes.service.js';
import { personRows, type ReadDraft } from './draft-reading.service.js';
import { type KnownMonth, monthsIn, type PastMonthsPlan, planPastMonths, type StoredResult } from './past-months.js';

interface ExistingRow {
  id: number;
  month: Month;
  state: string;
  imported: 0 | 1;
}

/** What the service knows about the months that a table brings, and what the table would make of them. */
@Injectable()
export class PastMonthFacts {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly schemes: Schemes,
  ) {}

  async plan(read: ReadDraft): Promise<PastMonthsPlan> {
    const { unit, mapping, headCells, people } = read;
    const table = { rows: personRows(read), columns: mapping.columns, headCells, month: mapping.month };
    const months = monthsIn(table);
    const existing = new Map((await this.existing(unit.id, months)).map((row) => [row.month, row]));
    const results = await this.results(
      [...existing.values()].filter(({ imported }) => imported === 1).map(({ id }) => id),
    );
    const elsewhere = await this.elsewhere(unit.id, months);
    const known: KnownMonth[] = [];
    for (const month of months) {
      const scheme = await this.schemeOf(month, unit.id);
      const { floorHundredths, capHundredths, per } = scheme.definition.total;
      const isOfSheets = per === scheme.definition.period;
      const row = existing.get(month);
      known.push({
        month,
        scheme: {
          id: scheme.id,
          floorHundredths: isOfSheets ? floorHundredths : null,
          capHundredths: isOfSheets ? capHundredths : null,
          assumed: scheme.effectiveFromMonth > month,
        },
        existing: row
          ? { state: row.state, imported: row.imported === 1, results: results.get(row.id) ?? new Map() }
          : null,
        elsewhere: elsewhere.get(month) ?? new Set(),
      });
    }
    return planPastMonths(table, people, known, {
      thisMonth: monthOf(this.clock.today()),
      firstLivedMonth: await this.firstLived(unit.id),
    });
  }

  /** The rule of that month; where none was in force yet, the earliest there is. @throws conflict: there is none at all */
  private async schemeOf(month: Month, branchId: number): Promise<LoadedScheme> {
    try {
      return await this.schemes.inForce(month, branchId);
    } catch (error) {
      const earliest = (await this.schemes.list()).at(-1);
      if (earliest && error instanceof Refusal && error.code === 'conflict') return earliest;
      throw error;
    }
  }

  private existing(branchId: number, months: readonly Month[]): Promise<ExistingRow[]> {
    return this.database.rows<ExistingRow>(
      `SELECT branch_months.id, branch_months.month, branch_months.state,
              CASE WHEN branch_months.state <> 'takenBack' AND EXISTS (${importedPublication}) THEN 1 ELSE 0 END AS imported
         FROM branch_months WHERE branch_months.branchId = ? AND branch_months.month IN ${marks(months)}`,
      [branchId, ...months],
    );
  }

  private async firstLived(branchId: number): Promise<Month | null> {
    const row = await this.database.row<{ month: Month | null }>(
      `SELECT MIN(branch_months.month) AS month FROM branch_months
        WHERE branch_months.branchId = ? AND branch_months.state <> 'takenBack' AND NOT EXISTS (${importedPublication})`,
      [branchId],
    );
    return row?.month ?? null;
  }

  private async results(branchMonthIds: readonly number[]): Promise<Map<number, Map<number, StoredResult>>> {
    const rows = await this.database.rows<StoredResult & { branchMonthId: number; memberId: number }>(
      `SELECT sheets.branchMonthId, sheets.memberId, published_sheets.notScoredReason, published_sheets.baseHundredths,
              published_sheets.deductionHundredths, published_sheets.contributionHundredths, published_sheets.scoreHundredths,
              published_sheets.categoryPoints
         FROM sheets
         JOIN published_sheets ON published_sheets.publicationId = sheets.publicationId AND published_sheets.sheetId = sheets.id
        WHERE sheets.branchMonthId IN ${marks(branchMonthIds)}`,
      branchMonthIds,
    );
    const byMonth = grouped(rows, ({ branchMonthId }) => branchMonthId);
    return new Map([...byMonth].map(([id, own]) => [id, new Map(own.map((row) => [row.memberId, row]))]));
  }

  /** Whom other branches scored in these months. */
  private async elsewhere(branchId: number, months: readonly Month[]): Promise<Map<Month, Set<number>>> {
    const rows = await this.database.rows<{ month: Month; memberId: number }>(
      `SELECT branch_months.month, sheets.memberId
         FROM branch_months JOIN sheets ON sheets.branchMonthId = branch_months.id
        WHERE branch_months.branchId <> ? AND branch_months.month IN ${marks(months)} AND branch_months.state <> 'takenBack'
          AND (sheets.notScoredReason IS NULL OR sheets.notScoredReason <> 'transferredIn')`,
      [branchId, ...months],
    );
    return new Map(
      [...grouped(rows, ({ month }) => month)].map(([month, own]) => [
        month,
        new Set(own.map(({ memberId }) => memberId)),
      ]),
    );
  }

  /** Who was a member of the branch on the last day of a month that the table brings, and isn't in it. */
  async missing({ unit }: ReadDraft, { months }: PastMonthsPlan): Promise<string[]> {
    const last = months.at(-1);
    if (!last) return [];
    const named = new Set(months.flatMap(({ results }) => results.map(({ member }) => member.memberId)));
    const day = lastDayOf(last.known.month);
    const rows = await this.database.rows<{ memberId: number; name: string }>(
      `SELECT memberships.memberId, members.name FROM memberships JOIN members ON members.id = memberships.memberId
        WHERE memberships.branchId = ? AND memberships.fromDay <= ? AND (memberships.untilDay IS NULL OR memberships.untilDay > ?)
        ORDER BY memberships.rosterOrder`,
      [unit.id, day, day],
    );
    return rows.filter(({ memberId }) => !named.has(memberId)).map(({ name }) => name);
  }
}

/** In SQL, for a row of `branch_months`: that it came from a table. */
const importedPublication = `SELECT 1 FROM publications
   WHERE publications.branchMonthId = branch_months.id AND publications.kind = 'imported'`;

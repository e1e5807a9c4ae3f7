import { Injectable } from '@nestjs/common';
import { isPublished } from '../assessments/states.js';
import type { Month } from '../calendar.js';
import { Database, marks } from '../database/database.js';
import { Refusal } from '../http/refusal.js';
import { grouped } from '../organisation/grouped.js';
import { Schemes } from '../schemes/schemes.service.js';
import { UnitBranches } from '../summaries/unit-branches.js';
import type { LedgerLineFact, LedgerMonth, LedgerRowFact, LedgerScope } from './ledger.facts.js';
import { below, isBelow } from '../identity/scope.js';

/** So many members' rows are read in one go, at the most; a branch-month is never read by half. */
const rowsOfPage = 500;

type MonthRow = Omit<LedgerMonth, 'sheetCount'> & { state: string; sheetCount: number };
type RowOfSheet = Omit<LedgerRowFact, 'countedOf' | 'isCorrected'> & { state: string; rosterOrder: number };

/**
 * Reads published months page by page. Every page is a transaction of its own, so that on SQLite, where reading has one
 * connection, nobody waits for longer than a page takes, and no lock and no snapshot is held while a file is written.
 */
@Injectable()
export class LedgerReader {
  constructor(
    private readonly database: Database,
    private readonly units: UnitBranches,
    private readonly schemes: Schemes,
  ) {}

  /** Refuses with 409 a month that isn't published. */
  async ofMonth(branchMonthId: number): Promise<LedgerScope> {
    const [found] = await this.database.read(() => this.monthsWhere('branch_months.id = ?', [branchMonthId]));
    if (!found) throw new Refusal('notFound');
    const { state, branchId, branchName, month } = found;
    if (!isPublished(state)) throw new Refusal('wrongState', { params: { state } });
    return this.scope([found], {
      unit: { id: branchId, name: branchName },
      isOneMonth: true,
      fromMonth: month,
      untilMonth: month,
    });
  }

  /** What is published of a unit's branches in these months, both included. */
  async ofUnit(unitId: number, fromMonth: Month, untilMonth: Month): Promise<LedgerScope> {
    const { unit, months } = await this.database.read(async () => {
      const { unit, branches } = await this.units.of(unitId);
      const place = new Map(branches.map(({ id }, index) => [id, index]));
      const found = await this.monthsWhere(`${isBelow('units.path')} AND branch_months.month BETWEEN ? AND ?`, [
        below(unit.path),
        fromMonth,
        untilMonth,
      ]);
      const placeOf = ({ branchId }: MonthRow) => place.get(branchId) ?? 0;
      found.sort((one, other) => placeOf(one) - placeOf(other) || (one.month < other.month ? -1 : 1));
      return { unit, months: found };
    });
    return this.scope(months, {
      unit: { id: unit.id, name: unit.name },
      isOneMonth: false,
      fromMonth,
      untilMonth,
    });
  }

  /** The rows, branch after branch, month after month, in the order of the roster; `read` is told how many were dealt with. */
  async *rows(
    { months }: LedgerScope,
    read: (rows: number) => void = () => undefined,
  ): AsyncGenerator<LedgerRowFact[]> {
    for (const page of pagesOf(months)) {
      yield await this.database.read(() => this.rowsOf(page));
      read(countOf(page));
    }
  }

  /** The lines behind these rows, in their order. */
  async *lines(
    { months }: LedgerScope,
    read: (rows: number) => void = () => undefined,
  ): AsyncGenerator<LedgerLineFact[]> {
    for (const page of pagesOf(months)) {
      yield await this.database.read(() => this.linesOf(page));
      read(countOf(page));
    }
  }

  private async scope(
    found: readonly MonthRow[],
    about: Pick<LedgerScope, 'unit' | 'isOneMonth' | 'fromMonth' | 'untilMonth'>,
  ): Promise<LedgerScope> {
    const months = found.filter(({ state }) => isPublished(state));
    const ids = [...new Set(months.map(({ schemeVersionId }) => schemeVersionId))];
    const loaded = [];
    for (const id of ids) loaded.push(await this.schemes.byId(id));
    loaded.sort((one, other) => (one.effectiveFromMonth < other.effectiveFromMonth ? 1 : -1) || other.id - one.id);
    return {
      ...about,
      months,
      unpublishedCount: found.length - months.length,
      versions: loaded.map(({ id, branchId, definition }) => ({ id, branchId, scheme: definition })),
      rowCount: countOf(months),
    };
  }

  private monthsWhere(condition: string, parameters: (string | number)[]): Promise<MonthRow[]> {
    return this.database.rows<MonthRow>(
      `SELECT branch_months.id, branch_months.branchId, units.name AS branchName, branch_months.month,
              branch_months.schemeVersionId, branch_months.state,
              (SELECT COUNT(*) FROM sheets WHERE sheets.branchMonthId = branch_months.id) AS sheetCount
         FROM branch_months JOIN units ON units.id = branch_months.branchId
        WHERE ${condition}`,
      parameters,
    );
  }

  /** What stands published now: a month that was withdrawn meanwhile has no rows, and a corrected row is the corrected one. */
  private async rowsOf(months: readonly LedgerMonth[]): Promise<LedgerRowFact[]> {
    const ids = months.map(({ id }) => id);
    const rows = await this.database.rows<RowOfSheet>(
      `SELECT sheets.id AS sheetId, sheets.branchMonthId, sheets.state, sheets.rosterOrder, members.name, finals.standing,
              finals.profileCode, finals.notScoredReason, finals.fromRecords, finals.baseHundredths,
              finals.deductionHundredths, finals.contributionHundredths, finals.scoreHundredths
         FROM sheets
         JOIN published_sheets finals ON finals.publicationId = sheets.publicationId AND finals.sheetId = sheets.id
         JOIN members ON members.id = sheets.memberId
        WHERE sheets.branchMonthId IN ${marks(ids)}`,
      ids,
    );
    const lines = await this.database.rows<{ sheetId: number; itemCode: string; countedHundredths: number }>(
      `SELECT sheets.id AS sheetId, finals.itemCode, finals.countedHundredths
         FROM sheets
         JOIN published_lines finals ON finals.publicationId = sheets.publicationId AND finals.sheetId = sheets.id
        WHERE sheets.branchMonthId IN ${marks(ids)}`,
      ids,
    );
    const counted = new Map<number, Map<string, number>>();
    for (const { sheetId, itemCode, countedHundredths } of lines) {
      let ofSheet = counted.get(sheetId);
      if (!ofSheet) counted.set(sheetId, (ofSheet = new Map()));
      ofSheet.set(itemCode, (ofSheet.get(itemCode) ?? 0) + countedHundredths);
    }
    const nothing: ReadonlyMap<string, number> = new Map();
    return inOrder(months, rows).map((row) =>
      Object.assign(row, { isCorrected: row.state === 'corrected', countedOf: counted.get(row.sheetId) ?? nothing }),
    );
  }

  private async linesOf(months: readonly LedgerMonth[]): Promise<LedgerLineFact[]> {
    const ids = months.map(({ id }) => id);
    const decided = (column: string) =>
      `CASE WHEN finals.outcome = 'changed' THEN finals.decided${column[0]?.toUpperCase()}${column.slice(1)} ELSE finals.${column} END AS ${column}`;
    const rows = await this.database.rows<LedgerLineFact & { rosterOrder: number; number: number }>(
      `SELECT sheets.id AS sheetId, sheets.branchMonthId, sheets.rosterOrder, members.name, finals.number, finals.itemCode,
              ${decided('optionCode')}, ${decided('count')}, finals.occurredOn, finals.outcome, finals.claimedHundredths,
              finals.countedHundredths, finals.notes, words.description, words.reason, words.evidence,
              words.evidenceFileIds, words.decisionReason, words.decidedAt, accounts.displayName AS decidedByName
         FROM sheets
         JOIN published_lines finals ON finals.publicationId = sheets.publicationId AND finals.sheetId = sheets.id
         JOIN members ON members.id = sheets.memberId
         LEFT JOIN sheet_lines words ON words.sheetId = finals.sheetId AND words.number = finals.number
              AND words.itemCode = finals.itemCode
         LEFT JOIN accounts ON accounts.id = words.decidedBy
        WHERE sheets.branchMonthId IN ${marks(ids)}`,
      ids,
    );
    return inOrder(months, rows);
  }
}

const countOf = (months: readonly LedgerMonth[]) => months.reduce((sum, { sheetCount }) => sum + sheetCount, 0);

/** Neighbouring months, together about a page of rows. */
function* pagesOf(months: readonly LedgerMonth[]): Generator<LedgerMonth[]> {
  let page: LedgerMonth[] = [];
  let rows = 0;
  for (const month of months) {
    if (page.length > 0 && rows + month.sheetCount > rowsOfPage) {
      yield page;
      page = [];
      rows = 0;
    }
    page.push(month);
    rows += month.sheetCount;
  }
  if (page.length > 0) yield page;
}

function inOrder<Row extends { branchMonthId: number; rosterOrder: number; sheetId: number; number?: number }>(
  months: readonly LedgerMonth[],
  rows: readonly Row[],
): Row[] {
  const ofMonth = grouped(rows, ({ branchMonthId }) => branchMonthId);
  return months.flatMap(({ id }) =>
    (ofMonth.get(id) ?? []).sort(
      (one, other) =>
        one.rosterOrder - other.rosterOrder || one.sheetId - other.sheetId || (one.number ?? 0) - (other.number ?? 0),
    ),
  );
}

import { Injectable } from '@nestjs/common';
import type { BranchMonth } from '../assessments/branch-month.entity.js';
import type { SheetLine } from '../assessments/sheet-line.entity.js';
import { Database, marks } from '../database/database.js';
import { grouped } from '../organisation/grouped.js';
import type { Publication } from '../publication/publication.entity.js';
import type { PublishedLine } from '../publication/published-line.entity.js';
import type { PublishedSheet } from '../publication/published-sheet.entity.js';
import type { MonthFacts, PublicationFacts, SheetFacts } from './month-facts.js';
import type { ReadSchemes } from './scheme-rules.js';
import type { ComputableLine } from './score-rules.js';

/** Reads one month of a branch as one snapshot; a month is all that is held at once. */
@Injectable()
export class MonthFactsReader {
  constructor(private readonly database: Database) {}

  read(branchMonthId: number, schemes: ReadSchemes): Promise<MonthFacts | null> {
    return this.database.read(async () => {
      const branchMonth = await this.database.row<BranchMonth>('SELECT * FROM branch_months WHERE id = ?', [
        branchMonthId,
      ]);
      if (!branchMonth) return null;
      const sheets = await this.database.rows<SheetFacts>(
        `SELECT sheets.*, members.name AS memberName, accounts.memberId AS decidedByAccountOf
           FROM sheets
           LEFT JOIN members ON members.id = sheets.memberId
           LEFT JOIN accounts ON accounts.id = sheets.decidedBy
          WHERE sheets.branchMonthId = ? ORDER BY sheets.rosterOrder, sheets.id`,
        [branchMonthId],
      );
      const lines = await this.database.rows<SheetLine>(
        `SELECT sheet_lines.* FROM sheet_lines JOIN sheets ON sheets.id = sheet_lines.sheetId
          WHERE sheets.branchMonthId = ? ORDER BY sheet_lines.sheetId, sheet_lines.number`,
        [branchMonthId],
      );
      const linesOf = grouped(lines, ({ sheetId }) => sheetId);
      const publications = await this.publications(branchMonthId, schemes);
      return { branchMonth, sheets, linesOf, publications: publications.map((each) => completed(each, linesOf)) };
    });
  }

  private async publications(branchMonthId: number, schemes: ReadSchemes): Promise<PublicationFacts[]> {
    const publications = await this.database.rows<Publication & { withdrawnAt: string | null }>(
      `SELECT publications.*, publication_withdrawals.withdrawnAt
         FROM publications
         LEFT JOIN publication_withdrawals ON publication_withdrawals.publicationId = publications.id
        WHERE publications.branchMonthId = ? ORDER BY publications.revision`,
      [branchMonthId],
    );
    if (publications.length === 0) return [];
    const ids = publications.map(({ id }) => id);
    const rows = await this.database.rows<PublishedSheet>(
      `SELECT * FROM published_sheets WHERE publicationId IN ${marks(ids)} ORDER BY publicationId, rosterOrder, sheetId`,
      ids,
    );
    const lines = await this.database.rows<PublishedLine & ComputableLine>(
      `SELECT * FROM published_lines WHERE publicationId IN ${marks(ids)} ORDER BY publicationId, sheetId, number`,
      ids,
    );
    const rowsOf = grouped(rows, ({ publicationId }) => publicationId);
    const linesOf = grouped(lines, ({ publicationId }) => publicationId);
    return publications.map(({ withdrawnAt, ...publication }) => ({
      publication,
      withdrawnAt,
      rows: rowsOf.get(publication.id) ?? [],
      linesOf: grouped(linesOf.get(publication.id) ?? [], ({ sheetId }) => sheetId),
      scheme: schemes.get(publication.schemeVersionId) ?? null,
    }));
  }
}

/**
 * Lines that were published with digests of version 1 don't hold what was entered and decided; that stands in the sheet's own
 * lines, which nothing has changed since.
 */
function completed(facts: PublicationFacts, present: ReadonlyMap<number, SheetLine[]>): PublicationFacts {
  if (facts.publication.digestVersion !== 1) return facts;
  const linesOf = new Map(
    [...facts.linesOf].map(([sheetId, lines]) => {
      const entered = new Map((present.get(sheetId) ?? []).map((line) => [line.number, line]));
      return [sheetId, lines.map((line) => ({ ...entered.get(line.number), ...withoutNulls(line) }))];
    }),
  );
  return { ...facts, linesOf } as PublicationFacts;
}

function withoutNulls<T extends object>(line: T): Partial<T> {
  return Object.fromEntries(Object.entries(line).filter(([, value]) => value !== null)) as Partial<T>;
}

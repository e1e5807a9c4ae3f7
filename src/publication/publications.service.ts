import { Injectable } from '@nestjs/common';
import { BranchMonthRecords } from '../assessments/branch-month-records.service.js';
import type { BranchMonth } from '../assessments/branch-month.entity.js';
import { grouped } from '../organisation/grouped.js';
import { openItems } from '../assessments/review.js';
import type { SheetLine } from '../assessments/sheet-line.entity.js';
import { undecidedSheet } from '../assessments/undecided.js';
import { chainOf, Trail } from '../audit/trail.service.js';
import { Clock } from '../calendar.js';
import { Calendars } from '../calendars/calendars.service.js';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { type FieldProblem, Refusal } from '../http/refusal.js';
import { Schemes } from '../schemes/schemes.service.js';
import { digestOf, lineColumns, type PublishedRow, type PublishedRowLine, sheetColumns } from './digest.js';
import { Publication } from './publication.entity.js';
import { isWindowOver, windowOf } from './window.js';

export interface PublicationWish {
  workingDays: number;
  contact: string;
}

/** Which lines stand behind a published row: those of sheets with a score. One that isn't scored has none to show. */
const scoredLines = `FROM sheet_lines JOIN sheets ON sheets.id = sheet_lines.sheetId
   WHERE sheets.branchMonthId = ? AND sheets.notScoredReason IS NULL`;

/** Publishes a branch's month, and confirms it once the window is over. */
@Injectable()
export class Publications {
  constructor(
    private readonly database: Database,
    private readonly trail: Trail,
    private readonly schemes: Schemes,
    private readonly records: BranchMonthRecords,
    private readonly calendars: Calendars,
    private readonly clock: Clock,
  ) {}

  /**
   * Copies what was decided into rows that are only ever inserted, with their digest, their number and the running head of
   * the branch's trail. Refuses with every sheet that is still undecided, by name and item.
   */
  async publish(branchMonthId: number, version: number, wish: PublicationWish, actor: Actor): Promise<void> {
    const { now, today } = this.clock.moment();
    await this.database.write(async () => {
      const branchMonth = await this.lockWithBranch(branchMonthId, version);
      await this.refuseUndecided(branchMonth);
      const facts = {
        branchMonthId,
        branchId: branchMonth.branchId,
        number: await this.nextNumber(branchMonth.branchId),
        revision: 1,
        schemeVersionId: branchMonth.schemeVersionId,
        workingDays: wish.workingDays,
        ...windowOf(today, wish.workingDays, await this.calendars.current()),
      };
      const digest = digestOf(facts, ...(await this.decidedRows(branchMonthId)));
      await this.records.update(branchMonth, { state: 'published' });
      const head = await this.trail.append({
        chain: chainOf(facts.branchId),
        at: now,
        action: 'month.publish',
        actorAccountId: actor.accountId,
        about: { ...facts, digest },
      });
      // The head of the trail goes out with the publication, so this one time the trail's line isn't the last statement.
      const [trailSequence, trailHash] = [head.sequence, head.hash];
      const rest = {
        publishedAt: now,
        publishedBy: actor.accountId,
        contact: wish.contact,
        digest,
        trailSequence,
        trailHash,
      };
      const [publicationId] = (await this.database.insert(Publication, [{ ...facts, ...rest }])) as [number];
      await this.copy(publicationId, branchMonthId);
    });
  }

  /** Ends the publication: its window is over, and the figures are final. */
  async confirm(branchMonthId: number, version: number, actor: Actor): Promise<void> {
    const { now, today } = this.clock.moment();
    await this.database.write(async () => {
      const branchMonth = await this.records.lock(branchMonthId, version, 'published');
      const publication = (await this.database.row<Publication>(
        'SELECT * FROM publications WHERE branchMonthId = ? ORDER BY revision DESC LIMIT 1',
        [branchMonthId],
      )) as Publication;
      const { id: publicationId, untilDay } = publication;
      if (!isWindowOver(untilDay, today)) throw new Refusal('wrongState', { params: { state: 'published', untilDay } });
      await this.database.change(
        "UPDATE sheets SET state = 'confirmed', version = version + 1 WHERE branchMonthId = ? AND state = 'published'",
        [branchMonthId],
      );
      await this.records.update(branchMonth, { state: 'confirmed', confirmedAt: now, confirmedBy: actor.accountId });
      await this.trail.append({
        chain: chainOf(branchMonth.branchId),
        at: now,
        action: 'month.confirm',
        actorAccountId: actor.accountId,
        about: { branchMonthId, publicationId, digest: publication.digest },
      });
    });
  }

  /** The branch itself is locked too: two of its months published at once get two numbers, without a gap. */
  private async lockWithBranch(branchMonthId: number, version: number): Promise<BranchMonth> {
    const place = await this.database.row<{ branchId: number }>('SELECT branchId FROM branch_months WHERE id = ?', [
      branchMonthId,
    ]);
    if (!place) throw new Refusal('notFound');
    await this.database.lock('units', place.branchId);
    return this.records.lock(branchMonthId, version, 'review');
  }

  private async nextNumber(branchId: number): Promise<number> {
    const last = await this.database.row<{ number: number | null }>(
      'SELECT MAX(number) AS number FROM publications WHERE branchId = ?',
      [branchId],
    );
    return (last?.number ?? 0) + 1;
  }

  private async refuseUndecided({ id, month, schemeVersionId }: BranchMonth): Promise<void> {
    const open = "sheets.branchMonthId = ? AND sheets.state NOT IN ('decided', 'notScored')";
    const sheets = await this.database.rows<{ id: number; profileCode: string; name: string }>(
      `SELECT sheets.id, sheets.profileCode, members.name
         FROM sheets JOIN members ON members.id = sheets.memberId
        WHERE ${open} ORDER BY sheets.rosterOrder, sheets.id`,
      [id],
    );
    if (sheets.length === 0) return;
    const { definition } = await this.schemes.byId(schemeVersionId);
    const lines = await this.database.rows<Pick<SheetLine, 'sheetId' | 'itemCode' | 'outcome' | 'origin'>>(
      `SELECT sheet_lines.sheetId, sheet_lines.itemCode, sheet_lines.outcome, sheet_lines.origin
         FROM sheet_lines JOIN sheets ON sheets.id = sheet_lines.sheetId WHERE ${open}`,
      [id],
    );
    const linesOf = grouped(lines, ({ sheetId }) => sheetId);
    const errors: FieldProblem[] = sheets.map((sheet) =>
      undecidedSheet(
        sheet.id,
        sheet.name,
        openItems(definition, sheet.profileCode, linesOf.get(sheet.id) ?? [], false, month),
      ),
    );
    throw new Refusal('undecided', { errors });
  }

  private async decidedRows(branchMonthId: number): Promise<[PublishedRow[], PublishedRowLine[]]> {
    const sheets = await this.database.rows<PublishedRow>(
      `SELECT ${sheetSelection} FROM sheets WHERE sheets.branchMonthId = ?`,
      [branchMonthId],
    );
    const lines = await this.database.rows<PublishedRowLine>(`SELECT ${lineSelection} ${scoredLines}`, [branchMonthId]);
    return [sheets, lines];
  }

  private async copy(publicationId: number, branchMonthId: number): Promise<void> {
    const parameters = [publicationId, branchMonthId];
    const sheets = await this.database.change(
      `INSERT INTO published_sheets (publicationId, ${sheetColumns.join(', ')})
       SELECT ?, ${sheetSelection} FROM sheets WHERE sheets.branchMonthId = ?`,
      parameters,
    );
    await this.database.change(
      `INSERT INTO published_lines (publicationId, ${lineColumns.join(', ')}) SELECT ?, ${lineSelection} ${scoredLines}`,
      parameters,
    );
    const changed = await this.database.change(
      `UPDATE sheets SET state = 'published', version = version + 1
        WHERE branchMonthId = ? AND state IN ('decided', 'notScored')`,
      [branchMonthId],
    );
    if (changed !== sheets) throw new Refusal('stale');
  }
}

const sheetSelection = sheetColumns
  .map((column) => (column === 'sheetId' ? 'sheets.id AS sheetId' : `sheets.${column}`))
  .join(', ');
const lineSelection = lineColumns.map((column) => `sheet_lines.${column}`).join(', ');

import { Injectable } from '@nestjs/common';
import { BranchMonthRecords } from '../assessments/branch-month-records.service.js';
import { FigureChanges } from '../assessments/figure-changes.js';
import { chainOf, sha256, Trail } from '../audit/trail.service.js';
import { Clock, type Day, type Month } from '../calendar.js';
import { Database, marks } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { Refusal } from '../http/refusal.js';
import { Organisation } from '../organisation/organisation.service.js';
import { PublicationRecords } from '../publication/publication-records.service.js';

interface Standing {
  publicationId: number;
  number: number;
  datedBack: string;
}

/** Takes an imported month back as a whole: a wrong table isn't for ever. */
@Injectable()
export class ImportedMonths {
  constructor(
    private readonly database: Database,
    private readonly trail: Trail,
    private readonly organisation: Organisation,
    private readonly records: BranchMonthRecords,
    private readonly publications: PublicationRecords,
    private readonly figureChanges: FigureChanges,
    private readonly clock: Clock,
  ) {}

  /**
   * The published rows stay for ever, and stand for nothing any more; the month may be imported anew. Stays that were dated back for
   * it begin again where another imported month, or else the roster, has them begin. What was only generated from it follows.
   * @throws wrongState: it was not imported, or is taken back already
   * @throws conflict: a half-year that counts it was examined or published since
   */
  async takeBack(branchMonthId: number, version: number, reason: string, actor: Actor): Promise<void> {
    const now = this.clock.now();
    await this.database.write(async () => {
      await this.organisation.lock();
      const branchMonth = await this.publications.lock(branchMonthId, version, 'archived');
      const standing = await this.database.row<Standing>(
        `SELECT imported_months.publicationId, publications.number, imported_months.datedBack
           FROM imported_months
           JOIN publications ON publications.id = imported_months.publicationId
           LEFT JOIN publication_withdrawals ON publication_withdrawals.publicationId = publications.id
          WHERE imported_months.branchMonthId = ? AND publication_withdrawals.publicationId IS NULL`,
        [branchMonthId],
      );
      if (!standing) throw new Refusal('wrongState', { params: { state: branchMonth.state } });
      await this.database.change(
        'INSERT INTO publication_withdrawals (publicationId, reason, withdrawnAt, withdrawnBy) SELECT id, ?, ?, ? FROM publications WHERE id = ?',
        [reason, now, actor.accountId, standing.publicationId],
      );
      await this.database.change(
        `UPDATE sheets SET publicationId = NULL, version = version + 1,
                state = CASE WHEN notScoredReason IS NULL THEN 'decided' ELSE 'notScored' END
          WHERE branchMonthId = ?`,
        [branchMonthId],
      );
      await this.records.update(branchMonth, { state: 'takenBack' });
      await this.restoreStays(branchMonth, standing);
      await this.trail.append({
        chain: chainOf(branchMonth.branchId),
        at: now,
        action: 'month.takeBack',
        actorAccountId: actor.accountId,
        about: { branchMonthId, numbers: [standing.number], reasonDigest: sha256(reason) },
      });
      const listed = await this.database.rows<{ memberId: number }>(
        'SELECT memberId FROM published_sheets WHERE publicationId = ?',
        [standing.publicationId],
      );
      const memberIds = listed.map(({ memberId }) => memberId);
      await this.figureChanges.tell({ memberIds, month: branchMonth.month, cause: 'takenBack', correctionId: null });
    });
  }

  private async restoreStays(
    { branchId, month }: { branchId: number; month: Month },
    { publicationId, datedBack }: Standing,
  ): Promise<void> {
    const stays = Object.entries(JSON.parse(datedBack) as Record<string, Day>);
    if (stays.length === 0) return;
    const others = await this.database.rows<{ month: Month; datedBack: string }>(
      `SELECT branch_months.month, imported_months.datedBack
         FROM imported_months
         JOIN branch_months ON branch_months.id = imported_months.branchMonthId
         LEFT JOIN publication_withdrawals ON publication_withdrawals.publicationId = imported_months.publicationId
        WHERE branch_months.branchId = ? AND imported_months.publicationId <> ? AND publication_withdrawals.publicationId IS NULL
        ORDER BY branch_months.month`,
      [branchId, publicationId],
    );
    const firstOf = new Map<string, Day>();
    for (const other of others)
      for (const id of Object.keys(JSON.parse(other.datedBack) as Record<string, Day>))
        if (!firstOf.has(id)) firstOf.set(id, `${other.month}-01`);
    const byDay = new Map<Day, number[]>();
    for (const [id, was] of stays) {
      const day = firstOf.get(id) ?? was;
      byDay.set(day, [...(byDay.get(day) ?? []), Number(id)]);
    }
    // Only what still begins where this month had it begin: whatever was decided about a stay since then holds.
    for (const [day, ids] of byDay)
      await this.database.change(`UPDATE memberships SET fromDay = ? WHERE fromDay = ? AND id IN ${marks(ids)}`, [
        day,
        `${month}-01`,
        ...ids,
      ]);
  }
}

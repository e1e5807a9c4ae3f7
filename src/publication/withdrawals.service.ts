import { Injectable } from '@nestjs/common';
import { BranchMonthRecords } from '../assessments/branch-month-records.service.js';
import { chainOf, sha256, Trail } from '../audit/trail.service.js';
import { Clock } from '../calendar.js';
import { Database, marks } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { PublicationRecords } from './publication-records.service.js';
import { SheetVetoes } from './sheet-vetoes.service.js';
import { WaitingRows } from './waiting-rows.service.js';

/** Takes a publication back, for everybody to see. */
@Injectable()
export class Withdrawals {
  constructor(
    private readonly database: Database,
    private readonly trail: Trail,
    private readonly waitingRows: WaitingRows,
    private readonly records: BranchMonthRecords,
    private readonly publicationRecords: PublicationRecords,
    private readonly sheetVetoes: SheetVetoes,
    private readonly clock: Clock,
  ) {}

  /**
   * Withdraws what stands of a published month, its amendments too: the rows stay, and no longer stand for anything. The month
   * goes back to its review with every sheet as it was decided; publishing it again makes the next number and revision.
   * Refuses with 409 a month that isn't published, a confirmed one above all: that takes a correction.
   */
  async withdraw(branchMonthId: number, version: number, reason: string, actor: Actor): Promise<void> {
    const now = this.clock.now();
    await this.database.write(async () => {
      const branchMonth = await this.publicationRecords.lock(branchMonthId, version, 'published');
      const standing = await this.database.rows<{ id: number; number: number }>(
        `SELECT publications.id, publications.number
           FROM publications
           LEFT JOIN publication_withdrawals ON publication_withdrawals.publicationId = publications.id
          WHERE publications.branchMonthId = ? AND publication_withdrawals.publicationId IS NULL
          ORDER BY publications.number`,
        [branchMonthId],
      );
      await this.database.change(
        `INSERT INTO publication_withdrawals (publicationId, reason, withdrawnAt, withdrawnBy)
         SELECT id, ?, ?, ? FROM publications WHERE id IN ${marks(standing)}`,
        [reason, now, actor.accountId, ...standing.map(({ id }) => id)],
      );
      await this.database.change(
        `UPDATE sheets SET publicationId = NULL, version = version + 1,
                state = CASE WHEN notScoredReason IS NULL THEN 'decided' ELSE 'notScored' END
          WHERE branchMonthId = ? AND state = 'published'`,
        [branchMonthId],
      );
      await this.sheetVetoes.release(branchMonth);
      await this.waitingRows.closeObjections(branchMonthId, reason);
      await this.records.update(branchMonth, { state: 'review' });
      await this.trail.append({
        chain: chainOf(branchMonth.branchId),
        at: now,
        action: 'month.withdraw',
        actorAccountId: actor.accountId,
        about: { branchMonthId, numbers: standing.map(({ number }) => number), reasonDigest: sha256(reason) },
      });
    });
  }
}

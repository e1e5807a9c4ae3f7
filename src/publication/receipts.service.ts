import { Injectable } from '@nestjs/common';
import { chainOf, Trail } from '../audit/trail.service.js';
import { Clock, type Instant } from '../calendar.js';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { Refusal } from '../http/refusal.js';
import type { ReceiptsView, ReceiptView } from './board.view.js';
import { PublicationReceipt } from './publication-receipt.entity.js';

interface Own {
  sheetId: number;
  branchId: number;
  publicationId: number;
}

/** Who has seen a publication. An amendment is to be seen by those whose rows it holds, and by nobody else. */
@Injectable()
export class Receipts {
  constructor(
    private readonly database: Database,
    private readonly trail: Trail,
    private readonly clock: Clock,
  ) {}

  /**
   * Notes that this member has seen the publication that stands for his own row; the first time counts.
   * Refuses with 404 who is not on it, and while nothing stands.
   */
  acknowledge(branchMonthId: number, actor: Actor): Promise<ReceiptView> {
    const now = this.clock.now();
    return this.database.write(async () => {
      const own = await this.own(branchMonthId, actor);
      if (!own) throw new Refusal('notFound');
      await this.database.lock('sheets', own.sheetId);
      const key = [own.publicationId, actor.memberId ?? 0];
      const seen = await this.database.row<{ seenAt: Instant }>(
        'SELECT seenAt FROM publication_receipts WHERE publicationId = ? AND memberId = ?',
        key,
      );
      if (seen) return seen;
      const [publicationId, memberId] = key as [number, number];
      await this.database.insert(PublicationReceipt, [{ publicationId, memberId, seenAt: now }]);
      await this.trail.append({
        chain: chainOf(own.branchId),
        at: now,
        action: 'board.acknowledge',
        actorAccountId: actor.accountId,
        about: { branchMonthId, publicationId, memberId },
      });
      return { seenAt: now };
    });
  }

  private own(branchMonthId: number, { memberId }: Actor): Promise<Own | undefined> {
    return this.database.row<Own>(
      `SELECT sheets.id AS sheetId, branch_months.branchId, sheets.publicationId
         FROM sheets JOIN branch_months ON branch_months.id = sheets.branchMonthId
        WHERE sheets.branchMonthId = ? AND sheets.memberId = ? AND sheets.publicationId IS NOT NULL`,
      [branchMonthId, memberId ?? 0],
    );
  }
}

/** Of every row of a board, whose it is and when it was seen. Names of those who have not seen it are for the committee alone. */
export function receiptsOf(
  rows: readonly { memberId: number; name: string; seenAt: Instant | null }[],
  { memberId }: Pick<Actor, 'memberId'>,
  mayReadNames: boolean,
): ReceiptsView {
  const missing = rows.filter(({ seenAt }) => seenAt === null);
  const own = rows.find((row) => row.memberId === memberId);
  return {
    members: rows.length,
    seen: rows.length - missing.length,
    ownSeenAt: own?.seenAt ?? null,
    isAsked: own !== undefined && own.seenAt === null,
    missing: mayReadNames ? missing.map((row) => ({ memberId: row.memberId, name: row.name })) : null,
  };
}

import { Injectable } from '@nestjs/common';
import { chainOf, Trail } from '../audit/trail.service.js';
import { Clock } from '../calendar.js';
import { Database, marks } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { Refusal } from '../http/refusal.js';
import { ClosingAcknowledgement, type ClosingRow } from './closing-row.entity.js';
import type { Closing } from './closing.entity.js';
import { aboutClosing, ClosingRecords } from './closing-records.service.js';
import type { ClosingState } from './states.js';

export interface NotedRow {
  memberId: number;
  acknowledgedAt: string;
  onPaper: 0 | 1;
}

const readable: ClosingState[] = ['generated', 'branchExamined', 'bureauExamined', 'published', 'confirmed'];

/** 已阅: members note that they have read their figures, or whoever holds the signed paper notes it for them. */
@Injectable()
export class Acknowledgements {
  constructor(
    private readonly database: Database,
    private readonly trail: Trail,
    private readonly records: ClosingRecords,
    private readonly clock: Clock,
  ) {}

  /** The first time counts; again changes nothing. @throws notFound where the closing doesn't list the member */
  async note(branchId: number, period: string, memberId: number, actor: Actor): Promise<void> {
    await this.keep(branchId, period, [memberId], false, actor);
  }

  /** Signatures on paper. Refuses one's own (ownProxy): that is read on the screen. */
  async notePaper(branchId: number, period: string, memberIds: readonly number[], actor: Actor): Promise<void> {
    if (actor.memberId !== null && memberIds.includes(actor.memberId)) throw new Refusal('ownProxy');
    await this.keep(branchId, period, memberIds, true, actor);
  }

  /** How many of those at home have read the figures that stand. Call it inside `read` or `write`. */
  async count({ id, revision }: Pick<Closing, 'id' | 'revision'>): Promise<{ noted: number; of: number }> {
    const row = await this.database.row<{ noted: number; total: number }>(
      `SELECT COUNT(closing_acknowledgements.memberId) AS noted, COUNT(*) AS total ${standing} AND closing_rows.home = 1`,
      [id, revision],
    );
    return { noted: row?.noted ?? 0, of: row?.total ?? 0 };
  }

  /** Who has read the figures that stand. */
  notedRows({ id, revision }: Pick<Closing, 'id' | 'revision'>): Promise<NotedRow[]> {
    return this.database.rows<NotedRow>(
      `SELECT closing_rows.memberId, closing_acknowledgements.acknowledgedAt, closing_acknowledgements.onPaper
         ${standing} AND closing_acknowledgements.memberId IS NOT NULL`,
      [id, revision],
    );
  }

  private async keep(
    branchId: number,
    period: string,
    memberIds: readonly number[],
    onPaper: boolean,
    actor: Actor,
  ): Promise<void> {
    const at = this.clock.now();
    await this.database.write(async () => {
      const closing = await this.records.lock(branchId, period, null, ...readable);
      const rows = await this.database.rows<Pick<ClosingRow, 'memberId' | 'figuresDigest'>>(
        `SELECT memberId, figuresDigest FROM closing_rows
          WHERE closingId = ? AND revision = ? AND home = 1 AND memberId IN ${marks(memberIds)}`,
        [closing.id, closing.revision, ...memberIds],
      );
      if (rows.length !== new Set(memberIds).size) throw new Refusal('notFound');
      const noted = new Set((await this.notedRows(closing)).map(({ memberId }) => memberId));
      const fresh = rows.filter(({ memberId }) => !noted.has(memberId));
      if (fresh.length === 0) return;
      await this.database.insert(
        ClosingAcknowledgement,
        fresh.map(({ memberId, figuresDigest }) => ({
          ...{ closingId: closing.id, memberId, figuresDigest, acknowledgedAt: at, notedBy: actor.accountId, onPaper },
        })),
      );
      await this.trail.append({
        ...{ chain: chainOf(branchId), at, action: 'closing.acknowledge', actorAccountId: actor.accountId },
        about: {
          ...aboutClosing(closing),
          onPaper,
          memberIds: fresh.map(({ memberId }) => memberId),
          figuresDigests: fresh.map(({ figuresDigest }) => figuresDigest),
        },
      });
    });
  }
}

const standing = `FROM closing_rows
  LEFT JOIN closing_acknowledgements ON closing_acknowledgements.closingId = closing_rows.closingId
       AND closing_acknowledgements.memberId = closing_rows.memberId
       AND closing_acknowledgements.figuresDigest = closing_rows.figuresDigest
 WHERE closing_rows.closingId = ? AND closing_rows.revision = ?`;

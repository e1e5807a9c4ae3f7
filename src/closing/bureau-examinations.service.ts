import { Injectable } from '@nestjs/common';
import { chainOf, sha256, Trail } from '../audit/trail.service.js';
import { Clock } from '../calendar.js';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { Refusal } from '../http/refusal.js';
import type { ClosingExaminedRow } from './closing-examination.entity.js';
import type { Closing } from './closing.entity.js';
import { aboutClosing, ClosingRecords } from './closing-records.service.js';

export interface FindingWish {
  finding: 'inOrder' | 'problem';
  text: string | null;
}

/** The bureau looks at what was drawn and at what it must, notes what it found, and accepts or returns the list. */
@Injectable()
export class BureauExaminations {
  constructor(
    private readonly database: Database,
    private readonly trail: Trail,
    private readonly records: ClosingRecords,
    private readonly clock: Clock,
  ) {}

  /** What was found in one row; a later finding replaces it. Nobody looks at his own row (ownCase). */
  async find(branchId: number, period: string, memberId: number, wish: FindingWish, actor: Actor): Promise<void> {
    const at = this.clock.now();
    if (memberId === actor.memberId) throw new Refusal('ownCase');
    await this.database.write(async () => {
      const closing = await this.records.lock(branchId, period, null, 'branchExamined');
      const changed = await this.database.change(
        `UPDATE closing_examined_rows SET finding = ?, text = ?, foundAt = ?, foundBy = ?
          WHERE closingId = ? AND round = ? AND memberId = ?`,
        [wish.finding, wish.text, at, actor.accountId, closing.id, closing.round, memberId],
      );
      if (changed !== 1) throw new Refusal('notFound');
      const after = await this.records.update(closing);
      const said = await this.trail.digests(memberId, { text: wish.text });
      await this.trail.append({
        ...{ chain: chainOf(branchId), at, action: 'closing.find', actorAccountId: actor.accountId },
        about: { ...aboutClosing(after), round: closing.round, memberId, finding: wish.finding, ...said },
      });
    });
  }

  /** Accepts the list. Refuses (409) while a row that was drawn, or that must be looked at, has no finding. */
  async accept(branchId: number, period: string, version: number, note: string | null, actor: Actor): Promise<void> {
    const at = this.clock.now();
    await this.database.write(async () => {
      const closing = await this.records.lock(branchId, period, version, 'branchExamined');
      const open = await this.database.rows<Pick<ClosingExaminedRow, 'memberId'>>(
        'SELECT memberId FROM closing_examined_rows WHERE closingId = ? AND round = ? AND finding IS NULL ORDER BY memberId',
        [closing.id, closing.round],
      );
      if (open.length > 0)
        throw new Refusal('conflict', {
          errors: open.slice(0, 200).map(({ memberId }) => ({ path: `members.${memberId}`, code: 'withoutFinding' })),
        });
      await this.conclude(closing, 'accepted', note, { at, actor });
    });
  }

  /** Gives the list back to the branch: its proposals and the months are looked at again. */
  async giveBack(branchId: number, period: string, version: number, reason: string, actor: Actor): Promise<void> {
    const at = this.clock.now();
    await this.database.write(async () => {
      const closing = await this.records.lock(branchId, period, version, 'branchExamined', 'bureauExamined');
      await this.conclude(closing, 'returned', reason, { at, actor });
    });
  }

  private async conclude(
    closing: Closing,
    conclusion: 'accepted' | 'returned',
    note: string | null,
    { at, actor }: { at: string; actor: Actor },
  ): Promise<void> {
    await this.database.change(
      `UPDATE closing_examinations SET conclusion = ?, note = ?, concludedAt = ?, concludedBy = ?
        WHERE closingId = ? AND round = ?`,
      [conclusion, note, at, actor.accountId, closing.id, closing.round],
    );
    const isAccepted = conclusion === 'accepted';
    const after = await this.records.step(closing, {
      ...{ step: isAccepted ? 'acceptance' : 'return', to: isAccepted ? 'bureauExamined' : 'generated' },
      ...{ note, at, by: actor.accountId },
    });
    await this.trail.append({
      ...{ chain: chainOf(closing.branchId), at, action: isAccepted ? 'closing.accept' : 'closing.return' },
      actorAccountId: actor.accountId,
      about: { ...aboutClosing(after), round: closing.round, noteDigest: note === null ? null : sha256(note) },
    });
  }
}

import { Injectable } from '@nestjs/common';
import { chainOf, sha256, Trail } from '../audit/trail.service.js';
import { Clock, type Day, type Instant } from '../calendar.js';
import { Calendars } from '../calendars/calendars.service.js';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { type FieldProblem, Refusal } from '../http/refusal.js';
import { isWindowOver, windowOf } from '../publication/window.js';
import { ClosingPublication, type ClosingPublicationKind, ClosingWithdrawal } from './closing-publication.entity.js';
import type { Closing } from './closing.entity.js';
import { aboutClosing, ClosingRecords } from './closing-records.service.js';
import { ClosingSettings } from './closing-settings.service.js';
import { publicationDigestOf } from './rows.js';

/** Shows an examined closing inside its branch, confirms it when nobody objects any more, and archives it. */
@Injectable()
export class ClosingPublications {
  constructor(
    private readonly database: Database,
    private readonly trail: Trail,
    private readonly records: ClosingRecords,
    private readonly settings: ClosingSettings,
    private readonly calendars: Calendars,
    private readonly clock: Clock,
  ) {}

  /** For as many working days as the setting says; its rows are those that the bureau accepted. */
  async publish(branchId: number, period: string, version: number, contact: string, actor: Actor): Promise<void> {
    const { now, today } = this.clock.moment();
    await this.database.write(async () => {
      const closing = await this.records.lock(branchId, period, version, 'bureauExamined');
      const { path } = await this.records.branch(branchId);
      const [days] = await this.settings.ofPaths([path]);
      const workingDays = days?.publicationWorkingDays ?? 5;
      const after = await this.records.step(closing, {
        ...{ step: 'publication', to: 'published', at: now, by: actor.accountId },
      });
      await this.insert(after, { kind: 'full', workingDays, contact, at: now, today, by: actor.accountId });
    });
  }

  /**
   * The publication itself, with its number, digest and the head of the branch's trail. Inside a write that holds the closing;
   * `by` is null where a correction slip made it.
   */
  async insert(
    closing: Closing,
    wish: {
      kind: ClosingPublicationKind;
      workingDays: number;
      contact: string;
      at: Instant;
      today: Day;
      by: number | null;
    },
  ): Promise<void> {
    const { id: closingId, branchId, period, revision } = closing;
    const { kind, workingDays, contact, at, today, by } = wish;
    const window = windowOf(today, workingDays, await this.calendars.current());
    const last = await this.database.row<{ last: number | null }>(
      'SELECT MAX(number) AS last FROM closing_publications WHERE branchId = ?',
      [branchId],
    );
    const [standing] = await this.records.revisions([closing]);
    const facts = { branchId, period, number: (last?.last ?? 0) + 1, kind, revision, ...window, workingDays };
    const digest = publicationDigestOf(facts, standing?.digest ?? '');
    const head = await this.trail.append({
      ...{ chain: chainOf(branchId), at, action: 'closing.publish', actorAccountId: by },
      about: {
        ...{ ...aboutClosing(closing), ...facts, digest },
        rowsDigest: standing?.digest ?? '',
        contactDigest: sha256(contact),
      },
    });
    const { period: _, ...columns } = facts;
    await this.database.insert(ClosingPublication, [
      {
        ...{ closingId, ...columns, contact, publishedAt: at, publishedBy: by, digest },
        ...{ trailSequence: head.sequence, trailHash: head.hash },
      },
    ]);
  }

  /** Takes the publication back, for everybody to see; the branch examines the list anew. */
  async withdraw(branchId: number, period: string, version: number, reason: string, actor: Actor): Promise<void> {
    const at = this.clock.now();
    await this.database.write(async () => {
      const closing = await this.records.lock(branchId, period, version, 'published');
      const standing = await this.standing(closing.id);
      await this.database.insert(
        ClosingWithdrawal,
        standing.map(({ id }) => ({ publicationId: id, reason, withdrawnAt: at, withdrawnBy: actor.accountId })),
      );
      await this.database.change(
        `UPDATE closing_objections SET state = 'closed', answer = ?, version = version + 1
          WHERE closingId = ? AND state = 'open'`,
        [reason, closing.id],
      );
      const after = await this.records.step(closing, {
        ...{ step: 'withdrawal', to: 'generated', note: reason, at, by: actor.accountId },
      });
      await this.trail.append({
        ...{ chain: chainOf(branchId), at, action: 'closing.withdraw', actorAccountId: actor.accountId },
        about: {
          ...aboutClosing(after),
          numbers: standing.map(({ number }) => number),
          reasonDigest: sha256(reason),
        },
      });
    });
  }

  /** Refuses (409) before the last window is over, and while an objection waits for its answer. */
  async confirm(branchId: number, period: string, version: number, actor: Actor): Promise<void> {
    const { now: at, today } = this.clock.moment();
    await this.database.write(async () => {
      const closing = await this.records.lock(branchId, period, version, 'published');
      const errors = await this.notOver(closing.id, today);
      if (errors.length > 0) throw new Refusal('conflict', { errors });
      const after = await this.records.step(closing, {
        ...{ step: 'confirmation', to: 'confirmed', at, by: actor.accountId },
      });
      await this.appendPlain('closing.confirm', after, at, actor);
    });
  }

  async archive(branchId: number, period: string, version: number, actor: Actor): Promise<void> {
    const { now: at, today } = this.clock.moment();
    await this.database.write(async () => {
      const closing = await this.records.lock(branchId, period, version, 'confirmed');
      const errors = await this.notOver(closing.id, today);
      if (errors.length > 0) throw new Refusal('conflict', { errors });
      const after = await this.records.step(closing, {
        ...{ step: 'archiving', to: 'archived', at, by: actor.accountId },
      });
      await this.appendPlain('closing.archive', after, at, actor);
    });
  }

  /** What keeps a published closing from being confirmed. A correction is published again by itself, and has a window too. */
  async notOver(closingId: number, today: Day): Promise<FieldProblem[]> {
    const untilDay = (await this.standing(closingId))
      .map((each) => each.untilDay)
      .sort()
      .at(-1);
    const open = await this.database.row<{ count: number }>(
      "SELECT COUNT(*) AS count FROM closing_objections WHERE closingId = ? AND state = 'open'",
      [closingId],
    );
    const isOpen = untilDay !== undefined && !isWindowOver(untilDay, today);
    return [
      ...(isOpen ? [{ path: 'publication', code: 'windowOpen', params: { untilDay } }] : []),
      ...(open?.count ? [{ path: 'objections', code: 'open', params: { count: open.count } }] : []),
    ];
  }

  /** The publications that were not taken back, in the order of their numbers. */
  standing(closingId: number): Promise<ClosingPublication[]> {
    return this.database.rows<ClosingPublication>(
      `SELECT closing_publications.*
         FROM closing_publications
         LEFT JOIN closing_withdrawals ON closing_withdrawals.publicationId = closing_publications.id
        WHERE closing_publications.closingId = ? AND closing_withdrawals.publicationId IS NULL
        ORDER BY closing_publications.number`,
      [closingId],
    );
  }

  private async appendPlain(action: string, closing: Closing, at: Instant, actor: Actor): Promise<void> {
    const about = aboutClosing(closing);
    await this.trail.append({ chain: chainOf(closing.branchId), at, action, actorAccountId: actor.accountId, about });
  }
}

import { Injectable } from '@nestjs/common';
import { chainOf, Trail } from '../audit/trail.service.js';
import { Clock, type Day } from '../calendar.js';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { invalid, Refusal } from '../http/refusal.js';
import { handlersOf, type ObjectionCase, whyNotHandle } from '../publication/objection.js';
import { Officers } from '../publication/officers.service.js';
import { isWindowOver } from '../publication/window.js';
import { ClosingObjection } from './closing-publication.entity.js';
import { ClosingPublications } from './closing-publications.service.js';
import type { Closing } from './closing.entity.js';
import { aboutClosing, ClosingRecords } from './closing-records.service.js';
import { Recomputations } from './recomputations.service.js';

export interface ClosingObjectionWish {
  requestId: string;
  memberId: number;
  reason: string;
}

export interface ClosingAnswerWish {
  outcome: 'upheld' | 'rejected';
  answer: string;
  /** Upheld: the member's band from now on. Wrong points need a correction slip, and the closing follows it by itself. */
  bandCode: string | null;
}

/** Objections, with names, to a published closing, answered by somebody who had no hand in examining it. */
@Injectable()
export class ClosingObjections {
  constructor(
    private readonly database: Database,
    private readonly trail: Trail,
    private readonly records: ClosingRecords,
    private readonly publications: ClosingPublications,
    private readonly recomputations: Recomputations,
    private readonly officers: Officers,
    private readonly clock: Clock,
  ) {}

  /** Refuses after the window (409). The same request again raises nothing twice. */
  async raise(branchId: number, period: string, wish: ClosingObjectionWish, actor: Actor): Promise<void> {
    const { now: at, today } = this.clock.moment();
    const authorMemberId = actor.memberId;
    if (authorMemberId === null) throw new Refusal('forbidden');
    await this.database.write(async () => {
      const closing = await this.records.lock(branchId, period, null, 'published');
      const { requestId, memberId: subjectMemberId, reason } = wish;
      const repeated = await this.database.row<{ id: number }>(
        'SELECT id FROM closing_objections WHERE requestId = ? AND authorMemberId = ?',
        [requestId, authorMemberId],
      );
      if (repeated) return;
      const publication = (await this.publications.standing(closing.id)).at(-1);
      if (!publication || isWindowOver(publication.untilDay, today))
        throw new Refusal('wrongState', { params: { state: closing.state, untilDay: publication?.untilDay ?? '' } });
      const row = await this.database.row<{ memberId: number }>(
        'SELECT memberId FROM closing_rows WHERE closingId = ? AND revision = ? AND memberId = ? AND home = 1',
        [closing.id, closing.revision, subjectMemberId],
      );
      if (!row) throw invalid('memberId', 'notListed');
      const [objectionId] = (await this.database.insert(ClosingObjection, [
        {
          ...{
            requestId,
            closingId: closing.id,
            publicationId: publication.id,
            subjectMemberId,
            authorMemberId,
            reason,
          },
          ...{ state: 'open' as const, raisedAt: at, raisedDay: today, version: 1 },
        },
      ])) as [number];
      const said = await this.trail.digests(authorMemberId, { reason });
      await this.trail.append({
        ...{ chain: chainOf(branchId), at, action: 'closing.object', actorAccountId: actor.accountId },
        about: { ...aboutClosing(closing), objectionId, memberId: subjectMemberId, authorMemberId, ...said },
      });
    });
  }

  /** Takes one's own objection back before it is answered. @throws notFound (somebody else's), wrongState, stale */
  async withdraw(branchId: number, period: string, objectionId: number, version: number, actor: Actor): Promise<void> {
    const at = this.clock.now();
    await this.database.write(async () => {
      const closing = await this.records.lock(branchId, period, null, 'published');
      const isMine = ({ authorMemberId }: ClosingObjection) => authorMemberId === actor.memberId;
      const objection = await this.lockOpen(closing, objectionId, version, isMine);
      await this.database.change(
        "UPDATE closing_objections SET state = 'withdrawn', version = version + 1 WHERE id = ? AND version = ?",
        [objectionId, version],
      );
      const { subjectMemberId: memberId, authorMemberId } = objection;
      await this.trail.append({
        ...{ chain: chainOf(branchId), at, action: 'closing.withdrawObjection', actorAccountId: actor.accountId },
        about: { ...aboutClosing(closing), objectionId, memberId, authorMemberId },
      });
    });
  }

  private async lockOpen(
    closing: Closing,
    objectionId: number,
    version: number,
    isTheirs: (found: ClosingObjection) => boolean = () => true,
  ): Promise<ClosingObjection> {
    const objection = await this.database.lock<ClosingObjection>('closing_objections', objectionId);
    if (!objection || objection.closingId !== closing.id || !isTheirs(objection)) throw new Refusal('notFound');
    if (objection.state !== 'open') throw new Refusal('wrongState', { params: { state: objection.state } });
    if (objection.version !== version) throw new Refusal('stale', { params: { version: objection.version } });
    return objection;
  }

  /** @throws ownCase, ownFinding (who examined the list), forbidden (somebody else's turn), wrongState, stale */
  async answer(
    branchId: number,
    period: string,
    objectionId: number,
    version: number,
    wish: ClosingAnswerWish,
    actor: Actor,
  ): Promise<void> {
    const { now: at, today } = this.clock.moment();
    await this.database.write(async () => {
      const closing = await this.records.lock(branchId, period, null, 'published');
      const objection = await this.lockOpen(closing, objectionId, version);
      const { path } = await this.records.branch(branchId);
      const why = whyNotHandle(actor, await this.officers.of(path, today), await this.caseOf(closing, objection));
      if (why) throw new Refusal(why);
      await this.database.change(
        `UPDATE closing_objections SET state = ?, answer = ?, answeredAt = ?, answeredBy = ?, answeredByMemberId = ?,
                version = version + 1
          WHERE id = ? AND version = ?`,
        [wish.outcome, wish.answer, at, actor.accountId, actor.memberId, objectionId, version],
      );
      const { subjectMemberId } = objection;
      if (wish.outcome === 'upheld' && wish.bandCode !== null)
        await this.recomputations.changeBand(closing, subjectMemberId, wish.bandCode, wish.answer, actor);
      const said = await this.trail.digests(subjectMemberId, { answer: wish.answer });
      await this.trail.append({
        ...{ chain: chainOf(branchId), at, action: 'closing.answer', actorAccountId: actor.accountId },
        about: {
          ...aboutClosing(closing),
          ...{ objectionId, memberId: subjectMemberId, outcome: wish.outcome, bandCode: wish.bandCode, ...said },
        },
      });
    });
  }

  /** Whether it is this person's turn to answer. Call it inside `read`. */
  async mayAnswer(closing: Closing, objection: ClosingObjection, actor: Actor, today: Day): Promise<boolean> {
    const { path } = await this.records.branch(closing.branchId);
    const about = await this.caseOf(closing, objection);
    return handlersOf(await this.officers.of(path, today), about).some(
      ({ accountId }) => accountId === actor.accountId,
    );
  }

  private async caseOf(closing: Closing, objection: ClosingObjection): Promise<ObjectionCase> {
    const examiners = await this.database.rows<{ accountId: number }>(
      `SELECT DISTINCT doneBy AS accountId FROM closing_steps
        WHERE closingId = ? AND step IN ('examination', 'acceptance') AND doneBy IS NOT NULL
        UNION SELECT proposedBy AS accountId FROM closing_proposals WHERE closingId = ? AND memberId = ?`,
      [closing.id, closing.id, objection.subjectMemberId],
    );
    return {
      ...{ subjectMemberId: objection.subjectMemberId, authorMemberId: objection.authorMemberId, anonymous: false },
      deciderAccountIds: examiners.map(({ accountId }) => accountId),
    };
  }
}

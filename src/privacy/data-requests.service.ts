import { Injectable } from '@nestjs/common';
import type { Canonical } from '../audit/canonical.js';
import { chainOf, Trail } from '../audit/trail.service.js';
import { Clock, type Instant } from '../calendar.js';
import { Database, type SqlValue } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { invalid, Refusal } from '../http/refusal.js';
import { refusePrivate } from '../records/private-text.js';
import { SealedRows } from '../vault/sealed-rows.service.js';
import { afterAnswer, type DataRequestState, mayBecome, whyNotAnswer } from './data-request.js';
import type { DataRequestBody } from './data-request.dto.js';
import { DataRequest } from './data-request.entity.js';
import { answers, DataRequestViews, type PlacedRequest } from './data-request-views.service.js';

interface Step {
  id: number;
  version: number;
  actor: Actor;
}

/** What a step writes: columns in clear, words to be sealed, and what its line says. */
interface Taken {
  state: DataRequestState;
  columns: Record<string, SqlValue>;
  words: Partial<Pick<Record<keyof DataRequest, string>, 'wish' | 'answer' | 'deed'>>;
  action: string;
  about?: Record<string, Canonical>;
}

/** So many of one member wait for an answer at once; whoever has more to say says it in one. */
const openMost = 10;

/**
 * Requests of members about what is stored of them (Articles 44 to 50): asked, answered with a reason, carried out by the usual
 * means and said to be done. Only words about the request are kept here; the change itself is made where it always is.
 */
@Injectable()
export class DataRequests {
  constructor(
    private readonly database: Database,
    private readonly trail: Trail,
    private readonly clock: Clock,
    private readonly sealed: SealedRows,
    private readonly views: DataRequestViews,
  ) {}

  /** Answers the request's id. Asked again with the same key it is the same request. */
  async ask({ requestId, kind, fact, wish }: DataRequestBody, actor: Actor): Promise<number> {
    const { now, today } = this.clock.moment();
    const { memberId, accountId } = actor;
    if (memberId === null) throw new Refusal('forbidden');
    refusePrivate({ wish });
    return this.database.write(async () => {
      const branchId = await this.homeOf(memberId);
      await this.database.lock('units', branchId);
      const first = await this.database.row<DataRequest>('SELECT * FROM data_requests WHERE requestId = ?', [
        requestId,
      ]);
      if (first) return this.repeated(first, { kind, fact, wish }, actor);
      await this.refuseTooMany(memberId);
      const asked = { requestId, memberId, branchId, kind, fact, state: 'open' as const, wish };
      const row = { ...asked, askedDay: today, askedAt: now, askedBy: accountId, version: 1 };
      const [id] = (await this.database.insert(DataRequest, [this.sealed.seal('data_requests', requestId, row)])) as [
        number,
      ];
      const said = await this.trail.digests(memberId, { wish });
      await this.trail.append({
        ...{ chain: chainOf(branchId), at: now, action: 'dataRequest.ask', actorAccountId: accountId },
        about: { dataRequestId: id, memberId, kind, fact, ...said },
      });
      return id;
    });
  }

  async answer(step: Step, accepted: boolean, answer: string): Promise<void> {
    refusePrivate({ answer });
    const { accountId, memberId } = step.actor;
    await this.take(step, 'officer', (now, { kind }) => ({
      state: afterAnswer(kind, accepted),
      columns: { answeredAt: now, answeredBy: accountId, answeredByMemberId: memberId, readAt: null },
      words: { answer },
      action: 'dataRequest.answer',
      about: { accepted },
    }));
  }

  /** Says of an accepted one what was done about it. */
  async complete(step: Step, deed: string): Promise<void> {
    refusePrivate({ deed });
    await this.take(step, 'officer', (now, { state }) => {
      // An explanation is done with its answer; what is open has to be answered first.
      if (state !== 'accepted') throw new Refusal('wrongState', { params: { state } });
      return {
        state: 'done',
        columns: { doneAt: now, doneBy: step.actor.accountId, readAt: null },
        words: { deed },
        action: 'dataRequest.complete',
      };
    });
  }

  async withdraw(step: Step): Promise<void> {
    await this.take(step, 'member', () => ({
      state: 'withdrawn',
      columns: {},
      words: {},
      action: 'dataRequest.withdraw',
    }));
  }

  /** The member has read what came of it; noted once. */
  async read(id: number, { memberId }: Actor): Promise<void> {
    const now = this.clock.now();
    await this.database.write(async () => {
      const request = await this.database.lock<DataRequest>('data_requests', id);
      if (!request || request.memberId !== memberId) throw new Refusal('notFound');
      if (request.answeredAt === null) throw new Refusal('wrongState', { params: { state: request.state } });
      await this.database.change('UPDATE data_requests SET readAt = ? WHERE id = ? AND readAt IS NULL', [now, id]);
    });
  }

  private async take(
    { id, version, actor }: Step,
    by: 'officer' | 'member',
    work: (now: Instant, request: PlacedRequest) => Taken,
  ): Promise<void> {
    const now = this.clock.now();
    await this.database.write(async () => {
      await this.database.lock('data_requests', id);
      const [request] = await this.views.placed('data_requests.id = ?', [id]);
      if (!request || (by === 'member' && request.memberId !== actor.memberId)) throw new Refusal('notFound');
      if (by === 'officer') refuseStranger(actor, request);
      const { state: before, requestId, memberId, branchId } = request;
      const { state, columns, words, action, about } = work(now, request);
      if (!mayBecome(before, state)) throw new Refusal('wrongState', { params: { state: before } });
      if (request.version !== version) throw new Refusal('stale', { params: { version: request.version } });
      const sealed = this.sealed.seal('data_requests', requestId, words);
      const changes = Object.entries({ state, ...columns, ...sealed });
      const changed = await this.database.change(
        `UPDATE data_requests SET ${changes.map(([name]) => `${name} = ?`).join(', ')}, version = version + 1
          WHERE id = ? AND state = ? AND version = ?`,
        [...changes.map(([, value]) => value), id, before, version],
      );
      if (changed !== 1) throw new Refusal('stale');
      const said = await this.trail.digests(memberId, words);
      await this.trail.append({
        ...{ chain: chainOf(branchId), at: now, action, actorAccountId: actor.accountId },
        about: { dataRequestId: id, memberId, ...about, ...said },
      });
    });
  }

  /** The branch of today, or else the last one. */
  private async homeOf(memberId: number): Promise<number> {
    const home = await this.database.row<{ branchId: number }>(
      'SELECT branchId FROM memberships WHERE memberId = ? AND fromDay <= ? ORDER BY fromDay DESC LIMIT 1',
      [memberId, this.clock.today()],
    );
    if (!home) throw new Refusal('notFound');
    return home.branchId;
  }

  private async refuseTooMany(memberId: number): Promise<void> {
    const open = await this.database.row<{ count: number }>(
      "SELECT COUNT(*) AS count FROM data_requests WHERE memberId = ? AND state = 'open'",
      [memberId],
    );
    if ((open?.count ?? 0) >= openMost) throw new Refusal('conflict', { params: { most: openMost } });
  }

  private repeated(
    first: DataRequest,
    { kind, fact, wish }: Pick<DataRequestBody, 'kind' | 'fact' | 'wish'>,
    { accountId }: Actor,
  ): number {
    const said = this.sealed.open('data_requests', first);
    if (said.askedBy !== accountId || said.wish !== wish || said.kind !== kind || said.fact !== fact)
      throw invalid('requestId', 'usedForSomethingElse');
    return first.id;
  }
}

function refuseStranger(actor: Actor, request: PlacedRequest): void {
  const refusal = whyNotAnswer(actor, request);
  if (refusal) throw new Refusal(refusal);
  if (!answers(actor, request)) throw new Refusal('forbidden');
}

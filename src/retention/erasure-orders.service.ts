import { Injectable } from '@nestjs/common';
import { organisationChain, Trail } from '../audit/trail.service.js';
import { Clock, type Instant } from '../calendar.js';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { invalid, Refusal } from '../http/refusal.js';
import { SealedRows } from '../vault/sealed-rows.service.js';
import { Erasures } from './erasures.service.js';
import { Obstacles } from './obstacles.service.js';
import { nextOrderStates, type OrderState } from './retention.js';
import { ErasureOrder } from './retention.entity.js';

interface OrderStep {
  orderId: number;
  actor: Actor;
}

/** Erasing one member before his time: the bureau orders it, another person carries it out, and not while a clock runs. */
@Injectable()
export class ErasureOrders {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly trail: Trail,
    private readonly sealed: SealedRows,
    private readonly obstacles: Obstacles,
    private readonly erasures: Erasures,
  ) {}

  /** A repeated request answers the order that the first one made. @throws conflict (what keeps him), ownCase */
  async order(memberNumber: string, requestId: string, ground: string, actor: Actor): Promise<number> {
    const now = this.clock.now();
    return this.database.write(async () => {
      const memberId = await this.erasures.lockNumbered(memberNumber);
      if (actor.memberId === memberId) throw new Refusal('ownCase');
      const first = await this.database.row<ErasureOrder>('SELECT * FROM erasure_orders WHERE requestId = ?', [
        requestId,
      ]);
      if (first) {
        if (first.memberId !== memberId || first.orderedBy !== actor.accountId)
          throw invalid('requestId', 'usedForSomethingElse');
        return first.id;
      }
      await this.refuseKept(memberId);
      const other = await this.database.row("SELECT id FROM erasure_orders WHERE memberId = ? AND state = 'ordered'", [
        memberId,
      ]);
      if (other) throw new Refusal('duplicate');
      const row = {
        ...{ requestId, memberId, ground, state: 'ordered' as const, version: 1 },
        ...{ orderedBy: actor.accountId, orderedAt: now },
      };
      const said = await this.trail.digests(memberId, { ground });
      const [id] = (await this.database.insert(ErasureOrder, [this.sealed.seal('erasure_orders', requestId, row)])) as [
        number,
      ];
      await this.append('erasure.order', { id, memberId }, actor, now, said);
      return id;
    });
  }

  /** Takes the order back before it is carried out. */
  async withdraw(step: OrderStep): Promise<void> {
    const now = this.clock.now();
    await this.database.write(async () => {
      const order = await this.take(step, 'withdrawn', now);
      await this.append('erasure.withdraw', order, step.actor, now);
    });
  }

  /** Erases him. @throws secondPerson for who ordered it, ownCase, conflict (a clock runs again) */
  async carryOut(step: OrderStep): Promise<void> {
    const { actor } = step;
    const now = this.clock.now();
    const bytes = await this.database.write(async () => {
      const { id: orderId, memberId } = await this.take(step, 'carriedOut', now);
      if (memberId === actor.memberId) throw new Refusal('ownCase');
      await this.refuseKept(memberId);
      const by = { actorAccountId: actor.accountId, orderId };
      return this.erasures.erase({ memberId, rule: 'onOrder', now, ...by });
    });
    await this.erasures.removeBytes(bytes);
    await this.database.clearLog();
  }

  private async take({ orderId, actor }: OrderStep, to: OrderState, now: Instant): Promise<ErasureOrder> {
    const found = await this.database.row<ErasureOrder>('SELECT * FROM erasure_orders WHERE id = ?', [orderId]);
    if (!found) throw new Refusal('notFound');
    await this.erasures.lock(found.memberId);
    const order = (await this.database.lock<ErasureOrder>('erasure_orders', orderId)) as ErasureOrder;
    if (!nextOrderStates[order.state].includes(to)) throw new Refusal('wrongState', { params: { state: order.state } });
    if (to === 'carriedOut' && order.orderedBy === actor.accountId) throw new Refusal('secondPerson');
    await this.database.change(
      'UPDATE erasure_orders SET state = ?, endedBy = ?, endedAt = ?, version = version + 1 WHERE id = ? AND state = ?',
      [to, actor.accountId, now, orderId, order.state],
    );
    return order;
  }

  /** Also a membership that runs: who is a member is assessed, and for that he must be known. */
  private async refuseKept(memberId: number): Promise<void> {
    const erased = await this.database.row('SELECT memberId FROM erasures WHERE memberId = ?', [memberId]);
    if (erased) throw new Refusal('conflict', { errors: [{ path: 'memberId', code: 'memberErased' }] });
    const kept = (await this.obstacles.of([memberId])).get(memberId) ?? [];
    if (kept.length > 0) throw new Refusal('conflict', { errors: kept.map((code) => ({ path: 'memberId', code })) });
  }

  private async append(
    action: string,
    { id: orderId, memberId }: Pick<ErasureOrder, 'id' | 'memberId'>,
    { accountId }: Actor,
    at: Instant,
    said: Record<string, string | null> = {},
  ): Promise<void> {
    const line = { chain: organisationChain, at, action, actorAccountId: accountId };
    await this.trail.append({ ...line, about: { orderId, memberId, ...said } });
  }
}

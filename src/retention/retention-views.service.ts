import { Injectable } from '@nestjs/common';
import { addDays, Clock } from '../calendar.js';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { may } from '../identity/rights.js';
import { isEmpty, scopeOf } from '../identity/scope.js';
import { Policies } from '../identity/policies.service.js';
import { SealedRows } from '../vault/sealed-rows.service.js';
import { Purges } from './purges.service.js';
import { nothingPurged, type Obstacle, obstacles, type PurgeCounts } from './retention.js';
import type { ErasureOrder, MemberHold, PurgeRun } from './retention.entity.js';
import type { ErasureOrderView, HoldView, PurgeRunView, RetentionView } from './retention.view.js';

interface Named {
  memberName: string;
  memberNumber: string;
}
type HoldRow = MemberHold & Named & { setByName: string };
type OrderRow = ErasureOrder & Named & { orderedByName: string; endedByName: string | null };

const runsShown = 14;
const ordersShown = 100;

/** What is kept how long, what the last purges took and the next one will, whose erasing is stopped or ordered. */
@Injectable()
export class RetentionViews {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly policies: Policies,
    private readonly purges: Purges,
    private readonly sealed: SealedRows,
  ) {}

  async view(actor: Actor): Promise<RetentionView> {
    const { due, waiting } = await this.purges.plan();
    const { retentionYearsAfterLeaving, evidenceRetentionMonths, accessLogRetentionMonths } =
      await this.policies.read();
    return this.database.read(async () => {
      const runs = await this.database.rows<PurgeRun>(`SELECT * FROM purge_runs ORDER BY id DESC LIMIT ${runsShown}`);
      const erased = await this.database.row<{ count: number }>('SELECT COUNT(*) AS count FROM erasures');
      const today = this.clock.today();
      const doneToday = runs.some(({ name, finishedAt }) => name === today && finishedAt !== null);
      const root = await this.database.row<{ path: string }>('SELECT path FROM units WHERE parentId IS NULL');
      const mayOrder = may('erasure.order', actor, { unitPath: root?.path ?? '', memberId: null });
      const mayManage = !isEmpty(scopeOf(actor, 'retention.manage'));
      return {
        rules: { retentionYearsAfterLeaving, evidenceRetentionMonths, accessLogRetentionMonths },
        nextPurgeDay: doneToday ? addDays(today, 1) : today,
        due,
        waiting: obstacles.flatMap((obstacle: Obstacle) =>
          waiting[obstacle] ? [{ obstacle, count: waiting[obstacle] }] : [],
        ),
        runs: runs.map(runView),
        erasedMembers: Number(erased?.count ?? 0),
        holds: await this.holds(),
        orders: await this.orders(actor, mayOrder),
        mayManage,
        mayOrder,
      };
    });
  }

  private async holds(): Promise<HoldView[]> {
    const rows = await this.database.rows<HoldRow>(
      `SELECT member_holds.*, members.name AS memberName, members.memberNumber, accounts.displayName AS setByName
         FROM member_holds
         JOIN members ON members.id = member_holds.memberId
         JOIN accounts ON accounts.id = member_holds.setBy
        ORDER BY member_holds.setAt DESC, member_holds.memberId LIMIT 1000`,
    );
    return rows
      .map((row) => this.sealed.open('member_holds', row))
      .map((row) => ({ member: memberOf(row), reason: row.reason, setBy: row.setByName, setAt: row.setAt }));
  }

  private async orders(actor: Actor, mayOrder: boolean): Promise<ErasureOrderView[]> {
    const rows = await this.database.rows<OrderRow>(
      `SELECT erasure_orders.*, members.name AS memberName, members.memberNumber,
              givers.displayName AS orderedByName, enders.displayName AS endedByName
         FROM erasure_orders
         JOIN members ON members.id = erasure_orders.memberId
         JOIN accounts givers ON givers.id = erasure_orders.orderedBy
         LEFT JOIN accounts enders ON enders.id = erasure_orders.endedBy
        ORDER BY erasure_orders.id DESC LIMIT ${ordersShown}`,
    );
    return rows.map((row) => orderView(this.sealed.open('erasure_orders', row), actor, mayOrder));
  }
}

const memberOf = ({ memberId, memberNumber, memberName }: Named & { memberId: number }) => ({
  id: memberId,
  memberNumber,
  name: memberName,
});

function runView({ startedAt, finishedAt, counts }: PurgeRun): PurgeRunView {
  return { startedAt, finishedAt, counts: { ...nothingPurged, ...(JSON.parse(counts) as PurgeCounts) } };
}

function orderView(row: OrderRow, actor: Actor, mayOrder: boolean): ErasureOrderView {
  const { id, version, ground, state, orderedAt, endedAt } = row;
  const isOpen = state === 'ordered';
  return {
    ...{ id, version, member: memberOf(row), ground, state, orderedAt, endedAt },
    orderedBy: row.orderedByName,
    endedBy: row.endedByName,
    mayCarryOut:
      isOpen &&
      !isEmpty(scopeOf(actor, 'erasure.carryOut')) &&
      row.orderedBy !== actor.accountId &&
      row.memberId !== actor.memberId,
    mayWithdraw: isOpen && mayOrder,
  };
}

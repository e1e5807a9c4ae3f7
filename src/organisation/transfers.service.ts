import { Injectable } from '@nestjs/common';
import { chainOf, Trail } from '../audit/trail.service.js';
import { Clock } from '../calendar.js';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { invalid } from '../http/refusal.js';
import { Members } from './members.service.js';
import type { MemberView, TransferBody } from './members.dto.js';
import { Membership } from './membership.entity.js';
import { type MoveEffect, moveOf, staysAfter } from './membership-rules.js';
import { Memberships, requireSensibleDay } from './memberships.service.js';
import { Organisation } from './organisation.service.js';
import { Rosters } from './rosters.service.js';
import { includes, scopeOf } from '../identity/scope.js';

/** Moves members between branches, and out of the organisation. */
@Injectable()
export class Transfers {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly trail: Trail,
    private readonly organisation: Organisation,
    private readonly members: Members,
    private readonly memberships: Memberships,
    private readonly rosters: Rosters,
  ) {}

  /** A repeated request answers the member as he is. @throws stale, conflict (a month that was opened with the old list) */
  move(actor: Actor, memberId: number, body: TransferBody, version: number): Promise<MemberView> {
    const { requestId, toBranchId = null, groupId = null, fromDay } = body;
    const { now: at, today } = this.clock.moment();
    requireSensibleDay(fromDay, today);
    return this.database.write(async () => {
      await this.organisation.lock();
      if (await this.isRepeated(memberId, body)) return this.rosters.one(memberId);
      await this.members.raiseVersion(memberId, version);
      await this.requireBranch(actor, toBranchId);
      if (toBranchId !== null) await this.memberships.requireGroup(groupId, toBranchId);
      else if (groupId !== null) throw invalid('groupId', 'notOfBranch');

      const stays = (await this.memberships.of([memberId])).get(memberId) ?? [];
      const move = { toBranchId, fromDay };
      const effect = moveOf(stays, move);
      if ('code' in effect) throw invalid('fromDay', effect.code, effect.params);
      await this.memberships.requireMonthsHold(stays, staysAfter(stays, move, effect), fromDay);
      await this.apply(
        effect,
        { memberId, toBranchId, groupId, fromDay, requestId },
        stays.at(-1)?.profileCode ?? 'full',
      );

      const from = effect.removed ?? effect.ended;
      const about = { memberId, fromBranchId: from?.branchId ?? null, toBranchId, groupId, fromDay };
      const touched = new Set([from?.branchId, toBranchId].filter((id) => typeof id === 'number'));
      const actorAccountId = actor.accountId;
      await this.trail.appendToEach(
        [...touched].map((id) => ({ chain: chainOf(id), at, action: 'member.transfer', actorAccountId, about })),
      );
      return this.rosters.one(memberId);
    });
  }

  private async apply(
    { removed, ended, resumed, begins }: MoveEffect,
    move: TransferBody & { memberId: number },
    profileCode: string,
  ): Promise<void> {
    const { memberId, toBranchId, groupId, fromDay, requestId } = move;
    if (removed) await this.database.change('DELETE FROM memberships WHERE id = ?', [removed.id]);
    if (ended) await this.database.change('UPDATE memberships SET untilDay = ? WHERE id = ?', [fromDay, ended.id]);
    if (resumed)
      await this.database.change('UPDATE memberships SET untilDay = NULL, groupId = ? WHERE id = ?', [
        groupId,
        resumed.id,
      ]);
    if (begins && toBranchId !== null) {
      const rosterOrder = ((await this.memberships.lastPlaces([toBranchId])).get(toBranchId) ?? 0) + 1;
      const begun = { memberId, branchId: toBranchId, groupId, fromDay, rosterOrder, profileCode, requestId };
      await this.database.insert(Membership, [begun]);
    } else {
      const changed = (resumed ?? ended)?.id;
      if (changed !== undefined)
        await this.database.change('UPDATE memberships SET requestId = ? WHERE id = ?', [requestId, changed]);
    }
  }

  /** The membership that a request began, ended or resumed carries its id. */
  private async isRepeated(
    memberId: number,
    { requestId, toBranchId, groupId, fromDay }: TransferBody,
  ): Promise<boolean> {
    const stay = await this.database.row<Membership>('SELECT * FROM memberships WHERE requestId = ?', [requestId]);
    if (!stay) return false;
    const same =
      stay.memberId === memberId &&
      (toBranchId === null
        ? stay.untilDay === fromDay
        : stay.branchId === toBranchId && stay.groupId === groupId && stay.fromDay <= fromDay);
    if (!same) throw invalid('requestId', 'usedForSomethingElse');
    return true;
  }

  /** Only into a branch whose roster is the actor's to manage; another one might as well not be there. */
  private async requireBranch(actor: Actor, branchId: number | null): Promise<void> {
    if (branchId === null) return;
    const branch = await this.database.row<{ path: string }>(
      "SELECT path FROM units WHERE id = ? AND kind = 'branch'",
      [branchId],
    );
    if (!branch || !includes(scopeOf(actor, 'roster.manage'), branch.path)) throw invalid('toBranchId', 'unknown');
  }
}

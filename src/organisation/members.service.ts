import { Injectable } from '@nestjs/common';
import type { Canonical } from '../audit/canonical.js';
import { chainOf, organisationChain, Trail } from '../audit/trail.service.js';
import { Clock, type Instant } from '../calendar.js';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { invalid, Refusal } from '../http/refusal.js';
import { Member } from './member.entity.js';
import type { MemberBody, MemberView, NewMemberBody } from './members.dto.js';
import { Membership } from './membership.entity.js';
import { stayOn } from './membership-rules.js';
import { Memberships, requireSensibleBirthYear, requireSensibleDay } from './memberships.service.js';
import { Organisation } from './organisation.service.js';
import { Rosters } from './rosters.service.js';

/** Adds members to branches and corrects what is known of them. Nobody is ever deleted: past months keep their names. */
@Injectable()
export class Members {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly trail: Trail,
    private readonly organisation: Organisation,
    private readonly memberships: Memberships,
    private readonly rosters: Rosters,
  ) {}

  /** A repeated request answers the member it added the first time. @throws duplicate, conflict (an opened month) */
  add(actor: Actor, branchId: number, body: NewMemberBody): Promise<MemberView> {
    const { now, today } = this.clock.moment();
    requireSensibleDay(body.fromDay, today);
    requireSensibleBirthYear(body.birthYear ?? null, today);
    return this.database.write(async () => {
      await this.organisation.lock();
      const branch = await this.organisation.unitById(branchId);
      if (branch.kind !== 'branch') throw invalid('unitId', 'notABranch');
      const repeated = await this.repeated(branchId, body);
      if (repeated !== undefined) return this.rosters.one(repeated);
      await this.requireFreeNumber(body.memberNumber);
      await this.memberships.requireGroup(body.groupId ?? null, branchId);
      const stay = { id: 0, branchId, fromDay: body.fromDay, untilDay: null };
      await this.memberships.requireMonthsHold([], [stay], body.fromDay);
      const memberId = await this.insert(branchId, body);
      await this.record('member.add', { branchId, memberId, actor, at: now, body });
      return this.rosters.one(memberId);
    });
  }

  /** Group and profile are those of the membership of today, or else of the one that is to come. @throws stale */
  change(actor: Actor, memberId: number, body: MemberBody, version: number): Promise<MemberView> {
    const { name, standing, situation, birthYear = null, groupId = null, profileCode } = body;
    const { now, today } = this.clock.moment();
    requireSensibleBirthYear(birthYear, today);
    return this.database.write(async () => {
      await this.organisation.lock();
      await this.raiseVersion(memberId, version);
      const stays = (await this.memberships.of([memberId])).get(memberId) ?? [];
      const current = stayOn(stays, today) ?? stays.find(({ fromDay }) => fromDay > today);
      if (current) await this.memberships.requireGroup(groupId, current.branchId);
      else if (groupId !== null) throw invalid('groupId', 'notOfBranch');
      await this.database.change(
        'UPDATE members SET name = ?, standing = ?, situation = ?, birthYear = ? WHERE id = ?',
        [name, standing, situation, birthYear, memberId],
      );
      if (current)
        await this.database.change('UPDATE memberships SET groupId = ?, profileCode = ? WHERE id = ?', [
          groupId,
          profileCode,
          current.id,
        ]);
      const branchId = current?.branchId ?? null;
      await this.record('member.change', { branchId, memberId, actor, at: now, body });
      return this.rosters.one(memberId);
    });
  }

  /** Says that the member is changed, if he is still as the client saw him. @throws notFound, stale */
  async raiseVersion(memberId: number, version: number): Promise<void> {
    const raised = await this.database.change('UPDATE members SET version = version + 1 WHERE id = ? AND version = ?', [
      memberId,
      version,
    ]);
    if (raised === 1) return;
    const member = await this.database.row<Member>('SELECT version FROM members WHERE id = ?', [memberId]);
    throw member ? new Refusal('stale', { params: { version: member.version } }) : new Refusal('notFound');
  }

  private async insert(branchId: number, body: NewMemberBody): Promise<number> {
    const { requestId, memberNumber, name, standing, situation, fromDay, profileCode } = body;
    const { birthYear = null, groupId = null } = body;
    const rosterOrder = ((await this.memberships.lastPlaces([branchId])).get(branchId) ?? 0) + 1;
    const [memberId] = (await this.database.insert(Member, [
      { memberNumber, name, standing, situation, birthYear, requestId, version: 1 },
    ])) as [number];
    await this.database.insert(Membership, [{ memberId, branchId, groupId, fromDay, rosterOrder, profileCode }]);
    await this.trail.addSalts([memberId]);
    return memberId;
  }

  private async repeated(branchId: number, body: NewMemberBody): Promise<number | undefined> {
    const { requestId, memberNumber, fromDay } = body;
    const member = await this.database.row<Member>('SELECT * FROM members WHERE requestId = ?', [requestId]);
    if (!member) return undefined;
    const first = (await this.memberships.of([member.id])).get(member.id)?.[0];
    const same =
      member.memberNumber === memberNumber &&
      member.name === body.name &&
      first?.branchId === branchId &&
      first.fromDay === fromDay;
    if (!same) throw invalid('requestId', 'usedForSomethingElse');
    return member.id;
  }

  private async requireFreeNumber(memberNumber: string): Promise<void> {
    const taken = await this.database.row('SELECT id FROM members WHERE memberNumber = ?', [memberNumber]);
    if (taken) throw new Refusal('duplicate', { errors: [{ path: 'memberNumber', code: 'taken' }] });
  }

  /** Personal values stand in the trail only as salted digests. */
  private async record(
    action: string,
    decision: { branchId: number | null; memberId: number; actor: Actor; at: Instant; body: MemberBody },
  ): Promise<void> {
    const { branchId, memberId, actor, at, body } = decision;
    const { name, standing, situation, birthYear, groupId, profileCode } = body;
    const added = body as Partial<NewMemberBody>;
    const digests = await this.trail.digests(memberId, {
      name,
      birthYear: birthYear === null || birthYear === undefined ? null : String(birthYear),
      ...(added.memberNumber !== undefined && { memberNumber: added.memberNumber }),
    });
    const about: Record<string, Canonical> = {
      memberId,
      standing,
      situation,
      groupId: groupId ?? null,
      profileCode,
      ...(added.fromDay !== undefined && { fromDay: added.fromDay }),
      ...digests,
    };
    const chain = branchId === null ? organisationChain : chainOf(branchId);
    await this.trail.append({ chain, at, action, actorAccountId: actor.accountId, about });
  }
}

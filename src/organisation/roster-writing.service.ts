import { Injectable } from '@nestjs/common';
import { chainOf, Trail } from '../audit/trail.service.js';
import type { Instant } from '../calendar.js';
import { Database, marks } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { changeEach } from './change-each.js';
import { Member } from './member.entity.js';
import { Membership } from './membership.entity.js';
import { Memberships } from './memberships.service.js';
import type { Decision, RosterPlan } from './roster-plan.js';
import { rosterLines } from './roster-trail.js';
import { Units } from './units.service.js';

/** A row that changes something, with the ids that were made for it. */
export type Decided = Decision & { memberId: number; groupId: number | null; outcome: 'add' | 'change' | 'transfer' };

/** Writes a plan in sets: a handful of statements for five hundred rows and for five thousand. */
@Injectable()
export class RosterWriting {
  constructor(
    private readonly database: Database,
    private readonly trail: Trail,
    private readonly units: Units,
    private readonly memberships: Memberships,
  ) {}

  /** Call it under the organisation's lock, with a plan that was made under it. */
  async write(
    plan: RosterPlan,
    { actor, at, fileDigest }: { actor: Actor; at: Instant; fileDigest: string },
  ): Promise<void> {
    const groupIds = await this.makeGroups(plan);
    const decided = await this.writeMembers(plan, groupIds);
    await this.endStays(decided);
    await this.continueStays(decided);
    await this.beginStays(decided);
    await this.trail.appendToEach(
      rosterLines(decided, plan.newGroups).map(({ branchId, about }) => ({
        chain: chainOf(branchId),
        at,
        action: 'roster.import',
        actorAccountId: actor.accountId,
        about: { ...about, fileDigest },
      })),
    );
  }

  /** The ids of all groups of the branches that the plan touches, by 'branchId/name'. */
  private async makeGroups({ newGroups, rows }: RosterPlan): Promise<ReadonlyMap<string, number>> {
    const branchIds = [...new Set(rows.flatMap(({ decision }) => decision?.branchId ?? []))];
    const branches = await this.database.rows<{ id: number; path: string }>(
      `SELECT id, path FROM units WHERE id IN ${marks(branchIds)}`,
      branchIds,
    );
    const pathOf = new Map(branches.map(({ id, path }) => [id, path]));
    await this.units.insert(
      newGroups.map(({ branchId, name }) => ({
        parent: { id: branchId, path: pathOf.get(branchId) as string },
        requestId: null,
        kind: 'group',
        name,
        code: '',
        hasCommittee: false,
      })),
    );
    const groups = await this.database.rows<{ id: number; parentId: number; name: string }>(
      `SELECT id, parentId, name FROM units WHERE kind = 'group' AND parentId IN ${marks(branchIds)}`,
      branchIds,
    );
    return new Map(groups.map(({ id, parentId, name }) => [`${parentId}/${name}`, id]));
  }

  private async writeMembers({ rows }: RosterPlan, groupIds: ReadonlyMap<string, number>): Promise<Decided[]> {
    const changing = rows.filter(({ decision }) => decision !== null);
    const added = changing.filter(({ outcome }) => outcome === 'add');
    const addedIds = await this.database.insert(
      Member,
      added.map(({ memberNumber, decision }) => ({ ...(decision as Decision).facts, memberNumber, version: 1 })),
    );
    await this.trail.addSalts(addedIds);
    const idOf = new Map(added.map(({ rowNumber }, index) => [rowNumber, addedIds[index] as number]));
    const decided = changing.map(({ rowNumber, outcome, decision }): Decided => {
      const { branchId, group, member, stay } = decision as Decision;
      const groupId = group === null ? (stay?.groupId ?? null) : (groupIds.get(`${branchId}/${group}`) as number);
      const memberId = member?.id ?? (idOf.get(rowNumber) as number);
      return { ...(decision as Decision), memberId, groupId, outcome: outcome as Decided['outcome'] };
    });
    const known = decided.filter(({ member }) => member !== null);
    await changeEach(
      this.database,
      'members',
      known.map(({ memberId, facts }) => ({ id: memberId, ...facts })),
    );
    const knownIds = known.map(({ memberId }) => memberId);
    await this.database.change(`UPDATE members SET version = version + 1 WHERE id IN ${marks(knownIds)}`, knownIds);
    return decided;
  }

  private async endStays(decided: readonly Decided[]): Promise<void> {
    const removed = decided.flatMap(({ effect }) => effect?.removed?.id ?? []);
    await this.database.change(`DELETE FROM memberships WHERE id IN ${marks(removed)}`, removed);
    const ended = decided.flatMap(({ effect, fromDay }) =>
      effect?.ended ? [{ id: effect.ended.id, untilDay: fromDay }] : [],
    );
    await changeEach(this.database, 'memberships', ended);
  }

  private async continueStays(decided: readonly Decided[]): Promise<void> {
    const going = (id: number | undefined, { groupId, profileCode }: Decided) =>
      id === undefined ? [] : [{ id, groupId, profileCode }];
    await changeEach(
      this.database,
      'memberships',
      decided.flatMap((row) => going(row.stay?.id ?? row.effect?.resumed?.id, row)),
    );
    const resumed = decided.flatMap(({ effect }) => effect?.resumed?.id ?? []);
    await this.database.change(`UPDATE memberships SET untilDay = NULL WHERE id IN ${marks(resumed)}`, resumed);
  }

  /** New members and those transferred stand at the end of their branch's roster, in the file's order. */
  private async beginStays(decided: readonly Decided[]): Promise<void> {
    const beginning = decided.filter(({ member, effect }) => member === null || effect?.begins);
    const places = await this.memberships.lastPlaces([...new Set(beginning.map(({ branchId }) => branchId))]);
    await this.database.insert(
      Membership,
      beginning.map(({ memberId, branchId, groupId, fromDay, profileCode }) => {
        const rosterOrder = (places.get(branchId) ?? 0) + 1;
        places.set(branchId, rosterOrder);
        return { memberId, branchId, groupId, fromDay, profileCode, rosterOrder };
      }),
    );
  }
}

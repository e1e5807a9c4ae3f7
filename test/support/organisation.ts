import { randomUUID } from 'node:crypto';
import { Trail } from '#src/audit/trail.service.js';
import type { Database } from '#src/database/database.js';
import { Account } from '#src/identity/account.entity.js';
import type { Role } from '#src/http/allow.js';
import { RoleAssignment } from '#src/identity/role-assignment.entity.js';
import { Member, type MemberSituation, type MemberStanding } from '#src/organisation/member.entity.js';
import { Membership } from '#src/organisation/membership.entity.js';
import { Unit, type UnitKind } from '#src/organisation/unit.entity.js';

/** Rows laid straight into the tables, for tests of what stands on them. */
export interface UnitWish {
  kind?: UnitKind;
  name?: string;
  parentId?: number | null;
  hasCommittee?: boolean;
}

export async function aUnit(database: Database, wish: UnitWish = {}): Promise<{ id: number; path: string }> {
  const { kind = 'branch', parentId = null, hasCommittee = true } = wish;
  return database.write(async () => {
    const parent = parentId === null ? undefined : await database.lock<Unit>('units', parentId);
    const requestId = randomUUID();
    const [id] = await database.insert(Unit, [
      {
        parentId,
        kind,
        name: wish.name ?? `${kind} ${requestId.slice(0, 8)}`,
        code: '',
        path: requestId,
        rosterOrder: 0,
        hasCommittee: hasCommittee ? 1 : 0,
        rankingEnabled: 0,
        requestId,
        version: 1,
      } as never,
    ]);
    const path = `${parent?.path ?? '/'}${id}/`;
    await database.change('UPDATE units SET path = ?, rosterOrder = ? WHERE id = ?', [path, id!, id!]);
    const trail = new Trail(database);
    if (parentId === null) await trail.begin('organisation');
    await trail.begin(`unit:${id}`);
    return { id: id!, path };
  });
}

export interface MemberWish {
  branchId: number;
  groupId?: number | null;
  name?: string;
  memberNumber?: string;
  standing?: MemberStanding;
  situation?: MemberSituation;
  profileCode?: string;
  fromDay?: string;
  untilDay?: string | null;
}

let numbered = 0;

/** Members with one membership each, in roster order. */
export async function someMembers(database: Database, wishes: readonly MemberWish[]): Promise<number[]> {
  return database.write(async () => {
    const ids = await database.insert(
      Member,
      wishes.map((wish) => {
        numbered += 1;
        return {
          memberNumber: wish.memberNumber ?? `M${process.pid}-${numbered}`,
          name: wish.name ?? `成员${numbered}`,
          standing: wish.standing ?? 'full',
          situation: wish.situation ?? 'serving',
          birthYear: null,
          requestId: null,
          version: 1,
        };
      }),
    );
    await database.insert(
      Membership,
      wishes.map((wish, index) => ({
        memberId: ids[index]!,
        branchId: wish.branchId,
        groupId: wish.groupId ?? null,
        fromDay: wish.fromDay ?? '2020-01-01',
        untilDay: wish.untilDay ?? null,
        rosterOrder: index + 1,
        profileCode: wish.profileCode ?? 'full',
        requestId: null,
      })),
    );
    await new Trail(database).addSalts(ids);
    return ids;
  });
}

/** An account that can't be signed in to with a password; use `service.as`. */
export async function anAccount(
  database: Database,
  { memberId = null, roles = [], name }: { memberId?: number | null; roles?: [Role, number][]; name?: string } = {},
): Promise<number> {
  return database.write(async () => {
    numbered += 1;
    const [accountId] = await database.insert(Account, [
      {
        signInName: name ?? `account${process.pid}-${numbered}`,
        displayName: name ?? `账号${numbered}`,
        memberId,
        passwordHash: 'none',
        mustChangePassword: 0,
        suspendedAt: null,
        failedSignIns: 0,
        lockedUntil: null,
        createdAt: '2020-01-01T00:00:00.000Z',
        requestId: null,
        version: 1,
      } as never,
    ]);
    if (roles.length > 0)
      await database.insert(
        RoleAssignment,
        roles.map(([role, unitId]) => ({
          accountId: accountId!,
          role,
          unitId,
          fromDay: '2020-01-01',
          untilDay: null,
          requestId: null,
          version: 1,
        })),
      );
    return accountId!;
  });
}

import { Injectable } from '@nestjs/common';
import { Clock, type Day, type Instant } from '../calendar.js';
import { Database } from '../database/database.js';
import { actions, type Actor, type Holding, type Role } from '../http/allow.js';
import type { UnitKind } from '../organisation/unit.entity.js';
import { Policies } from './policies.service.js';
import type { PolicyValues } from './policies.js';
import { may, nowhere } from './rights.js';
import { mustEnrol } from './second-factor.js';
import type { Me, MeMember, MeSession, UnitReference } from './session.dto.js';
import { endOf } from './session-times.js';
import { digestOf } from './sessions.service.js';

interface PersonRow {
  signInName: string;
  displayName: string;
  mustChangePassword: 0 | 1;
  enrolledAt: Instant | null;
  memberId: number | null;
  memberNumber: string | null;
  name: string | null;
  branchId: number | null;
  branchName: string | null;
  branchKind: UnitKind | null;
  branchPath: string | null;
  groupId: number | null;
  groupName: string | null;
  groupKind: UnitKind | null;
}

interface RoleRow {
  role: Role;
  fromDay: Day;
  untilDay: Day | null;
  id: number;
  name: string;
  kind: UnitKind;
  path: string;
}

/** Tells an account about itself. */
@Injectable()
export class AboutMe {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly policies: Policies,
  ) {}

  /** Without a session's secret nothing is said of when it ends. `only` is what a token is good for, when one asks. */
  async of(accountId: number, sessionToken?: string, only?: Actor['only']): Promise<Me> {
    const today = this.clock.today();
    const { person, roles, values, session } = await this.database.read(async () => {
      const decided = await this.policies.read();
      return {
        values: decided,
        person: await this.person(accountId, today),
        roles: await this.roles(accountId, today),
        session: sessionToken === undefined ? null : await this.session(sessionToken, decided),
      };
    });
    const { signInName, displayName, mustChangePassword, memberId, branchPath } = person;
    const member = memberOf(person);
    const assigned: Holding[] = roles.map(({ role, path }) => ({ role, unitPath: path }));
    const own: Holding[] = member ? [{ role: 'member', unitPath: branchPath ?? nowhere }] : [];
    const actor = { memberId, holdings: [...assigned, ...own], ...(only && { only }) };
    const places = new Map(roles.map((row) => [row.path, unitOf(row)]));
    if (member?.branch && branchPath) places.set(branchPath, member.branch);
    return {
      accountId,
      signInName,
      displayName,
      mustChangePassword: mustChangePassword === 1,
      mustEnrol: !session?.secondFactorElsewhere && mustEnrol(assigned, person.enrolledAt !== null, values),
      passwordLengthMin: values.passwordLengthMin,
      session: session && meSessionOf(session),
      member,
      roles: roles.map((row) => ({ role: row.role, unit: unitOf(row), fromDay: row.fromDay, untilDay: row.untilDay })),
      units: [...places].map(([unitPath, unit]) => ({
        unit,
        actions: actions.filter((action) => may(action, actor, { unitPath, memberId: null })),
      })),
      today,
    };
  }

  private async session(
    token: string,
    values: PolicyValues,
  ): Promise<(MeSession & { secondFactorElsewhere: boolean }) | null> {
    const row = await this.database.row<{
      createdAt: Instant;
      expiresAt: Instant;
      secondFactorElsewhere: 0 | 1 | null;
    }>('SELECT createdAt, expiresAt, secondFactorElsewhere FROM sessions WHERE tokenDigest = ?', [digestOf(token)]);
    if (!row) return null;
    const secondFactorElsewhere = row.secondFactorElsewhere === 1;
    const endsAt = endOf(row, values);
    const secondsLeft = Math.max(0, Math.floor((Date.parse(endsAt) - Date.parse(this.clock.now())) / 1000));
    return { endsAt, secondsLeft, idleMinutes: values.sessionIdleMinutes, secondFactorElsewhere };
  }

  private async person(accountId: number, today: Day): Promise<PersonRow> {
    const found = await this.database.row<PersonRow>(
      `SELECT accounts.signInName, accounts.displayName, accounts.mustChangePassword, accounts.memberId,
              second_factors.confirmedAt AS enrolledAt,
              members.memberNumber, members.name,
              branches.id AS branchId, branches.name AS branchName, branches.kind AS branchKind, branches.path AS branchPath,
              teams.id AS groupId, teams.name AS groupName, teams.kind AS groupKind
         FROM accounts
         LEFT JOIN second_factors ON second_factors.accountId = accounts.id
         LEFT JOIN members ON members.id = accounts.memberId
         LEFT JOIN memberships ON memberships.memberId = accounts.memberId
              AND memberships.fromDay <= ? AND (memberships.untilDay IS NULL OR memberships.untilDay > ?)
         LEFT JOIN units branches ON branches.id = memberships.branchId
         LEFT JOIN units teams ON teams.id = memberships.groupId
        WHERE accounts.id = ?`,
      [today, today, accountId],
    );
    if (!found) throw new Error(`There is no account ${accountId}.`);
    return found;
  }

  private roles(accountId: number, today: Day): Promise<RoleRow[]> {
    return this.database.rows<RoleRow>(
      `SELECT role_assignments.role, role_assignments.fromDay, role_assignments.untilDay,
              units.id, units.name, units.kind, units.path
         FROM role_assignments JOIN units ON units.id = role_assignments.unitId
        WHERE role_assignments.accountId = ?
          AND role_assignments.fromDay <= ? AND (role_assignments.untilDay IS NULL OR role_assignments.untilDay > ?)
        ORDER BY units.path, role_assignments.id`,
      [accountId, today, today],
    );
  }
}

function meSessionOf({ endsAt, secondsLeft, idleMinutes }: MeSession): MeSession {
  return { endsAt, secondsLeft, idleMinutes };
}

function unitOf({ id, name, kind }: Pick<RoleRow, 'id' | 'name' | 'kind'>): UnitReference {
  return { id, name, kind };
}

function memberOf(row: PersonRow): MeMember | null {
  if (row.memberId === null) return null;
  const { memberId: id, memberNumber, name, branchId, branchName, branchKind, groupId, groupName, groupKind } = row;
  return {
    id,
    memberNumber: memberNumber ?? '',
    name: name ?? '',
    branch: branchId === null ? null : { id: branchId, name: branchName ?? '', kind: branchKind ?? 'branch' },
    group: groupId === null ? null : { id: groupId, name: groupName ?? '', kind: groupKind ?? 'group' },
  };
}

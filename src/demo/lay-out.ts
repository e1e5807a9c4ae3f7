import { BranchSettingsRow } from '../assessments/branch-settings.entity.js';
import { defaultSettings } from '../assessments/branch-settings.js';
import { organisationChain, chainOf, Trail } from '../audit/trail.service.js';
import { addDays, type Day, type Instant } from '../calendar.js';
import type { Database } from '../database/database.js';
import { Account } from '../identity/account.entity.js';
import { PolicyChange } from '../identity/policy-change.entity.js';
import { RoleAssignment } from '../identity/role-assignment.entity.js';
import { Member } from '../organisation/member.entity.js';
import { Membership } from '../organisation/membership.entity.js';
import { Unit, type UnitKind } from '../organisation/unit.entity.js';
import { PrivacyNotice } from '../privacy/privacy-notice.entity.js';
import { branches, bureau, joins, members, moves, onPaper, personas } from './people.js';

/** The ids of what was laid out, by the names that people.ts uses. */
export interface Laid {
  unitIds: Map<string, number>;
  unitPaths: Map<string, string>;
  memberIds: Map<string, number>;
  accountIds: Map<string, number>;
}

/** Lays out the demo's units, members, memberships, accounts and roles, as they were on the first day of its year. */
export async function layOut(
  database: Database,
  { year, passwordHash, now }: { year: number; passwordHash: string; now: Instant },
): Promise<Laid> {
  const firstDay = `${year}-01-01`;
  const laid: Laid = { unitIds: new Map(), unitPaths: new Map(), memberIds: new Map(), accountIds: new Map() };
  const trail = new Trail(database);
  await trail.begin(organisationChain);
  await layUnits(database, trail, laid);
  await layMembers(database, trail, laid);
  await layMemberships(database, laid, year, firstDay);
  await layAccounts(database, trail, laid, { passwordHash, createdAt: now, firstDay });
  await offerSecondFactors(database, now);
  await layNotice(database, laid.accountIds.get('office')!, { firstDay, now });
  const about = { members: members.length, units: laid.unitIds.size, demo: true };
  await trail.append({ chain: organisationChain, at: now, action: 'demo.layOut', actorAccountId: null, about });
  return laid;
}

/** Whoever tries the service out has no authenticator at hand: here a second factor is offered, and nobody has to. */
async function offerSecondFactors(database: Database, changedAt: Instant): Promise<void> {
  if ((await database.rows('SELECT id FROM policy_changes LIMIT 1')).length > 0) return;
  await database.insert(PolicyChange, [{ version: 1, name: 'secondFactorRoles', value: '[]', changedAt }]);
}

/** What the made-up bureau says of how it processes data. */
async function layNotice(
  database: Database,
  writtenBy: number,
  { firstDay, now }: { firstDay: Day; now: Instant },
): Promise<void> {
  const said = {
    office: '机关党委办公室',
    contact: '办公楼 302 室',
    basis: '机关党委〔示例〕1 号《党员积分化管理办法》',
  };
  await database.insert(PrivacyNotice, [
    { version: 1, fromDay: firstDay, ...said, remark: '', writtenAt: now, writtenBy },
  ]);
}

async function layUnits(database: Database, trail: Trail, laid: Laid): Promise<void> {
  const add = async (
    key: string,
    parentKey: string | null,
    unit: { kind: UnitKind; name: string; code: string; hasCommittee: boolean },
  ) => {
    const parentId = parentKey === null ? null : laid.unitIds.get(parentKey)!;
    const rosterOrder = laid.unitIds.size + 1;
    const row = { ...unit, parentId, rosterOrder, path: `laid ${key}`, rankingEnabled: false, version: 1 };
    const id = (await database.insert(Unit, [row]))[0]!;
    const path = `${parentKey === null ? '/' : laid.unitPaths.get(parentKey)!}${id}/`;
    await database.change('UPDATE units SET path = ? WHERE id = ?', [path, id]);
    await trail.begin(chainOf(id));
    laid.unitIds.set(key, id);
    laid.unitPaths.set(key, path);
  };
  await add('bureau', null, { kind: 'bureau', ...bureau, hasCommittee: true });
  for (const { key, name, code, hasCommittee, groups, preReview } of branches) {
    await add(key, 'bureau', { kind: 'branch', name, code, hasCommittee });
    const { committee: _, ...usual } = defaultSettings;
    const branchId = laid.unitIds.get(key)!;
    const settings = { ...usual, preReview, objectionsAnonymous: key === 'office', automaticOpening: false };
    await database.insert(BranchSettingsRow, [{ ...settings, branchId, version: 1 }]);
    for (const group of groups)
      await add(`group:${group}`, key, { kind: 'group', name: group, code: '', hasCommittee: false });
  }
}

async function layMembers(database: Database, trail: Trail, laid: Laid): Promise<void> {
  const ids = await database.insert(
    Member,
    members.map(({ memberNumber, name, standing, situation, birthYear }) => ({
      memberNumber,
      name,
      standing,
      situation,
      birthYear,
      version: 1,
    })),
  );
  members.forEach(({ memberNumber }, index) => laid.memberIds.set(memberNumber, ids[index]!));
  await trail.addSalts(ids);
}

const dayOfYear = (year: number, { month, day }: { month: number; day: number }): Day =>
  `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;

async function layMemberships(database: Database, laid: Laid, year: number, firstDay: Day): Promise<void> {
  const moveDay = dayOfYear(year, moves);
  const rows = members.flatMap((member, index) => {
    const row = {
      memberId: laid.memberIds.get(member.memberNumber)!,
      branchId: laid.unitIds.get(member.branch)!,
      groupId: member.group === null ? null : laid.unitIds.get(`group:${member.group}`)!,
      fromDay:
        member.memberNumber === joins.memberNumber
          ? dayOfYear(year, joins)
          : addDays(firstDay, -400 - ((index * 397) % 5000)),
      rosterOrder: index + 1,
      profileCode: member.profileCode,
    };
    if (member.memberNumber !== moves.memberNumber) return [row];
    const after = { ...row, branchId: laid.unitIds.get(moves.to)!, groupId: null, fromDay: moveDay, rosterOrder: 500 };
    return [{ ...row, untilDay: moveDay }, after];
  });
  await database.insert(Membership, rows);
}

async function layAccounts(
  database: Database,
  trail: Trail,
  laid: Laid,
  { passwordHash, createdAt, firstDay }: { passwordHash: string; createdAt: Instant; firstDay: Day },
): Promise<void> {
  const spokenFor = new Set(personas.map(({ memberNumber }) => memberNumber));
  const people = [
    ...personas.map(({ signInName, memberNumber, displayName }) => ({ signInName, memberNumber, displayName })),
    ...members
      .filter(({ memberNumber }) => !spokenFor.has(memberNumber))
      .map(({ memberNumber }) => ({ signInName: memberNumber.toLowerCase(), memberNumber, displayName: undefined })),
  ];
  const nameOf = new Map(members.map(({ memberNumber, name }) => [memberNumber, name]));
  const ids = await database.insert(
    Account,
    people.map(({ signInName, memberNumber, displayName }) => ({
      suspendedAt: onPaper.has(memberNumber ?? '') ? createdAt : null,
      signInName,
      displayName: displayName ?? nameOf.get(memberNumber!)!,
      memberId: memberNumber === null ? null : laid.memberIds.get(memberNumber)!,
      passwordHash,
      mustChangePassword: false,
      failedSignIns: 0,
      createdAt,
      version: 1,
    })),
  );
  people.forEach(({ signInName }, index) => laid.accountIds.set(signInName, ids[index]!));
  const assignments = personas.flatMap(({ signInName, roles }) =>
    roles.map(([role, unit]) => ({
      accountId: laid.accountIds.get(signInName)!,
      role,
      unitId: laid.unitIds.get(unit)!,
      fromDay: addDays(firstDay, -30),
    })),
  );
  const assignmentIds = await database.insert(
    RoleAssignment,
    assignments.map((assignment) => ({ ...assignment, version: 1 })),
  );
  for (const [index, assignment] of assignments.entries()) {
    const about = { roleAssignmentId: assignmentIds[index]!, ...assignment, untilDay: null };
    const line = { chain: organisationChain, at: createdAt, action: 'role.assign', actorAccountId: null, about };
    await trail.append(line);
  }
}

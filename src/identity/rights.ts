import type { Action } from '../http/allow.js';

/** The roles of domain/process.md. Nobody is assigned 'member': whoever's account belongs to a member has it. */
export const roles = [
  'groupLeader',
  'organisationCommissioner',
  'disciplineCommissioner',
  'secretary',
  'deputySecretary',
  'bureauOffice',
  'auditor',
  'systemAdministrator',
] as const;
export type Role = (typeof roles)[number];

/**
 * How far a right reaches from the unit in which the role is held:
 * own = what belongs to the actor himself; unit = that very unit; subtree = that unit and everything below it;
 * ownBranch = the branch the actor is a member of today.
 */
export type Reach = 'own' | 'ownBranch' | 'unit' | 'subtree';

type Rights = Record<Action, Partial<Record<Role | 'member', Reach>>>;

/** Who may do what where: the whole table. A new action is one line here. */
export const rights: Rights = {
  'account.manage': { systemAdministrator: 'subtree' },
  'board.read': {
    member: 'ownBranch',
    secretary: 'subtree',
    deputySecretary: 'subtree',
    organisationCommissioner: 'subtree',
    disciplineCommissioner: 'subtree',
    bureauOffice: 'subtree',
    auditor: 'subtree',
  },
  'member.history': {
    member: 'own',
    secretary: 'subtree',
    deputySecretary: 'subtree',
    organisationCommissioner: 'subtree',
    disciplineCommissioner: 'subtree',
    bureauOffice: 'subtree',
    auditor: 'subtree',
  },
  'month.confirm': { secretary: 'subtree', deputySecretary: 'subtree' },
  'month.open': { organisationCommissioner: 'subtree', secretary: 'subtree', deputySecretary: 'subtree' },
  'month.publish': { organisationCommissioner: 'subtree', secretary: 'subtree', deputySecretary: 'subtree' },
  'month.read': {
    member: 'ownBranch',
    secretary: 'subtree',
    deputySecretary: 'subtree',
    organisationCommissioner: 'subtree',
    disciplineCommissioner: 'subtree',
    bureauOffice: 'subtree',
    auditor: 'subtree',
  },
  'month.review': { secretary: 'subtree', deputySecretary: 'subtree', organisationCommissioner: 'subtree' },
  'role.manage': { systemAdministrator: 'subtree' },
  'roster.manage': { organisationCommissioner: 'subtree', bureauOffice: 'subtree' },
  'roster.read': {
    groupLeader: 'subtree',
    secretary: 'subtree',
    deputySecretary: 'subtree',
    organisationCommissioner: 'subtree',
    disciplineCommissioner: 'subtree',
    bureauOffice: 'subtree',
    auditor: 'subtree',
  },
  'scheme.read': {
    member: 'ownBranch',
    groupLeader: 'subtree',
    secretary: 'subtree',
    deputySecretary: 'subtree',
    organisationCommissioner: 'subtree',
    disciplineCommissioner: 'subtree',
    bureauOffice: 'subtree',
    auditor: 'subtree',
  },
  // The bureau decides the sheets of those who decide in the branch, and no others (assessments/review.ts).
  'sheet.decide': { secretary: 'subtree', deputySecretary: 'subtree', bureauOffice: 'subtree' },
  'sheet.exempt': { organisationCommissioner: 'subtree', secretary: 'subtree', deputySecretary: 'subtree' },
  'sheet.read': {
    member: 'own',
    bureauOffice: 'subtree',
    secretary: 'subtree',
    deputySecretary: 'subtree',
    organisationCommissioner: 'subtree',
    disciplineCommissioner: 'subtree',
    auditor: 'subtree',
  },
  'sheet.write': { member: 'own' },
  'statistics.read': {
    secretary: 'subtree',
    deputySecretary: 'subtree',
    organisationCommissioner: 'subtree',
    disciplineCommissioner: 'subtree',
    bureauOffice: 'subtree',
    auditor: 'subtree',
  },
  'summary.read': {
    secretary: 'subtree',
    deputySecretary: 'subtree',
    organisationCommissioner: 'subtree',
    disciplineCommissioner: 'subtree',
    bureauOffice: 'subtree',
    auditor: 'subtree',
  },
  'unit.manage': { bureauOffice: 'subtree', systemAdministrator: 'subtree' },
  'unit.read': {
    member: 'ownBranch',
    groupLeader: 'subtree',
    secretary: 'subtree',
    deputySecretary: 'subtree',
    organisationCommissioner: 'subtree',
    disciplineCommissioner: 'subtree',
    bureauOffice: 'subtree',
    auditor: 'subtree',
    systemAdministrator: 'subtree',
  },
};

/** What somebody holds today: a role and the path of the unit it is held in; for a member, his own branch's. */
export interface Holding {
  role: Role | 'member';
  unitPath: string;
}

/** What an action is done to: the path of the unit it belongs to and, where it is about one person, who that is. */
export interface Target {
  unitPath: string;
  memberId: number | null;
}

function reaches(reach: Reach, holding: Holding, target: Target, actorMemberId: number | null): boolean {
  switch (reach) {
    case 'own':
      return actorMemberId !== null && target.memberId === actorMemberId;
    case 'ownBranch':
    case 'unit':
      return target.unitPath === holding.unitPath;
    case 'subtree':
      return target.unitPath.startsWith(holding.unitPath);
  }
}

/** Whether somebody with these holdings may do this to that. Deny by default: only what the table says. */
export function may(
  action: Action,
  { memberId, holdings }: { memberId: number | null; holdings: readonly Holding[] },
  target: Target,
): boolean {
  return holdings.some((holding) => {
    const reach = rights[action][holding.role];
    return reach !== undefined && reaches(reach, holding, target, memberId);
  });
}

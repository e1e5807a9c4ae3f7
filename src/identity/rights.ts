import type { Action, Actor, Holding, Role } from '../http/allow.js';
import type { UnitKind } from '../organisation/unit.entity.js';

/**
 * How far a right reaches from the unit in which the role is held:
 * own = what belongs to the actor himself, wherever he is a member today, or no more;
 * ownBranch = the branch the actor is a member of today, with its groups;
 * subtree = the unit and everything below it;
 * everywhere = what belongs to the whole organisation, whatever unit the role is held in.
 */
export type Reach = 'own' | 'ownBranch' | 'subtree' | 'everywhere';

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
  // An account is given to a member of the roster, so the administrator reads it. There are no points in it.
  'roster.read': {
    member: 'own',
    groupLeader: 'subtree',
    secretary: 'subtree',
    deputySecretary: 'subtree',
    organisationCommissioner: 'subtree',
    disciplineCommissioner: 'subtree',
    bureauOffice: 'subtree',
    auditor: 'subtree',
    systemAdministrator: 'subtree',
  },
  'scheme.read': {
    member: 'everywhere',
    groupLeader: 'everywhere',
    secretary: 'everywhere',
    deputySecretary: 'everywhere',
    organisationCommissioner: 'everywhere',
    disciplineCommissioner: 'everywhere',
    bureauOffice: 'everywhere',
    auditor: 'everywhere',
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

/** What an action is done to: the path of the unit it belongs to and, where it is about one person, who that is. */
export interface Target {
  unitPath: string;
  memberId: number | null;
}

/** Where a member is who belongs to no branch today. No unit has this path, so it reaches nothing but what is his own. */
export const nowhere = 'nowhere';

function reaches(reach: Reach, holding: Holding, target: Target, actorMemberId: number | null): boolean {
  switch (reach) {
    case 'own':
      return actorMemberId !== null && target.memberId === actorMemberId;
    case 'ownBranch':
    case 'subtree':
      return target.unitPath.startsWith(holding.unitPath);
    case 'everywhere':
      return true;
  }
}

type Holder = Pick<Actor, 'memberId' | 'holdings'>;

/** Whether somebody with these holdings may do this to that. Deny by default: only what the table says. */
export function may(action: Action, { memberId, holdings }: Holder, target: Target): boolean {
  return holdings.some((holding) => {
    const reach = rights[action][holding.role];
    return reach !== undefined && reaches(reach, holding, target, memberId);
  });
}

/**
 * The units in which somebody may do this, as the beginnings of their paths: a list is cut to what begins with one of them.
 * What may be done only to one's own is not in it.
 */
export function unitPathsWith(action: Action, { holdings }: Pick<Holder, 'holdings'>): string[] {
  const paths = holdings.flatMap(({ role, unitPath }) => {
    const reach = rights[action][role];
    if (reach === 'everywhere') return ['/'];
    return reach === 'subtree' || reach === 'ownBranch' ? [unitPath] : [];
  });
  return [...new Set(paths)].filter((path) => path !== nowhere);
}

/** Which roles exist in a unit of each kind: a branch's committee decides its sheets, and the levels above it do not. */
export const rolesOfUnit: Record<UnitKind, readonly Role[]> = {
  bureau: ['bureauOffice', 'auditor', 'systemAdministrator'],
  generalBranch: ['bureauOffice', 'auditor'],
  branch: ['secretary', 'deputySecretary', 'organisationCommissioner', 'disciplineCommissioner', 'auditor'],
  group: ['groupLeader'],
};

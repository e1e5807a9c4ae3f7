import type { Action, Actor, Holding, Role } from '../http/allow.js';
import type { UnitKind } from '../organisation/unit.entity.js';
import { administratorRoles } from './administrators.js';

/**
 * How far a right reaches from the unit in which the role is held:
 * own = what belongs to the actor himself, wherever he is a member today, or no more;
 * ownBranch = the branch the actor is a member of today, with its groups;
 * subtree = the unit and everything below it;
 * line = the same, and the units above it, each as a whole: what is shown of them keeps to groups (statistics/small-groups.ts);
 * everywhere = what belongs to the whole organisation, whatever unit the role is held in.
 */
export type Reach = 'own' | 'ownBranch' | 'subtree' | 'line' | 'everywhere';

type Rights = Record<Action, Partial<Record<Role | 'member', Reach>>>;

const heads = ['secretary', 'deputySecretary'] as const;
const commissioner = 'organisationCommissioner';
const committee = [...heads, commissioner, 'disciplineCommissioner'] as const;
/** Those who read a branch's results beside its own committee. */
const overseers = ['bureauOffice', 'auditor'] as const;
/** The three kept apart (administrators.ts): accounts and roles, policies, and who reads what both have done. */
const [accountKeeper, policyKeeper, auditor] = administratorRoles;

/** The same reach for each of these roles, in what is below the unit they are held in unless said otherwise. */
function give(roles: readonly (Role | 'member')[], reach: Reach = 'subtree'): Partial<Record<Role | 'member', Reach>> {
  return Object.fromEntries(roles.map((role) => [role, reach]));
}

const readers = give([...committee, ...overseers]);

/** Who may do what where: the whole table. A new action is one line here. */
export const rights: Rights = {
  // Who looked at whose record by office. Each sees besides by which office he himself was looked at.
  'accessLine.read': give([auditor]),
  'account.manage': give([accountKeeper]),
  'account.read': give(administratorRoles),
  // Of the whole organisation, so whoever audits a branch alone does not read it.
  'accountTrail.read': give([policyKeeper, auditor]),
  'appeal.decide': give(['bureauOffice']),
  'board.acknowledge': { member: 'ownBranch' },
  'board.archive': readers,
  'board.receipts': give(committee),
  'board.read': { member: 'ownBranch', ...readers, ...give(['witness']) },
  'calendar.manage': give(['bureauOffice'], 'everywhere'),
  'closing.accept': give(['bureauOffice']),
  'closing.acknowledge': { member: 'own' },
  // Whose turn it is: publication/objection.ts, and never who examined the list.
  'closing.answer': give([...committee, 'bureauOffice']),
  'closing.archive': give(['bureauOffice']),
  'closingBoard.read': { member: 'ownBranch', ...readers },
  'closing.confirm': give(heads),
  'closing.examine': give(heads),
  'closing.explain': give(heads),
  // Putting confirmed months together decides nothing: the bureau does it for all its branches at once.
  'closing.generate': give([...heads, commissioner, 'bureauOffice']),
  'closing.notePaper': give([...heads, commissioner]),
  'closing.object': { member: 'ownBranch' },
  // Never for oneself (closing/branch-examinations.service.ts).
  'closing.propose': give(committee),
  'closing.publish': give([...heads, commissioner]),
  'closing.read': readers,
  'ownClosing.read': { member: 'own', ...readers },
  'closing.withdraw': give(heads),
  'correction.countersign': give(['bureauOffice']),
  // The bureau decides slips about those who decide in the branch, and no others (disputes/corrections.service.ts).
  'correction.decide': give([...heads, 'bureauOffice']),
  'correction.issue': give([...heads, commissioner, 'bureauOffice']),
  'correction.propose': give(committee),
  'correction.read': { member: 'own', ...readers },
  // What branch and roster say of a member is the commissioner's to answer; the rest is the bureau's (privacy/data-request.ts).
  'dataRequest.answer': give([commissioner, 'bureauOffice']),
  'dataRequest.decide': give(['bureauOffice']),
  'dataRequest.read': { member: 'own', ...give([commissioner, ...overseers]) },
  // Never members: it is about how their sheets were looked at.
  'fairness.read': readers,
  'figures.read': { ...give(['member', ...committee], 'line'), ...give(overseers) },
  'exemption.apply': give([...heads, commissioner]),
  // Two people: the bureau orders, and who keeps the policies carries out (retention/erasure-orders.service.ts).
  'erasure.carryOut': give([policyKeeper], 'everywhere'),
  'erasure.order': give(['bureauOffice']),
  // Two levels: the branch applies, the bureau decides. The reasons are for those two, the auditor and the member himself.
  'exemption.decide': give(['bureauOffice']),
  'exemption.read': { member: 'own', ...give([...heads, commissioner, ...overseers]) },
  // Each kind of table asks for its own right beside this one (imports/import-steps.service.ts).
  'import.prepare': give([...heads, commissioner, 'bureauOffice']),
  'meeting.keep': give([...heads, commissioner]),
  'meeting.read': { ...readers, ...give(['witness']) },
  'member.history': { member: 'own', ...readers },
  // The bureau takes in what branches report; it changes nothing in it (domain/process.md, roles).
  'month.accept': give(['bureauOffice']),
  'month.approve': give(heads),
  // The discipline commissioner's; where a branch has none, assessments/sign-offs.ts says who stands in.
  'month.check': give(['disciplineCommissioner', 'witness', commissioner]),
  'month.confirm': give(heads),
  // Results of months before the service: not decided here, and marked for good as imported.
  'month.import': give([...heads, commissioner, 'bureauOffice']),
  'month.open': give([...heads, commissioner]),
  'month.publish': give([...heads, commissioner]),
  'month.read': { member: 'ownBranch', ...readers, ...give(['witness']) },
  'month.report': give([...heads, commissioner]),
  'month.review': give([...heads, commissioner]),
  // Whose turn it is, and who is in the way of himself: publication/objection.ts.
  'objection.handle': give([...committee, 'bureauOffice']),
  'objection.raise': { member: 'ownBranch' },
  'objection.read': readers,
  'month.withdraw': give(heads),
  'month.witness': give(['witness']),
  'ownItems.manage': give(heads),
  'policy.manage': give([policyKeeper], 'everywhere'),
  'policy.read': give(administratorRoles, 'everywhere'),
  // Whom to ask, and by which document data are processed: one text for the whole organisation.
  'privacyNotice.manage': give([policyKeeper, 'bureauOffice'], 'everywhere'),
  'publication.export': readers,
  'ranking.manage': give(['bureauOffice']),
  'report.read': readers,
  'reportFacts.keep': give([...heads, commissioner]),
  // What is kept how long, and of whom nothing is erased as long as a case needs it.
  'retention.manage': give([policyKeeper], 'everywhere'),
  // Holds and orders are of the whole organisation, so whoever looks over a part of it does not read why somebody is kept.
  'retention.read': { ...give([policyKeeper], 'everywhere'), ...give(overseers) },
  'role.manage': give([accountKeeper]),
  'roster.manage': give([commissioner, 'bureauOffice']),
  // An account is given to a member of the roster, so the administrator reads it. There are no points in it.
  'roster.read': { member: 'own', ...readers, ...give(['groupLeader', accountKeeper]) },
  'scheme.manage': give(['bureauOffice'], 'everywhere'),
  'scheme.read': give(['member', 'groupLeader', 'witness', ...committee, ...overseers], 'everywhere'),
  // Not the account's keeper: who lets people in is not the one who puts them out.
  'session.end': give([policyKeeper]),
  'settings.manage': give([...heads, commissioner, 'bureauOffice']),
  'settings.read': readers,
  // The bureau decides the sheets of those who decide in the branch, and no others (assessments/review.ts).
  'sheet.decide': give([...heads, 'bureauOffice']),
  'sheet.exempt': give([...heads, commissioner]),
  'sheet.extend': give([...heads, commissioner]),
  // Who pre-reviews which sheet: assessments/pre-reviewers.ts.
  'sheet.preReview': give(['groupLeader', commissioner, ...heads]),
  // A member's paper sheet, entered for him: never for oneself (paper/proxy.ts).
  'sheet.proxy': give(['groupLeader', commissioner, ...heads]),
  // A group leader reaches the sheets of his group, a witness all of the branch where he signs.
  'sheet.read': { member: 'own', ...readers, ...give(['groupLeader', 'witness']) },
  'sheet.write': { member: 'own' },
  'statistics.read': readers,
  'summary.read': readers,
  // What is said in a talk stays with those who have to act on it, and with whom it was held.
  'talk.keep': give([...heads, 'disciplineCommissioner']),
  'talk.read': { member: 'own', ...give([...heads, 'disciplineCommissioner', 'bureauOffice']) },
  'template.manage': give([...heads, commissioner, 'bureauOffice']),
  // Also to fill one; what it is filled with is asked for besides (templates/template-sources.service.ts).
  'template.read': readers,
  // Everybody sees the trail of his own record; what he may not see of it yet is cut by the service.
  'trail.read': { member: 'own', ...give([...heads, ...overseers]) },
  // What is found wrong is told with the figures, so those are told who read them anyway.
  'verification.read': give([...heads, ...overseers]),
  // Two different people, and nobody about himself: vetoes/veto.ts.
  'veto.confirm': give([...heads, 'bureauOffice']),
  'veto.propose': give(['disciplineCommissioner', 'bureauOffice']),
  // A member reads of his own that it is set, and which document says why; the few others read the reason.
  'veto.read': { member: 'own', ...give([...heads, 'disciplineCommissioner', ...overseers]) },
  'unit.manage': give(['bureauOffice', accountKeeper]),
  'unit.read': { member: 'ownBranch', ...readers, ...give(['groupLeader', 'witness', accountKeeper, policyKeeper]) },
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
    case 'line':
      return target.unitPath.startsWith(holding.unitPath) || holding.unitPath.startsWith(target.unitPath);
    case 'everywhere':
      return true;
  }
}

type Holder = Pick<Actor, 'memberId' | 'holdings' | 'only'>;

/** Whether somebody with these holdings may do this to that. Deny by default: only what the table says, and his token. */
export function may(action: Action, { memberId, holdings, only }: Holder, target: Target): boolean {
  if (only?.has(action) === false) return false;
  return holdings.some((holding) => {
    const reach = rights[action][holding.role];
    return reach !== undefined && reaches(reach, holding, target, memberId);
  });
}

/** Which roles exist in a unit of each kind: a branch's committee decides its sheets, and the levels above it do not. */
export const rolesOfUnit: Record<UnitKind, readonly Role[]> = {
  bureau: ['bureauOffice', ...administratorRoles],
  generalBranch: ['bureauOffice', 'auditor'],
  branch: ['secretary', 'deputySecretary', 'organisationCommissioner', 'disciplineCommissioner', 'witness', 'auditor'],
  group: ['groupLeader'],
};

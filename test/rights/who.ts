import type { Role } from '#src/http/allow.js';

/*
 * Who may do something, said in the words of the roles and independently of the service's own table (identity/rights.ts): what
 * is written there by mistake is found because it isn't written here as well.
 */

/**
 * How far it reaches from where the role is held. own: what is the member's own. branch: a member's whole branch. below: the unit
 * and all below it. line: below, and the units above. anywhere: the whole organisation.
 */
export type Reach = 'own' | 'branch' | 'below' | 'line' | 'anywhere';
export type Holder = Role | 'member';
export type Who = Partial<Record<Holder, Reach>>;

const each = (holders: readonly Holder[], reach: Reach): Who =>
  Object.fromEntries(holders.map((holder) => [holder, reach]));
const below = (...holders: Role[]): Who => each(holders, 'below');

export const nobody: Who = {};
/** A member, about himself. */
export const self: Who = { member: 'own' };
/** Every member of the branch. */
export const comrades: Who = { member: 'branch' };
export const leader = below('groupLeader');
export const witness = below('witness');
export const organiser = below('organisationCommissioner');
export const discipline = below('disciplineCommissioner');
/** Secretary and deputy. */
export const heads = below('secretary', 'deputySecretary');
export const committee: Who = { ...heads, ...organiser, ...discipline };
export const office = below('bureauOffice');
export const auditor = below('auditor');
/** Those who read a branch's results beside its committee. */
export const overseers: Who = { ...office, ...auditor };
export const readers: Who = { ...committee, ...overseers };
/** The system administrator, who keeps the accounts and who holds which role. */
export const accounts = below('systemAdministrator');
/** The security administrator, who sets the policies. */
export const security = below('securityAdministrator');

/** The same people, wherever in the organisation it is. */
export const anywhere = (who: Who): Who => each(Object.keys(who) as Holder[], 'anywhere');
/** The same people, and in the units above theirs as well. */
export const inLine = (who: Who): Who => each(Object.keys(who) as Holder[], 'line');

/** What a path names: a unit of any kind, a branch, or any but a group; a member, a month … `organisation` names nothing. */
export type Subject =
  | 'organisation'
  | 'unit'
  | 'branch'
  | 'noGroup'
  | 'member'
  | 'branchMonth'
  | 'sheet'
  | 'evidenceFile'
  | 'publication'
  | 'correction'
  | 'veto'
  | 'talkRecord'
  | 'exemption'
  | 'roleAssignment'
  | 'objection'
  | 'dataRequest';

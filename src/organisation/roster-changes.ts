import type { Membership } from './membership.entity.js';
import { type RosterField, rosterFields, type RosterTexts } from './roster-columns.js';
import type { Decision, KnownOrganisation, MemberFacts } from './roster-plan.js';

export interface RosterChange {
  field: RosterField;
  before: string;
  after: string;
}

/** What a row changes, field by field, in codes and names that the client puts into words. */
export function changesOf(decision: Decision, known: KnownOrganisation): RosterChange[] {
  const { member, facts, stay, effect, branchId, fromDay, profileCode } = decision;
  const left = stay ?? effect?.removed ?? effect?.ended;
  const from = member?.stays.find(({ id }) => id === left?.id);
  const groupBefore = from ? groupName(from, known) : '';
  const before: RosterTexts = {
    ...textsOf(member),
    branch: from ? (known.branchNames.get(from.branchId) ?? '') : '',
    group: groupBefore,
    profile: from?.profileCode ?? '',
    fromDay: from?.fromDay ?? '',
  };
  const after: RosterTexts = {
    ...textsOf(facts),
    memberNumber: before.memberNumber,
    branch: known.branchNames.get(branchId) ?? '',
    group: decision.group ?? (stay ? groupBefore : ''),
    profile: profileCode,
    fromDay,
  };
  return rosterFields
    .map((field) => ({ field, before: before[field], after: after[field] }))
    .filter((change) => change.before !== change.after);
}

/** The number is what a member is found by, and so never changes. */
function textsOf(facts: MemberFacts | null): Omit<RosterTexts, 'branch' | 'group' | 'profile' | 'fromDay'> {
  return {
    memberNumber: '',
    name: facts?.name ?? '',
    standing: facts?.standing ?? '',
    situation: facts?.situation ?? '',
    birthYear: facts?.birthYear?.toString() ?? '',
  };
}

function groupName({ branchId, groupId }: Membership, { branches }: KnownOrganisation): string {
  return branches.find(({ id }) => id === branchId)?.groups.find(({ id }) => id === groupId)?.name ?? '';
}

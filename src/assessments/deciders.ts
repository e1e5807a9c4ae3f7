import type { Actor } from '../http/allow.js';
import { may } from '../identity/rights.js';

/** The roles that decide sheets in a branch; the bureau decides where it is their own. */
export const decidingRoles = ['secretary', 'deputySecretary'] as const;

export interface Case {
  memberId: number;
  branchPath: string;
  /** Whether the sheet's member holds a deciding role in the branch today. */
  memberDecides: boolean;
}

/**
 * Why this person may not decide this sheet; null when he may (domain/process.md, roles): nobody decides his own, and the
 * bureau only steps in for those who decide in the branch, whose sheets nobody else there might be able to decide.
 */
export function whyNotDecide(
  actor: Actor,
  { memberId, branchPath, memberDecides }: Case,
): 'ownCase' | 'forbidden' | null {
  if (memberId === actor.memberId) return 'ownCase';
  if (!may('sheet.decide', actor, { unitPath: branchPath, memberId })) return 'forbidden';
  return memberDecides || decidesIn(actor, branchPath) ? null : 'forbidden';
}

/** Whether somebody decides in the branch by an office of the branch itself, and not only for the bureau. */
function decidesIn(actor: Actor, branchPath: string): boolean {
  return actor.holdings.some(
    ({ role, unitPath }) => (decidingRoles as readonly string[]).includes(role) && branchPath.startsWith(unitPath),
  );
}

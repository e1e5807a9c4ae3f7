import type { Actor } from '../http/allow.js';
import { may } from '../identity/rights.js';
import { holdsIn } from '../identity/scope.js';

/** The roles that decide sheets in a branch; the bureau decides where it is their own. */
export const decidingRoles = ['secretary', 'deputySecretary'] as const;
/** Where a branch has no committee, the secretary and the witness decide together: the bureau decides their own sheets. */
export const bureauRoles = ['secretary', 'witness'] as const;

/** How a member stands to the deciding of sheets in his branch today. */
export interface Standing {
  /** He holds a deciding role: others in the branch decide his sheet, or the bureau. */
  decides: boolean;
  /** Nobody in the branch decides his sheet, only the bureau. */
  bureauOnly: boolean;
}

export interface Case extends Standing {
  memberId: number;
  branchPath: string;
}

/** Who decides a sheet: the branch, somebody else than its own member there or the bureau, or the bureau alone. */
export type WhoDecides = 'branch' | 'othersOrBureau' | 'bureau';

export function whoDecides({ decides, bureauOnly }: Standing): WhoDecides {
  if (bureauOnly) return 'bureau';
  return decides ? 'othersOrBureau' : 'branch';
}

/** What holding these roles in the branch makes of somebody (domain/process.md: no committee, secretary plus one witness). */
export function standingOf(roles: readonly string[], committee: boolean): Standing {
  const holdsOne = (of: readonly string[]) => roles.some((role) => of.includes(role));
  return { decides: holdsOne(decidingRoles), bureauOnly: !committee && holdsOne(bureauRoles) };
}

/**
 * Why this person may not decide this sheet; null when he may (domain/process.md, roles): nobody decides his own, and the
 * bureau only steps in for those who decide in the branch, whose sheets nobody else there might be able to decide.
 */
export function whyNotDecide(
  actor: Actor,
  { memberId, branchPath, decides, bureauOnly }: Case,
): 'ownCase' | 'forbidden' | null {
  if (memberId === actor.memberId) return 'ownCase';
  if (!may('sheet.decide', actor, { unitPath: branchPath, memberId })) return 'forbidden';
  const inBranch = decidesIn(actor, branchPath);
  if (bureauOnly) return inBranch ? 'forbidden' : null;
  return decides || inBranch ? null : 'forbidden';
}

/** Whether somebody decides in the branch by an office of the branch itself, and not only for the bureau. */
function decidesIn(actor: Actor, branchPath: string): boolean {
  return holdsIn(actor, decidingRoles, branchPath);
}

import type { Action, Actor, Role } from '../http/allow.js';
import type { AccessKind, LineDeclaration } from '../http/leaves-line.js';
import { may, type Target } from '../identity/rights.js';
import type { Look } from './access-lines.service.js';

/**
 * The look that somebody takes at a target; null where none is to be noted: what is one's own, and what everybody in the branch
 * may read as a member because it is published to him.
 */
export function lookOf(
  { kind, form }: LineDeclaration,
  action: Action,
  { accountId, memberId, holdings }: Pick<Actor, 'accountId' | 'memberId' | 'holdings'>,
  target: Target,
): Look | null {
  if (target.memberId !== null && target.memberId === memberId) return null;
  const held = holdings.find(
    (holding) => holding.role !== 'member' && may(action, { memberId, holdings: [holding] }, target),
  );
  if (!held) return null;
  return {
    ...{ accountId, kind, form },
    role: held.role as Role,
    officeUnitId: lastUnitOf(held.unitPath),
    memberId: target.memberId,
    unitId: lastUnitOf(target.unitPath),
  };
}

/** '/1/3/7/' → 7 */
function lastUnitOf(path: string): number {
  return Number(path.split('/').at(-2));
}

/**
 * Looks that a member is not told of: they would tell him that a veto, a slip or an objection about him is being prepared before
 * anybody has decided that he shall know, and from whom an objection may have come. The auditor sees them all.
 */
const kept: ReadonlySet<AccessKind> = new Set(['veto', 'correction', 'objection']);

export function isShownToMember(kind: AccessKind): boolean {
  return !kept.has(kind);
}

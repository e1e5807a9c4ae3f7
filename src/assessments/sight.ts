import type { Actor } from '../http/allow.js';
import { may } from '../identity/rights.js';
import type { BranchMonthState, SheetState } from './states.js';

/** Who looks at a sheet, and what has become of it. */
export interface Sight {
  /** It is the reader's own: whatever offices he holds, he sees of it what a member sees. */
  own: boolean;
  /** What the member wrote. A draft is nobody else's before it is handed in or self-assessment is over. */
  claims: boolean;
  /** What was decided. Nobody learns his own before publication. */
  decisions: boolean;
}

export function sightOf(
  actor: Actor,
  { memberId, state, monthState }: { memberId: number; state: SheetState; monthState: BranchMonthState },
): Sight {
  const own = memberId === actor.memberId;
  const published = monthState === 'published' || monthState === 'confirmed';
  return {
    own,
    claims: own || state !== 'draft' || monthState !== 'selfAssessment',
    decisions: published || !own,
  };
}

/** Whether the actor reads sheets of a branch by office, and not only his own. */
export function readsSheets(actor: Actor, branchPath: string): boolean {
  return may('sheet.read', actor, { unitPath: branchPath, memberId: null });
}

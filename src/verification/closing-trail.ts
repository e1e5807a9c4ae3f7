import type { TrailRecord } from '../audit/trail.entity.js';
import type { Said } from './chain-rules.js';

/** What a closing's state is after these; what was given back or withdrawn is where bands are proposed. */
const states: Record<string, string> = {
  'closing.generate': 'generated',
  'closing.examine': 'branchExamined',
  'closing.accept': 'bureauExamined',
  'closing.return': 'generated',
  'closing.withdraw': 'generated',
  'closing.confirm': 'confirmed',
  'closing.archive': 'archived',
};

/** Follows a branch's trail and keeps what it says of closings: the digest of each revision, states, publications, readings. */
export class ClosingTrail {
  /** 'closingId revision' → the digest of its rows. */
  readonly revisions = new Map<string, string>();
  readonly states = new Map<number, string>();
  /** By the sequence of its line. */
  readonly publications = new Map<number, { number: number; digest: string; hash: string }>();
  /** 'closingId memberId figuresDigest' */
  readonly readings = new Set<string>();

  follow({ action, sequence, hash }: TrailRecord, said: Said): void {
    if (!action.startsWith('closing.')) return;
    const { closingId, revision, rowsDigest, digest, number, kind } = said;
    if (typeof closingId !== 'number') return;
    if (typeof rowsDigest === 'string') this.revisions.set(`${closingId} ${String(revision)}`, rowsDigest);
    const state = states[action];
    if (state) this.states.set(closingId, state);
    if (action === 'closing.publish') {
      this.publications.set(sequence, { number: Number(number), digest: String(digest), hash });
      // One that follows a correction leaves the state as it is.
      if (kind === 'full') this.states.set(closingId, 'published');
    }
    if (action === 'closing.acknowledge' && Array.isArray(said.memberIds) && Array.isArray(said.figuresDigests))
      for (const [index, memberId] of said.memberIds.entries())
        this.readings.add(`${closingId} ${String(memberId)} ${String(said.figuresDigests[index])}`);
  }
}

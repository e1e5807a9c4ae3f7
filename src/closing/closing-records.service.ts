import { Injectable } from '@nestjs/common';
import type { Instant } from '../calendar.js';
import { Database, marks, type SqlValue } from '../database/database.js';
import { Refusal } from '../http/refusal.js';
import { periodOf } from '../scoring/periods.js';
import type { Period } from '../scoring/scheme.js';
import { Closing } from './closing.entity.js';
import { ClosingRevision, ClosingRow } from './closing-row.entity.js';
import { ClosingExplanation, ClosingProposal, ClosingStep } from './closing-step.entity.js';
import { type DraftRow, revisionDigestOf } from './rows.js';
import { type ClosingState, type ClosingStepKind, mayBecome } from './states.js';

export interface NewRevision {
  cause: ClosingRevision['cause'];
  correctionId?: number | null;
  schemeVersionId: number;
  asOf: string;
  at: Instant;
  by: number | null;
}

/** What is done to a closing: its next state, what is noted, and by whom. */
export interface StepWish {
  step: ClosingStepKind;
  to: ClosingState;
  note?: string | null;
  at: Instant;
  by: number | null;
  columns?: { [Column in keyof Closing]?: SqlValue };
}

export interface BranchPlace {
  id: number;
  name: string;
  path: string;
}

/** Closings as rows: locking, states, revisions. The branch is locked before its closing. */
@Injectable()
export class ClosingRecords {
  constructor(private readonly database: Database) {}

  /** @throws notFound where there is no branch */
  async branch(branchId: number): Promise<BranchPlace> {
    const branch = await this.database.row<BranchPlace>(
      "SELECT id, name, path FROM units WHERE id = ? AND kind = 'branch'",
      [branchId],
    );
    if (!branch) throw new Refusal('notFound');
    return branch;
  }

  find(branchId: number, period: string): Promise<Closing | undefined> {
    return this.database.row<Closing>('SELECT * FROM closings WHERE branchId = ? AND period = ?', [branchId, period]);
  }

  /**
   * Locks a branch and its closing, which must be in one of these states: that it has moved on is said first (409), a stale
   * version in the right state is a 412. Nothing there yet is `notGenerated` in version 0, and is made where that is asked for.
   */
  async lock(
    branchId: number,
    period: string,
    version: number | null,
    ...states: readonly ClosingState[]
  ): Promise<Closing> {
    await this.branch(branchId);
    await this.database.lock('units', branchId);
    const found = await this.find(branchId, period);
    const closing = found && (await this.database.lock<Closing>('closings', found.id));
    const state = closing?.state ?? 'notGenerated';
    if (!states.includes(state)) throw new Refusal('wrongState', { params: { state } });
    const actual = closing?.version ?? 0;
    if (version !== null && actual !== version) throw new Refusal('stale', { params: { version: actual } });
    if (closing) return closing;
    const [made] = await this.make([branchId], period);
    return made as Closing;
  }

  /** Closings that nobody has begun yet. The branches are locked. */
  async make(branchIds: readonly number[], period: string): Promise<Closing[]> {
    const rows = branchIds.map((branchId) => ({
      ...{ branchId, period, state: 'notGenerated' as const, revision: 0 },
      ...{ acknowledgeUntil: null, minutesNumber: null, round: 0, version: 0 },
    }));
    const ids = await this.database.insert(Closing, rows);
    return rows.map((row, index) => ({ id: ids[index] as number, ...row }));
  }

  /** Changes the closing that was locked, and answers it as it is now. */
  async update(closing: Closing, columns: StepWish['columns'] = {}): Promise<Closing> {
    const set = [...Object.keys(columns).map((name) => `${name} = ?`), 'version = version + 1'];
    const changed = await this.database.change(
      `UPDATE closings SET ${set.join(', ')} WHERE id = ? AND state = ? AND version = ?`,
      [...Object.values(columns), closing.id, closing.state, closing.version],
    );
    if (changed !== 1) throw new Refusal('stale');
    return { ...closing, ...(columns as Partial<Closing>), version: closing.version + 1 };
  }

  /** Takes a step to the next state, or stays where it is, and keeps who did it. @throws wrongState */
  async step(closing: Closing, { step, to, note = null, at, by, columns }: StepWish): Promise<Closing> {
    if (to !== closing.state && !mayBecome(closing.state, to))
      throw new Refusal('wrongState', { params: { state: closing.state } });
    const after = await this.update(closing, { ...columns, state: to });
    const { id: closingId, revision } = after;
    await this.database.insert(ClosingStep, [
      { closingId, step, fromState: closing.state, toState: to, revision, note, doneAt: at, doneBy: by },
    ]);
    return after;
  }

  /** Keeps the rows as the closing's next revision, unless they are what stands already. Answers the revision that stands. */
  async keepRows(
    closing: Pick<Closing, 'id' | 'revision'>,
    rows: readonly DraftRow[],
    wish: NewRevision,
  ): Promise<{ revision: number; digest: string; isNew: boolean }> {
    const [standing] = await this.revisions([closing]);
    const digest = revisionDigestOf(rows);
    if (standing?.digest === digest) return { revision: closing.revision, digest, isNew: false };
    const revision = closing.revision + 1;
    await this.insertRevisions([{ closingId: closing.id, revision, rows, digest }], wish);
    return { revision, digest, isNew: true };
  }

  /** A few statements for however many closings. */
  async insertRevisions(
    kept: readonly { closingId: number; revision: number; rows: readonly DraftRow[]; digest: string }[],
    { cause, correctionId = null, schemeVersionId, asOf, at, by }: NewRevision,
  ): Promise<void> {
    const made = { cause, correctionId, schemeVersionId, asOf, madeAt: at, madeBy: by };
    await this.database.insert(
      ClosingRevision,
      kept.map(({ closingId, revision, rows, digest }) => ({
        ...{ closingId, revision, size: rows.length, digest },
        ...made,
      })),
    );
    const rows = kept.flatMap(({ closingId, revision, rows: own }) =>
      own.map((row) => ({ closingId, revision, ...row })),
    );
    if (rows.length > 0) await this.database.insert(ClosingRow, rows);
  }

  /** The revisions that stand of these closings. */
  async revisions(closings: readonly Pick<Closing, 'id'>[]): Promise<ClosingRevision[]> {
    if (closings.length === 0) return [];
    return this.database.rows<ClosingRevision>(
      `SELECT closing_revisions.* FROM closing_revisions
         JOIN closings ON closings.id = closing_revisions.closingId AND closings.revision = closing_revisions.revision
        WHERE closings.id IN ${marks(closings)}`,
      closings.map(({ id }) => id),
    );
  }

  /** The rows of a revision, in the order of the list. */
  rows({ id, revision }: Pick<Closing, 'id' | 'revision'>): Promise<ClosingRow[]> {
    return this.database.rows<ClosingRow>(
      'SELECT * FROM closing_rows WHERE closingId = ? AND revision = ? ORDER BY position',
      [id, revision],
    );
  }

  async explanations(closings: readonly Pick<Closing, 'id'>[]): Promise<ClosingExplanation[]> {
    if (closings.length === 0) return [];
    return this.database.rows<ClosingExplanation>(
      `SELECT * FROM closing_explanations WHERE closingId IN ${marks(closings)} ORDER BY closingId, month, branchId`,
      closings.map(({ id }) => id),
    );
  }

  /** In the order in which they were proposed. */
  async proposals(closings: readonly Pick<Closing, 'id'>[]): Promise<ClosingProposal[]> {
    if (closings.length === 0) return [];
    return this.database.rows<ClosingProposal>(
      `SELECT * FROM closing_proposals WHERE closingId IN ${marks(closings)} ORDER BY proposedAt, memberId`,
      closings.map(({ id }) => id),
    );
  }
}

/** The period is one of the scheme's lengths: the route has seen to that. */
export function perOf(period: string): Period {
  return periodOf(period) ?? 'halfYear';
}

/** What every line of the trail says about a closing. */
export function aboutClosing({ id, branchId, period, revision }: Closing): Record<string, string | number> {
  return { closingId: id, branchId, period, revision };
}

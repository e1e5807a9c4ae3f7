import { Injectable } from '@nestjs/common';
import { isFinal } from '../assessments/states.js';
import type { LockedSheet } from '../assessments/sheet-records.service.js';
import { Clock, type Day, type Instant } from '../calendar.js';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { invalid, Refusal } from '../http/refusal.js';
import type { Changes } from '../publication/amended-lines.js';
import { Amendments } from '../publication/amendments.service.js';
import { whyNotStep } from '../publication/correction.js';
import { Correction } from '../publication/correction.entity.js';
import { CorrectionRecords, type SlipStep } from './correction-records.service.js';

export interface SlipWish {
  reason: string;
  evidence: string;
  changes: Changes;
}

type Step = Omit<SlipStep, 'step'>;

/** Correction slips from the first draft to the countersignature. */
@Injectable()
export class Corrections {
  constructor(
    private readonly database: Database,
    private readonly records: CorrectionRecords,
    private readonly amendments: Amendments,
    private readonly clock: Clock,
  ) {}

  /** Writes a slip about a confirmed row. Refuses the row's own member, and changes that the scheme does not allow. */
  async write(sheetId: number, requestId: string, wish: SlipWish, actor: Actor): Promise<number> {
    const { now, today } = this.clock.moment();
    return this.database.write(async () => {
      const place = await this.database.row<{ branchMonthId: number }>(
        'SELECT branchMonthId FROM sheets WHERE id = ?',
        [sheetId],
      );
      if (!place) throw new Refusal('notFound');
      const locked = await this.amendments.lock(place.branchMonthId, sheetId);
      const repeated = await this.repeated(sheetId, requestId, wish, actor);
      if (repeated !== undefined) return repeated;
      const { sheet, branchMonth } = locked;
      const hands = {
        subjectMemberId: sheet.memberId,
        askedBy: actor.accountId,
        askedByMemberId: actor.memberId,
        decidedBy: null,
        decidedByMemberId: null,
      };
      const refusal = whyNotStep('propose', actor, hands);
      if (refusal) throw new Refusal(refusal);
      await this.refuseChanges(locked, wish.changes, { actor, now, today });
      const slip = {
        ...hands,
        requestId,
        branchId: branchMonth.branchId,
        year: null,
        number: null,
        sheetId,
        basePublicationId: sheet.publicationId as number,
        state: 'draft' as const,
        ...wordsOf(wish),
        askedAt: now,
        version: 1,
      };
      const [id] = (await this.database.insert(Correction, [slip])) as [number];
      await this.records.record('write', { id, ...slip }, { actor, now }, {}, wordsOf(wish));
      return id;
    });
  }

  /** Changes a draft; only who wrote it. It speaks of the row as it is now. */
  async rewrite({ correctionId, version, actor }: Step, wish: SlipWish): Promise<void> {
    const { now, today } = this.clock.moment();
    await this.database.write(async () => {
      const { correction, locked } = await this.lockWithSheet(correctionId);
      if (correction.askedBy !== actor.accountId) throw new Refusal('forbidden');
      if (correction.state !== 'draft') throw new Refusal('wrongState', { params: { state: correction.state } });
      if (correction.version !== version) throw new Refusal('stale', { params: { version: correction.version } });
      await this.refuseChanges(locked, wish.changes, { actor, now, today });
      const basePublicationId = locked.sheet.publicationId as number;
      await this.records.update(correction, { ...wordsOf(wish), basePublicationId });
      await this.records.record('rewrite', correction, { actor, now }, {}, wordsOf(wish));
    });
  }

  /** Hands the draft in: it gets the branch's next number of the year, and keeps it whatever becomes of it. */
  async propose(step: Step): Promise<void> {
    await this.take({ ...step, step: 'propose' }, async (correction, { now, today }) => {
      if (correction.askedBy !== step.actor.accountId) throw new Refusal('forbidden');
      const year = Number(today.slice(0, 4));
      const last = await this.database.row<{ last: number | null }>(
        'SELECT MAX(`number`) AS last FROM corrections WHERE branchId = ? AND year = ?',
        [correction.branchId, year],
      );
      const numbered = { year, number: (last?.last ?? 0) + 1 };
      await this.records.update(correction, { state: 'proposed', ...numbered, proposedAt: now });
      return { correction: { ...correction, ...numbered }, words: {} };
    });
  }

  async decide(step: Step): Promise<void> {
    await this.take({ ...step, step: 'decide' }, async (correction, { now }) => {
      const { accountId: decidedBy, memberId: decidedByMemberId } = step.actor;
      await this.records.update(correction, { state: 'decided', decidedBy, decidedByMemberId, decidedAt: now });
      return { correction, words: {} };
    });
  }

  async countersign(step: Step): Promise<void> {
    await this.take({ ...step, step: 'countersign' }, async (correction, { now }) => {
      const countersignedBy = step.actor.accountId;
      await this.records.update(correction, { state: 'countersigned', countersignedBy, countersignedAt: now });
      return { correction, words: {} };
    });
  }

  /** Whoever would decide or countersign may refuse instead, with a reason. */
  async refuse(step: Step, reason: string): Promise<void> {
    await this.take({ ...step, step: 'refuse' }, async (correction, { now, today }) => {
      // Refusing is the other answer to the same question, and takes the same person.
      const as = correction.state === 'decided' ? 'countersign' : 'decide';
      await this.records.refuse(correction, { ...step, step: as }, today).catch(unlessSuperseded);
      await this.end(correction, 'refused', reason, step.actor, now);
      return { correction, words: { reason } };
    });
  }

  /** Whoever asked takes it back before it is issued, with a reason. */
  async withdraw(step: Step, reason: string): Promise<void> {
    await this.take({ ...step, step: 'withdraw' }, async (correction, { now }) => {
      if (correction.askedBy !== step.actor.accountId) throw new Refusal('forbidden');
      await this.end(correction, 'withdrawn', reason, step.actor, now);
      return { correction, words: { reason } };
    });
  }

  private end(correction: Correction, state: 'refused' | 'withdrawn', endReason: string, actor: Actor, now: Instant) {
    return this.records.update(correction, { state, endReason, endedBy: actor.accountId, endedAt: now });
  }

  /** Locks the branch (for the numbers) and the slip, and takes the step with its line in the trail. */
  private async take(
    step: SlipStep,
    work: (
      correction: Correction,
      moment: { now: Instant; today: Day },
    ) => Promise<{ correction: Correction; words: Record<string, string | null> }>,
  ): Promise<void> {
    const moment = this.clock.moment();
    await this.database.write(async () => {
      const { branchId } = await this.records.find(step.correctionId);
      await this.database.lock('units', branchId);
      const correction = await this.records.lock(step.correctionId);
      await this.records.refuse(correction, step, moment.today);
      const { correction: after, words } = await work(correction, moment);
      await this.records.record(step.step, after, { actor: step.actor, now: moment.now }, {}, words);
    });
  }

  private async lockWithSheet(id: number): Promise<{ correction: Correction; locked: LockedSheet }> {
    const { sheetId } = await this.records.find(id);
    const { branchMonthId } = (await this.database.row<{ branchMonthId: number }>(
      'SELECT branchMonthId FROM sheets WHERE id = ?',
      [sheetId],
    )) as { branchMonthId: number };
    const locked = await this.amendments.lock(branchMonthId, sheetId);
    return { correction: await this.records.lock(id), locked };
  }

  /** Only what is confirmed is corrected; before, one objects. */
  private async refuseChanges(
    locked: LockedSheet,
    changes: Changes,
    { actor, now, today }: { actor: Actor; now: Instant; today: Day },
  ): Promise<void> {
    const { sheet, branchMonth } = locked;
    const confirmed = sheet.state === 'confirmed' || sheet.state === 'corrected';
    if (!confirmed || !isFinal(branchMonth.state))
      throw new Refusal('wrongState', { params: { state: sheet.state, monthState: branchMonth.state } });
    await this.amendments.amended(locked, changes, { accountId: actor.accountId, now, today });
  }

  private async repeated(
    sheetId: number,
    requestId: string,
    wish: SlipWish,
    actor: Actor,
  ): Promise<number | undefined> {
    const first = await this.database.row<Correction>('SELECT * FROM corrections WHERE requestId = ?', [requestId]);
    if (!first) return undefined;
    const isSame = first.sheetId === sheetId && first.askedBy === actor.accountId && first.reason === wish.reason;
    if (!isSame) throw invalid('requestId', 'usedForSomethingElse');
    return first.id;
  }
}

function wordsOf({ reason, evidence, changes }: SlipWish) {
  return { reason, evidence, changes: JSON.stringify(changes) };
}

/** What was superseded can still be refused. */
function unlessSuperseded(error: unknown): void {
  const isSuperseded = error instanceof Refusal && error.more.params?.state === 'superseded';
  if (!isSuperseded) throw error;
}

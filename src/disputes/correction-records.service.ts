import { Injectable } from '@nestjs/common';
import type { Sheet } from '../assessments/sheet.entity.js';
import { whyNotDecide } from '../assessments/deciders.js';
import { Deciders } from '../assessments/deciders.service.js';
import { chainOf, Trail } from '../audit/trail.service.js';
import type { Canonical } from '../audit/canonical.js';
import type { Day, Instant } from '../calendar.js';
import { Database, type SqlValue } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { Refusal } from '../http/refusal.js';
import { may } from '../identity/rights.js';
import { type CorrectionStep, maySlip, whyNotStep } from '../publication/correction.js';
import type { Correction } from '../publication/correction.entity.js';

export interface SlipStep {
  step: CorrectionStep;
  correctionId: number;
  version: number;
  actor: Actor;
}

/** Correction slips as rows: finding, locking, changing only what nobody changed meanwhile, and their lines in the trail. */
@Injectable()
export class CorrectionRecords {
  constructor(
    private readonly database: Database,
    private readonly trail: Trail,
    private readonly deciders: Deciders,
  ) {}

  async find(id: number): Promise<Correction> {
    const correction = await this.database.row<Correction>('SELECT * FROM corrections WHERE id = ?', [id]);
    if (!correction) throw new Refusal('notFound');
    return correction;
  }

  /** Locks a slip; the branch is locked before, and whatever else of the row is to be locked. */
  async lock(id: number): Promise<Correction> {
    return (await this.database.lock<Correction>('corrections', id)) as Correction;
  }

  /** Refuses who may not take the step (422, 403), what has moved on (409), what was changed (412), what was superseded (409). */
  async refuse(correction: Correction, { step, version, actor }: SlipStep, today: Day): Promise<void> {
    const refusal = whyNotStep(step, actor, correction);
    if (refusal) throw new Refusal(refusal);
    if (step === 'decide') await this.refuseOtherDeciders(correction, actor, today);
    if (step === 'countersign') await this.refuseOutsideBureau(correction, actor);
    if (!maySlip(step, correction.state)) throw new Refusal('wrongState', { params: { state: correction.state } });
    if (correction.version !== version) throw new Refusal('stale', { params: { version: correction.version } });
    if (step === 'refuse' || step === 'withdraw') return;
    if (await this.isSuperseded(correction)) throw new Refusal('wrongState', { params: { state: 'superseded' } });
  }

  /** Whether the row was published anew since the slip was written. */
  async isSuperseded({ sheetId, basePublicationId }: Correction): Promise<boolean> {
    const sheet = await this.database.row<Pick<Sheet, 'publicationId'>>(
      'SELECT publicationId FROM sheets WHERE id = ?',
      [sheetId],
    );
    return sheet?.publicationId !== basePublicationId;
  }

  async update(correction: Correction, columns: { [Column in keyof Correction]?: SqlValue }): Promise<void> {
    const names = Object.keys(columns);
    const changed = await this.database.change(
      `UPDATE corrections SET ${names.map((name) => `\`${name}\` = ?`).join(', ')}, version = version + 1
        WHERE id = ? AND state = ? AND version = ?`,
      [...Object.values(columns), correction.id, correction.state, correction.version],
    );
    if (changed !== 1) throw new Refusal('stale');
  }

  async record(
    action: string,
    correction: Pick<Correction, 'id' | 'branchId' | 'year' | 'number' | 'sheetId' | 'subjectMemberId'>,
    by: { actor: Actor; now: Instant },
    about: Record<string, Canonical> = {},
    words: Record<string, string | null> = {},
  ): Promise<void> {
    const { id: correctionId, branchId, year, number, sheetId, subjectMemberId: memberId } = correction;
    const said = await this.trail.digests(memberId, words);
    await this.trail.append({
      chain: chainOf(branchId),
      at: by.now,
      action: `correction.${action}`,
      actorAccountId: by.actor.accountId,
      about: { correctionId, year, number, sheetId, memberId, ...about, ...said },
    });
  }

  private async refuseOutsideBureau({ branchId }: Correction, actor: Actor): Promise<void> {
    const branch = await this.database.row<{ path: string }>('SELECT path FROM units WHERE id = ?', [branchId]);
    const target = { unitPath: branch?.path ?? '', memberId: null };
    if (!may('correction.countersign', actor, target)) throw new Refusal('forbidden');
  }

  /** Heads of the branch decide; the bureau only about those who are heads themselves (assessments/deciders.ts). */
  private async refuseOtherDeciders(
    { subjectMemberId, branchId }: Correction,
    actor: Actor,
    today: Day,
  ): Promise<void> {
    const refusal = whyNotDecide(actor, await this.deciders.caseOf(subjectMemberId, branchId, today));
    if (refusal) throw new Refusal(refusal);
  }
}

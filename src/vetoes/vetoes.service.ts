import { Injectable } from '@nestjs/common';
import { FigureChanges } from '../assessments/figure-changes.js';
import { Clock, type Day, type Instant, type Month, monthOf } from '../calendar.js';
import { Database, type SqlValue } from '../database/database.js';
import type { Action, Actor } from '../http/allow.js';
import { invalid, Refusal } from '../http/refusal.js';
import { may } from '../identity/rights.js';
import { Schemes } from '../schemes/schemes.service.js';
import type { Scheme } from '../scoring/scheme.js';
import { SealedRows } from '../vault/sealed-rows.service.js';
import { Veto } from './veto.entity.js';
import { handsOf, type LaterVetoStep, vetoSteps, whyNotVeto } from './veto.js';
import { VetoRecords } from './veto-records.service.js';

export interface VetoWish {
  vetoCode: string;
  factDay: Day;
  documentNumber: string;
  documentDay: Day;
  reason: string;
}

export type LiftingWish = Pick<VetoWish, 'documentNumber' | 'documentDay' | 'reason'>;

interface Step {
  vetoId: number;
  version: number;
  actor: Actor;
}

interface Moment {
  now: Instant;
  today: Day;
}

/** Vetoes from the proposal to the lifting, each by two people (domain/scheme.md, vetoes; domain/process.md, roles). */
@Injectable()
export class Vetoes {
  constructor(
    private readonly database: Database,
    private readonly records: VetoRecords,
    private readonly schemes: Schemes,
    private readonly figureChanges: FigureChanges,
    private readonly clock: Clock,
    private readonly sealed: SealedRows,
  ) {}

  /** Proposes a veto on a member. Refuses the member himself, what the rule does not know, and a document used for him before. */
  async propose(memberId: number, requestId: string, wish: VetoWish, actor: Actor): Promise<number> {
    const { now, today } = this.clock.moment();
    return this.database.write(async () => {
      const branchId = await this.branchOf(memberId, today);
      await this.database.lock('units', branchId);
      const repeated = await this.repeated(memberId, requestId, wish, actor);
      if (repeated !== undefined) return repeated;
      const { accountId: proposedBy, memberId: proposedByMemberId } = actor;
      const refusal = whyNotVeto('propose', actor, {
        memberId,
        askedBy: proposedBy,
        askedByMemberId: proposedByMemberId,
      });
      if (refusal) throw new Refusal(refusal);
      await this.refuseWish(wish, today);
      await this.refuseTaken(memberId, wish.documentNumber);
      const { documentNumber, documentDay, reason } = wish;
      const veto = {
        ...{ requestId, branchId, memberId, ...wish, takenNumber: documentNumber },
        ...{ state: 'proposed' as const, proposedBy, proposedByMemberId, proposedAt: now, version: 1 },
      };
      const [id] = (await this.database.insert(Veto, [this.sealed.seal('vetoes', requestId, veto)])) as [number];
      const document = { documentNumber, documentDay };
      await this.records.record({ ...veto, id } as Veto, { step: 'propose', actor, now, document, words: { reason } });
      return id;
    });
  }

  /** Sets it: another person than who proposed it. */
  async confirm(step: Step): Promise<void> {
    await this.take('confirm', step, {}, ({ now }) => ({
      confirmedBy: step.actor.accountId,
      confirmedByMemberId: step.actor.memberId,
      confirmedAt: now,
    }));
  }

  /** Refuses the proposal, or takes back one's own. Its document may be used again. */
  async refuse(step: Step, reason: string): Promise<void> {
    await this.take('refuse', step, { words: { refusalReason: reason } }, () => ({
      refusalReason: reason,
      takenNumber: null,
    }));
  }

  async proposeLifting(step: Step, { documentNumber, documentDay, reason }: LiftingWish): Promise<void> {
    const document = { documentNumber, documentDay };
    await this.take('proposeLifting', step, { document, words: { liftReason: reason } }, ({ now, today }, veto) => {
      if (documentDay > today) throw invalid('documentDay', 'future');
      if (documentDay < veto.documentDay) throw invalid('documentDay', 'beforeVeto');
      if (documentNumber === veto.documentNumber) throw invalid('documentNumber', 'sameDocument');
      return {
        ...{ liftNumber: documentNumber, liftDay: documentDay, liftReason: reason },
        ...{ liftProposedBy: step.actor.accountId, liftProposedByMemberId: step.actor.memberId, liftProposedAt: now },
      };
    });
  }

  /** Lifts it: another person than who proposed the lifting. */
  async lift(step: Step): Promise<void> {
    await this.take('lift', step, {}, ({ now }) => ({
      liftedBy: step.actor.accountId,
      liftedByMemberId: step.actor.memberId,
      liftedAt: now,
    }));
  }

  /** Refuses the lifting, or takes back the proposal of it: the veto stays. */
  async keep(step: Step, reason: string): Promise<void> {
    await this.take('keep', step, { words: { refusalReason: reason } }, () => ({
      ...{ refusalReason: reason, liftNumber: null, liftDay: null, liftReason: null },
      ...{ liftProposedBy: null, liftProposedByMemberId: null, liftProposedAt: null },
    }));
  }

  private async take(
    name: LaterVetoStep,
    { vetoId, version, actor }: Step,
    said: { document?: { documentNumber: string; documentDay: Day }; words?: Record<string, string> },
    columns: (moment: Moment, veto: Veto) => { [Column in keyof Veto]?: SqlValue },
  ): Promise<void> {
    const moment = this.clock.moment();
    await this.database.write(async () => {
      const veto = await this.records.lock(vetoId);
      await this.refuseStep(name, veto, actor);
      if (veto.version !== version) throw new Refusal('stale', { params: { version: veto.version } });
      await this.records.update(veto, { state: vetoSteps[name].to, ...columns(moment, veto) });
      await this.records.record(veto, { step: name, actor, now: moment.now, ...said });
      if (name !== 'confirm' && name !== 'lift') return;
      const { memberId, factDay } = veto;
      const month = monthOf(factDay);
      await this.figureChanges.tell({ memberIds: [memberId], month, cause: 'veto', correctionId: null });
    });
  }

  /** 422 for who is in his own way, 403 for whose right it isn't, 409 for what has moved on. */
  private async refuseStep(name: LaterVetoStep, veto: Veto, actor: Actor): Promise<void> {
    const hands = handsOf(veto);
    const refusal = whyNotVeto(name, actor, hands);
    // To the member himself it is not there before it is set.
    if (refusal) throw new Refusal(refusal === 'ownCase' && veto.confirmedAt === null ? 'notFound' : refusal);
    const branch = await this.database.row<{ path: string }>('SELECT path FROM units WHERE id = ?', [veto.branchId]);
    const target = { unitPath: branch?.path ?? '', memberId: null };
    if (!rightsFor(name, actor, hands.askedBy).some((action) => may(action, actor, target)))
      throw new Refusal('forbidden');
    if (veto.state !== vetoSteps[name].from) throw new Refusal('wrongState', { params: { state: veto.state } });
  }

  private async refuseWish({ vetoCode, factDay, documentDay }: VetoWish, today: Day): Promise<void> {
    if (factDay > today) throw invalid('factDay', 'future');
    if (documentDay > today) throw invalid('documentDay', 'future');
    if (documentDay < factDay) throw invalid('documentDay', 'beforeFact');
    const scheme = await this.schemeOf(monthOf(factDay));
    if (!scheme) throw invalid('factDay', 'noSchemeInForce');
    if (!scheme.vetoes.some(({ code }) => code === vetoCode)) throw invalid('vetoCode', 'unknownVeto');
  }

  /** The rule in force in a month; null before there was one. */
  async schemeOf(month: Month): Promise<Scheme | null> {
    try {
      return (await this.schemes.inForce(month)).definition;
    } catch (error) {
      if (error instanceof Refusal && error.code === 'conflict') return null;
      throw error;
    }
  }

  /** The unique key says the same; this says it with the place. */
  private async refuseTaken(memberId: number, documentNumber: string): Promise<void> {
    const taken = await this.database.row<{ id: number }>(
      'SELECT id FROM vetoes WHERE memberId = ? AND takenNumber = ?',
      [memberId, documentNumber],
    );
    if (taken) throw new Refusal('duplicate', { errors: [{ path: 'documentNumber', code: 'usedForMember' }] });
  }

  private async repeated(
    memberId: number,
    requestId: string,
    { vetoCode, documentNumber }: VetoWish,
    { accountId }: Actor,
  ): Promise<number | undefined> {
    const first = await this.database.row<Veto>('SELECT * FROM vetoes WHERE requestId = ?', [requestId]);
    if (!first) return undefined;
    const isSame =
      first.memberId === memberId &&
      first.proposedBy === accountId &&
      first.vetoCode === vetoCode &&
      first.documentNumber === documentNumber;
    if (!isSame) throw invalid('requestId', 'usedForSomethingElse');
    return first.id;
  }

  /** Where the member is today, or was last. */
  private async branchOf(memberId: number, today: Day): Promise<number> {
    const place = await this.database.row<{ branchId: number }>(
      `SELECT branchId FROM memberships WHERE memberId = ?
        ORDER BY CASE WHEN fromDay <= ? AND (untilDay IS NULL OR untilDay > ?) THEN 0 ELSE 1 END, fromDay DESC
        LIMIT 1`,
      [memberId, today, today],
    );
    if (!place) throw new Refusal('notFound');
    return place.branchId;
  }
}

/** By which rights a step is taken. What one proposed oneself one may take back without another right. */
export function rightsFor(step: LaterVetoStep, { accountId }: { accountId: number }, askedBy: number): Action[] {
  if (step === 'proposeLifting') return ['veto.propose'];
  return (step === 'refuse' || step === 'keep') && accountId === askedBy
    ? ['veto.confirm', 'veto.propose']
    : ['veto.confirm'];
}

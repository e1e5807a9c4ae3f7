import { Injectable } from '@nestjs/common';
import type { Canonical } from '../audit/canonical.js';
import { chainOf, Trail } from '../audit/trail.service.js';
import { Clock, type Day, type Instant } from '../calendar.js';
import { Database, type SqlValue } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { invalid, Refusal } from '../http/refusal.js';
import { Organisation } from '../organisation/organisation.service.js';
import type { Unit } from '../organisation/unit.entity.js';
import { SealedRows } from '../vault/sealed-rows.service.js';
import {
  type ExemptionKind,
  exemptionProblems,
  type ExemptionReasonClass,
  type ExemptionStep,
  exemptionSteps,
  mayExemption,
  whyNotExemption,
} from './exemption.js';
import { Exemption } from './exemption.entity.js';
import { refusePrivate } from './private-text.js';

export interface ExemptionWish {
  memberId: number;
  kind: ExemptionKind;
  reasonClass: ExemptionReasonClass;
  reason: string;
  fromMonth: string;
  untilMonth: string;
  branchOpinion: string;
}

interface Step {
  exemptionId: number;
  version: number;
  actor: Actor;
}

/**
 * Applications for exemption: the branch applies, the bureau approves or refuses. While an approved one runs, whatever month is
 * opened takes it for the member's profile (assessments/roster-snapshot.service.ts); months that are open already stay as they are.
 */
@Injectable()
export class ExemptionApplications {
  constructor(
    private readonly database: Database,
    private readonly trail: Trail,
    private readonly clock: Clock,
    private readonly organisation: Organisation,
    private readonly sealed: SealedRows,
  ) {}

  /** Applies for a member of the branch. Answers the application's id. Nobody applies for himself. */
  async apply(branchId: number, requestId: string, wish: ExemptionWish, actor: Actor): Promise<number> {
    const { now, today } = this.clock.moment();
    refusePrivate({ reason: wish.reason, branchOpinion: wish.branchOpinion });
    return this.database.write(async () => {
      const branch = await this.database.lock<Unit>('units', branchId);
      if (branch?.kind !== 'branch') throw invalid('unitId', 'notABranch');
      const first = await this.database.row<Exemption>('SELECT * FROM exemptions WHERE requestId = ?', [requestId]);
      if (first) return repeated(this.sealed.open('exemptions', first), branchId, wish, actor);
      const hands = { memberId: wish.memberId, appliedBy: actor.accountId, appliedByMemberId: actor.memberId };
      const refusal = whyNotExemption('apply', actor, hands);
      if (refusal) throw new Refusal(refusal);
      await this.refuseWrong(branchId, wish, today);
      const row = {
        ...{ requestId, branchId, ...wish, state: 'applied' as const, appliedAt: now },
        ...{ appliedBy: actor.accountId, appliedByMemberId: actor.memberId, version: 1 },
      };
      const [id] = (await this.database.insert(Exemption, [this.sealed.seal('exemptions', requestId, row)])) as [
        number,
      ];
      const { kind, reasonClass, fromMonth, untilMonth, reason, branchOpinion } = wish;
      const about = { kind, reasonClass, fromMonth, untilMonth };
      await this.append('apply', { id, branchId, memberId: wish.memberId }, actor, now, about, {
        reason,
        branchOpinion,
      });
      return id;
    });
  }

  /** Approving fixes what months will be opened with, so it waits for one that is being opened. */
  async approve(step: Step, opinion: string): Promise<void> {
    await this.decide({ ...step, step: 'approve' }, opinion);
  }

  async refuse(step: Step, opinion: string): Promise<void> {
    await this.decide({ ...step, step: 'refuse' }, opinion);
  }

  /** Whoever applies for the branch takes it back before it is decided. */
  async withdraw(step: Step, reason: string): Promise<void> {
    refusePrivate({ reason });
    await this.take({ ...step, step: 'withdraw' }, (now) => ({
      columns: { endReason: reason, endedAt: now, endedBy: step.actor.accountId },
      about: {},
      words: { endReason: reason },
    }));
  }

  /** Ends an approved one early, after a month; one before its first month means that it never holds. */
  async end(step: Step, lastMonth: string, reason: string): Promise<void> {
    refusePrivate({ reason });
    await this.take({ ...step, step: 'end' }, (now, { untilMonth }) => {
      if (lastMonth >= untilMonth) throw invalid('lastMonth', 'notEarlier', { untilMonth });
      return {
        columns: { lastMonth, endReason: reason, endedAt: now, endedBy: step.actor.accountId },
        about: { lastMonth },
        words: { endReason: reason },
      };
    });
  }

  private async decide(step: Step & { step: 'approve' | 'refuse' }, opinion: string): Promise<void> {
    refusePrivate({ opinion });
    await this.take(step, (now) => ({
      columns: { bureauOpinion: opinion, decidedAt: now, decidedBy: step.actor.accountId },
      about: {},
      words: { bureauOpinion: opinion },
    }));
  }

  private async take(
    { exemptionId, version, actor, step }: Step & { step: ExemptionStep },
    work: (
      now: Instant,
      exemption: Exemption,
    ) => {
      columns: Record<string, SqlValue>;
      about: Record<string, Canonical>;
      words: Record<string, string>;
    },
  ): Promise<void> {
    const now = this.clock.now();
    await this.database.write(async () => {
      await this.organisation.lock();
      const exemption = await this.database.lock<Exemption>('exemptions', exemptionId);
      if (!exemption) throw new Refusal('notFound');
      const refusal = whyNotExemption(step, actor, exemption);
      if (refusal) throw new Refusal(refusal);
      const { state } = exemption;
      if (!mayExemption(step, state)) throw new Refusal('wrongState', { params: { state } });
      if (exemption.version !== version) throw new Refusal('stale', { params: { version: exemption.version } });
      const { columns, about, words } = work(now, exemption);
      const changes = Object.entries({
        state: exemptionSteps[step],
        ...this.sealed.seal('exemptions', exemption.requestId, columns),
      });
      const changed = await this.database.change(
        `UPDATE exemptions SET ${changes.map(([name]) => `${name} = ?`).join(', ')}, version = version + 1
          WHERE id = ? AND state = ? AND version = ?`,
        [...changes.map(([, value]) => value), exemptionId, state, version],
      );
      if (changed !== 1) throw new Refusal('stale');
      await this.append(step, exemption, actor, now, about, words);
    });
  }

  private async append(
    step: ExemptionStep | 'apply',
    { id: exemptionId, branchId, memberId }: Pick<Exemption, 'id' | 'branchId' | 'memberId'>,
    { accountId }: Actor,
    at: Instant,
    about: Record<string, Canonical>,
    words: Record<string, string>,
  ): Promise<void> {
    const said = await this.trail.digests(memberId, words);
    const line = { chain: chainOf(branchId), at, action: `exemption.${step}`, actorAccountId: accountId };
    await this.trail.append({ ...line, about: { exemptionId, memberId, ...about, ...said } });
  }

  private async refuseWrong(branchId: number, wish: ExemptionWish, today: Day): Promise<void> {
    const errors = exemptionProblems(wish);
    const here = await this.database.row(
      `SELECT memberId FROM memberships
        WHERE branchId = ? AND memberId = ? AND fromDay <= ? AND (untilDay IS NULL OR untilDay > ?)`,
      [branchId, wish.memberId, today, today],
    );
    if (!here) errors.push({ path: 'memberId', code: 'notInBranch' });
    if (errors.length > 0) throw new Refusal('invalid', { errors });
    const [other] = await this.database.rows<Exemption>(
      `SELECT * FROM exemptions
        WHERE memberId = ? AND state IN ('applied', 'approved', 'ended')
          AND fromMonth <= ? AND COALESCE(lastMonth, untilMonth) >= ? ORDER BY id LIMIT 1`,
      [wish.memberId, wish.untilMonth, wish.fromMonth],
    );
    if (!other) return;
    const params = { fromMonth: other.fromMonth, untilMonth: other.lastMonth ?? other.untilMonth };
    throw new Refusal('conflict', { errors: [{ path: 'fromMonth', code: 'overlaps', params }] });
  }
}

function repeated(first: Exemption, branchId: number, wish: ExemptionWish, actor: Actor): number {
  const isSame =
    first.branchId === branchId &&
    first.appliedBy === actor.accountId &&
    first.memberId === wish.memberId &&
    first.reason === wish.reason;
  if (!isSame) throw invalid('requestId', 'usedForSomethingElse');
  return first.id;
}

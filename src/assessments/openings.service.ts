import { Injectable } from '@nestjs/common';
import { chainOf, Trail } from '../audit/trail.service.js';
import { Clock, type Instant } from '../calendar.js';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { invalid, Refusal } from '../http/refusal.js';
import { Organisation } from '../organisation/organisation.service.js';
import type { Unit } from '../organisation/unit.entity.js';
import { type LoadedScheme, Schemes } from '../schemes/schemes.service.js';
import { BranchMonth } from './branch-month.entity.js';
import { BranchMonthRecords } from './branch-month-records.service.js';
import { openingProblems, type OpeningWish } from './opening.js';
import { RosterSnapshot } from './roster-snapshot.service.js';
import { refuseIfAny } from './submission.service.js';

/** Who opens a month or ends its self-assessment; null: the service by itself, because the day has come. */
export type By = Pick<Actor, 'accountId'> | null;

/** The beginning of a month, and the end of its self-assessment. */
@Injectable()
export class Openings {
  constructor(
    private readonly database: Database,
    private readonly trail: Trail,
    private readonly schemes: Schemes,
    private readonly organisation: Organisation,
    private readonly snapshot: RosterSnapshot,
    private readonly records: BranchMonthRecords,
    private readonly clock: Clock,
  ) {}

  /** Opens a branch's month with the scheme in force and a sheet for everybody on the roster. Answers its id. */
  async open(branchId: number, wish: OpeningWish, by: By): Promise<number> {
    const { now, today } = this.clock.moment();
    return this.database.write(async () => {
      await this.organisation.lock();
      const scheme = await this.schemes.inForce(wish.month, branchId);
      refuseIfAny(openingProblems(wish, today, scheme.definition));
      await this.refuseOther(branchId, wish);
      return this.begin(branchId, wish, scheme, by, now);
    });
  }

  /**
   * Ends self-assessment. Who hasn't handed in is decided from the organisation's records; who joined the branch since the
   * month was opened is listed now, so that nobody is missing because of the day he came.
   */
  async startReview(branchMonthId: number, version: number, by: By): Promise<void> {
    const now = this.clock.now();
    await this.database.write(async () => {
      await this.organisation.lock();
      const branchMonth = await this.records.lock(branchMonthId, version, 'selfAssessment');
      const { branchId, month, themeDay, schemeVersionId } = branchMonth;
      const { definition } = await this.schemes.byId(schemeVersionId);
      const joined = await this.snapshot.take({ branchMonthId, branchId, month, themeDay }, definition);
      await this.records.update(branchMonth, { state: 'review', reviewStartedAt: now });
      const about = { branchMonthId, joined };
      const [chain, actorAccountId] = [chainOf(branchId), by?.accountId ?? null];
      await this.trail.append({ chain, at: now, action: 'month.startReview', actorAccountId, about });
    });
  }

  private async begin(branchId: number, wish: OpeningWish, scheme: LoadedScheme, by: By, now: Instant) {
    const { month, themeDay, selfAssessmentUntil } = wish;
    const [branchMonthId] = (await this.database.insert(BranchMonth, [
      {
        branchId,
        month,
        state: 'selfAssessment',
        schemeVersionId: scheme.id,
        themeDay,
        selfAssessmentUntil,
        openedAt: now,
        openedBy: by?.accountId ?? null,
        version: 1,
      },
    ])) as [number];
    const sheets = await this.snapshot.take({ branchMonthId, branchId, month, themeDay }, scheme.definition);
    await this.trail.append({
      chain: chainOf(branchId),
      at: now,
      action: 'month.open',
      actorAccountId: by?.accountId ?? null,
      about: { branchMonthId, month, themeDay, selfAssessmentUntil, schemeVersionId: scheme.id, sheets },
    });
    return branchMonthId;
  }

  private async refuseOther(branchId: number, { month }: OpeningWish): Promise<void> {
    const unit = await this.database.row<Unit>('SELECT * FROM units WHERE id = ?', [branchId]);
    if (unit?.kind !== 'branch') throw invalid('unitId', 'notABranch');
    const open = await this.database.row('SELECT id FROM branch_months WHERE branchId = ? AND month = ?', [
      branchId,
      month,
    ]);
    if (open) throw new Refusal('alreadyOpen');
  }
}

import { Injectable } from '@nestjs/common';
import { chainOf, Trail } from '../audit/trail.service.js';
import { Clock, type Day, type Instant } from '../calendar.js';
import { Database } from '../database/database.js';
import { invalid, Refusal } from '../http/refusal.js';
import { Organisation } from '../organisation/organisation.service.js';
import type { Unit } from '../organisation/unit.entity.js';
import { type LoadedScheme, Schemes } from '../schemes/schemes.service.js';
import { BranchMonth } from './branch-month.entity.js';
import { BranchMonthRecords } from './branch-month-records.service.js';
import { BranchSettingsService } from './branch-settings.service.js';
import { MonthStepRecords } from './month-step-records.service.js';
import type { TakenBy } from './month-steps.js';
import { preReviewUntil } from './pre-reviewers.js';
import { openingProblems, type OpeningWish } from './opening.js';
import { RosterSnapshot } from './roster-snapshot.service.js';
import { refuseIfAny } from './submission.service.js';

/** Nobody: what the service does by itself, because its day has come. */
export const byItself: TakenBy = { accountId: null, memberId: null };

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
    private readonly steps: MonthStepRecords,
    private readonly settings: BranchSettingsService,
    private readonly clock: Clock,
  ) {}

  /** Opens a branch's month with the scheme in force and a sheet for everybody on the roster. Answers its id. */
  async open(branchId: number, wish: OpeningWish, by: TakenBy): Promise<number> {
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
   * Ends self-assessment where the branch pre-reviews. What was never handed in is not pre-reviewed: it is decided from the
   * records. `by` is nobody where the window closed by itself.
   */
  async startPreReview(branchMonthId: number, version: number, by: TakenBy): Promise<void> {
    const now = this.clock.now();
    await this.database.write(async () => {
      const branchMonth = await this.records.lock(branchMonthId, version, 'selfAssessment');
      if (!(await this.settings.of(branchMonth.branchId)).preReview)
        throw new Refusal('conflict', { errors: [{ path: 'preReview', code: 'switchedOff' }] });
      const { accountId, memberId } = by;
      await this.steps.put(branchMonthId, 'preReview', { accountId, memberId, at: now });
      await this.records.update(branchMonth, { state: 'preReview' });
      await this.trail.append({
        chain: chainOf(branchMonth.branchId),
        at: now,
        action: 'month.startPreReview',
        actorAccountId: accountId,
        about: { branchMonthId },
      });
    });
  }

  /**
   * Begins the review: after pre-review, once every sheet that was handed in has been looked at or its last day has passed; in a
   * branch that doesn't pre-review, straight after self-assessment. Who hasn't handed in is decided from the organisation's records; who joined the branch since the
   * month was opened is listed now, so that nobody is missing because of the day he came.
   */
  async startReview(branchMonthId: number, version: number, by: TakenBy): Promise<void> {
    const { now, today } = this.clock.moment();
    await this.database.write(async () => {
      await this.organisation.lock();
      const branchMonth = await this.records.lock(branchMonthId, version, 'selfAssessment', 'preReview');
      await this.refuseBeforePreReview(branchMonth, today);
      const { branchId, month, themeDay, schemeVersionId } = branchMonth;
      const { definition } = await this.schemes.byId(schemeVersionId);
      const joined = await this.snapshot.take({ branchMonthId, branchId, month, themeDay }, definition);
      await this.records.update(branchMonth, { state: 'review', reviewStartedAt: now });
      const about = { branchMonthId, joined };
      const [chain, actorAccountId] = [chainOf(branchId), by.accountId];
      await this.trail.append({ chain, at: now, action: 'month.startReview', actorAccountId, about });
    });
  }

  private async refuseBeforePreReview(branchMonth: BranchMonth, today: Day): Promise<void> {
    const { id, state, branchId } = branchMonth;
    if (state === 'selfAssessment') {
      if ((await this.settings.of(branchId)).preReview) throw new Refusal('wrongState', { params: { state } });
      return;
    }
    if (today > preReviewUntil(branchMonth)) return;
    const waiting = await this.database.rows<{ sheetId: number; memberName: string }>(
      `SELECT sheets.id AS sheetId, members.name AS memberName
         FROM sheets JOIN members ON members.id = sheets.memberId
        WHERE sheets.branchMonthId = ? AND sheets.state = 'submitted' ORDER BY sheets.rosterOrder, sheets.id`,
      [id],
    );
    if (waiting.length === 0) return;
    const errors = waiting.map((params) => ({ path: `sheets[${params.sheetId}]`, code: 'notPreReviewed', params }));
    throw new Refusal('conflict', { errors });
  }

  private async begin(branchId: number, wish: OpeningWish, scheme: LoadedScheme, by: TakenBy, now: Instant) {
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
        openedBy: by.accountId,
        version: 1,
      },
    ])) as [number];
    const sheets = await this.snapshot.take({ branchMonthId, branchId, month, themeDay }, scheme.definition);
    await this.trail.append({
      chain: chainOf(branchId),
      at: now,
      action: 'month.open',
      actorAccountId: by.accountId,
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

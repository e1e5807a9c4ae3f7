import { Injectable } from '@nestjs/common';
import { chainOf, Trail } from '../audit/trail.service.js';
import { Clock, type Day, type Instant, type Month } from '../calendar.js';
import { Database, marks } from '../database/database.js';
import { invalid, Refusal } from '../http/refusal.js';
import { grouped } from '../organisation/grouped.js';
import { Organisation } from '../organisation/organisation.service.js';
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

/** Which branch shall open which month. */
export type BranchOpening = OpeningWish & { branchId: number };

interface Opening {
  wish: BranchOpening;
  /** The version that the month is fixed by. */
  scheme: LoadedScheme;
}

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
    const [id] = await this.openEach([{ ...wish, branchId }], by);
    return id as number;
  }

  /**
   * Opens the months of several branches in one transaction: all of them, or none if one is refused. In the same few statements
   * for each month however many branches open it. Answers their ids in the order of the wishes.
   */
  async openEach(wishes: readonly BranchOpening[], by: TakenBy): Promise<number[]> {
    const { now, today } = this.clock.moment();
    return this.database.write(async () => {
      await this.organisation.lock();
      const opened = new Map<BranchOpening, number>();
      for (const [month, ofMonth] of grouped(wishes, (wish) => wish.month)) {
        const schemes = await this.schemes.inForceEach(
          month,
          ofMonth.map(({ branchId }) => branchId),
        );
        const openings = ofMonth.map((wish) => ({
          wish,
          scheme: schemes.ofBranches.get(wish.branchId) ?? schemes.ofOrganisation,
        }));
        refuseIfAny(openings.flatMap(({ wish, scheme }) => openingProblems(wish, today, scheme.definition)));
        await this.refuseOthers(month, ofMonth);
        const ids = await this.begin(openings, by, now);
        ids.forEach((id, index) => opened.set(ofMonth[index] as BranchOpening, id));
      }
      return wishes.map((wish) => opened.get(wish) as number);
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
      const { branchId, schemeVersionId } = branchMonth;
      const { definition } = await this.schemes.byId(schemeVersionId);
      const joined = await this.snapshot.take([branchMonthId], definition);
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

  private async begin(openings: readonly Opening[], by: TakenBy, now: Instant): Promise<number[]> {
    const ids = await this.database.insert(
      BranchMonth,
      openings.map(({ wish: { branchId, month, themeDay, selfAssessmentUntil }, scheme }) => ({
        ...{ branchId, month, state: 'selfAssessment' as const, schemeVersionId: scheme.id, themeDay },
        ...{ selfAssessmentUntil, openedAt: now, openedBy: by.accountId, version: 1 },
      })),
    );
    const opened = openings.map((opening, index) => ({ ...opening, id: ids[index] as number }));
    // Versions of one scheme mostly differ in anything but their profiles, which alone matter here.
    for (const alike of grouped(opened, ({ scheme }) => JSON.stringify(scheme.definition.profiles)).values())
      await this.snapshot.take(
        alike.map(({ id }) => id),
        (alike[0] as Opening).scheme.definition,
      );
    const sheets = await this.sheetCounts(ids);
    await this.trail.appendToEach(
      opened.map(({ id: branchMonthId, wish: { branchId, month, themeDay, selfAssessmentUntil }, scheme }) => ({
        chain: chainOf(branchId),
        at: now,
        action: 'month.open',
        actorAccountId: by.accountId,
        about: {
          ...{ branchMonthId, month, themeDay, selfAssessmentUntil, schemeVersionId: scheme.id },
          sheets: sheets.get(branchMonthId) ?? 0,
        },
      })),
    );
    return ids;
  }

  private async sheetCounts(branchMonthIds: readonly number[]): Promise<Map<number, number>> {
    const rows = await this.database.rows<{ branchMonthId: number; sheets: number }>(
      `SELECT branchMonthId, COUNT(*) AS sheets FROM sheets
        WHERE branchMonthId IN ${marks(branchMonthIds)} GROUP BY branchMonthId`,
      branchMonthIds,
    );
    return new Map(rows.map(({ branchMonthId, sheets }) => [branchMonthId, sheets]));
  }

  /** Months belong to branches, and each is opened once. */
  private async refuseOthers(month: Month, wishes: readonly BranchOpening[]): Promise<void> {
    const branchIds = wishes.map(({ branchId }) => branchId);
    const branches = await this.database.rows<{ id: number; openId: number | null }>(
      `SELECT units.id, branch_months.id AS openId
         FROM units LEFT JOIN branch_months ON branch_months.branchId = units.id AND branch_months.month = ?
        WHERE units.kind = 'branch' AND units.id IN ${marks(branchIds)}`,
      [month, ...branchIds],
    );
    if (branches.length !== branchIds.length) throw invalid('unitId', 'notABranch');
    if (branches.some(({ openId }) => openId !== null)) throw new Refusal('alreadyOpen');
  }
}

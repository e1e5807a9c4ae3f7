import { Injectable } from '@nestjs/common';
import { chainOf, Trail } from '../audit/trail.service.js';
import type { Canonical } from '../audit/canonical.js';
import { Clock, type Day, type Instant } from '../calendar.js';
import { Database, marks } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { type FieldProblem, Refusal } from '../http/refusal.js';
import type { BranchMonth } from './branch-month.entity.js';
import { BranchMonthRecords } from './branch-month-records.service.js';
import { bureauRoles, decidingRoles } from './deciders.js';
import { MonthStepRecords } from './month-step-records.service.js';
import { Offices } from './offices.service.js';
import { UndecidedSheets } from './undecided-sheets.service.js';

export interface MonthStepBy {
  branchMonthId: number;
  version: number;
  actor: Actor;
}

/** The end of a review: where there is no committee a witness signs what was decided, then the list is ready, or not yet after all. */
@Injectable()
export class Readiness {
  constructor(
    private readonly database: Database,
    private readonly trail: Trail,
    private readonly records: BranchMonthRecords,
    private readonly steps: MonthStepRecords,
    private readonly offices: Offices,
    private readonly undecided: UndecidedSheets,
    private readonly clock: Clock,
  ) {}

  /** A witness signs the decided list. Who decided on it is no witness to it. */
  async witness({ branchMonthId, version, actor }: MonthStepBy): Promise<void> {
    const { now, today } = this.clock.moment();
    await this.database.write(async () => {
      const branchMonth = await this.records.lock(branchMonthId, version, 'review');
      const { committee } = await this.offices.of(branchMonth.branchId, today);
      if (committee) throw new Refusal('conflict', { errors: [{ path: 'witness', code: 'committeeDecides' }] });
      await this.refuseOpen(branchMonth, today);
      const decidedOne = await this.database.row(
        'SELECT id FROM sheets WHERE branchMonthId = ? AND (decidedBy = ? OR decidedByMemberId = ?) LIMIT 1',
        [branchMonthId, actor.accountId, actor.memberId ?? 0],
      );
      if (decidedOne) throw new Refusal('samePerson', { errors: [{ path: 'witness', code: 'decidedHimself' }] });
      await this.steps.put(branchMonthId, 'witness', { ...actor, at: now });
      await this.records.update(branchMonth, {});
      await this.record(branchMonth, actor, now, 'month.witness', {});
    });
  }

  /** Ends the review: nothing on a sheet changes any more, unless the month is taken back. */
  async begin({ branchMonthId, version, actor }: MonthStepBy, meetingNumber: string): Promise<void> {
    const { now, today } = this.clock.moment();
    await this.database.write(async () => {
      const branchMonth = await this.records.lock(branchMonthId, version, 'review');
      await this.refuseOpen(branchMonth, today);
      await this.refuseWithoutWitness(branchMonth, today);
      await this.steps.put(branchMonthId, 'readiness', { ...actor, at: now, note: meetingNumber });
      await this.records.update(branchMonth, { state: 'ready' });
      await this.record(branchMonth, actor, now, 'month.ready', { meetingNumber });
    });
  }

  /** Back into review. Check and approval were about a list that may change now: both are void. */
  async end({ branchMonthId, version, actor }: MonthStepBy): Promise<void> {
    const now = this.clock.now();
    await this.database.write(async () => {
      const branchMonth = await this.records.lock(branchMonthId, version, 'ready');
      await this.records.update(branchMonth, { state: 'review' });
      await this.record(branchMonth, actor, now, 'month.reviewAgain', {});
    });
  }

  private async refuseOpen(branchMonth: BranchMonth, today: Day): Promise<void> {
    await this.undecided.refuse(branchMonth);
    const errors = await this.decidedWrongly(branchMonth, today);
    if (errors.length > 0) throw new Refusal('conflict', { errors });
  }

  private async refuseWithoutWitness({ id, branchId }: BranchMonth, today: Day): Promise<void> {
    const { committee } = await this.offices.of(branchId, today);
    if (committee || (await this.steps.of(id)).some(({ step }) => step === 'witness')) return;
    throw new Refusal('conflict', { errors: [{ path: 'witness', code: 'noWitness' }] });
  }

  /**
   * Without a committee the bureau decides the sheets of the secretary and the witness. Somebody who became one of them after
   * his sheet had been decided here stands in the way until the bureau has decided it.
   */
  async decidedWrongly({ id, branchId }: Pick<BranchMonth, 'id' | 'branchId'>, today: Day): Promise<FieldProblem[]> {
    const { committee } = await this.offices.of(branchId, today);
    if (committee) return [];
    const inOffice = `role_assignments.unitId = ? AND role_assignments.fromDay <= ?
                  AND (role_assignments.untilDay IS NULL OR role_assignments.untilDay > ?)`;
    const office = [branchId, today, today];
    const sheets = await this.database.rows<{ sheetId: number; memberName: string }>(
      `SELECT sheets.id AS sheetId, members.name AS memberName
         FROM sheets JOIN members ON members.id = sheets.memberId
        WHERE sheets.branchMonthId = ? AND sheets.state = 'decided'
          AND EXISTS (SELECT 1 FROM role_assignments JOIN accounts ON accounts.id = role_assignments.accountId
                       WHERE accounts.memberId = sheets.memberId AND ${inOffice}
                         AND role_assignments.role IN ${marks(bureauRoles)})
          AND EXISTS (SELECT 1 FROM role_assignments
                       WHERE role_assignments.accountId = sheets.decidedBy AND ${inOffice}
                         AND role_assignments.role IN ${marks(decidingRoles)})
        ORDER BY sheets.rosterOrder, sheets.id`,
      [id, ...office, ...bureauRoles, ...office, ...decidingRoles],
    );
    return sheets.map(({ sheetId, memberName }) => ({
      path: `sheets[${sheetId}]`,
      code: 'bureauDecides',
      params: { sheetId, memberName },
    }));
  }

  private async record(
    { id, branchId }: BranchMonth,
    { accountId }: Actor,
    at: Instant,
    action: string,
    about: Record<string, Canonical>,
  ): Promise<void> {
    const chain = chainOf(branchId);
    await this.trail.append({ chain, at, action, actorAccountId: accountId, about: { branchMonthId: id, ...about } });
  }
}

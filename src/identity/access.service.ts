import { Injectable } from '@nestjs/common';
import { Clock, type Day } from '../calendar.js';
import { Database, type SqlValue } from '../database/database.js';
import type { Action, Actor, Holding, Subject } from '../http/allow.js';
import type { Versions } from '../http/not-modified.js';
import { Refusal } from '../http/refusal.js';
import { may, type Target } from './rights.js';

/** How a subject is found by its id: one statement that answers the unit's path and, where it is about one person, who. */
const locations: Record<Subject, (id: number, today: Day) => { sql: string; parameters: SqlValue[] }> = {
  organisation: () => ({
    sql: 'SELECT path AS unitPath, NULL AS memberId FROM units WHERE parentId IS NULL ORDER BY id LIMIT 1',
    parameters: [],
  }),
  unit: (id) => ({ sql: 'SELECT path AS unitPath, NULL AS memberId FROM units WHERE id = ?', parameters: [id] }),
  // A member is where he is today, down to his group, or else where he was (or will be) last.
  member: (id, today) => ({
    sql: `SELECT COALESCE(teams.path, branches.path) AS unitPath, memberships.memberId
            FROM memberships
            JOIN units branches ON branches.id = memberships.branchId
            LEFT JOIN units teams ON teams.id = memberships.groupId
           WHERE memberships.memberId = ?
           ORDER BY CASE WHEN memberships.fromDay <= ? AND (memberships.untilDay IS NULL OR memberships.untilDay > ?)
                         THEN 0 ELSE 1 END, memberships.fromDay DESC
           LIMIT 1`,
    parameters: [id, today, today],
  }),
  branchMonth: (id) => ({
    sql: `SELECT units.path AS unitPath, NULL AS memberId
            FROM branch_months JOIN units ON units.id = branch_months.branchId
           WHERE branch_months.id = ?`,
    parameters: [id],
  }),
  // A sheet is where its member was on the count day, down to his group.
  sheet: (id) => ({
    sql: `SELECT COALESCE(teams.path, units.path) AS unitPath, sheets.memberId
            FROM sheets
            JOIN branch_months ON branch_months.id = sheets.branchMonthId
            JOIN units ON units.id = branch_months.branchId
            LEFT JOIN units teams ON teams.id = sheets.groupId
           WHERE sheets.id = ?`,
    parameters: [id],
  }),
  evidenceFile: (id) => ({
    sql: `SELECT COALESCE(teams.path, units.path) AS unitPath, sheets.memberId
            FROM evidence_files
            JOIN sheets ON sheets.id = evidence_files.sheetId
            JOIN branch_months ON branch_months.id = sheets.branchMonthId
            JOIN units ON units.id = branch_months.branchId
            LEFT JOIN units teams ON teams.id = sheets.groupId
           WHERE evidence_files.id = ?`,
    parameters: [id],
  }),
  correction: (id) => ({
    sql: `SELECT units.path AS unitPath, corrections.subjectMemberId AS memberId
            FROM corrections JOIN units ON units.id = corrections.branchId
           WHERE corrections.id = ?`,
    parameters: [id],
  }),
  veto: (id) => ({
    sql: `SELECT units.path AS unitPath, vetoes.memberId
            FROM vetoes JOIN units ON units.id = vetoes.branchId
           WHERE vetoes.id = ?`,
    parameters: [id],
  }),
  roleAssignment: (id) => ({
    sql: `SELECT units.path AS unitPath, NULL AS memberId
            FROM role_assignments JOIN units ON units.id = role_assignments.unitId
           WHERE role_assignments.id = ?`,
    parameters: [id],
  }),
  talkRecord: (id) => ({
    sql: `SELECT units.path AS unitPath, talk_records.memberId
            FROM talk_records JOIN units ON units.id = talk_records.branchId
           WHERE talk_records.id = ?`,
    parameters: [id],
  }),
  exemption: (id) => ({
    sql: `SELECT units.path AS unitPath, exemptions.memberId
            FROM exemptions JOIN units ON units.id = exemptions.branchId
           WHERE exemptions.id = ?`,
    parameters: [id],
  }),
  dataRequest: (id) => ({
    sql: `SELECT units.path AS unitPath, data_requests.memberId
            FROM data_requests JOIN units ON units.id = data_requests.branchId
           WHERE data_requests.id = ?`,
    parameters: [id],
  }),
  publication: (id) => ({
    sql: `SELECT units.path AS unitPath, NULL AS memberId
            FROM publications JOIN units ON units.id = publications.branchId
           WHERE publications.id = ?`,
    parameters: [id],
  }),
};

/** Who may not even read a subject is told that it isn't there; who may read it is told that this is not allowed. */
const readingOf: Record<Subject, Action> = {
  organisation: 'scheme.read',
  unit: 'unit.read',
  member: 'roster.read',
  branchMonth: 'month.read',
  sheet: 'sheet.read',
  evidenceFile: 'sheet.read',
  correction: 'correction.read',
  veto: 'veto.read',
  roleAssignment: 'unit.read',
  publication: 'board.read',
  talkRecord: 'talk.read',
  exemption: 'exemption.read',
  dataRequest: 'dataRequest.read',
};

/** Asks the table of rights (rights.ts) for the actor of a request. */
@Injectable()
export class Access {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  holdings(actor: Actor): readonly Holding[] {
    return actor.holdings;
  }

  may(actor: Actor, action: Action, target: Target): boolean {
    return may(action, actor, target);
  }

  /** Refuses with 404, as if the unit were not there, unless the actor may do this in the unit (to that member). */
  requireOn(actor: Actor, action: Action, unitPath: string, memberId: number | null = null): void {
    if (!may(action, actor, { unitPath, memberId })) throw new Refusal('notFound', { because: 'right' });
  }

  /**
   * Answers where the subject is, if the actor may do this to it. Refuses otherwise: with 404 when he may not even read it,
   * with 403 when he may.
   */
  async require(actor: Actor, action: Action, subject: Subject, id: number): Promise<Target> {
    return this.allowed(actor, action, subject, await this.locate(subject, id));
  }

  /** The same with the subject's versions (`@AnswersNotModified`), which one statement reads together with where it is. */
  async requireWithVersions(
    actor: Actor,
    { action, subject, id, versions }: { action: Action; subject: Subject; id: number; versions: string },
  ): Promise<{ target: Target; versions: Versions }> {
    const { sql, parameters } = locations[subject](id, this.clock.today());
    const [found] = await this.database.select<Target & Record<string, string | number | null>>(
      `SELECT made.*, place.unitPath, place.memberId FROM (${sql}) place CROSS JOIN (${versions}) made`,
      [...parameters, id],
    );
    const { unitPath, memberId, ...made } = this.allowed(actor, action, subject, found);
    return { target: { unitPath, memberId }, versions: Object.values(made) };
  }

  /** Where a subject is and, where it is about one person, whose it is; undefined when it is not there. */
  private async locate(subject: Subject, id: number): Promise<Target | undefined> {
    const { sql, parameters } = locations[subject](id, this.clock.today());
    const [target] = await this.database.select<Target>(sql, parameters);
    return target;
  }

  private allowed<T extends Target>(actor: Actor, action: Action, subject: Subject, target: T | undefined): T {
    if (!target) throw new Refusal('notFound');
    if (may(action, actor, target)) return target;
    const visible = subject === 'organisation' || may(readingOf[subject], actor, target);
    throw new Refusal(visible ? 'forbidden' : 'notFound', { because: 'right' });
  }
}

import { Injectable, type OnModuleInit } from '@nestjs/common';
import { finalStatesInSql } from '../assessments/states.js';
import { addMonths, type Day, daysBetween, type Month, monthOf } from '../calendar.js';
import { Calendars } from '../calendars/calendars.service.js';
import { Database, marks } from '../database/database.js';
import type { Action, Actor } from '../http/allow.js';
import { may } from '../identity/rights.js';
import { isEmpty, scopeOf, within } from '../identity/scope.js';
import { Schemes } from '../schemes/schemes.service.js';
import { monthsOfPeriod, periodKey } from '../scoring/periods.js';
import { objectionClocks } from '../publication/objection.js';
import { TaskSources } from '../summaries/task-sources.js';
import type { TaskView } from '../summaries/today.view.js';
import type { ClosingObjection } from './closing-publication.entity.js';
import { ClosingObjections } from './closing-objections.service.js';
import type { Closing } from './closing.entity.js';
import type { ClosingState } from './states.js';

type Placed = Closing & { branchName: string; branchPath: string; untilDay: Day | null; objections: number };

interface Turn {
  kind: TaskView['kind'];
  action: Action;
}

/** Whose turn it is in which state. */
const turns: Partial<Record<ClosingState, Turn>> = {
  generated: { kind: 'closingExamine', action: 'closing.examine' },
  branchExamined: { kind: 'closingAccept', action: 'closing.accept' },
  bureauExamined: { kind: 'closingPublish', action: 'closing.publish' },
  published: { kind: 'closingConfirm', action: 'closing.confirm' },
  confirmed: { kind: 'closingArchive', action: 'closing.archive' },
};

/** Closings whose period ended so many months ago are still waited for. */
const monthsWaited = 6;

/** What somebody has to do about half-years: it stands among his other tasks on the Today page. */
@Injectable()
export class ClosingTasks implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly sources: TaskSources,
    private readonly schemes: Schemes,
    private readonly calendars: Calendars,
    private readonly closingObjections: ClosingObjections,
  ) {}

  onModuleInit(): void {
    this.sources.add((actor, today) => this.of(actor, today));
  }

  private async of(actor: Actor, today: Day): Promise<TaskView[]> {
    return [
      ...(await this.toRead(actor, today)),
      ...(await this.toGenerate(actor, today)),
      ...(await this.steps(actor, today)),
      ...(await this.objections(actor, today)),
    ];
  }

  /** The own figures that one has not read. */
  private async toRead({ memberId }: Actor, today: Day): Promise<TaskView[]> {
    const rows = await this.database.rows<Placed>(
      `SELECT closings.*, units.name AS branchName, units.path AS branchPath
         FROM closings
         JOIN units ON units.id = closings.branchId
         JOIN closing_rows ON closing_rows.closingId = closings.id AND closing_rows.revision = closings.revision
         LEFT JOIN closing_acknowledgements ON closing_acknowledgements.closingId = closings.id
              AND closing_acknowledgements.memberId = closing_rows.memberId
              AND closing_acknowledgements.figuresDigest = closing_rows.figuresDigest
        WHERE closing_rows.memberId = ? AND closing_rows.home = 1 AND closing_acknowledgements.memberId IS NULL
          AND closings.state NOT IN ('notGenerated', 'confirmed', 'archived')`,
      [memberId ?? 0],
    );
    return rows.map((row) => taskOf('closingRead', row, { dueDay: row.acknowledgeUntil, count: null, today }));
  }

  /** The period's last month is final in a branch of one's own office, and nothing was generated yet. */
  private async toGenerate(actor: Actor, today: Day): Promise<TaskView[]> {
    // Of the branches themselves in which it is held: what the bureau generates for all below it is no task of its own.
    const { paths } = scopeOf(actor, 'closing.generate');
    if (paths.length === 0) return [];
    const last = addMonths(monthOf(today), -1);
    const rows = await this.database.rows<{ branchId: number; branchName: string; month: Month }>(
      `SELECT units.id AS branchId, units.name AS branchName, branch_months.month
         FROM branch_months JOIN units ON units.id = branch_months.branchId
        WHERE units.path IN ${marks(paths)} AND branch_months.state IN ${finalStatesInSql}
          AND branch_months.month BETWEEN ? AND ?`,
      [...paths, addMonths(last, -monthsWaited), monthOf(today)],
    );
    const tasks: TaskView[] = [];
    for (const { branchId, branchName, month } of rows) {
      const { definition } = await this.schemes.inForce(month);
      for (const { per } of definition.summaries) {
        const period = periodKey(per, month, definition.yearStartsMonth);
        if (monthsOfPeriod(period, definition.yearStartsMonth)?.at(-1) !== month) continue;
        const begun = await this.database.row<{ id: number }>(
          "SELECT id FROM closings WHERE branchId = ? AND period = ? AND state <> 'notGenerated'",
          [branchId, period],
        );
        if (!begun)
          tasks.push(
            taskOf('closingGenerate', { branchId, branchName, period }, { dueDay: null, count: null, today, month }),
          );
      }
    }
    return tasks;
  }

  private async steps(actor: Actor, today: Day): Promise<TaskView[]> {
    const rows = await this.within(actor, ['closing.examine', 'closing.accept', 'closing.publish', 'closing.archive']);
    return rows.flatMap((row) => {
      const turn = turns[row.state];
      if (!turn || !may(turn.action, actor, { unitPath: row.branchPath, memberId: null })) return [];
      if (row.state === 'published' && (row.objections > 0 || (row.untilDay ?? '') >= today)) return [];
      return [taskOf(turn.kind, row, { dueDay: null, count: null, today })];
    });
  }

  private async objections(actor: Actor, today: Day): Promise<TaskView[]> {
    const rows = (await this.within(actor, ['closing.answer'])).filter(({ objections }) => objections > 0);
    if (rows.length === 0) return [];
    const calendar = await this.calendars.current();
    const open = await this.database.rows<ClosingObjection>(
      `SELECT * FROM closing_objections WHERE state = 'open' AND closingId IN ${marks(rows)} ORDER BY raisedDay, id`,
      rows.map(({ id }) => id),
    );
    const tasks: TaskView[] = [];
    for (const row of rows) {
      const mine: ClosingObjection[] = [];
      for (const objection of open.filter(({ closingId }) => closingId === row.id))
        if (await this.closingObjections.mayAnswer(row, objection, actor, today)) mine.push(objection);
      const [first] = mine;
      if (!first) continue;
      const dueDay = calendar.add(first.raisedDay, objectionClocks.answerWithin);
      tasks.push(taskOf('closingObjection', row, { dueDay, count: mine.length, today }));
    }
    return tasks;
  }

  /** Closings that are under way where the actor has one of these rights. */
  private async within(actor: Actor, actions: readonly Action[]): Promise<Placed[]> {
    const scope = scopeOf(actor, ...actions);
    if (isEmpty(scope)) return [];
    const { sql, parameters } = within(scope);
    return this.database.rows<Placed>(
      `SELECT closings.*, units.name AS branchName, units.path AS branchPath,
              (SELECT MAX(closing_publications.untilDay) FROM closing_publications
                WHERE closing_publications.closingId = closings.id) AS untilDay,
              (SELECT COUNT(*) FROM closing_objections
                WHERE closing_objections.closingId = closings.id AND closing_objections.state = 'open') AS objections
         FROM closings JOIN units ON units.id = closings.branchId
        WHERE closings.state NOT IN ('notGenerated', 'archived') AND ${sql}
        ORDER BY closings.period, closings.id LIMIT ${tasksMost}`,
      parameters,
    );
  }
}

/** A bureau of 1,500 branches sees so many on the page; the desk has all of them. */
const tasksMost = 50;

function taskOf(
  kind: TaskView['kind'],
  { branchId, branchName, period }: { branchId: number; branchName: string; period: string },
  { dueDay, count, today, month }: { dueDay: Day | null; count: number | null; today: Day; month?: Month },
): TaskView {
  return {
    kind,
    branch: { id: branchId, name: branchName, kind: 'branch' },
    month: month ?? monthsOfPeriod(period, 1)?.at(-1) ?? monthOf(today),
    period,
    ...{ branchMonthId: null, sheetId: null, count, dueDay },
    daysLeft: dueDay === null ? null : daysBetween(today, dueDay),
    calendarAnnounced: true,
  };
}

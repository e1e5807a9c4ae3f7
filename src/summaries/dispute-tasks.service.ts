import { Injectable } from '@nestjs/common';
import { whyNotDecide } from '../assessments/deciders.js';
import { Deciders } from '../assessments/deciders.service.js';
import { finalStatesInSql } from '../assessments/states.js';
import { type Day, daysBetween, type Month } from '../calendar.js';
import { Calendars } from '../calendars/calendars.service.js';
import type { WorkingCalendar } from '../calendars/working-calendar.js';
import { Database } from '../database/database.js';
import type { Action, Actor } from '../http/allow.js';
import { may } from '../identity/rights.js';
import { type Condition, isEmpty, scopeOf, within } from '../identity/scope.js';
import { type CorrectionStep, whyNotStep } from '../publication/correction.js';
import type { Correction } from '../publication/correction.entity.js';
import { dueStep, whyNotDecideAppeal, whyNotHandle } from '../publication/objection.js';
import type { Objection } from '../publication/objection.entity.js';
import { caseOf, Officers, officersAt } from '../publication/officers.service.js';
import { WaitingRows } from '../publication/waiting-rows.service.js';
import type { TaskView } from './today.view.js';

interface Place {
  branchMonthId: number;
  month: Month;
  branchId: number;
  branchName: string;
  branchPath: string;
}

/** One thing to do; those of a kind about one month are told together. */
interface Todo {
  kind: TaskView['kind'];
  place: Place;
  sheetId: number | null;
  correctionId?: number;
  dueDay: Day | null;
}

const placeColumns = `branch_months.id AS branchMonthId, branch_months.month, units.id AS branchId, units.name AS branchName,
  units.path AS branchPath`;

/** What somebody has to do about objections, appeals and correction slips, and what he is to read. */
@Injectable()
export class DisputeTasks {
  constructor(
    private readonly database: Database,
    private readonly calendars: Calendars,
    private readonly officers: Officers,
    private readonly deciders: Deciders,
    private readonly waitingRows: WaitingRows,
  ) {}

  /** Call it inside `read`. */
  async of(actor: Actor, today: Day): Promise<TaskView[]> {
    const calendar = await this.calendars.current();
    const todos = [
      ...(await this.toHandle(actor, today, calendar)),
      ...(await this.answersToRead(actor)),
      ...(await this.rowsToConfirm(actor, today)),
      ...(await this.slips(actor, today)),
      ...(await this.correctionsToRead(actor)),
    ];
    return together(todos, today, calendar);
  }

  private async toHandle(actor: Actor, today: Day, calendar: WorkingCalendar): Promise<Todo[]> {
    const reach = reachOf(actor, 'objection.handle', 'appeal.decide');
    if (!reach) return [];
    const open = await this.database.rows<Objection & Place>(
      `SELECT objections.*, ${placeColumns}
         FROM objections
         JOIN branch_months ON branch_months.id = objections.branchMonthId
         JOIN units ON units.id = branch_months.branchId
        WHERE (objections.state IN ('received', 'acknowledged') OR objections.appealState = 'open') AND ${reach.sql}`,
      reach.parameters,
    );
    if (open.length === 0) return [];
    const officers = await this.officers.ofEach(
      open.map(({ branchPath }) => branchPath),
      today,
    );
    return open.flatMap((objection): Todo[] => {
      const step = dueStep(objection, calendar, today);
      const target = { unitPath: objection.branchPath, memberId: null };
      const isAppeal = step?.step === 'answerAppeal';
      const refusal = isAppeal
        ? whyNotDecideAppeal(actor, { ...caseOf(objection), answeredBy: objection.answeredBy })
        : whyNotHandle(actor, officersAt(officers, objection.branchPath), caseOf(objection));
      if (!step || refusal || !may(isAppeal ? 'appeal.decide' : 'objection.handle', actor, target)) return [];
      return [{ kind: kindOfStep[step.step], place: objection, sheetId: null, dueDay: step.dueDay }];
    });
  }

  private async answersToRead({ memberId }: Actor): Promise<Todo[]> {
    const rows = await this.database.rows<Place & { sheetId: number }>(
      `SELECT objections.sheetId, ${placeColumns}
         FROM objections
         JOIN branch_months ON branch_months.id = objections.branchMonthId
         JOIN units ON units.id = branch_months.branchId
        WHERE (objections.authorMemberId = ? AND objections.authorReadAt IS NULL
               AND (objections.answeredAt IS NOT NULL OR objections.state = 'closed'))
           OR (objections.subjectMemberId = ? AND objections.subjectReadAt IS NULL AND objections.answeredAt IS NOT NULL)`,
      [memberId ?? 0, memberId ?? 0],
    );
    return rows.map((place) => ({ kind: 'readAnswer', place, sheetId: place.sheetId, dueDay: null }));
  }

  private async rowsToConfirm(actor: Actor, today: Day): Promise<Todo[]> {
    const reach = reachOf(actor, 'month.confirm');
    if (!reach) return [];
    const months = await this.database.rows<Place>(
      `SELECT ${placeColumns}
         FROM branch_months JOIN units ON units.id = branch_months.branchId
        WHERE branch_months.state IN ${finalStatesInSql} AND ${reach.sql}
          AND EXISTS (SELECT 1 FROM sheets WHERE sheets.branchMonthId = branch_months.id AND sheets.state = 'published')`,
      reach.parameters,
    );
    const placeOf = new Map(months.map((month) => [month.branchMonthId, month]));
    const rows = await this.waitingRows.of([...placeOf.keys()], today);
    return rows
      .filter(({ waiting }) => waiting === null)
      .map(({ branchMonthId, sheetId }) => {
        const place = placeOf.get(branchMonthId) as Place;
        return { kind: 'confirmRows', place, sheetId, dueDay: null };
      });
  }

  private async slips(actor: Actor, today: Day): Promise<Todo[]> {
    const reach = reachOf(actor, 'correction.decide', 'correction.countersign', 'correction.issue');
    if (!reach) return [];
    const open = await this.database.rows<Correction & Place>(
      `SELECT corrections.*, ${placeColumns}
         FROM corrections
         JOIN sheets ON sheets.id = corrections.sheetId
         JOIN branch_months ON branch_months.id = sheets.branchMonthId
         JOIN units ON units.id = corrections.branchId
        WHERE corrections.state IN ('proposed', 'decided', 'countersigned')
          AND corrections.basePublicationId = sheets.publicationId AND ${reach.sql}`,
      reach.parameters,
    );
    const todos: Todo[] = [];
    for (const slip of open) {
      const { step, kind, action } = nextOfSlip[slip.state as keyof typeof nextOfSlip];
      const target = { unitPath: slip.branchPath, memberId: null };
      if (!may(action, actor, target) || whyNotStep(step, actor, slip) !== null) continue;
      const person = await this.deciders.caseOf(slip.subjectMemberId, slip.branchId, today);
      if (step === 'decide' && whyNotDecide(actor, person) !== null) continue;
      todos.push({ kind, place: slip, sheetId: null, correctionId: slip.id, dueDay: null });
    }
    return todos;
  }

  private async correctionsToRead({ memberId }: Actor): Promise<Todo[]> {
    const rows = await this.database.rows<Place & { sheetId: number }>(
      `SELECT corrections.sheetId, ${placeColumns}
         FROM correction_notices
         JOIN corrections ON corrections.id = correction_notices.correctionId
         JOIN sheets ON sheets.id = corrections.sheetId
         JOIN branch_months ON branch_months.id = sheets.branchMonthId
         JOIN units ON units.id = corrections.branchId
        WHERE correction_notices.memberId = ? AND correction_notices.readAt IS NULL`,
      [memberId ?? 0],
    );
    return rows.map((place) => ({ kind: 'readCorrection', place, sheetId: place.sheetId, dueDay: null }));
  }
}

const kindOfStep = {
  acknowledge: 'acknowledgeObjection',
  answer: 'answerObjection',
  answerAppeal: 'answerAppeal',
} as const;

const nextOfSlip = {
  proposed: { step: 'decide', kind: 'decideCorrection', action: 'correction.decide' },
  decided: { step: 'countersign', kind: 'countersignCorrection', action: 'correction.countersign' },
  countersigned: { step: 'issue', kind: 'issueCorrection', action: 'correction.issue' },
} as const satisfies Record<string, { step: CorrectionStep; kind: TaskView['kind']; action: Action }>;

/** Branches in which the actor may do one of these; null when there are none. */
function reachOf(actor: Actor, ...actions: Action[]): Condition | null {
  const scope = scopeOf(actor, ...actions);
  return isEmpty(scope) ? null : within(scope);
}

function together(todos: readonly Todo[], today: Day, calendar: WorkingCalendar): TaskView[] {
  const groups = new Map<string, Todo[]>();
  for (const todo of todos) {
    const key = `${todo.kind} ${todo.place.branchMonthId}`;
    groups.set(key, [...(groups.get(key) ?? []), todo]);
  }
  return [...groups.values()].map((group): TaskView => {
    const [first] = group as [Todo, ...Todo[]];
    const { branchId: id, branchName: name, month, branchMonthId } = first.place;
    const dueDay =
      group
        .map((todo) => todo.dueDay)
        .filter((day) => day !== null)
        .sort()[0] ?? null;
    return {
      kind: first.kind,
      branch: { id, name, kind: 'branch' },
      month,
      branchMonthId,
      sheetId: group.length === 1 ? first.sheetId : null,
      ...(group.length === 1 && first.correctionId !== undefined && { correctionId: first.correctionId }),
      count: group.length,
      dueDay,
      daysLeft: dueDay === null ? null : daysBetween(today, dueDay),
      calendarAnnounced: dueDay === null || calendar.isAnnouncedFrom(today < dueDay ? today : dueDay, dueDay),
    };
  });
}

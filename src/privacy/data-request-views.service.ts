import { Injectable } from '@nestjs/common';
import { Clock, type Day } from '../calendar.js';
import { Calendars } from '../calendars/calendars.service.js';
import type { WorkingCalendar } from '../calendars/working-calendar.js';
import { Database, type SqlValue } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { Refusal } from '../http/refusal.js';
import { may } from '../identity/rights.js';
import { below, isBelow } from '../identity/scope.js';
import type { UnitKind } from '../organisation/unit.entity.js';
import { SealedRows } from '../vault/sealed-rows.service.js';
import { answererOf, answerWithinWorkingDays, mayBecome, whyNotAnswer } from './data-request.js';
import type { DataRequest } from './data-request.entity.js';
import type { DataRequestList, DataRequestView } from './data-request.view.js';

export type PlacedRequest = DataRequest & {
  branchName: string;
  branchKind: UnitKind;
  branchPath: string;
  memberName: string;
  memberNumber: string;
  answeredByName: string | null;
};

const mostShown = 500;

/** Whether the answer is this person's to give, as far as his offices say. */
export function answers(
  actor: Actor,
  request: Pick<PlacedRequest, 'kind' | 'fact' | 'branchPath' | 'memberId'>,
): boolean {
  const action = answererOf(request) === 'branch' ? 'dataRequest.answer' : 'dataRequest.decide';
  const target = { unitPath: request.branchPath, memberId: null };
  return may(action, actor, target) && whyNotAnswer(actor, request) === null;
}

/** Requests as an account sees them, with what it may do about them. */
@Injectable()
export class DataRequestViews {
  constructor(
    private readonly database: Database,
    private readonly calendars: Calendars,
    private readonly clock: Clock,
    private readonly sealed: SealedRows,
  ) {}

  /** One's own, the latest first. */
  mine(actor: Actor): Promise<DataRequestList> {
    return this.list('data_requests.memberId = ?', [actor.memberId ?? 0], actor);
  }

  /** A unit's register. */
  async ofUnit(unitId: number, actor: Actor): Promise<DataRequestList> {
    const unit = await this.database.read(() =>
      this.database.row<{ path: string }>('SELECT path FROM units WHERE id = ?', [unitId]),
    );
    if (!unit) throw new Refusal('notFound');
    return this.list(isBelow('units.path'), [below(unit.path)], actor);
  }

  async one(id: number, actor: Actor): Promise<DataRequestView> {
    const { items } = await this.list('data_requests.id = ?', [id], actor);
    if (!items[0]) throw new Refusal('notFound');
    return items[0];
  }

  /** Rows with their places; call it inside `read` or `write`. */
  placed(condition: string, parameters: readonly SqlValue[]): Promise<PlacedRequest[]> {
    return this.database.rows<PlacedRequest>(
      `SELECT data_requests.*, units.name AS branchName, units.kind AS branchKind, units.path AS branchPath,
              members.name AS memberName, members.memberNumber, answerers.displayName AS answeredByName
         FROM data_requests
         JOIN units ON units.id = data_requests.branchId
         JOIN members ON members.id = data_requests.memberId
         LEFT JOIN accounts answerers ON answerers.id = data_requests.answeredBy
        WHERE ${condition} ORDER BY data_requests.id DESC LIMIT ${mostShown}`,
      parameters,
    );
  }

  private list(condition: string, parameters: readonly SqlValue[], actor: Actor): Promise<DataRequestList> {
    const today = this.clock.today();
    return this.database.read(async () => {
      const calendar = await this.calendars.current();
      const rows = await this.placed(condition, parameters);
      return {
        items: rows.map((row) => this.view(this.sealed.open('data_requests', row), { actor, calendar, today })),
      };
    });
  }

  private view(
    row: PlacedRequest,
    { actor, calendar, today }: { actor: Actor; calendar: WorkingCalendar; today: Day },
  ): DataRequestView {
    const { id, version, kind, fact, state, askedDay, answeredAt, doneAt, wish, answer, deed } = row;
    const dueDay = state === 'open' ? dueDayOf(row, calendar) : null;
    const isMine = actor.memberId !== null && actor.memberId === row.memberId;
    return {
      ...{ id, version, kind, fact, state, askedDay, answeredAt, doneAt, wish, answer, deed },
      member: { id: row.memberId, memberNumber: row.memberNumber, name: row.memberName },
      branch: { id: row.branchId, name: row.branchName, kind: row.branchKind },
      answerer: answererOf(row),
      dueDay,
      overdue: dueDay !== null && today > dueDay,
      calendarAnnounced: dueDay === null || calendar.isAnnouncedFrom(askedDay, dueDay),
      answeredBy: row.answeredByName,
      unread: answeredAt !== null && row.readAt === null,
      mayAnswer: state === 'open' && answers(actor, row),
      mayComplete: state === 'accepted' && answers(actor, row),
      mayWithdraw: isMine && mayBecome(state, 'withdrawn'),
    };
  }
}

export function dueDayOf({ askedDay }: Pick<DataRequest, 'askedDay'>, calendar: WorkingCalendar): Day {
  return calendar.add(askedDay, answerWithinWorkingDays);
}

import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type Day, daysBetween, monthOf } from '../calendar.js';
import { Calendars } from '../calendars/calendars.service.js';
import type { Actor } from '../http/allow.js';
import { isEmpty, scopeOf, within } from '../identity/scope.js';
import { grouped } from '../organisation/grouped.js';
import { TaskSources } from '../summaries/task-sources.js';
import type { TaskView } from '../summaries/today.view.js';
import { answers, DataRequestViews, dueDayOf, type PlacedRequest } from './data-request-views.service.js';
import { PrivacyNotices } from './privacy-notices.service.js';

/** What there is to do about personal data: requests to answer and to carry out, answers and a changed notice to read. */
@Injectable()
export class PrivacyTasks implements OnModuleInit {
  constructor(
    private readonly sources: TaskSources,
    private readonly calendars: Calendars,
    private readonly requests: DataRequestViews,
    private readonly notices: PrivacyNotices,
  ) {}

  onModuleInit(): void {
    this.sources.add((actor, today) => this.of(actor, today));
  }

  private async of(actor: Actor, today: Day): Promise<TaskView[]> {
    return [
      ...(await this.toAnswer(actor, today)),
      ...(await this.answersToRead(actor, today)),
      ...(await this.noticeToRead(actor, today)),
    ];
  }

  /** Those of a branch together, with the day by which the first of them is to be answered. */
  private async toAnswer(actor: Actor, today: Day): Promise<TaskView[]> {
    const scope = scopeOf(actor, 'dataRequest.answer');
    if (isEmpty(scope)) return [];
    const { sql, parameters } = within(scope);
    const rows = await this.requests.placed(`data_requests.state IN ('open', 'accepted') AND ${sql}`, parameters);
    const mine = rows.filter((row) => answers(actor, row));
    if (mine.length === 0) return [];
    const calendar = await this.calendars.current();
    return [...grouped(mine, ({ state, branchId }) => `${state} ${branchId}`).values()].map((group) => {
      const [first] = group as [PlacedRequest, ...PlacedRequest[]];
      const isOpen = first.state === 'open';
      const dueDay = isOpen ? (group.map((row) => dueDayOf(row, calendar)).sort()[0] ?? null) : null;
      return {
        ...taskOf(isOpen ? 'answerDataRequest' : 'completeDataRequest', first, today),
        count: group.length,
        dueDay,
        daysLeft: dueDay === null ? null : daysBetween(today, dueDay),
        calendarAnnounced: dueDay === null || calendar.isAnnouncedFrom(today < dueDay ? today : dueDay, dueDay),
      };
    });
  }

  private async answersToRead({ memberId }: Actor, today: Day): Promise<TaskView[]> {
    const rows = await this.requests.placed(
      'data_requests.memberId = ? AND data_requests.answeredAt IS NOT NULL AND data_requests.readAt IS NULL',
      [memberId ?? 0],
    );
    const [first] = rows;
    return first ? [{ ...taskOf('readDataRequest', first, today), count: rows.length }] : [];
  }

  private async noticeToRead(actor: Actor, today: Day): Promise<TaskView[]> {
    const home = await this.notices.homeOfUnread(actor, today);
    return home === null ? [] : [taskOf('readPrivacyNotice', home, today)];
  }
}

function taskOf(
  kind: TaskView['kind'],
  { branchId, branchName, branchKind }: Pick<PlacedRequest, 'branchId' | 'branchName' | 'branchKind'>,
  today: Day,
): TaskView {
  return {
    kind,
    branch: { id: branchId, name: branchName, kind: branchKind },
    month: monthOf(today),
    ...{ branchMonthId: null, sheetId: null, count: null, dueDay: null, daysLeft: null, calendarAnnounced: true },
  };
}

import { Injectable } from '@nestjs/common';
import type { Day } from '../calendar.js';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { may } from '../identity/rights.js';
import { announcedDaysOf, type DayKind, isAnnouncedByState } from './announced-days.js';
import type { CalendarDay } from './calendar-day.entity.js';
import type { CalendarYear } from './calendar-year.entity.js';
import type { CalendarDayView, CalendarYearView, WorkingDaysView } from './calendar.view.js';
import { kindWithoutEdits, WorkingCalendar } from './working-calendar.js';

type EditedDay = CalendarDay & { editedByName: string };
type YearRow = CalendarYear & { announcedByName: string | null };

/** The calendar of working days as it stands now. */
@Injectable()
export class Calendars {
  constructor(private readonly database: Database) {}

  /** The calendar to count with, in one statement. Only inside `write` or `read`: it is that transaction's. */
  async current(): Promise<WorkingCalendar> {
    const rows = await this.database.rows<{ day: Day; kind: DayKind; year: null } | { day: null; year: number }>(
      `SELECT day, kind, NULL AS year FROM calendar_days
       UNION ALL SELECT NULL, NULL, year FROM calendar_years WHERE announcedAt IS NOT NULL`,
    );
    return new WorkingCalendar({
      days: rows.flatMap((row) => (row.day === null ? [] : [{ day: row.day, kind: row.kind }])),
      years: rows.flatMap(({ year }) => (year === null ? [] : [year])),
    });
  }

  /** A year with each day that isn't what its place in the week says, and what the bureau has said about it. */
  year(year: number, actor: Actor): Promise<CalendarYearView> {
    return this.database.read(async () => {
      const calendar = await this.current();
      const edited = await this.database.rows<EditedDay>(
        `SELECT calendar_days.*, editors.displayName AS editedByName
           FROM calendar_days JOIN accounts editors ON editors.id = calendar_days.editedBy
          WHERE calendar_days.day BETWEEN ? AND ? ORDER BY calendar_days.day`,
        [`${year}-01-01`, `${year}-12-31`],
      );
      const row = await this.database.row<YearRow>(
        `SELECT calendar_years.*, announcers.displayName AS announcedByName
           FROM calendar_years LEFT JOIN accounts announcers ON announcers.id = calendar_years.announcedBy
          WHERE calendar_years.year = ?`,
        [year],
      );
      return {
        year,
        version: row?.version ?? 0,
        announced: calendar.isAnnounced(year),
        announcedByState: isAnnouncedByState(year),
        announcement: announcementOf(row),
        workingDays: calendar.between(`${year}-01-01`, `${year}-12-31`),
        days: daysOf(year, edited),
        mayEdit: may('calendar.manage', actor, { unitPath: '/', memberId: null }),
      };
    });
  }

  /** The working days that follow a day. */
  workingDaysAfter(after: Day, count: number): Promise<WorkingDaysView> {
    return this.database.read(async () => {
      const calendar = await this.current();
      const days = Array.from({ length: count }, (_, index) => calendar.add(after, index + 1));
      return { after, days, calendarAnnounced: calendar.isAnnouncedFrom(after, days.at(-1)!) };
    });
  }
}

function announcementOf(row: YearRow | undefined): CalendarYearView['announcement'] {
  if (!row || row.documentNumber === null || row.announcedAt === null) return null;
  const { documentNumber, announcedAt, announcedByName } = row;
  return { documentNumber, announcedAt, announcedBy: announcedByName ?? '' };
}

function daysOf(year: number, edited: readonly EditedDay[]): CalendarDayView[] {
  const days = new Map<Day, CalendarDayView>(announcedDaysOf(year).map((day) => [day.day, { ...day, edit: null }]));
  for (const { day, kind, name, reason, editedAt, editedByName } of edited)
    days.set(day, {
      day,
      kind,
      name: { zh: name, en: name },
      edit: { insteadOf: kindWithoutEdits(day), reason, editedAt, editedBy: editedByName },
    });
  return [...days.values()].sort((one, other) => (one.day < other.day ? -1 : 1));
}

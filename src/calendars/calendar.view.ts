import type { Day, Instant } from '../calendar.js';
import type { DayKind } from './announced-days.js';

export class DayNameView {
  zh: string;
  en: string;
}

export class CalendarEditView {
  /** What the day would be without the bureau's word. */
  insteadOf: DayKind;
  reason: string;
  editedAt: Instant;
  editedBy: string;
}

/** A day that isn't what its place in the week says, or that the announced calendar names. */
export class CalendarDayView {
  day: Day;
  kind: DayKind;
  name: DayNameView;
  /** Null where the day is as announced for the whole country. */
  edit: CalendarEditView | null;
}

export class AnnouncementView {
  documentNumber: string;
  announcedAt: Instant;
  announcedBy: string;
}

export class CalendarYearView {
  year: number;
  version: number;
  /** Whether the year's days off are known. If not, working days of it are plain weekdays with the bureau's own days. */
  announced: boolean;
  /** Announced for the whole country; otherwise only the bureau can call the year complete. */
  announcedByState: boolean;
  announcement: AnnouncementView | null;
  /** How many working days the year has, as far as is known. */
  workingDays: number;
  days: CalendarDayView[];
  mayEdit: boolean;
}

export class WorkingDaysView {
  after: Day;
  /** The working days after that day, one after the other. */
  days: Day[];
  /** False where they reach into a year whose days off are not announced. */
  calendarAnnounced: boolean;
}

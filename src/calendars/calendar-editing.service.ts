import { Injectable } from '@nestjs/common';
import type { Canonical } from '../audit/canonical.js';
import { organisationChain, Trail } from '../audit/trail.service.js';
import { Clock, type Day, type Instant } from '../calendar.js';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { invalid, Refusal } from '../http/refusal.js';
import { lockOrganisation } from '../identity/lock-organisation.js';
import { isAnnouncedByState } from './announced-days.js';
import { CalendarDay } from './calendar-day.entity.js';
import { CalendarYear } from './calendar-year.entity.js';
import type { AnnouncementBody, CalendarDayBody } from './calendar.dto.js';
import { kindWithoutEdits, yearOf } from './working-calendar.js';

/** Who edits a year, as which version of it he has read it. */
export interface YearStep {
  version: number;
  actor: Actor;
}

interface Change {
  now: Instant;
  year: CalendarYear;
}

/** What was decided, for the trail. */
interface Decided {
  action: string;
  about: Record<string, Canonical>;
}

/**
 * The bureau's word about the calendar. It changes what is counted from now on; the last day of a publication's window was
 * fixed when it was published and stays.
 */
@Injectable()
export class CalendarEditing {
  constructor(
    private readonly database: Database,
    private readonly trail: Trail,
    private readonly clock: Clock,
  ) {}

  /** Says of a day that it is (no) working day, against the announced calendar. @throws stale, invalid */
  setDay(by: YearStep, day: Day, { kind, name, reason }: CalendarDayBody): Promise<void> {
    return this.change(yearOf(day), by, async ({ now }) => {
      if (kind === kindWithoutEdits(day)) throw invalid('kind', 'asWithoutEdit');
      await this.database.change('DELETE FROM calendar_days WHERE day = ?', [day]);
      await this.database.insert(CalendarDay, [
        { day, kind, name, reason, editedAt: now, editedBy: by.actor.accountId },
      ]);
      return { action: 'calendar.setDay', about: { day, kind, name, reason } };
    });
  }

  /** Takes the word about a day back: it is again what was announced. @throws stale, notFound */
  clearDay(by: YearStep, day: Day, reason: string): Promise<void> {
    return this.change(yearOf(day), by, async () => {
      const cleared = await this.database.change('DELETE FROM calendar_days WHERE day = ?', [day]);
      if (cleared === 0) throw new Refusal('notFound');
      return { action: 'calendar.clearDay', about: { day, kind: kindWithoutEdits(day), reason } };
    });
  }

  /** Calls a year complete that isn't announced for the whole country (or not yet in the data). @throws stale, conflict */
  announce(by: YearStep, year: number, { documentNumber }: AnnouncementBody): Promise<void> {
    return this.change(year, by, async ({ now }) => {
      if (isAnnouncedByState(year))
        throw new Refusal('conflict', { errors: [{ path: 'year', code: 'announcedAlready' }] });
      await this.announcement(year, documentNumber, now, by.actor.accountId);
      return { action: 'calendar.announce', about: { year, documentNumber } };
    });
  }

  /** No longer calls a year complete. @throws stale, notFound */
  withdrawAnnouncement(by: YearStep, year: number): Promise<void> {
    return this.change(year, by, async (change) => {
      const { documentNumber } = change.year;
      if (documentNumber === null) throw new Refusal('notFound');
      await this.announcement(year, null, null, null);
      return { action: 'calendar.withdrawAnnouncement', about: { year, documentNumber } };
    });
  }

  private announcement(year: number, documentNumber: string | null, at: Instant | null, by: number | null) {
    return this.database.change(
      'UPDATE calendar_years SET documentNumber = ?, announcedAt = ?, announcedBy = ? WHERE year = ?',
      [documentNumber, at, by, year],
    );
  }

  private async change(
    year: number,
    { version, actor }: YearStep,
    work: (change: Change) => Promise<Decided>,
  ): Promise<void> {
    const now = this.clock.now();
    await this.database.write(async () => {
      await lockOrganisation(this.database);
      const row = await this.lockedYear(year);
      if (row.version !== version) throw new Refusal('stale', { params: { version: row.version } });
      const { action, about } = await work({ now, year: row });
      await this.database.change('UPDATE calendar_years SET version = version + 1 WHERE year = ?', [year]);
      await this.trail.append({ chain: organisationChain, at: now, action, actorAccountId: actor.accountId, about });
    });
  }

  /** Under the organisation's lock. A year that nobody has edited gets its row now, and loses it again if nothing comes of it. */
  private async lockedYear(year: number): Promise<CalendarYear> {
    const row = await this.database.row<CalendarYear>('SELECT * FROM calendar_years WHERE year = ?', [year]);
    if (row) return row;
    const fresh = { year, documentNumber: null, announcedAt: null, announcedBy: null, version: 0 };
    await this.database.insert(CalendarYear, [fresh]);
    return fresh;
  }
}

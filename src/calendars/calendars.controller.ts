import { Body, Controller, Delete, Get, Param, Put, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Clock, type Day } from '../calendar.js';
import { type Actor, Allow, CurrentActor, SignedIn } from '../http/allow.js';
import { ExpectedVersion, withVersion } from '../http/version.js';
import { CalendarEditing } from './calendar-editing.service.js';
import { AnnouncementBody, CalendarDayBody, CalendarDayRemovalQuery, WorkingDaysQuery } from './calendar.dto.js';
import { CalendarYearView, WorkingDaysView } from './calendar.view.js';
import { Calendars } from './calendars.service.js';
import { ParseDayPipe, ParseYearPipe } from './parse-calendar.js';
import { yearOf } from './working-calendar.js';

/** Which days are working days. Everybody may read it; the bureau office edits it. */
@ApiTags('calendar')
@Controller('api/v1')
export class CalendarsController {
  constructor(
    private readonly calendars: Calendars,
    private readonly editing: CalendarEditing,
    private readonly clock: Clock,
  ) {}

  /** A year's holidays and make-up workdays, whether they are announced, and what the bureau has changed. */
  @Get('calendars/:year')
  @SignedIn({ forToken: 'scheme.read' })
  one(
    @Param('year', ParseYearPipe) year: number,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CalendarYearView> {
    return this.answer(year, actor, reply);
  }

  /** The working days that follow a day: how long a window or a deadline will be. */
  @Get('working-days')
  @SignedIn({ forToken: 'scheme.read' })
  workingDays(@Query() { after, count }: WorkingDaysQuery): Promise<WorkingDaysView> {
    return this.calendars.workingDaysAfter(after ?? this.clock.today(), count);
  }

  /** Says of a day that it is a working day, or none, whatever was announced. */
  @Put('calendar-days/:day')
  @Allow('calendar.manage', 'organisation')
  async setDay(
    @Param('day', ParseDayPipe) day: Day,
    @ExpectedVersion() version: number,
    @Body() body: CalendarDayBody,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CalendarYearView> {
    await this.editing.setDay({ version, actor }, day, body);
    return this.answer(yearOf(day), actor, reply);
  }

  /** Takes back what the bureau said of a day. */
  @Delete('calendar-days/:day')
  @Allow('calendar.manage', 'organisation')
  async clearDay(
    @Param('day', ParseDayPipe) day: Day,
    @ExpectedVersion() version: number,
    @Query() { reason }: CalendarDayRemovalQuery,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CalendarYearView> {
    await this.editing.clearDay({ version, actor }, day, reason);
    return this.answer(yearOf(day), actor, reply);
  }

  /** Calls a year complete whose days off are not among those announced for the whole country. */
  @Put('calendars/:year/announcement')
  @Allow('calendar.manage', 'organisation')
  async announce(
    @Param('year', ParseYearPipe) year: number,
    @ExpectedVersion() version: number,
    @Body() body: AnnouncementBody,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CalendarYearView> {
    await this.editing.announce({ version, actor }, year, body);
    return this.answer(year, actor, reply);
  }

  /** No longer calls the year complete. */
  @Delete('calendars/:year/announcement')
  @Allow('calendar.manage', 'organisation')
  async withdrawAnnouncement(
    @Param('year', ParseYearPipe) year: number,
    @ExpectedVersion() version: number,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CalendarYearView> {
    await this.editing.withdrawAnnouncement({ version, actor }, year);
    return this.answer(year, actor, reply);
  }

  private async answer(year: number, actor: Actor, reply: FastifyReply): Promise<CalendarYearView> {
    return withVersion(reply, await this.calendars.year(year, actor));
  }
}

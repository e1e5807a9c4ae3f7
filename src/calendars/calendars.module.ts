import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { CalendarEditing } from './calendar-editing.service.js';
import { CalendarsController } from './calendars.controller.js';
import { Calendars } from './calendars.service.js';

/** Which days are working days, and the bureau's edits of them. */
@Module({
  imports: [AuditModule],
  controllers: [CalendarsController],
  providers: [Calendars, CalendarEditing],
  exports: [Calendars],
})
export class CalendarsModule {}

import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { MeetingRecords } from './meeting-records.service.js';
import { MeetingsController } from './meetings.controller.js';
import { Meetings } from './meetings.service.js';

@Module({
  imports: [AuditModule],
  controllers: [MeetingsController],
  providers: [MeetingRecords, Meetings],
  exports: [Meetings],
})
export class MeetingsModule {}

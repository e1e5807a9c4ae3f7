import { Module } from '@nestjs/common';
import { AssessmentsModule } from '../assessments/assessments.module.js';
import { AuditModule } from '../audit/audit.module.js';
import { CalendarsModule } from '../calendars/calendars.module.js';
import { SchemesModule } from '../schemes/schemes.module.js';
import { Boards } from './boards.service.js';
import { PublicationExportsController } from './publication-exports.controller.js';
import { PublicationExports } from './publication-exports.service.js';
import { PublicationController } from './publication.controller.js';
import { PublicationRecords } from './publication-records.service.js';
import { Publications } from './publications.service.js';
import { Receipts } from './receipts.service.js';
import { VerificationsController } from './verifications.controller.js';
import { Verifications } from './verifications.service.js';
import { Withdrawals } from './withdrawals.service.js';

@Module({
  imports: [AuditModule, CalendarsModule, AssessmentsModule, SchemesModule],
  controllers: [PublicationController, PublicationExportsController, VerificationsController],
  providers: [Boards, PublicationExports, PublicationRecords, Publications, Receipts, Verifications, Withdrawals],
  exports: [Boards, PublicationRecords],
})
export class PublicationModule {}

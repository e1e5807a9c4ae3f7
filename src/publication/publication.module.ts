import { Module } from '@nestjs/common';
import { AssessmentsModule } from '../assessments/assessments.module.js';
import { AuditModule } from '../audit/audit.module.js';
import { CalendarsModule } from '../calendars/calendars.module.js';
import { SchemesModule } from '../schemes/schemes.module.js';
import { VetoesModule } from '../vetoes/vetoes.module.js';
import { Amendments } from './amendments.service.js';
import { Boards } from './boards.service.js';
import { Officers } from './officers.service.js';
import { PublicationExportsController } from './publication-exports.controller.js';
import { PublicationExports } from './publication-exports.service.js';
import { PublicationController } from './publication.controller.js';
import { PublicationRecords } from './publication-records.service.js';
import { Publications } from './publications.service.js';
import { Receipts } from './receipts.service.js';
import { SheetVetoes } from './sheet-vetoes.service.js';
import { VerificationsController } from './verifications.controller.js';
import { Verifications } from './verifications.service.js';
import { WaitingRows } from './waiting-rows.service.js';
import { Withdrawals } from './withdrawals.service.js';

@Module({
  imports: [AuditModule, CalendarsModule, AssessmentsModule, SchemesModule, VetoesModule],
  controllers: [PublicationController, PublicationExportsController, VerificationsController],
  providers: [
    Amendments,
    Boards,
    Officers,
    PublicationExports,
    PublicationRecords,
    Publications,
    Receipts,
    SheetVetoes,
    Verifications,
    WaitingRows,
    Withdrawals,
  ],
  exports: [Amendments, Boards, Officers, PublicationRecords, WaitingRows],
})
export class PublicationModule {}

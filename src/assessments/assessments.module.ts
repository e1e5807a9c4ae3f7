import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { OrganisationModule } from '../organisation/organisation.module.js';
import { SchemesModule } from '../schemes/schemes.module.js';
import { Acceptances } from './acceptances.service.js';
import { BranchSettingsController } from './branch-settings.controller.js';
import { BranchSettingsService } from './branch-settings.service.js';
import { BranchMonthRecords } from './branch-month-records.service.js';
import { BranchMonthsController } from './branch-months.controller.js';
import { BranchMonths } from './branch-months.service.js';
import { Deciders } from './deciders.service.js';
import { EarlierSheets } from './earlier-sheets.service.js';
import { Exemptions } from './exemptions.service.js';
import { Openings } from './openings.service.js';
import { ReviewDesk } from './review-desk.service.js';
import { Reviews } from './reviews.service.js';
import { RosterSnapshot } from './roster-snapshot.service.js';
import { SheetRecords } from './sheet-records.service.js';
import { SheetsController } from './sheets.controller.js';
import { Sheets } from './sheets.service.js';
import { Submissions } from './submission.service.js';

@Module({
  imports: [AuditModule, OrganisationModule, SchemesModule],
  controllers: [BranchSettingsController, BranchMonthsController, SheetsController],
  providers: [
    Acceptances,
    BranchSettingsService,
    BranchMonthRecords,
    BranchMonths,
    Deciders,
    EarlierSheets,
    Exemptions,
    Openings,
    ReviewDesk,
    Reviews,
    RosterSnapshot,
    SheetRecords,
    Sheets,
    Submissions,
  ],
  exports: [BranchMonthRecords, BranchMonths, BranchSettingsService],
})
export class AssessmentsModule {}

import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { CalendarsModule } from '../calendars/calendars.module.js';
import { EvidenceModule } from '../evidence/evidence.module.js';
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
import { EvidenceController } from './evidence.controller.js';
import { Exemptions } from './exemptions.service.js';
import { FigureChanges } from './figure-changes.js';
import { Extensions } from './extensions.service.js';
import { LineProofs } from './line-proofs.service.js';
import { Openings } from './openings.service.js';
import { MonthStepRecords } from './month-step-records.service.js';
import { MonthStepsController } from './month-steps.controller.js';
import { MonthBlocking } from './month-blocking.service.js';
import { Offices } from './offices.service.js';
import { PreReviewRecords } from './pre-review-records.service.js';
import { PreReviewsController } from './pre-reviews.controller.js';
import { PreReviews } from './pre-reviews.service.js';
import { Readiness } from './readiness.service.js';
import { Reports } from './reports.service.js';
import { ReviewDesk } from './review-desk.service.js';
import { Reviews } from './reviews.service.js';
import { RosterSnapshot } from './roster-snapshot.service.js';
import { SheetEvidence } from './sheet-evidence.service.js';
import { SheetRecords } from './sheet-records.service.js';
import { SheetsController } from './sheets.controller.js';
import { Sheets } from './sheets.service.js';
import { SignOffs } from './sign-offs.service.js';
import { Submissions } from './submission.service.js';

import { UndecidedSheets } from './undecided-sheets.service.js';

@Module({
  imports: [AuditModule, CalendarsModule, EvidenceModule, OrganisationModule, SchemesModule],
  controllers: [
    BranchSettingsController,
    BranchMonthsController,
    EvidenceController,
    MonthStepsController,
    PreReviewsController,
    SheetsController,
  ],
  providers: [
    Acceptances,
    BranchSettingsService,
    BranchMonthRecords,
    BranchMonths,
    Deciders,
    EarlierSheets,
    Exemptions,
    Extensions,
    FigureChanges,
    LineProofs,
    MonthBlocking,
    MonthStepRecords,
    Offices,
    Openings,
    PreReviewRecords,
    PreReviews,
    Readiness,
    Reports,
    ReviewDesk,
    Reviews,
    RosterSnapshot,
    SheetEvidence,
    SheetRecords,
    Sheets,
    SignOffs,
    Submissions,
    UndecidedSheets,
  ],
  exports: [
    BranchMonthRecords,
    BranchMonths,
    BranchSettingsService,
    Deciders,
    EarlierSheets,
    FigureChanges,
    MonthStepRecords,
    Offices,
    Openings,
    PreReviewRecords,
    Reviews,
    SheetRecords,
    Sheets,
    Submissions,
  ],
})
export class AssessmentsModule {}

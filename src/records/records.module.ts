import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { OrganisationModule } from '../organisation/organisation.module.js';
import { SchemesModule } from '../schemes/schemes.module.js';
import { SummariesModule } from '../summaries/summaries.module.js';
import { ExemptionApplications } from './exemption-applications.service.js';
import { ExemptionViews } from './exemption-views.service.js';
import { HalfYearReports } from './half-year-reports.service.js';
import { RecordsController } from './records.controller.js';
import { ReportCounts } from './report-counts.service.js';
import { ReportFacts } from './report-facts.service.js';
import { ReportsController } from './reports.controller.js';
import { TalkRecords } from './talk-records.service.js';
import { TalkSuggestions } from './talk-suggestions.service.js';

@Module({
  imports: [AuditModule, OrganisationModule, SchemesModule, SummariesModule],
  controllers: [RecordsController, ReportsController],
  providers: [
    ExemptionApplications,
    ExemptionViews,
    HalfYearReports,
    ReportCounts,
    ReportFacts,
    TalkRecords,
    TalkSuggestions,
  ],
  exports: [ExemptionViews, HalfYearReports, TalkRecords],
})
export class RecordsModule {}

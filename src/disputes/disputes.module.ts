import { Module } from '@nestjs/common';
import { AssessmentsModule } from '../assessments/assessments.module.js';
import { AuditModule } from '../audit/audit.module.js';
import { CalendarsModule } from '../calendars/calendars.module.js';
import { PublicationModule } from '../publication/publication.module.js';
import { SchemesModule } from '../schemes/schemes.module.js';
import { SummariesModule } from '../summaries/summaries.module.js';
import { CorrectionEffects } from './correction-effects.service.js';
import { CorrectionIssues } from './correction-issues.service.js';
import { CorrectionNotices } from './correction-notices.service.js';
import { CorrectionRecords } from './correction-records.service.js';
import { CorrectionViews } from './correction-views.service.js';
import { Corrections } from './corrections.service.js';
import { CorrectionsController } from './corrections.controller.js';
import { ObjectionAnswers } from './objection-answers.service.js';
import { ObjectionChoices } from './objection-choices.service.js';
import { ObjectionRecords } from './objection-records.service.js';
import { Objections } from './objections.service.js';
import { ObjectionsController } from './objections.controller.js';
import { ObjectionViews } from './objection-views.service.js';
import { PublishedRows } from './published-rows.service.js';
import { RowConfirmations } from './row-confirmations.service.js';
import { RowConfirmationsController } from './row-confirmations.controller.js';

@Module({
  imports: [AuditModule, CalendarsModule, SchemesModule, AssessmentsModule, PublicationModule, SummariesModule],
  controllers: [CorrectionsController, ObjectionsController, RowConfirmationsController],
  providers: [
    CorrectionEffects,
    CorrectionIssues,
    CorrectionNotices,
    CorrectionRecords,
    Corrections,
    CorrectionViews,
    ObjectionAnswers,
    ObjectionChoices,
    ObjectionRecords,
    Objections,
    ObjectionViews,
    PublishedRows,
    RowConfirmations,
  ],
  exports: [CorrectionNotices, CorrectionViews, ObjectionViews],
})
export class DisputesModule {}

import { Module } from '@nestjs/common';
import { AssessmentsModule } from '../assessments/assessments.module.js';
import { AuditModule } from '../audit/audit.module.js';
import { CalendarsModule } from '../calendars/calendars.module.js';
import { PublicationModule } from '../publication/publication.module.js';
import { SchemesModule } from '../schemes/schemes.module.js';
import { SummariesModule } from '../summaries/summaries.module.js';
import { ObjectionAnswers } from './objection-answers.service.js';
import { ObjectionChoices } from './objection-choices.service.js';
import { ObjectionRecords } from './objection-records.service.js';
import { Objections } from './objections.service.js';
import { ObjectionsController } from './objections.controller.js';
import { ObjectionViews } from './objection-views.service.js';
import { RowConfirmations } from './row-confirmations.service.js';
import { RowConfirmationsController } from './row-confirmations.controller.js';

@Module({
  imports: [AuditModule, CalendarsModule, SchemesModule, AssessmentsModule, PublicationModule, SummariesModule],
  controllers: [ObjectionsController, RowConfirmationsController],
  providers: [ObjectionAnswers, ObjectionChoices, ObjectionRecords, Objections, ObjectionViews, RowConfirmations],
  exports: [ObjectionViews],
})
export class DisputesModule {}

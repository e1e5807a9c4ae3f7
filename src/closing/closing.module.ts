import { Module } from '@nestjs/common';
import { AssessmentsModule } from '../assessments/assessments.module.js';
import { AuditModule } from '../audit/audit.module.js';
import { CalendarsModule } from '../calendars/calendars.module.js';
import { PublicationModule } from '../publication/publication.module.js';
import { SchemesModule } from '../schemes/schemes.module.js';
import { SummariesModule } from '../summaries/summaries.module.js';
import { Acknowledgements } from './acknowledgements.service.js';
import { Awards } from './awards.service.js';
import { BranchExaminations } from './branch-examinations.service.js';
import { BureauExaminations } from './bureau-examinations.service.js';
import { ClosingExaminationsController } from './closing-examinations.controller.js';
import { ClosingHistory } from './closing-history.service.js';
import { ClosingObjections } from './closing-objections.service.js';
import { ClosingOverviews } from './closing-overviews.service.js';
import { ClosingPublications } from './closing-publications.service.js';
import { ClosingRecords } from './closing-records.service.js';
import { ClosingRowViews } from './closing-rows-views.service.js';
import { Closings } from './closings.service.js';
import { ClosingsController } from './closings.controller.js';
import { ClosingSettings } from './closing-settings.service.js';
import { ClosingTasks } from './closing-tasks.service.js';
import { ClosingViews } from './closing-views.service.js';
import { ExaminationViews } from './examination-views.service.js';
import { Generations } from './generations.service.js';
import { MemberClosings } from './member-closings.service.js';
import { MemberClosingsController } from './member-closings.controller.js';
import { Recomputations } from './recomputations.service.js';

@Module({
  imports: [AssessmentsModule, AuditModule, CalendarsModule, SchemesModule, PublicationModule, SummariesModule],
  controllers: [ClosingsController, ClosingExaminationsController, MemberClosingsController],
  providers: [
    Acknowledgements,
    Awards,
    BranchExaminations,
    BureauExaminations,
    ClosingHistory,
    ClosingObjections,
    ClosingOverviews,
    ClosingPublications,
    ClosingRecords,
    ClosingRowViews,
    Closings,
    ClosingSettings,
    ClosingTasks,
    ClosingViews,
    ExaminationViews,
    Generations,
    MemberClosings,
    Recomputations,
  ],
  exports: [Closings, ClosingViews, ExaminationViews],
})
export class ClosingModule {}

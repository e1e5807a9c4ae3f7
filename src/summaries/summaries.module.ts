import { Module } from '@nestjs/common';
import { AssessmentsModule } from '../assessments/assessments.module.js';
import { CalendarsModule } from '../calendars/calendars.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { PublicationModule } from '../publication/publication.module.js';
import { SchemesModule } from '../schemes/schemes.module.js';
import { BranchMonthFigures } from './branch-month-figures.service.js';
import { DisputeTasks } from './dispute-tasks.service.js';
import { HalfYears } from './half-years.service.js';
import { Histories } from './histories.service.js';
import { Overviews } from './overviews.service.js';
import { PreviousYears } from './previous-years.service.js';
import { SummariesController } from './summaries.controller.js';
import { TaskSources } from './task-sources.js';
import { TodayController } from './today.controller.js';
import { Todays } from './todays.service.js';
import { UnitBranches } from './unit-branches.js';

@Module({
  imports: [CalendarsModule, AssessmentsModule, JobsModule, PublicationModule, SchemesModule],
  controllers: [SummariesController, TodayController],
  providers: [
    BranchMonthFigures,
    DisputeTasks,
    HalfYears,
    Histories,
    Overviews,
    PreviousYears,
    TaskSources,
    Todays,
    UnitBranches,
  ],
  exports: [HalfYears, Histories, PreviousYears, TaskSources, UnitBranches],
})
export class SummariesModule {}

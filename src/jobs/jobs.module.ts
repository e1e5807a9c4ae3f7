import { Module } from '@nestjs/common';
import { AssessmentsModule } from '../assessments/assessments.module.js';
import { CalendarsModule } from '../calendars/calendars.module.js';
import { OrganisationModule } from '../organisation/organisation.module.js';
import { SchemesModule } from '../schemes/schemes.module.js';
import { JobRunner } from './job-runner.service.js';
import { JobRuns } from './job-runs.service.js';
import { JobsController } from './jobs.controller.js';
import { Jobs } from './jobs.service.js';
import { OpeningPlans } from './opening-plans.service.js';

/** What has come due and is done by nobody: months open and windows close by themselves. */
@Module({
  imports: [CalendarsModule, OrganisationModule, SchemesModule, AssessmentsModule],
  controllers: [JobsController],
  providers: [Jobs, JobRunner, JobRuns, OpeningPlans],
  exports: [JobRuns],
})
export class JobsModule {}

import { Module } from '@nestjs/common';
import { CalendarsModule } from '../calendars/calendars.module.js';
import { SchemesModule } from '../schemes/schemes.module.js';
import { SummariesModule } from '../summaries/summaries.module.js';
import { BranchFigures } from './branch-rows.service.js';
import { Spans } from './spans.service.js';
import { StatisticsFactsReader } from './statistics-facts.service.js';

/** Figures of branches, units and periods, from published months alone. */
@Module({
  imports: [CalendarsModule, SchemesModule, SummariesModule],
  providers: [BranchFigures, Spans, StatisticsFactsReader],
  exports: [BranchFigures],
})
export class StatisticsModule {}

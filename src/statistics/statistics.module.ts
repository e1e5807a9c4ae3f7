import { Module } from '@nestjs/common';
import { OrganisationModule } from '../organisation/organisation.module.js';
import { CalendarsModule } from '../calendars/calendars.module.js';
import { SchemesModule } from '../schemes/schemes.module.js';
import { SummariesModule } from '../summaries/summaries.module.js';
import { BranchFigures } from './branch-rows.service.js';
import { FairnessRadar } from './fairness.service.js';
import { ItemFiguresReader } from './item-figures.service.js';
import { RankingRulesController } from './ranking-rules.controller.js';
import { Spans } from './spans.service.js';
import { StatisticsController } from './statistics.controller.js';
import { StatisticsFactsReader } from './statistics-facts.service.js';
import { UnitStatistics } from './unit-statistics.service.js';

/** Figures of branches, units and periods, from published months alone. */
@Module({
  imports: [CalendarsModule, OrganisationModule, SchemesModule, SummariesModule],
  controllers: [StatisticsController, RankingRulesController],
  providers: [BranchFigures, FairnessRadar, ItemFiguresReader, Spans, StatisticsFactsReader, UnitStatistics],
  exports: [BranchFigures],
})
export class StatisticsModule {}

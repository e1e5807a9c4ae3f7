import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { Schemes } from '../schemes/schemes.service.js';
import { HalfYears } from './half-years.service.js';
import { Histories } from './histories.service.js';
import { Overviews } from './overviews.service.js';
import { SummariesController } from './summaries.controller.js';
import { UnitBranches } from './unit-branches.js';

@Module({
  imports: [AuditModule],
  controllers: [SummariesController],
  providers: [Schemes, HalfYears, Histories, Overviews, UnitBranches],
  exports: [HalfYears],
})
export class SummariesModule {}

import { Module } from '@nestjs/common';
import { AssessmentsModule } from '../assessments/assessments.module.js';
import { AuditModule } from '../audit/audit.module.js';
import { SchemesModule } from '../schemes/schemes.module.js';
import { HoldingVetoes } from './holding-vetoes.service.js';
import { VetoRecords } from './veto-records.service.js';
import { VetoViews } from './veto-views.service.js';
import { VetoesController } from './vetoes.controller.js';
import { Vetoes } from './vetoes.service.js';

@Module({
  imports: [AssessmentsModule, AuditModule, SchemesModule],
  controllers: [VetoesController],
  providers: [HoldingVetoes, VetoRecords, Vetoes, VetoViews],
  exports: [HoldingVetoes, VetoViews],
})
export class VetoesModule {}

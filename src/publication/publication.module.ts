import { Module } from '@nestjs/common';
import { AssessmentsModule } from '../assessments/assessments.module.js';
import { AuditModule } from '../audit/audit.module.js';
import { SchemesModule } from '../schemes/schemes.module.js';
import { Boards } from './boards.service.js';
import { PublicationController } from './publication.controller.js';
import { PublicationRecords } from './publication-records.service.js';
import { Publications } from './publications.service.js';

@Module({
  imports: [AuditModule, AssessmentsModule, SchemesModule],
  controllers: [PublicationController],
  providers: [Boards, PublicationRecords, Publications],
  exports: [Boards, PublicationRecords],
})
export class PublicationModule {}

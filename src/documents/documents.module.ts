import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { PublicationModule } from '../publication/publication.module.js';
import { SummariesModule } from '../summaries/summaries.module.js';
import { ExportsController } from './exports.controller.js';
import { Exports } from './exports.service.js';

@Module({
  imports: [AuditModule, PublicationModule, SummariesModule],
  controllers: [ExportsController],
  providers: [Exports],
})
export class DocumentsModule {}

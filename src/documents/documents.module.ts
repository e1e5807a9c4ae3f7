import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { MeetingsModule } from '../meetings/meetings.module.js';
import { OrganisationModule } from '../organisation/organisation.module.js';
import { PublicationModule } from '../publication/publication.module.js';
import { SchemesModule } from '../schemes/schemes.module.js';
import { SummariesModule } from '../summaries/summaries.module.js';
import { ExportsController } from './exports.controller.js';
import { Exports } from './exports.service.js';
import { RosterController } from './roster.controller.js';
import { RosterDocuments } from './roster-documents.service.js';

@Module({
  imports: [AuditModule, MeetingsModule, OrganisationModule, PublicationModule, SchemesModule, SummariesModule],
  controllers: [ExportsController, RosterController],
  providers: [Exports, RosterDocuments],
})
export class DocumentsModule {}

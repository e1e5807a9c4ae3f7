import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { EvidenceModule } from '../evidence/evidence.module.js';
import { IdentityModule } from '../identity/identity.module.js';
import { OrganisationModule } from '../organisation/organisation.module.js';
import { PublicationModule } from '../publication/publication.module.js';
import { SchemesModule } from '../schemes/schemes.module.js';
import { SummariesModule } from '../summaries/summaries.module.js';
import { PublishedItems } from './published-items.service.js';
import { TemplateFilling } from './template-filling.service.js';
import { TemplateRecords } from './template-records.service.js';
import { TemplateSources } from './template-sources.service.js';
import { TemplatesController } from './templates.controller.js';
import { Templates } from './templates.service.js';

@Module({
  imports: [
    AuditModule,
    EvidenceModule,
    IdentityModule,
    OrganisationModule,
    PublicationModule,
    SchemesModule,
    SummariesModule,
  ],
  controllers: [TemplatesController],
  providers: [PublishedItems, TemplateFilling, TemplateRecords, Templates, TemplateSources],
})
export class TemplatesModule {}

import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { CalendarsModule } from '../calendars/calendars.module.js';
import { DocumentsModule } from '../documents/documents.module.js';
import { IdentityModule } from '../identity/identity.module.js';
import { SummariesModule } from '../summaries/summaries.module.js';
import { DataRequestViews } from './data-request-views.service.js';
import { DataRequests } from './data-requests.service.js';
import { OwnDataFiles } from './own-data-files.service.js';
import { OwnData } from './own-data.service.js';
import { OwnPrivacyController } from './own-privacy.controller.js';
import { PrivacyController } from './privacy.controller.js';
import { PrivacyNotices } from './privacy-notices.service.js';
import { PrivacyTasks } from './privacy-tasks.service.js';

/** What is processed and why, what is stored about oneself, and requests to put it right, to delete or to explain it. */
@Module({
  imports: [AuditModule, CalendarsModule, DocumentsModule, IdentityModule, SummariesModule],
  controllers: [PrivacyController, OwnPrivacyController],
  providers: [DataRequests, DataRequestViews, OwnData, OwnDataFiles, PrivacyNotices, PrivacyTasks],
})
export class PrivacyModule {}

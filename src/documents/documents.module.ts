import { Module } from '@nestjs/common';
import { AssessmentsModule } from '../assessments/assessments.module.js';
import { AuditModule } from '../audit/audit.module.js';
import { DisputesModule } from '../disputes/disputes.module.js';
import { MeetingsModule } from '../meetings/meetings.module.js';
import { OrganisationModule } from '../organisation/organisation.module.js';
import { PaperModule } from '../paper/paper.module.js';
import { PublicationModule } from '../publication/publication.module.js';
import { SchemesModule } from '../schemes/schemes.module.js';
import { SummariesModule } from '../summaries/summaries.module.js';
import { ClosedSummaries } from './closed-summaries.service.js';
import { DisputeDocumentsController } from './dispute-documents.controller.js';
import { DisputeDocuments } from './dispute-documents.service.js';
import { EvidenceModule } from '../evidence/evidence.module.js';
import { ExportsController } from './exports.controller.js';
import { DocumentExports } from './document-exports.service.js';
import { DocumentLists } from './document-lists.service.js';
import { DocumentListsController } from './document-lists.controller.js';
import { Exports } from './exports.service.js';
import { FilledSheetsController } from './filled-sheets.controller.js';
import { FilledSheets } from './filled-sheets.service.js';
import { KeptExportMaker } from './kept-export-maker.service.js';
import { KeptExportRunner } from './kept-export-runner.service.js';
import { KeptExportsController } from './kept-exports.controller.js';
import { KeptExports } from './kept-exports.service.js';
import { LedgersController } from './ledgers.controller.js';
import { LedgerReader } from './ledger-reader.service.js';
import { PaperFormsController } from './paper-forms.controller.js';
import { RegisterCards } from './register-cards.service.js';
import { RosterController } from './roster.controller.js';
import { RosterDocuments } from './roster-documents.service.js';

@Module({
  imports: [
    AssessmentsModule,
    AuditModule,
    DisputesModule,
    EvidenceModule,
    MeetingsModule,
    OrganisationModule,
    PaperModule,
    PublicationModule,
    SchemesModule,
    SummariesModule,
  ],
  controllers: [
    DisputeDocumentsController,
    DocumentListsController,
    ExportsController,
    FilledSheetsController,
    KeptExportsController,
    LedgersController,
    PaperFormsController,
    RosterController,
  ],
  providers: [
    ClosedSummaries,
    DisputeDocuments,
    DocumentExports,
    DocumentLists,
    Exports,
    FilledSheets,
    KeptExportMaker,
    KeptExportRunner,
    KeptExports,
    LedgerReader,
    RegisterCards,
    RosterDocuments,
  ],
  exports: [ClosedSummaries, DocumentExports],
})
export class DocumentsModule {}

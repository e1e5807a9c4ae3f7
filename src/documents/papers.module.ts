import { Module } from '@nestjs/common';
import { PublicationModule } from '../publication/publication.module.js';
import { RecordsModule } from '../records/records.module.js';
import { SchemesModule } from '../schemes/schemes.module.js';
import { StatisticsModule } from '../statistics/statistics.module.js';
import { SummariesModule } from '../summaries/summaries.module.js';
import { Circulars } from './circulars.service.js';
import { DocumentsModule } from './documents.module.js';
import { Examinations } from './examinations.service.js';
import { PapersController } from './papers.controller.js';
import { Papers } from './papers.service.js';

/** The documents that are written about a half-year, beside those of its figures. */
@Module({
  imports: [DocumentsModule, PublicationModule, RecordsModule, SchemesModule, StatisticsModule, SummariesModule],
  controllers: [PapersController],
  providers: [Circulars, Examinations, Papers],
})
export class PapersModule {}

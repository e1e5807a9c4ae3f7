import { Module } from '@nestjs/common';
import { AssessmentsModule } from '../assessments/assessments.module.js';
import { SchemesModule } from '../schemes/schemes.module.js';
import { PaperForms } from './paper-forms.service.js';
import { PaperController } from './paper.controller.js';
import { ProxySubmissions } from './proxy-submissions.service.js';

/** Paper is as good as the screen: forms to print, and entering them for their members. */
@Module({
  imports: [AssessmentsModule, SchemesModule],
  controllers: [PaperController],
  providers: [PaperForms, ProxySubmissions],
  exports: [PaperForms],
})
export class PaperModule {}

import { Module } from '@nestjs/common';
import { IdentityModule } from '../identity/identity.module.js';
import { SchemesModule } from '../schemes/schemes.module.js';
import { SummariesModule } from '../summaries/summaries.module.js';
import { VetoesModule } from '../vetoes/vetoes.module.js';
import { TrialsController } from './trials.controller.js';
import { Trials } from './trials.service.js';
import { TriedMembers } from './tried-members.service.js';

@Module({
  imports: [IdentityModule, SchemesModule, SummariesModule, VetoesModule],
  controllers: [TrialsController],
  providers: [Trials, TriedMembers],
})
export class TrialsModule {}

import { Module } from '@nestjs/common';
import { AssessmentsModule } from '../assessments/assessments.module.js';
import { AuditModule } from '../audit/audit.module.js';
import { OrganisationModule } from '../organisation/organisation.module.js';
import { PublicationModule } from '../publication/publication.module.js';
import { SchemesModule } from '../schemes/schemes.module.js';
import { DraftFiles } from './draft-files.service.js';
import { DraftReading } from './draft-reading.service.js';
import { FactImports } from './fact-imports.service.js';
import { ImportSteps } from './import-steps.service.js';
import { ImportedMonths } from './imported-months.service.js';
import { ImportsController } from './imports.controller.js';
import { PastMonthFacts } from './past-month-facts.service.js';
import { PastMonthImports } from './past-month-imports.service.js';
import { RosterTableImports } from './roster-table-imports.service.js';

/** Tables as clerks keep them: roster changes, results of past months, facts of the running month. */
@Module({
  imports: [AuditModule, OrganisationModule, SchemesModule, AssessmentsModule, PublicationModule],
  controllers: [ImportsController],
  providers: [
    DraftFiles,
    DraftReading,
    FactImports,
    ImportSteps,
    ImportedMonths,
    PastMonthFacts,
    PastMonthImports,
    RosterTableImports,
  ],
})
export class ImportsModule {}

import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { IdentityModule } from '../identity/identity.module.js';
import { KnownOrganisations } from './known-organisation.service.js';
import { MembersController } from './members.controller.js';
import { Members } from './members.service.js';
import { Memberships } from './memberships.service.js';
import { Organisation } from './organisation.service.js';
import { RosterExports } from './roster-export.service.js';
import { RosterImportsController } from './roster-imports.controller.js';
import { RosterImports } from './roster-imports.service.js';
import { RosterWriting } from './roster-writing.service.js';
import { Rosters } from './rosters.service.js';
import { Transfers } from './transfers.service.js';
import { UnitsController } from './units.controller.js';
import { Units } from './units.service.js';

/** The tree of units, its members, and where each of them is from when to when. */
@Module({
  imports: [AuditModule, IdentityModule],
  controllers: [UnitsController, MembersController, RosterImportsController],
  providers: [
    Organisation,
    Units,
    Rosters,
    Memberships,
    Members,
    Transfers,
    KnownOrganisations,
    RosterExports,
    RosterImports,
    RosterWriting,
  ],
  exports: [Organisation, RosterExports, RosterImports, Memberships, Transfers],
})
export class OrganisationModule {}

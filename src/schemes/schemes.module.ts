import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { OrganisationModule } from '../organisation/organisation.module.js';
import { BranchVersions } from './branch-versions.service.js';
import { OwnItemsController } from './own-items.controller.js';
import { OwnItems } from './own-items.service.js';
import { SchemeDraftsController } from './scheme-drafts.controller.js';
import { SchemeDrafts } from './scheme-drafts.service.js';
import { SchemePublications } from './scheme-publications.service.js';
import { SchemeVersions } from './scheme-versions.service.js';
import { SchemesController } from './schemes.controller.js';
import { Schemes } from './schemes.service.js';

/** The rule: its drafts, its versions, and what branches add to it. */
@Module({
  imports: [AuditModule, OrganisationModule],
  controllers: [SchemesController, SchemeDraftsController, OwnItemsController],
  providers: [Schemes, SchemeVersions, SchemeDrafts, SchemePublications, BranchVersions, OwnItems],
  exports: [Schemes, SchemeDrafts],
})
export class SchemesModule {}

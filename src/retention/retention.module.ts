import { Module } from '@nestjs/common';
import { AccessLinesModule } from '../access-lines/access-lines.module.js';
import { AuditModule } from '../audit/audit.module.js';
import { EvidenceModule } from '../evidence/evidence.module.js';
import { IdentityModule } from '../identity/identity.module.js';
import { ErasureOrders } from './erasure-orders.service.js';
import { Erasures } from './erasures.service.js';
import { Holds } from './holds.service.js';
import { Obstacles } from './obstacles.service.js';
import { PurgeRunner } from './purge-runner.service.js';
import { Purges } from './purges.service.js';
import { RetentionController } from './retention.controller.js';
import { RetentionViews } from './retention-views.service.js';

/** What is kept how long, and how it is erased without a hole in what can be proved (docs/decisions/0030-sealed-and-erased.md). */
@Module({
  imports: [AccessLinesModule, AuditModule, IdentityModule, EvidenceModule],
  controllers: [RetentionController],
  providers: [Erasures, Obstacles, Purges, PurgeRunner, Holds, ErasureOrders, RetentionViews],
})
export class RetentionModule {}

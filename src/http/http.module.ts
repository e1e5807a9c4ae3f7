import { Module } from '@nestjs/common';
import { APP_FILTER, APP_PIPE, DiscoveryModule } from '@nestjs/core';
import { HealthController } from './health.controller.js';
import { MetricsController } from './metrics.controller.js';
import { PermissionsDeclared } from './permissions-declared.js';
import { ProblemFilter } from './problem.filter.js';
import { Readiness } from './readiness.service.js';
import { validation } from './validation.js';

@Module({
  imports: [DiscoveryModule],
  controllers: [HealthController, MetricsController],
  providers: [
    PermissionsDeclared,
    Readiness,
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_PIPE, useValue: validation },
  ],
})
export class HttpModule {}

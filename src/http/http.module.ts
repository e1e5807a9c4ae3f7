import { Module } from '@nestjs/common';
import { APP_FILTER, APP_PIPE, DiscoveryModule } from '@nestjs/core';
import { TerminusModule } from '@nestjs/terminus';
import { HealthController } from './health.controller.js';
import { PermissionsDeclared } from './permissions-declared.js';
import { ProblemFilter } from './problem.filter.js';
import { validation } from './validation.js';

@Module({
  imports: [DiscoveryModule, TerminusModule.forRoot({ logger: false })],
  controllers: [HealthController],
  providers: [
    PermissionsDeclared,
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_PIPE, useValue: validation },
  ],
})
export class HttpModule {}

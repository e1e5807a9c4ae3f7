import { Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { IdentityModule } from '../identity/identity.module.js';
import { AccessLineReading } from './access-line-reading.service.js';
import { AccessLinesController } from './access-lines.controller.js';
import { AccessLines } from './access-lines.service.js';
import { LeavesLineInterceptor } from './leaves-line.interceptor.js';

/** Who looked at whose record by office. Its interceptor stands behind every handler that declares `@LeavesLine`. */
@Module({
  imports: [IdentityModule],
  controllers: [AccessLinesController],
  providers: [AccessLines, AccessLineReading, { provide: APP_INTERCEPTOR, useClass: LeavesLineInterceptor }],
  exports: [AccessLines],
})
export class AccessLinesModule {}

import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccountLimit } from './account-limit.js';
import { AddressLimitGuard } from './address-limit.guard.js';
import { LimitSettler } from './limit-settler.service.js';
import { Limits } from './limits.service.js';

/** How much anybody may ask. Its guard is the first of all, because its room is. */
@Global()
@Module({
  providers: [Limits, AccountLimit, LimitSettler, { provide: APP_GUARD, useClass: AddressLimitGuard }],
  exports: [Limits, AccountLimit],
})
export class LimitsModule {}

import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccountLimitGuard } from './account-limit.guard.js';
import { AddressLimitGuard } from './address-limit.guard.js';
import { LimitSettler } from './limit-settler.service.js';
import { Limits } from './limits.service.js';

/** How much anybody may ask. Its guard is the first of all, because its room is. */
@Global()
@Module({
  providers: [Limits, LimitSettler, { provide: APP_GUARD, useClass: AddressLimitGuard }],
  exports: [Limits],
})
export class LimitsModule {}

/** The guard that needs to know who asks; listed after the room that finds it out. */
@Module({ providers: [{ provide: APP_GUARD, useClass: AccountLimitGuard }] })
export class AccountLimitsModule {}

import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../config.js';
import { type Allowances, allowancesOf, isCostly } from './allowances.js';
import { Limits } from './limits.service.js';

/** Stands after the guard that finds out who asks: an account has its own allowance, and a smaller one of what is costly. */
@Injectable()
export class AccountLimitGuard implements CanActivate {
  private readonly allowances: Allowances;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly limits: Limits,
  ) {
    this.allowances = allowancesOf(config);
  }

  canActivate(context: ExecutionContext): boolean {
    const { actor, routeOptions } = context.switchToHttp().getRequest<FastifyRequest>();
    if (!actor) return true;
    const who = String(actor.accountId);
    this.limits.count(this.allowances.account, who);
    if (isCostly(routeOptions.url ?? '')) this.limits.count(this.allowances.costly, who);
    return true;
  }
}

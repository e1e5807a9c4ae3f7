import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../config.js';
import { carriedBy } from '../http/carried.js';
import { networkOf } from '../http/network.js';
import { type Allowances, allowancesOf, guesses } from './allowances.js';
import { Limits } from './limits.service.js';

/** Stands before every other guard: who floods the service is told so before anything is looked up for him. */
@Injectable()
export class AddressLimitGuard implements CanActivate {
  private readonly allowances: Allowances;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly limits: Limits,
  ) {
    this.allowances = allowancesOf(config);
  }

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (!request.routeOptions.url?.startsWith('/api/')) return true;
    const network = networkOf(request.ip);
    const carried = carriedBy(request);
    this.limits.count(this.allowances.address, network);
    if (carried === 'nothing') this.limits.count(this.allowances.stranger, network);
    if (carried === 'token' || (carried === 'nothing' && request.method !== 'GET')) this.limits.check(guesses, network);
    return true;
  }
}

import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';
import { type Allowances, allowancesOf, isCostly } from './allowances.js';
import { Limits } from './limits.service.js';

/** An account has an allowance of requests, and a smaller one of what is costly. */
@Injectable()
export class AccountLimit {
  private readonly allowances: Allowances;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly limits: Limits,
  ) {
    this.allowances = allowancesOf(config);
  }

  /**
   * Counts a request as soon as it is known who asks, whether he may or not: whoever tries one id after the other is refused
   * again and again. @throws tooManyRequests
   */
  count(accountId: number, route: string): void {
    this.limits.count(this.allowances.account, String(accountId));
    if (isCostly(route)) this.limits.count(this.allowances.costly, String(accountId));
  }
}

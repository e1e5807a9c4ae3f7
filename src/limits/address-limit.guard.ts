import { type CanActivate, type ExecutionContext, Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../config.js';
import { carriedBy } from '../http/carried.js';
import { networkOf } from '../http/network.js';
import { type Allowances, allowancesOf, guesses } from './allowances.js';
import { Limits } from './limits.service.js';

/** Stands before every other guard: who floods the service is told so before anything is looked up for him. */
@Injectable()
export class AddressLimitGuard implements CanActivate, OnModuleInit {
  private readonly allowances: Allowances;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly limits: Limits,
    private readonly adapter: HttpAdapterHost,
  ) {
    this.allowances = allowancesOf(config);
  }

  onModuleInit(): void {
    const server = this.adapter.httpAdapter?.getInstance<FastifyInstance | undefined>();
    server?.addHook('onResponse', (request, reply, done) => {
      if (isWrongSecret(request, reply)) this.limits.note(guesses, networkOf(request.ip));
      done();
    });
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

/** A token that is nobody's, or a one-time code. Signing in counts its guesses itself, before it looks at the password. */
function isWrongSecret(request: FastifyRequest, { statusCode }: FastifyReply): boolean {
  if (statusCode !== 401) return false;
  if (carriedBy(request) === 'token') return true;
  return request.refusal?.code === 'invalidCredentials' && request.routeOptions.url !== '/api/v1/session';
}

import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../config.js';
import { type Actor, type Permission, permissionKey, subjects } from '../http/allow.js';
import { ParseIdPipe } from '../http/parse-id.js';
import { Refusal } from '../http/refusal.js';
import { AccountLimit } from '../limits/account-limit.js';
import { Access } from './access.service.js';
import { mayComeFrom } from './same-origin.js';
import { readSessionCookie } from './session-cookie.js';
import { type SignedInAccount, Sessions } from './sessions.service.js';

const ids = new ParseIdPipe();

/** Stands before every handler: where the request comes from, who makes it, and whether that person may do it to that. */
@Injectable()
export class PermissionGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    @Inject(CONFIG) private readonly config: Config,
    private readonly sessions: Sessions,
    private readonly access: Access,
    private readonly accountLimit: AccountLimit,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (!this.comesFromUs(request)) throw new Refusal('forbidden', { because: 'crossSite' });
    const permission = this.reflector.get<Permission | undefined>(permissionKey, context.getHandler());
    if (!permission) throw new Refusal('forbidden');
    if (permission.kind === 'public') return true;
    const account = await this.signedIn(request);
    this.accountLimit.count(account.accountId, request.routeOptions.url ?? '');
    if (account.mustChangePassword && !permission.beforePasswordChange) throw new Refusal('passwordChangeRequired');
    const { accountId, memberId, displayName, holdings } = account;
    request.actor = { accountId, memberId, displayName, holdings, requestId: String(request.id) };
    if (permission.kind === 'allow') await this.requireAllowed(request, request.actor, permission);
    return true;
  }

  private comesFromUs({ method, headers }: FastifyRequest): boolean {
    const secFetchSite = headers['sec-fetch-site'] as string | undefined;
    return mayComeFrom({ method, host: headers.host, origin: headers.origin, secFetchSite }, this.config.publicOrigin);
  }

  private async signedIn(request: FastifyRequest): Promise<SignedInAccount> {
    const token = readSessionCookie(request, this.config.secureCookie);
    const account = token === undefined ? undefined : await this.sessions.find(token);
    if (!account) throw new Refusal('signInRequired');
    return account;
  }

  private async requireAllowed(request: FastifyRequest, actor: Actor, permission: Permission): Promise<void> {
    const { action, subject } = permission;
    if (!action || !subject) throw new Error('A permission of the kind "allow" names its action and its subject.');
    const parameter = subjects[subject];
    const id = parameter === null ? 0 : ids.transform((request.params as Record<string, string>)[parameter] ?? '');
    await this.access.require(actor, action, subject, id);
  }
}

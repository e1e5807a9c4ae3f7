import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { Clock } from '../calendar.js';
import { CONFIG, type Config } from '../config.js';
import { type Actor, type Permission, permissionKey, subjects } from '../http/allow.js';
import { versionsKey } from '../http/not-modified.js';
import { ParseIdPipe } from '../http/parse-id.js';
import { Refusal } from '../http/refusal.js';
import { AccountLimit } from '../limits/account-limit.js';
import { Access } from './access.service.js';
import { Credentials, isReading } from './credentials.service.js';
import { freshSignInKey } from './fresh-sign-in.js';
import type { Target } from './rights.js';
import { mayComeFrom } from './same-origin.js';
import { isFresh } from './session-times.js';
import type { SignedInAccount } from './signed-in.js';
import { actionsOf } from './token-scopes.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** What the handler's permission is about, as the guard found it. */
    target?: Target;
  }
}

const ids = new ParseIdPipe();

/** Stands before every handler: where the request comes from, who makes it, and whether that person may do it to that. */
@Injectable()
export class PermissionGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    @Inject(CONFIG) private readonly config: Config,
    private readonly credentials: Credentials,
    private readonly access: Access,
    private readonly clock: Clock,
    private readonly accountLimit: AccountLimit,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const isBearer = this.credentials.isBearer(request);
    if (!isBearer && !this.comesFromUs(request)) throw new Refusal('forbidden', { because: 'crossSite' });
    const permission = this.reflector.get<Permission | undefined>(permissionKey, context.getHandler());
    if (!permission) throw new Refusal('forbidden');
    // Who has a token has nothing to sign in to or out of, and must not be given a cookie.
    if (permission.kind === 'public' && isBearer && !isReading(request)) throw new Refusal('tokenScope');
    if (permission.kind === 'public') return true;
    const account = await this.credentials.of(request);
    this.accountLimit.count(account.accountId, request.routeOptions.url ?? '');
    if (account.mustChangePassword && !permission.beforePasswordChange) throw new Refusal('passwordChangeRequired');
    if (account.mustEnrol && !permission.beforeSecondFactor) throw new Refusal('secondFactorMissing');
    requireWithinScopes(account, request, permission);
    request.actor = actorOf(account, String(request.id));
    if (permission.kind === 'allow') await this.requireAllowed(context, request.actor, permission);
    if (this.mustBeFresh(context) && !this.isFresh(account)) throw new Refusal('freshSignInRequired');
    return true;
  }

  private comesFromUs({ method, headers }: FastifyRequest): boolean {
    const secFetchSite = headers['sec-fetch-site'] as string | undefined;
    return mayComeFrom({ method, host: headers.host, origin: headers.origin, secFetchSite }, this.config.publicOrigin);
  }

  private mustBeFresh(context: ExecutionContext): boolean {
    return this.reflector.get<boolean | undefined>(freshSignInKey, context.getHandler()) ?? false;
  }

  /** A token never is. */
  private isFresh({ provenAt }: SignedInAccount): boolean {
    return provenAt !== undefined && isFresh(provenAt, this.clock.now());
  }

  private async requireAllowed(context: ExecutionContext, actor: Actor, permission: Permission): Promise<void> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { action, subject } = permission;
    if (!action || !subject) throw new Error('A permission of the kind "allow" names its action and its subject.');
    const parameter = subjects[subject];
    const id = parameter === null ? 0 : ids.transform((request.params as Record<string, string>)[parameter] ?? '');
    const versions = this.reflector.get<string | undefined>(versionsKey, context.getHandler());
    if (versions === undefined) request.target = await this.access.require(actor, action, subject, id);
    else Object.assign(request, await this.access.requireWithVersions(actor, { action, subject, id, versions }));
  }
}

/** @throws tokenScope unless the token, if the request came with one, is good for what the handler does */
function requireWithinScopes(
  { scopes }: SignedInAccount,
  request: FastifyRequest,
  { action, forToken }: Permission,
): void {
  if (scopes === undefined) return;
  const needed = action ?? forToken;
  if (needed === undefined || !actionsOf(scopes, isReading(request)).has(needed)) throw new Refusal('tokenScope');
}

function actorOf({ accountId, memberId, displayName, holdings, scopes }: SignedInAccount, requestId: string): Actor {
  const actor = { accountId, memberId, displayName, holdings, requestId };
  return scopes === undefined ? actor : { ...actor, only: actionsOf(scopes, true) };
}

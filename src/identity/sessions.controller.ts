import { Controller, Delete, Get, HttpCode, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../config.js';
import { type Actor, Allow, CurrentActor, SignedIn } from '../http/allow.js';
import { ParseIdPipe } from '../http/parse-id.js';
import { SessionList } from './session-list.service.js';
import { SessionsView } from './sessions.dto.js';
import { clearSessionCookie, readSessionCookie } from './session-cookie.js';

const always = { beforePasswordChange: true, beforeSecondFactor: true };

/** Where one is signed in. */
@ApiTags('session')
@Controller('api/v1')
export class SessionsController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly list: SessionList,
  ) {}

  /** The browsers in which the account is signed in. */
  @SignedIn(always)
  @Get('sessions')
  async read(@CurrentActor() { accountId }: Actor, @Req() request: FastifyRequest): Promise<SessionsView> {
    return { sessions: await this.list.list(accountId, this.tokenOf(request)) };
  }

  /** Signs out everywhere, here too. */
  @SignedIn(always)
  @Delete('sessions')
  @HttpCode(204)
  async endEverywhere(
    @CurrentActor() { accountId }: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.list.endEverywhere(accountId);
    clearSessionCookie(reply, this.config.secureCookie);
  }

  /** Signs out everywhere but here. */
  @SignedIn(always)
  @Delete('sessions/others')
  @HttpCode(204)
  async endOthers(@CurrentActor() { accountId }: Actor, @Req() request: FastifyRequest): Promise<void> {
    await this.list.endOthers(accountId, this.tokenOf(request));
  }

  /** Signs out in one browser. */
  @SignedIn(always)
  @Delete('sessions/:sessionKey')
  @HttpCode(204)
  async endOne(@CurrentActor() { accountId }: Actor, @Param('sessionKey') key: string): Promise<void> {
    await this.list.endOne(accountId, key);
  }

  /** Puts an account out of every browser. It may sign in again: to shut it out, suspend it. */
  @Allow('session.end', 'organisation')
  @Delete('accounts/:accountId/sessions')
  @HttpCode(204)
  async endByAdministrator(
    @CurrentActor() actor: Actor,
    @Param('accountId', ParseIdPipe) accountId: number,
  ): Promise<void> {
    await this.list.endByAdministrator(actor, accountId);
  }

  private tokenOf(request: FastifyRequest): string | undefined {
    return readSessionCookie(request, this.config.secureCookie);
  }
}

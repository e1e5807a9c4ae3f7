import { Body, Controller, Get, HttpCode, Inject, Post, Put, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../config.js';
import { type Actor, CurrentActor, SignedIn } from '../http/allow.js';
import { FreshSignIn } from './fresh-sign-in.js';
import {
  AppCodeBody,
  EnrolmentView,
  RecoveryCodesView,
  SecondFactorView,
  SwitchOffBody,
} from './second-factors.dto.js';
import { SecondFactors } from './second-factors.service.js';
import { requireSessionCookie, setSessionCookie } from './session-cookie.js';

/** One's own second factor: the codes of an authenticator app, and recovery codes for the day it is lost. */
@ApiTags('session')
@Controller('api/v1/second-factor')
export class SecondFactorController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly secondFactors: SecondFactors,
  ) {}

  /** Whether it is set up, whether it has to be, and how many recovery codes are left. */
  @SignedIn({ beforeSecondFactor: true })
  @Get()
  read(@CurrentActor() actor: Actor): Promise<SecondFactorView> {
    return this.secondFactors.view(actor);
  }

  /** Hands out a secret for the app. It counts once a code of it was sent to the confirmation. */
  @SignedIn({ beforeSecondFactor: true })
  @FreshSignIn()
  @Post()
  begin(@CurrentActor() { accountId }: Actor): Promise<EnrolmentView> {
    return this.secondFactors.begin(accountId);
  }

  /** Shows a code of the app; from then on signing in takes one. Answers ten recovery codes, this once. */
  @SignedIn({ beforeSecondFactor: true })
  @Put('confirmation')
  async confirm(
    @CurrentActor() { accountId }: Actor,
    @Body() { code }: AppCodeBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RecoveryCodesView> {
    const { secureCookie } = this.config;
    const { codes, token } = await this.secondFactors.confirm(
      accountId,
      code,
      requireSessionCookie(request, secureCookie),
    );
    setSessionCookie(reply, token, secureCookie);
    return { codes };
  }

  /** Ten new recovery codes in the place of those before. */
  @SignedIn()
  @FreshSignIn()
  @Put('recovery-codes')
  async renewCodes(@CurrentActor() { accountId }: Actor): Promise<RecoveryCodesView> {
    return { codes: await this.secondFactors.renewCodes(accountId) };
  }

  /** Switches it off, with the password and a code. All other sessions end. */
  @SignedIn()
  @Put('removal')
  @HttpCode(204)
  async switchOff(
    @CurrentActor() { accountId }: Actor,
    @Body() body: SwitchOffBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const { secureCookie } = this.config;
    const sessionToken = requireSessionCookie(request, secureCookie);
    const token = await this.secondFactors.switchOff(accountId, body, { sessionToken, address: request.ip });
    setSessionCookie(reply, token, secureCookie);
  }
}

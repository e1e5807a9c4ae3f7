import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Put, Req, Res, UseGuards } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../config.js';
import { type Actor, CurrentActor, Public, SignedIn } from '../http/allow.js';
import { Refusal } from '../http/refusal.js';
import { visitOf } from './device.js';
import { AboutMe } from './me.service.js';
import { OneTimeCodes } from './one-time-codes.service.js';
import { PasswordChange } from './password-change.service.js';
import { PasswordGuard } from './password.guard.js';
import { CodeBody } from './second-factors.dto.js';
import {
  clearHalfCookie,
  clearSessionCookie,
  readHalfCookie,
  readSessionCookie,
  requireSessionCookie,
  setHalfCookie,
  setSessionCookie,
} from './session-cookie.js';
import { Me, OneTimeCodeBody, PasswordBody, ProofBody, SignInBody } from './session.dto.js';
import { Sessions } from './sessions.service.js';
import { type Proven, SignIn } from './sign-in.service.js';

const always = { beforePasswordChange: true, beforeSecondFactor: true };

/** The session of the browser that asks: beginning it is signing in, deleting it is signing out. */
@ApiTags('session')
@Controller('api/v1/session')
export class SessionController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly signIn: SignIn,
    private readonly sessions: Sessions,
    private readonly passwordChange: PasswordChange,
    private readonly oneTimeCodes: OneTimeCodes,
    private readonly aboutMe: AboutMe,
  ) {}

  /**
   * Signs in. The browser always gets a new session, whatever cookie it came with; the one it had ends. Where a second factor is set
   * up, the right password is answered with secondFactorRequired and a cookie for the second step.
   */
  @Public()
  @Post()
  @HttpCode(200)
  @UseGuards(PasswordGuard)
  @ApiBody({ type: SignInBody })
  async begin(
    @Req() request: FastifyRequest & { user: Proven },
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Me> {
    return this.proceed(request.user, request, reply);
  }

  /** The second step: a code of the authenticator app, or a recovery code. Within five minutes and five tries of the first. */
  @Public()
  @Post('second-factor')
  @HttpCode(200)
  async finish(
    @Body() { code }: CodeBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Me> {
    const { secureCookie } = this.config;
    const half = readHalfCookie(request, secureCookie);
    const { accountId, token } = await this.signIn.finish(half, code, visitOf(request));
    clearHalfCookie(reply, secureCookie);
    return this.enter(accountId, token, request, reply);
  }

  /** Chooses a password with the code that an administrator handed out, and signs in with it. */
  @Public()
  @Post('one-time-code')
  @HttpCode(200)
  async redeem(
    @Body() body: OneTimeCodeBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Me> {
    return this.proceed(await this.oneTimeCodes.redeem(body, request.ip), request, reply);
  }

  /** Who is signed in, and what the account may do today; of a token, what it may. */
  @SignedIn({ ...always, forToken: 'unit.read' })
  @Get()
  read(@CurrentActor() { accountId, only }: Actor, @Req() request: FastifyRequest): Promise<Me> {
    return this.aboutMe.of(accountId, readSessionCookie(request, this.config.secureCookie), only);
  }

  /** Signs out. Whoever is signed out already is answered the same. */
  @Public()
  @Delete()
  @HttpCode(204)
  async end(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    const { secureCookie } = this.config;
    const token = readSessionCookie(request, secureCookie);
    if (token !== undefined) await this.sessions.end(token);
    clearSessionCookie(reply, secureCookie);
    clearHalfCookie(reply, secureCookie);
  }

  /** Replaces the password. Every other session of the account ends, and this one gets another secret. */
  @SignedIn(always)
  @Put('password')
  async changePassword(
    @CurrentActor() { accountId }: Actor,
    @Body() body: PasswordBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Me> {
    const { secureCookie } = this.config;
    const sessionToken = requireSessionCookie(request, secureCookie);
    const token = await this.passwordChange.change(accountId, body, { sessionToken, address: request.ip });
    setSessionCookie(reply, token, secureCookie);
    return this.aboutMe.of(accountId, token);
  }

  /** Proves the password again, for what a browser left open must not be enough for. Good for ten minutes. */
  @SignedIn(always)
  @Put('proof')
  @HttpCode(204)
  async prove(
    @CurrentActor() { accountId }: Actor,
    @Body() { password }: ProofBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const { secureCookie } = this.config;
    const sessionToken = requireSessionCookie(request, secureCookie);
    const token = await this.passwordChange.prove(accountId, password, { sessionToken, address: request.ip });
    setSessionCookie(reply, token, secureCookie);
  }

  private async proceed(proven: Proven, request: FastifyRequest, reply: FastifyReply): Promise<Me> {
    const { kind, token } = await this.signIn.proceed(proven, visitOf(request));
    if (kind === 'signedIn') return this.enter(proven.accountId, token, request, reply);
    setHalfCookie(reply, token, this.config.secureCookie);
    throw new Refusal('secondFactorRequired');
  }

  /** The browser gets the new session, and the one it came with ends. */
  private async enter(accountId: number, token: string, request: FastifyRequest, reply: FastifyReply): Promise<Me> {
    const { secureCookie } = this.config;
    const before = readSessionCookie(request, secureCookie);
    if (before !== undefined) await this.sessions.end(before);
    setSessionCookie(reply, token, secureCookie);
    return this.aboutMe.of(accountId, token);
  }
}

import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Put, Req, Res, UseGuards } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../config.js';
import { type Actor, CurrentActor, Public, SignedIn } from '../http/allow.js';
import { visitOf } from './device.js';
import { AboutMe } from './me.service.js';
import { PasswordChange } from './password-change.service.js';
import { PasswordGuard } from './password.guard.js';
import { clearSessionCookie, readSessionCookie, setSessionCookie } from './session-cookie.js';
import { Me, PasswordBody, SignInBody } from './session.dto.js';
import { Sessions } from './sessions.service.js';
import { type Proven, SignIn } from './sign-in.service.js';

/** The session of the browser that asks: beginning it is signing in, deleting it is signing out. */
@ApiTags('session')
@Controller('api/v1/session')
export class SessionController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly signIn: SignIn,
    private readonly sessions: Sessions,
    private readonly passwordChange: PasswordChange,
    private readonly aboutMe: AboutMe,
  ) {}

  /** Signs in. The browser always gets a new session, whatever cookie it came with; the one it had ends. */
  @Public()
  @Post()
  @HttpCode(200)
  @UseGuards(PasswordGuard)
  @ApiBody({ type: SignInBody })
  async begin(
    @Req() request: FastifyRequest & { user: Proven },
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Me> {
    const { secureCookie } = this.config;
    const before = readSessionCookie(request, secureCookie);
    const token = await this.signIn.begin(request.user, visitOf(request));
    if (before !== undefined) await this.sessions.end(before);
    setSessionCookie(reply, token, secureCookie);
    return this.aboutMe.of(request.user.accountId);
  }

  /** Who is signed in, and what the account may do today. */
  @SignedIn({ beforePasswordChange: true, beforeSecondFactor: true })
  @Get()
  read(@CurrentActor() { accountId }: Actor): Promise<Me> {
    return this.aboutMe.of(accountId);
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
  }

  /** Replaces the password. Every other session of the account ends. */
  @SignedIn({ beforePasswordChange: true, beforeSecondFactor: true })
  @Put('password')
  async changePassword(
    @CurrentActor() { accountId }: Actor,
    @Body() body: PasswordBody,
    @Req() request: FastifyRequest,
  ): Promise<Me> {
    const sessionToken = readSessionCookie(request, this.config.secureCookie);
    await this.passwordChange.change(accountId, body, { sessionToken, address: request.ip });
    return this.aboutMe.of(accountId);
  }
}

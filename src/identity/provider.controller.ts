import { Body, Controller, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../config.js';
import { Public } from '../http/allow.js';
import { Refusal } from '../http/refusal.js';
import { visitOf } from './device.js';
import { AboutMe } from './me.service.js';
import { setProviderCookie, takeProviderCookie } from './provider-cookie.js';
import { ProviderRequests } from './provider-requests.service.js';
import { ProviderSignIn } from './provider-sign-in.service.js';
import { Provider } from './provider.service.js';
import { readSessionCookie, setHalfCookie, setSessionCookie } from './session-cookie.js';
import { Sessions } from './sessions.service.js';
import {
  ProviderAddressView,
  ProviderAnswerBody,
  ProviderRequestBody,
  ProviderSignInView,
  SignInProviderView,
} from './sign-in-links.dto.js';

/** Signing in through the provider of sign-ins, where the service has one. */
@ApiTags('session')
@Controller('api/v1/session')
export class ProviderController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly provider: Provider,
    private readonly requests: ProviderRequests,
    private readonly signIn: ProviderSignIn,
    private readonly sessions: Sessions,
    private readonly aboutMe: AboutMe,
  ) {}

  /** Whether one may sign in through a provider, and what stands on the button. */
  @Public()
  @Get('provider')
  about(): SignInProviderView {
    return { label: this.provider.label };
  }

  /** Begins to sign in through the provider. Answers where the browser has to go. */
  @Public()
  @Post('provider-request')
  @HttpCode(200)
  async begin(
    @Body() { returnPath }: ProviderRequestBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProviderAddressView> {
    const { address, secret } = await this.requests.begin(returnPath, null);
    setProviderCookie(reply, secret, this.config.secureCookie);
    return { address };
  }

  /**
   * Signs in who is back from the provider. The browser gets a new session; the one it had ends. Where a second factor is set up
   * and the provider asked for none, the answer is secondFactorRequired, as after a password.
   */
  @Public()
  @Post('provider-answer')
  @HttpCode(200)
  async finish(
    @Body() { answer }: ProviderAnswerBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProviderSignInView> {
    const { secureCookie } = this.config;
    const secret = takeProviderCookie(request, reply, secureCookie);
    const { identity, returnPath } = await this.requests.finish(secret, answer, null);
    const { kind, token, accountId } = await this.signIn.proceed(identity, visitOf(request));
    if (kind === 'half') {
      setHalfCookie(reply, token, secureCookie);
      throw new Refusal('secondFactorRequired', { params: { returnPath } });
    }
    const before = readSessionCookie(request, secureCookie);
    if (before !== undefined) await this.sessions.end(before);
    setSessionCookie(reply, token, secureCookie);
    return { me: await this.aboutMe.of(accountId, token), returnPath };
  }
}

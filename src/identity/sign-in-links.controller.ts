import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../config.js';
import { type Actor, CurrentActor, SignedIn } from '../http/allow.js';
import { ParseIdPipe } from '../http/parse-id.js';
import { FreshSignIn } from './fresh-sign-in.js';
import { ProviderRequests } from './provider-requests.service.js';
import { setProviderCookie, takeProviderCookie } from './provider-cookie.js';
import {
  ProviderAddressView,
  ProviderAnswerBody,
  ProviderRequestBody,
  SignInLinkList,
  SignInLinkMade,
} from './sign-in-links.dto.js';
import { SignInLinks } from './sign-in-links.service.js';

/** One's own linked sign-ins. */
@ApiTags('security')
@Controller('api/v1/sign-in-links')
export class SignInLinksController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly links: SignInLinks,
    private readonly requests: ProviderRequests,
  ) {}

  /** Through which providers one signs in. */
  @SignedIn()
  @Get()
  async list(@CurrentActor() { accountId }: Actor): Promise<SignInLinkList> {
    return { items: await this.links.of(accountId) };
  }

  /** Begins to link one's account, shortly after signing in. Answers where the browser has to go. */
  @SignedIn()
  @FreshSignIn()
  @Post('provider-request')
  @HttpCode(200)
  async begin(
    @CurrentActor() { accountId }: Actor,
    @Body() { returnPath }: ProviderRequestBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProviderAddressView> {
    const { address, secret } = await this.requests.begin(returnPath, accountId);
    setProviderCookie(reply, secret, this.config.secureCookie);
    return { address };
  }

  /** Links one's account with who one is at the provider. */
  @SignedIn()
  @Post()
  @HttpCode(200)
  finish(
    @CurrentActor() actor: Actor,
    @Body() { answer }: ProviderAnswerBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignInLinkMade> {
    const secret = takeProviderCookie(request, reply, this.config.secureCookie);
    return this.links.finish(actor, secret, answer);
  }

  /** Takes a link away. Not the only way in. */
  @SignedIn()
  @FreshSignIn()
  @Delete(':signInLinkId')
  @HttpCode(204)
  remove(@CurrentActor() actor: Actor, @Param('signInLinkId', ParseIdPipe) id: number): Promise<void> {
    return this.links.remove(actor, actor.accountId, id);
  }
}

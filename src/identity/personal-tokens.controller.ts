import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Actor, CurrentActor, SignedIn } from '../http/allow.js';
import { ParseIdPipe } from '../http/parse-id.js';
import { FreshSignIn } from './fresh-sign-in.js';
import { NewPersonalTokenBody, PersonalTokenList, PersonalTokenWithSecret } from './personal-tokens.dto.js';
import { PersonalTokens } from './personal-tokens.service.js';

/** One's own personal tokens. */
@ApiTags('security')
@Controller('api/v1/personal-tokens')
export class PersonalTokensController {
  constructor(private readonly tokens: PersonalTokens) {}

  /** One's own tokens, the newest first. */
  @SignedIn()
  @Get()
  list(@CurrentActor() { accountId }: Actor): Promise<PersonalTokenList> {
    return this.tokens.of(accountId);
  }

  /** Makes a token, shortly after signing in. Its secret is in this answer and nowhere else. */
  @SignedIn()
  @FreshSignIn()
  @Post()
  create(@CurrentActor() actor: Actor, @Body() body: NewPersonalTokenBody): Promise<PersonalTokenWithSecret> {
    return this.tokens.create(actor, body);
  }

  /** Revokes a token, from the next request on. */
  @SignedIn()
  @Delete(':personalTokenId')
  @HttpCode(204)
  revoke(@CurrentActor() actor: Actor, @Param('personalTokenId', ParseIdPipe) id: number): Promise<void> {
    return this.tokens.revoke(actor, actor.accountId, id);
  }
}

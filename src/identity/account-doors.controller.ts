import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Actor, Allow, CurrentActor } from '../http/allow.js';
import { ParseIdPipe } from '../http/parse-id.js';
import { Accounts } from './accounts.service.js';
import { PersonalTokenList } from './personal-tokens.dto.js';
import { PersonalTokens } from './personal-tokens.service.js';
import { NewSignInLinkBody, SignInLinkList, SignInLinkView } from './sign-in-links.dto.js';
import { SignInLinks } from './sign-in-links.service.js';

/** By what other doors an account may come in: linked sign-ins and personal tokens, as administrators see them. */
@ApiTags('accounts')
@Controller('api/v1/accounts/:accountId')
export class AccountDoorsController {
  constructor(
    private readonly accounts: Accounts,
    private readonly links: SignInLinks,
    private readonly tokens: PersonalTokens,
  ) {}

  /** The linked sign-ins of an account. */
  @Allow('account.read', 'organisation')
  @Get('sign-in-links')
  async listLinks(@Param('accountId', ParseIdPipe) accountId: number): Promise<SignInLinkList> {
    await this.accounts.requireThere(accountId);
    return { items: await this.links.of(accountId) };
  }

  /** Says who an account's holder is at the provider, so that he may sign in there. Nobody does it for himself. */
  @Allow('account.manage', 'organisation')
  @Post('sign-in-links')
  @HttpCode(200)
  addLink(
    @CurrentActor() actor: Actor,
    @Param('accountId', ParseIdPipe) accountId: number,
    @Body() { subject }: NewSignInLinkBody,
  ): Promise<SignInLinkView> {
    return this.links.addFor(actor, accountId, subject);
  }

  /** Takes a link away. */
  @Allow('account.manage', 'organisation')
  @Delete('sign-in-links/:signInLinkId')
  @HttpCode(204)
  removeLink(
    @CurrentActor() actor: Actor,
    @Param('accountId', ParseIdPipe) accountId: number,
    @Param('signInLinkId', ParseIdPipe) id: number,
  ): Promise<void> {
    return this.links.remove(actor, accountId, id);
  }

  /** The personal tokens of an account, without their secrets. */
  @Allow('account.read', 'organisation')
  @Get('personal-tokens')
  async listTokens(@Param('accountId', ParseIdPipe) accountId: number): Promise<PersonalTokenList> {
    await this.accounts.requireThere(accountId);
    return this.tokens.of(accountId);
  }

  /** Revokes a token of an account, from the next request on. */
  @Allow('account.manage', 'organisation')
  @Delete('personal-tokens/:personalTokenId')
  @HttpCode(204)
  revokeToken(
    @CurrentActor() actor: Actor,
    @Param('accountId', ParseIdPipe) accountId: number,
    @Param('personalTokenId', ParseIdPipe) id: number,
  ): Promise<void> {
    return this.tokens.revoke(actor, accountId, id);
  }
}

import { Body, Controller, Delete, Get, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type Actor, Allow, CurrentActor } from '../http/allow.js';
import { ParseIdPipe } from '../http/parse-id.js';
import { ExpectedVersion, withVersion } from '../http/version.js';
import { AccountPage, AccountQuery, AccountView, AccountWithCode, NewAccountBody } from './accounts.dto.js';
import { Accounts } from './accounts.service.js';
import { RemovalBody } from './second-factors.dto.js';

/** Accounts of the whole organisation. */
@ApiTags('accounts')
@Controller('api/v1/accounts')
export class AccountsController {
  constructor(private readonly accounts: Accounts) {}

  /** Accounts by sign-in name, page by page. */
  @Allow('account.read', 'organisation')
  @Get()
  list(@Query() query: AccountQuery): Promise<AccountPage> {
    return this.accounts.list(query);
  }

  /** Creates an account. The one-time code for choosing its password is in this answer and nowhere else. */
  @Allow('account.manage', 'organisation')
  @Post()
  async create(
    @CurrentActor() actor: Actor,
    @Body() body: NewAccountBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AccountWithCode> {
    const created = await this.accounts.create(actor, body);
    withVersion(reply, created.account);
    return created;
  }

  /** Takes a forgotten password away, hands out a one-time code, and ends the account's sessions. Nobody does it for themselves. */
  @Allow('account.manage', 'organisation')
  @Put(':accountId/password-reset')
  async resetPassword(
    @CurrentActor() actor: Actor,
    @Param('accountId', ParseIdPipe) accountId: number,
    @ExpectedVersion() version: number,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AccountWithCode> {
    const reset = await this.accounts.resetPassword(actor, accountId, version);
    withVersion(reply, reset.account);
    return reset;
  }

  /** Takes a lost second factor away, and ends the account's sessions. Nobody does it for themselves. */
  @Allow('account.manage', 'organisation')
  @Put(':accountId/second-factor-removal')
  async removeSecondFactor(
    @CurrentActor() actor: Actor,
    @Param('accountId', ParseIdPipe) accountId: number,
    @ExpectedVersion() version: number,
    @Body() { reason }: RemovalBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AccountView> {
    return withVersion(reply, await this.accounts.removeSecondFactor(actor, accountId, { version, reason }));
  }

  /** Shuts the account out, from the next request on. */
  @Allow('account.manage', 'organisation')
  @Put(':accountId/suspension')
  async suspend(
    @CurrentActor() actor: Actor,
    @Param('accountId', ParseIdPipe) accountId: number,
    @ExpectedVersion() version: number,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AccountView> {
    return withVersion(reply, await this.accounts.suspend(actor, accountId, version));
  }

  /** Lets the account in again. */
  @Allow('account.manage', 'organisation')
  @Delete(':accountId/suspension')
  async takeBackSuspension(
    @CurrentActor() actor: Actor,
    @Param('accountId', ParseIdPipe) accountId: number,
    @ExpectedVersion() version: number,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AccountView> {
    return withVersion(reply, await this.accounts.takeBackSuspension(actor, accountId, version));
  }
}

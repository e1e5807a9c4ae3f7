import { Body, Controller, Get, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type Actor, Allow, CurrentActor } from '../http/allow.js';
import { LeavesLine } from '../http/leaves-line.js';
import { ParseIdPipe } from '../http/parse-id.js';
import { ExpectedVersion, withVersion } from '../http/version.js';
import { MemberBody, MemberPage, MemberQuery, MemberView, NewMemberBody, TransferBody } from './members.dto.js';
import { Members } from './members.service.js';
import { Rosters } from './rosters.service.js';
import { Transfers } from './transfers.service.js';

/** The members of the organisation, and where they are. */
@ApiTags('members')
@Controller('api/v1')
export class MembersController {
  constructor(
    private readonly rosters: Rosters,
    private readonly members: Members,
    private readonly transfers: Transfers,
  ) {}

  /** The roster of the unit and of everything below it, page by page. */
  @Allow('roster.read', 'unit')
  @Get('units/:unitId/members')
  @LeavesLine('roster')
  list(@Param('unitId', ParseIdPipe) unitId: number, @Query() query: MemberQuery): Promise<MemberPage> {
    return this.rosters.page(unitId, query);
  }

  /** Adds a member to the branch. */
  @Allow('roster.manage', 'unit')
  @Post('units/:unitId/members')
  async add(
    @CurrentActor() actor: Actor,
    @Param('unitId', ParseIdPipe) unitId: number,
    @Body() body: NewMemberBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MemberView> {
    return withVersion(reply, await this.members.add(actor, unitId, body));
  }

  /** A member, with all the times in branches. */
  @Allow('roster.read', 'member')
  @Get('members/:memberId')
  @LeavesLine('roster')
  async one(
    @Param('memberId', ParseIdPipe) memberId: number,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MemberView> {
    return withVersion(reply, await this.rosters.one(memberId));
  }

  /** Changes what is known of a member. */
  @Allow('roster.manage', 'member')
  @Put('members/:memberId')
  async change(
    @CurrentActor() actor: Actor,
    @Param('memberId', ParseIdPipe) memberId: number,
    @Body() body: MemberBody,
    @ExpectedVersion() version: number,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MemberView> {
    return withVersion(reply, await this.members.change(actor, memberId, body, version));
  }

  /** Moves a member to another branch or out of the organisation, from a day on. */
  @Allow('roster.manage', 'member')
  @Post('members/:memberId/transfers')
  async move(
    @CurrentActor() actor: Actor,
    @Param('memberId', ParseIdPipe) memberId: number,
    @Body() body: TransferBody,
    @ExpectedVersion() version: number,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MemberView> {
    return withVersion(reply, await this.transfers.move(actor, memberId, body, version));
  }
}

import { Body, Controller, Get, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type Actor, Allow, CurrentActor } from '../http/allow.js';
import { LeavesLine } from '../http/leaves-line.js';
import { ParseIdPipe } from '../http/parse-id.js';
import { ExpectedVersion, withVersion } from '../http/version.js';
import { ParsePeriodPipe } from '../summaries/parse-period.js';
import { ExemptionApplications } from './exemption-applications.service.js';
import {
  ExemptionApplicationBody,
  ExemptionEndBody,
  ExemptionOpinionBody,
  ExemptionWithdrawalBody,
} from './exemption.dto.js';
import { ExemptionList, ExemptionView } from './exemption.view.js';
import { ExemptionViews } from './exemption-views.service.js';
import { TalkQuery, TalkRecordBody } from './talk.dto.js';
import { TalkRecords } from './talk-records.service.js';
import { TalkSuggestions } from './talk-suggestions.service.js';
import { TalkRecordList, TalkRecordView, TalkSuggestionList } from './talk.view.js';

/** What a branch records about single members beside their sheets: reminder talks, and exemptions with their approval. */
@ApiTags('records')
@Controller('api/v1')
export class RecordsController {
  constructor(
    private readonly talks: TalkRecords,
    private readonly suggestions: TalkSuggestions,
    private readonly applications: ExemptionApplications,
    private readonly exemptions: ExemptionViews,
  ) {}

  /** A unit's records of reminder talks of a year. */
  @Get('units/:unitId/talk-records')
  @Allow('talk.read', 'unit')
  @LeavesLine('talk')
  talkList(
    @Param('unitId', ParseIdPipe) unitId: number,
    @Query() { year }: TalkQuery,
    @CurrentActor() actor: Actor,
  ): Promise<TalkRecordList> {
    return this.talks.list(unitId, Number(year), actor);
  }

  /** Records a talk that was held; it stands as written. With `amendsId` it amends an earlier record. */
  @Post('units/:unitId/talk-records')
  @Allow('talk.keep', 'unit')
  async recordTalk(
    @Param('unitId', ParseIdPipe) unitId: number,
    @Body() { requestId, amendsId, ...wish }: TalkRecordBody,
    @CurrentActor() actor: Actor,
  ): Promise<TalkRecordView> {
    const id = await this.talks.record(unitId, requestId, { ...wish, amendsId: amendsId ?? null }, actor);
    return this.talks.one(id);
  }

  /** Who might be talked with, by a period's confirmed figures. */
  @Get('units/:unitId/talk-suggestions/:period')
  @Allow('talk.read', 'unit')
  @LeavesLine('talk')
  suggest(
    @Param('unitId', ParseIdPipe) unitId: number,
    @Param('period', ParsePeriodPipe) period: string,
    @CurrentActor() actor: Actor,
  ): Promise<TalkSuggestionList> {
    return this.suggestions.of(unitId, period, actor);
  }

  /** The talks with one member. */
  @Get('members/:memberId/talk-records')
  @Allow('talk.read', 'member')
  @LeavesLine('talk')
  async talksOfMember(@Param('memberId', ParseIdPipe) memberId: number): Promise<TalkRecordList> {
    return { items: await this.talks.ofMember(memberId), members: [], talkers: [], mayKeep: false };
  }

  /** A unit's applications for exemption. */
  @Get('units/:unitId/exemptions')
  @Allow('exemption.read', 'unit')
  @LeavesLine('exemption')
  exemptionList(@Param('unitId', ParseIdPipe) unitId: number, @CurrentActor() actor: Actor): Promise<ExemptionList> {
    return this.exemptions.list(unitId, actor);
  }

  /** The applications about one member. */
  @Get('members/:memberId/exemptions')
  @Allow('exemption.read', 'member')
  @LeavesLine('exemption')
  async exemptionsOfMember(
    @Param('memberId', ParseIdPipe) memberId: number,
    @CurrentActor() actor: Actor,
  ): Promise<ExemptionList> {
    const items = await this.exemptions.ofMember(memberId, actor);
    return { items, withoutApplication: [], members: [], mayApply: false };
  }

  /** Applies for a member of the branch. */
  @Post('units/:unitId/exemptions')
  @Allow('exemption.apply', 'unit')
  async apply(
    @Param('unitId', ParseIdPipe) unitId: number,
    @Body() { requestId, ...wish }: ExemptionApplicationBody,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ExemptionView> {
    return this.answer(await this.applications.apply(unitId, requestId, wish, actor), actor, reply);
  }

  /** The bureau approves: months that are opened from now on take it. */
  @Put('exemptions/:exemptionId/approval')
  @Allow('exemption.decide', 'exemption')
  async approve(
    @Param('exemptionId', ParseIdPipe) exemptionId: number,
    @ExpectedVersion() version: number,
    @Body() { opinion }: ExemptionOpinionBody,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ExemptionView> {
    await this.applications.approve({ exemptionId, version, actor }, opinion);
    return this.answer(exemptionId, actor, reply);
  }

  /** The bureau refuses. */
  @Put('exemptions/:exemptionId/refusal')
  @Allow('exemption.decide', 'exemption')
  async refuse(
    @Param('exemptionId', ParseIdPipe) exemptionId: number,
    @ExpectedVersion() version: number,
    @Body() { opinion }: ExemptionOpinionBody,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ExemptionView> {
    await this.applications.refuse({ exemptionId, version, actor }, opinion);
    return this.answer(exemptionId, actor, reply);
  }

  /** The branch takes an application back. */
  @Put('exemptions/:exemptionId/withdrawal')
  @Allow('exemption.apply', 'exemption')
  async withdraw(
    @Param('exemptionId', ParseIdPipe) exemptionId: number,
    @ExpectedVersion() version: number,
    @Body() { reason }: ExemptionWithdrawalBody,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ExemptionView> {
    await this.applications.withdraw({ exemptionId, version, actor }, reason);
    return this.answer(exemptionId, actor, reply);
  }

  /** The branch ends an approved exemption early. */
  @Put('exemptions/:exemptionId/early-end')
  @Allow('exemption.apply', 'exemption')
  async end(
    @Param('exemptionId', ParseIdPipe) exemptionId: number,
    @ExpectedVersion() version: number,
    @Body() { lastMonth, reason }: ExemptionEndBody,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ExemptionView> {
    await this.applications.end({ exemptionId, version, actor }, lastMonth, reason);
    return this.answer(exemptionId, actor, reply);
  }

  private async answer(id: number, actor: Actor, reply: FastifyReply): Promise<ExemptionView> {
    return withVersion(reply, await this.exemptions.one(id, actor));
  }
}

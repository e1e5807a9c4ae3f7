import { Body, Controller, Get, HttpCode, Param, Post, Put, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type Actor, Allow, CurrentActor } from '../http/allow.js';
import { LeavesLine } from '../http/leaves-line.js';
import { ParseIdPipe } from '../http/parse-id.js';
import { ExpectedVersion, withVersion } from '../http/version.js';
import { ParsePeriodPipe } from '../summaries/parse-period.js';
import { Acknowledgements } from './acknowledgements.service.js';
import { ClosingObjections } from './closing-objections.service.js';
import { ClosingSettings } from './closing-settings.service.js';
import { ClosingViews } from './closing-views.service.js';
import { ClosingBoardView, ClosingObjectionView, ClosingView, MemberClosingList } from './closing.view.js';
import {
  ClosingAnswerBody,
  ClosingObjectionBody,
  ClosingSettingsBody,
  ClosingSettingsView,
  PaperAcknowledgementsBody,
} from './closing.dto.js';
import { MemberClosings } from './member-closings.service.js';

/** What members see of their half-years, note and object to, and how many days that takes. */
@ApiTags('closings')
@Controller('api/v1')
export class MemberClosingsController {
  constructor(
    private readonly acknowledgements: Acknowledgements,
    private readonly objections: ClosingObjections,
    private readonly members: MemberClosings,
    private readonly settings: ClosingSettings,
    private readonly views: ClosingViews,
  ) {}

  /** A member's half-years as they were generated, the latest first. His band is in them once it is published. */
  @Get('members/:memberId/closings')
  @Allow('ownClosing.read', 'member')
  @LeavesLine('closing')
  ofMember(@Param('memberId', ParseIdPipe) memberId: number, @CurrentActor() actor: Actor): Promise<MemberClosingList> {
    return this.members.ofMember(memberId, actor);
  }

  /** Notes that the member who asks has read his figures (已阅). The first time counts. */
  @Put('members/:memberId/closings/:branchId/:period/acknowledgement')
  @Allow('closing.acknowledge', 'member')
  async acknowledge(
    @Param('memberId', ParseIdPipe) memberId: number,
    @Param('branchId', ParseIdPipe) branchId: number,
    @Param('period', ParsePeriodPipe) period: string,
    @CurrentActor() actor: Actor,
  ): Promise<MemberClosingList> {
    await this.acknowledgements.note(branchId, period, memberId, actor);
    return this.members.ofMember(memberId, actor);
  }

  /** Notes signatures that stand on paper, never one's own. Those noted before stay as they are. */
  @Put('units/:unitId/closings/:period/paper-acknowledgements')
  @Allow('closing.notePaper', 'unit')
  async notePaper(
    @Param('unitId', ParseIdPipe) unitId: number,
    @Param('period', ParsePeriodPipe) period: string,
    @Body() body: PaperAcknowledgementsBody,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ClosingView> {
    await this.acknowledgements.notePaper(unitId, period, body.memberIds, actor);
    return withVersion(reply, await this.views.one(unitId, period, actor));
  }

  /** What a branch published of a period; once it is archived, a member's own row. */
  @Get('units/:unitId/closings/:period/board')
  @Allow('closingBoard.read', 'unit')
  board(
    @Param('unitId', ParseIdPipe) unitId: number,
    @Param('period', ParsePeriodPipe) period: string,
    @CurrentActor() actor: Actor,
  ): Promise<ClosingBoardView> {
    return this.members.board(unitId, period, actor);
  }

  /** Objects, with one's name, to a row of the published list. */
  @Post('units/:unitId/closings/:period/objections')
  @HttpCode(200)
  @Allow('closing.object', 'unit')
  async object(
    @Param('unitId', ParseIdPipe) unitId: number,
    @Param('period', ParsePeriodPipe) period: string,
    @Body() body: ClosingObjectionBody,
    @CurrentActor() actor: Actor,
  ): Promise<ClosingBoardView> {
    await this.objections.raise(unitId, period, body, actor);
    return this.members.board(unitId, period, actor);
  }

  /** Takes one's own objection back, as long as nobody has answered it. */
  @Put('units/:unitId/closings/:period/objections/:objectionId/withdrawal')
  @Allow('closing.object', 'unit')
  async withdrawObjection(
    @Param('unitId', ParseIdPipe) unitId: number,
    @Param('period', ParsePeriodPipe) period: string,
    @Param('objectionId', ParseIdPipe) objectionId: number,
    @ExpectedVersion() version: number,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ClosingObjectionView> {
    await this.objections.withdraw(unitId, period, objectionId, version, actor);
    return withVersion(reply, await this.members.ownObjection(unitId, period, objectionId, actor));
  }

  /** Answers an objection; never who examined the list, who objects, or whose row it is. */
  @Put('units/:unitId/closings/:period/objections/:objectionId/answer')
  @Allow('closing.answer', 'unit')
  async answer(
    @Param('unitId', ParseIdPipe) unitId: number,
    @Param('period', ParsePeriodPipe) period: string,
    @Param('objectionId', ParseIdPipe) objectionId: number,
    @ExpectedVersion() version: number,
    @Body() body: ClosingAnswerBody,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ClosingView> {
    const wish = { ...body, bandCode: body.bandCode ?? null };
    await this.objections.answer(unitId, period, objectionId, version, wish, actor);
    return withVersion(reply, await this.views.one(unitId, period, actor));
  }

  /** How many working days members have to read, and for how many a closing is published. */
  @Get('units/:unitId/closing-settings')
  @Allow('settings.read', 'unit')
  async readSettings(
    @Param('unitId', ParseIdPipe) unitId: number,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ClosingSettingsView> {
    return withVersion(reply, await this.settings.view(unitId, actor));
  }

  /** Says so for a unit and all below it that say nothing of their own. */
  @Put('units/:unitId/closing-settings')
  @Allow('settings.manage', 'unit')
  async changeSettings(
    @Param('unitId', ParseIdPipe) unitId: number,
    @ExpectedVersion() version: number,
    @Body() body: ClosingSettingsBody,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ClosingSettingsView> {
    await this.settings.replace(unitId, version, body, actor);
    return withVersion(reply, await this.settings.view(unitId, actor));
  }
}

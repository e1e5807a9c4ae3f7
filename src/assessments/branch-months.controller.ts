import { Body, Controller, Get, Param, Post, Put, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type Actor, Allow, CurrentActor } from '../http/allow.js';
import { LeavesLine } from '../http/leaves-line.js';
import { ParseIdPipe } from '../http/parse-id.js';
import { ExpectedVersion, withVersion } from '../http/version.js';
import { Acceptances } from './acceptances.service.js';
import { OpeningBody } from './branch-month.dto.js';
import { AcceptancesView, BranchMonthList, BranchMonthView } from './branch-month.view.js';
import { BranchMonths } from './branch-months.service.js';
import { Openings } from './openings.service.js';
import { ReviewDesk } from './review-desk.service.js';
import { SheetList } from './sheet.view.js';

/** A branch's month: opening it, beginning the review, and the desk it is reviewed at. */
@ApiTags('months')
@Controller('api/v1')
export class BranchMonthsController {
  constructor(
    private readonly branchMonths: BranchMonths,
    private readonly openings: Openings,
    private readonly acceptances: Acceptances,
    private readonly desk: ReviewDesk,
  ) {}

  /** A branch's months, the latest first. */
  @Get('branches/:unitId/months')
  @Allow('month.read', 'unit')
  async list(@Param('unitId', ParseIdPipe) unitId: number, @CurrentActor() actor: Actor): Promise<BranchMonthList> {
    return { items: await this.branchMonths.ofBranch(unitId, actor) };
  }

  /** Opens the month: every member on the roster gets a sheet under the rule in force. */
  @Post('branches/:unitId/months')
  @Allow('month.open', 'unit')
  async open(
    @Param('unitId', ParseIdPipe) unitId: number,
    @Body() body: OpeningBody,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BranchMonthView> {
    const id = await this.openings.open(unitId, body, actor);
    return withVersion(reply, await this.branchMonths.one(id, actor));
  }

  /** One month: how far it is, and what the reader may do next. */
  @Get('branch-months/:branchMonthId')
  @Allow('month.read', 'branchMonth')
  async one(
    @Param('branchMonthId', ParseIdPipe) id: number,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BranchMonthView> {
    return withVersion(reply, await this.branchMonths.one(id, actor));
  }

  /** Begins the review, after self-assessment or after pre-review. Whoever handed nothing in is decided from the organisation's records. */
  @Put('branch-months/:branchMonthId/review')
  @Allow('month.review', 'branchMonth')
  async startReview(
    @Param('branchMonthId', ParseIdPipe) id: number,
    @ExpectedVersion() version: number,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BranchMonthView> {
    await this.openings.startReview(id, version, actor);
    return withVersion(reply, await this.branchMonths.one(id, actor));
  }

  /** Accepts every sheet handed in without a change, the reader's own excepted. */
  @Put('branch-months/:branchMonthId/acceptances')
  @Allow('sheet.decide', 'branchMonth')
  async acceptUnchanged(
    @Param('branchMonthId', ParseIdPipe) id: number,
    @ExpectedVersion() version: number,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AcceptancesView> {
    const accepted = await this.acceptances.acceptUnchanged(id, version, actor);
    return { accepted, branchMonth: withVersion(reply, await this.branchMonths.one(id, actor)) };
  }

  /** The review desk's list, in roster order; for a group leader, that of his group. */
  @Get('branch-months/:branchMonthId/sheets')
  @Allow('month.read', 'branchMonth')
  @LeavesLine('sheets')
  async sheets(@Param('branchMonthId', ParseIdPipe) id: number, @CurrentActor() actor: Actor): Promise<SheetList> {
    return { items: await this.desk.list(id, actor) };
  }
}

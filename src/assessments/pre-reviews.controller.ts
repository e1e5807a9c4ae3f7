import { Body, Controller, Param, Put, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type Actor, Allow, CurrentActor } from '../http/allow.js';
import { ParseIdPipe } from '../http/parse-id.js';
import { ExpectedVersion, withVersion } from '../http/version.js';
import { AcceptancesView, BranchMonthView } from './branch-month.view.js';
import { BranchMonths } from './branch-months.service.js';
import { written } from './lines.js';
import { Openings } from './openings.service.js';
import { PreReviews } from './pre-reviews.service.js';
import { decisionOf, PreReviewBody, ReturnBody } from './sheet.dto.js';
import { SheetView } from './sheet.view.js';
import { Sheets } from './sheets.service.js';

/** Between self-assessment and review: group leaders look at the sheets of their groups. */
@ApiTags('pre-review')
@Controller('api/v1')
export class PreReviewsController {
  constructor(
    private readonly openings: Openings,
    private readonly preReviews: PreReviews,
    private readonly branchMonths: BranchMonths,
    private readonly sheets: Sheets,
  ) {}

  /** Ends self-assessment and begins the pre-review, in a branch that has one. */
  @Put('branch-months/:branchMonthId/pre-review')
  @Allow('month.review', 'branchMonth')
  async start(
    @Param('branchMonthId', ParseIdPipe) id: number,
    @ExpectedVersion() version: number,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BranchMonthView> {
    await this.openings.startPreReview(id, version, actor);
    return withVersion(reply, await this.branchMonths.one(id, actor));
  }

  /** Agrees with every sheet handed in without a change, as far as they are this person's to pre-review. */
  @Put('branch-months/:branchMonthId/agreements')
  @Allow('month.read', 'branchMonth')
  async agreeWithUnchanged(
    @Param('branchMonthId', ParseIdPipe) id: number,
    @ExpectedVersion() version: number,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AcceptancesView> {
    const accepted = await this.preReviews.agreeWithUnchanged(id, version, actor);
    return { accepted, branchMonth: withVersion(reply, await this.branchMonths.one(id, actor)) };
  }

  /** Pre-reviews a sheet: what is not mentioned is agreed with. It decides nothing. */
  @Put('sheets/:sheetId/pre-review')
  @Allow('sheet.preReview', 'sheet')
  async give(
    @Param('sheetId', ParseIdPipe) sheetId: number,
    @ExpectedVersion() version: number,
    @Body() { decisions, additions }: PreReviewBody,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SheetView> {
    const opinion = { decisions: decisions.map(decisionOf), additions: additions.map(written) };
    await this.preReviews.give({ sheetId, version, actor }, opinion);
    return withVersion(reply, await this.sheets.view(sheetId, actor));
  }

  /** Gives the sheet back to its member from pre-review, with a reason. */
  @Put('sheets/:sheetId/pre-review-return')
  @Allow('sheet.preReview', 'sheet')
  async giveBack(
    @Param('sheetId', ParseIdPipe) sheetId: number,
    @ExpectedVersion() version: number,
    @Body() { reason }: ReturnBody,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SheetView> {
    await this.preReviews.giveBack({ sheetId, version, actor }, reason);
    return withVersion(reply, await this.sheets.view(sheetId, actor));
  }
}

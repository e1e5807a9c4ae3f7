import { Body, Controller, Delete, Get, Param, Put, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type Actor, Allow, CurrentActor } from '../http/allow.js';
import { LeavesLine } from '../http/leaves-line.js';
import { ParseIdPipe } from '../http/parse-id.js';
import { ExpectedVersion, withVersion } from '../http/version.js';
import { BranchMonthView } from './branch-month.view.js';
import { BranchMonths } from './branch-months.service.js';
import { NoteBody, ReadinessBody, ReportReturnBody } from './month-steps.dto.js';
import { ConfidentialityView } from './month-steps.view.js';
import { Readiness } from './readiness.service.js';
import { Reports } from './reports.service.js';
import { ReviewDesk } from './review-desk.service.js';
import { SheetList } from './sheet.view.js';
import { SignOffs } from './sign-offs.service.js';

/** From the end of a review to the bureau's archive: who has looked at a branch's month, one step after the other. */
@ApiTags('months')
@Controller('api/v1/branch-months/:branchMonthId')
export class MonthStepsController {
  constructor(
    private readonly branchMonths: BranchMonths,
    private readonly readiness: Readiness,
    private readonly signOffs: SignOffs,
    private readonly reports: Reports,
    private readonly desk: ReviewDesk,
  ) {}

  /** The witness signs what was decided, where a branch has no committee. Any change to a sheet voids it. */
  @Put('witness')
  @Allow('month.witness', 'branchMonth')
  async witness(
    @Param('branchMonthId', ParseIdPipe) branchMonthId: number,
    @ExpectedVersion() version: number,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BranchMonthView> {
    await this.readiness.witness({ branchMonthId, version, actor });
    return this.answer(branchMonthId, actor, reply);
  }

  /** Ends the review: every sheet is decided, and no sheet changes any more. */
  @Put('readiness')
  @Allow('month.review', 'branchMonth')
  async ready(
    @Param('branchMonthId', ParseIdPipe) branchMonthId: number,
    @ExpectedVersion() version: number,
    @Body() { meetingNumber }: ReadinessBody,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BranchMonthView> {
    await this.readiness.begin({ branchMonthId, version, actor }, meetingNumber ?? '');
    return this.answer(branchMonthId, actor, reply);
  }

  /** Takes the month back into review. Its check and its approval are void. */
  @Delete('readiness')
  @Allow('month.review', 'branchMonth')
  async reviewAgain(
    @Param('branchMonthId', ParseIdPipe) branchMonthId: number,
    @ExpectedVersion() version: number,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BranchMonthView> {
    await this.readiness.end({ branchMonthId, version, actor });
    return this.answer(branchMonthId, actor, reply);
  }

  /** What looks like a number of a person in what will be public, and whose the check is. */
  @Get('confidentiality-check')
  @Allow('month.check', 'branchMonth')
  @LeavesLine('sheets')
  findings(@Param('branchMonthId', ParseIdPipe) branchMonthId: number): Promise<ConfidentialityView> {
    return this.signOffs.findings(branchMonthId);
  }

  /** The confidentiality and privacy check of a list that is ready. */
  @Put('confidentiality-check')
  @Allow('month.check', 'branchMonth')
  async check(
    @Param('branchMonthId', ParseIdPipe) branchMonthId: number,
    @ExpectedVersion() version: number,
    @Body() { note }: NoteBody,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BranchMonthView> {
    await this.signOffs.check({ branchMonthId, version, actor }, note ?? '');
    return this.answer(branchMonthId, actor, reply);
  }

  /** Approves the publication, after the check and by somebody else. */
  @Put('approval')
  @Allow('month.approve', 'branchMonth')
  async approve(
    @Param('branchMonthId', ParseIdPipe) branchMonthId: number,
    @ExpectedVersion() version: number,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BranchMonthView> {
    await this.signOffs.approve({ branchMonthId, version, actor });
    return this.answer(branchMonthId, actor, reply);
  }

  /** Reports a confirmed month to the bureau. */
  @Put('report')
  @Allow('month.report', 'branchMonth')
  async report(
    @Param('branchMonthId', ParseIdPipe) branchMonthId: number,
    @ExpectedVersion() version: number,
    @Body() { note }: NoteBody,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BranchMonthView> {
    await this.reports.take('report', { branchMonthId, version, actor }, note ?? '');
    return this.answer(branchMonthId, actor, reply);
  }

  /** The bureau returns a reported month, with a reason. */
  @Put('report-return')
  @Allow('month.accept', 'branchMonth')
  async returnReport(
    @Param('branchMonthId', ParseIdPipe) branchMonthId: number,
    @ExpectedVersion() version: number,
    @Body() { reason }: ReportReturnBody,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BranchMonthView> {
    await this.reports.take('reportReturn', { branchMonthId, version, actor }, reason);
    return this.answer(branchMonthId, actor, reply);
  }

  /** The bureau accepts a reported month: it is archived. */
  @Put('acceptance')
  @Allow('month.accept', 'branchMonth')
  async accept(
    @Param('branchMonthId', ParseIdPipe) branchMonthId: number,
    @ExpectedVersion() version: number,
    @Body() { note }: NoteBody,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BranchMonthView> {
    await this.reports.take('acceptance', { branchMonthId, version, actor }, note ?? '');
    return this.answer(branchMonthId, actor, reply);
  }

  /** The sheets that the bureau looks at before it accepts the month: every tenth, drawn once and for all by the month's number. */
  @Get('sample')
  @Allow('month.accept', 'branchMonth')
  @LeavesLine('sheets')
  async sample(
    @Param('branchMonthId', ParseIdPipe) branchMonthId: number,
    @CurrentActor() actor: Actor,
  ): Promise<SheetList> {
    return { items: await this.desk.sample(branchMonthId, actor) };
  }

  private async answer(id: number, actor: Actor, reply: FastifyReply): Promise<BranchMonthView> {
    return withVersion(reply, await this.branchMonths.one(id, actor));
  }
}

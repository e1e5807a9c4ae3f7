import { Body, Controller, Get, Param, Put, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type Actor, Allow, CurrentActor } from '../http/allow.js';
import { LeavesLine } from '../http/leaves-line.js';
import { ParseIdPipe } from '../http/parse-id.js';
import { invalid } from '../http/refusal.js';
import { ExpectedVersion, withVersion } from '../http/version.js';
import { ParsePeriodPipe } from '../summaries/parse-period.js';
import { BranchExaminations } from './branch-examinations.service.js';
import { BureauExaminations } from './bureau-examinations.service.js';
import { ClosingViews } from './closing-views.service.js';
import { ClosingView, ExaminationList } from './closing.view.js';
import { AcceptanceBody, BandProposalBody, ClosingReturnBody, ExaminationBody, FindingBody } from './closing.dto.js';
import { ExaminationViews } from './examination-views.service.js';

/** The branch examines its closing and proposes bands; the bureau looks at a sample and at what it must. */
@ApiTags('closings')
@Controller('api/v1/units/:unitId/closings/:period')
export class ClosingExaminationsController {
  constructor(
    private readonly ofBranch: BranchExaminations,
    private readonly ofBureau: BureauExaminations,
    private readonly examinations: ExaminationViews,
    private readonly views: ClosingViews,
  ) {}

  /** Proposes another band for a member, or the suggested one again. Never for oneself. */
  @Put('bands/:memberId')
  @Allow('closing.propose', 'unit')
  async propose(
    @Param('unitId', ParseIdPipe) unitId: number,
    @Param('period', ParsePeriodPipe) period: string,
    @Param('memberId', ParseIdPipe) memberId: number,
    @Body() body: BandProposalBody,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ClosingView> {
    await this.ofBranch.propose(unitId, period, memberId, body, actor);
    return withVersion(reply, await this.views.one(unitId, period, actor));
  }

  /** Hands the examined list to the bureau; the sample is drawn in the same moment. */
  @Put('examination')
  @Allow('closing.examine', 'unit')
  async examine(
    @Param('unitId', ParseIdPipe) unitId: number,
    @Param('period', ParsePeriodPipe) period: string,
    @ExpectedVersion() version: number,
    @Body() body: ExaminationBody,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ClosingView> {
    await this.ofBranch.examine(unitId, period, version, { ...body, note: body.note ?? null }, actor);
    return withVersion(reply, await this.views.one(unitId, period, actor));
  }

  /** What the bureau looks at and found, the latest handing in first: the data of the opinion sheet (审核意见表). */
  @Get('examinations')
  @Allow('closing.read', 'unit')
  @LeavesLine('closing')
  list(
    @Param('unitId', ParseIdPipe) unitId: number,
    @Param('period', ParsePeriodPipe) period: string,
  ): Promise<ExaminationList> {
    return this.examinations.of(unitId, period);
  }

  /** What the bureau found in a row that was drawn, or that it must look at. A problem is said in words. */
  @Put('findings/:memberId')
  @Allow('closing.accept', 'unit')
  async find(
    @Param('unitId', ParseIdPipe) unitId: number,
    @Param('period', ParsePeriodPipe) period: string,
    @Param('memberId', ParseIdPipe) memberId: number,
    @Body() body: FindingBody,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ClosingView> {
    await this.ofBureau.find(unitId, period, memberId, findingOf(body), actor);
    return withVersion(reply, await this.views.one(unitId, period, actor));
  }

  /** The bureau accepts the list, when every row that it looks at has a finding. */
  @Put('acceptance')
  @Allow('closing.accept', 'unit')
  async accept(
    @Param('unitId', ParseIdPipe) unitId: number,
    @Param('period', ParsePeriodPipe) period: string,
    @ExpectedVersion() version: number,
    @Body() body: AcceptanceBody,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ClosingView> {
    await this.ofBureau.accept(unitId, period, version, body.note ?? null, actor);
    return withVersion(reply, await this.views.one(unitId, period, actor));
  }

  /** The bureau gives the list back, with the reason. */
  @Put('return')
  @Allow('closing.accept', 'unit')
  async giveBack(
    @Param('unitId', ParseIdPipe) unitId: number,
    @Param('period', ParsePeriodPipe) period: string,
    @ExpectedVersion() version: number,
    @Body() body: ClosingReturnBody,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ClosingView> {
    await this.ofBureau.giveBack(unitId, period, version, body.reason, actor);
    return withVersion(reply, await this.views.one(unitId, period, actor));
  }
}

function findingOf({ finding, text = null }: FindingBody): { finding: 'inOrder' | 'problem'; text: string | null } {
  if (finding === 'problem' && text === null) throw invalid('text', 'isDefined');
  return { finding, text };
}

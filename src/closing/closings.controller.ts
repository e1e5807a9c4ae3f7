import { Body, Controller, Get, Param, Put, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type Actor, Allow, CurrentActor } from '../http/allow.js';
import { LeavesLine } from '../http/leaves-line.js';
import { ParseIdPipe } from '../http/parse-id.js';
import { ExpectedVersion, withVersion } from '../http/version.js';
import { ParsePeriodPipe } from '../summaries/parse-period.js';
import { Generations } from './generations.service.js';
import { ClosingOverviews } from './closing-overviews.service.js';
import { ClosingPublications } from './closing-publications.service.js';
import { ClosingViews } from './closing-views.service.js';
import { ClosingOverviewView, ClosingView, GenerationResultList } from './closing.view.js';
import { ClosingPublicationBody, ClosingReturnBody, ExplanationBody, GenerationsBody } from './closing.dto.js';

/** A branch's half-year, quarter or year on its way to the archive; `unitId` is the branch. */
@ApiTags('closings')
@Controller('api/v1/units/:unitId')
export class ClosingsController {
  constructor(
    private readonly generations: Generations,
    private readonly publications: ClosingPublications,
    private readonly overviews: ClosingOverviews,
    private readonly views: ClosingViews,
  ) {}

  /** Where a branch's closing stands: its rows, what is missing, what comes next. */
  @Get('closings/:period')
  @Allow('closing.read', 'unit')
  @LeavesLine('closing')
  async one(
    @Param('unitId', ParseIdPipe) unitId: number,
    @Param('period', ParsePeriodPipe) period: string,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ClosingView> {
    return withVersion(reply, await this.views.one(unitId, period, actor));
  }

  /** How far each branch of a unit is with a period. */
  @Get('closing-overview/:period')
  @Allow('closing.read', 'unit')
  overview(
    @Param('unitId', ParseIdPipe) unitId: number,
    @Param('period', ParsePeriodPipe) period: string,
    @CurrentActor() actor: Actor,
  ): Promise<ClosingOverviewView> {
    return this.overviews.of(unitId, period, actor);
  }

  /** Generates what is ready of the unit's branches, and says of the others what they miss. Again changes nothing. */
  @Put('closing-generations/:period')
  @Allow('closing.generate', 'unit')
  async generateAll(
    @Param('unitId', ParseIdPipe) unitId: number,
    @Param('period', ParsePeriodPipe) period: string,
    @Body() body: GenerationsBody,
    @CurrentActor() actor: Actor,
  ): Promise<GenerationResultList> {
    return { items: await this.generations.generateAll(unitId, period, body.branchIds, actor) };
  }

  /** Puts the closing together from the confirmed months, or does it again. The same figures keep their revision. */
  @Put('closings/:period/generation')
  @Allow('closing.generate', 'unit')
  async generate(
    @Param('unitId', ParseIdPipe) unitId: number,
    @Param('period', ParsePeriodPipe) period: string,
    @ExpectedVersion() version: number,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ClosingView> {
    await this.generations.generate(unitId, period, version, actor);
    return withVersion(reply, await this.views.one(unitId, period, actor));
  }

  /** Says why a month that isn't confirmed is left out. */
  @Put('closings/:period/explanation')
  @Allow('closing.explain', 'unit')
  async explain(
    @Param('unitId', ParseIdPipe) unitId: number,
    @Param('period', ParsePeriodPipe) period: string,
    @ExpectedVersion() version: number,
    @Body() body: ExplanationBody,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ClosingView> {
    await this.generations.explain(unitId, period, version, body, actor);
    return withVersion(reply, await this.views.one(unitId, period, actor));
  }

  /** Shows the accepted list inside the branch for some working days. */
  @Put('closings/:period/publication')
  @Allow('closing.publish', 'unit')
  async publish(
    @Param('unitId', ParseIdPipe) unitId: number,
    @Param('period', ParsePeriodPipe) period: string,
    @ExpectedVersion() version: number,
    @Body() body: ClosingPublicationBody,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ClosingView> {
    await this.publications.publish(unitId, period, version, body.contact, actor);
    return withVersion(reply, await this.views.one(unitId, period, actor));
  }

  /** Takes the publication back, with a reason for everybody to read. */
  @Put('closings/:period/withdrawal')
  @Allow('closing.withdraw', 'unit')
  async withdraw(
    @Param('unitId', ParseIdPipe) unitId: number,
    @Param('period', ParsePeriodPipe) period: string,
    @ExpectedVersion() version: number,
    @Body() body: ClosingReturnBody,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ClosingView> {
    await this.publications.withdraw(unitId, period, version, body.reason, actor);
    return withVersion(reply, await this.views.one(unitId, period, actor));
  }

  /** Ends the publication, when its days are over and no objection is open. */
  @Put('closings/:period/confirmation')
  @Allow('closing.confirm', 'unit')
  async confirm(
    @Param('unitId', ParseIdPipe) unitId: number,
    @Param('period', ParsePeriodPipe) period: string,
    @ExpectedVersion() version: number,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ClosingView> {
    await this.publications.confirm(unitId, period, version, actor);
    return withVersion(reply, await this.views.one(unitId, period, actor));
  }

  /** Puts the confirmed closing away. */
  @Put('closings/:period/archive')
  @Allow('closing.archive', 'unit')
  async archive(
    @Param('unitId', ParseIdPipe) unitId: number,
    @Param('period', ParsePeriodPipe) period: string,
    @ExpectedVersion() version: number,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ClosingView> {
    await this.publications.archive(unitId, period, version, actor);
    return withVersion(reply, await this.views.one(unitId, period, actor));
  }
}

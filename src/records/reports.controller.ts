import { Body, Controller, Get, Param, Put, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type Actor, Allow, CurrentActor } from '../http/allow.js';
import { ParseIdPipe } from '../http/parse-id.js';
import { ExpectedVersion, withVersion } from '../http/version.js';
import { ParsePeriodPipe } from '../summaries/parse-period.js';
import { HalfYearReportView } from './half-year-report.view.js';
import { HalfYearReports } from './half-year-reports.service.js';
import { ReportFactsBody } from './report-facts.dto.js';
import { ReportFacts } from './report-facts.service.js';
import { ReportFactsView } from './report-facts.view.js';

/** The figures of the half-year work report, and those among them that a branch types. */
@ApiTags('records')
@Controller('api/v1')
export class ReportsController {
  constructor(
    private readonly reports: HalfYearReports,
    private readonly facts: ReportFacts,
  ) {}

  /** A unit's figures of a period, each with where it comes from and who has not said it yet. */
  @Get('units/:unitId/work-reports/:period')
  @Allow('report.read', 'unit')
  report(
    @Param('unitId', ParseIdPipe) unitId: number,
    @Param('period', ParsePeriodPipe) period: string,
  ): Promise<HalfYearReportView> {
    return this.reports.of(unitId, period);
  }

  /** What a branch typed for a period. */
  @Get('units/:unitId/report-facts/:period')
  @Allow('report.read', 'unit')
  async factsOf(
    @Param('unitId', ParseIdPipe) unitId: number,
    @Param('period', ParsePeriodPipe) period: string,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ReportFactsView> {
    return withVersion(reply, await this.facts.of(unitId, period, actor));
  }

  /** Puts what the branch says in place of what it said before. */
  @Put('units/:unitId/report-facts/:period')
  @Allow('reportFacts.keep', 'unit')
  async saveFacts(
    @Param('unitId', ParseIdPipe) unitId: number,
    @Param('period', ParsePeriodPipe) period: string,
    @ExpectedVersion() version: number,
    @Body() { facts }: ReportFactsBody,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ReportFactsView> {
    await this.facts.save({ branchId: unitId, period, version, actor }, facts);
    return withVersion(reply, await this.facts.of(unitId, period, actor));
  }
}

import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Clock, monthOf } from '../calendar.js';
import { type Actor, Allow, CurrentActor } from '../http/allow.js';
import { LeavesLine } from '../http/leaves-line.js';
import { AnswersNotModified, unlessKnown } from '../http/not-modified.js';
import { ParseIdPipe } from '../http/parse-id.js';
import { invalid } from '../http/refusal.js';
import { BranchMonthFigures } from './branch-month-figures.service.js';
import { BranchMonthStatisticsView } from './branch-month-statistics.view.js';
import { HalfYearView } from './half-year.view.js';
import { HalfYears } from './half-years.service.js';
import { Histories, historyVersions } from './histories.service.js';
import { MemberHistoryView } from './history.view.js';
import { OverviewView } from './overview.view.js';
import { Overviews } from './overviews.service.js';
import { ParsePeriodPipe } from './parse-period.js';
import { HistoryQuery, OverviewQuery } from './summaries.dto.js';

/** What is put together from many sheets: a member's months, a branch's figures, a unit's overview, the half-year. */
@ApiTags('summaries')
@Controller('api/v1')
export class SummariesController {
  constructor(
    private readonly clock: Clock,
    private readonly histories: Histories,
    private readonly figures: BranchMonthFigures,
    private readonly overviews: Overviews,
    private readonly halfYears: HalfYears,
  ) {}

  /** A member's months, the latest first. */
  @Get('members/:memberId/history')
  @Allow('member.history', 'member')
  @LeavesLine('history')
  @AnswersNotModified(historyVersions)
  async history(
    @Param('memberId', ParseIdPipe) memberId: number,
    @Query() query: HistoryQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MemberHistoryView> {
    if (query.untilMonth < query.fromMonth) throw invalid('untilMonth', 'beforeFromMonth');
    return unlessKnown(reply, [], () => this.histories.of(memberId, query));
  }

  /** A month's figures, and who is missing. */
  @Get('branch-months/:branchMonthId/statistics')
  @Allow('statistics.read', 'branchMonth')
  @LeavesLine('sheets')
  statistics(
    @Param('branchMonthId', ParseIdPipe) branchMonthId: number,
    @CurrentActor() actor: Actor,
  ): Promise<BranchMonthStatisticsView> {
    return this.figures.of(branchMonthId, actor);
  }

  /** How far the branches of a unit are with a month: the late ones first. */
  @Get('units/:unitId/overview')
  @Allow('statistics.read', 'unit')
  overview(@Param('unitId', ParseIdPipe) unitId: number, @Query() query: OverviewQuery): Promise<OverviewView> {
    return this.overviews.of(unitId, query.month ?? monthOf(this.clock.today()));
  }

  /** The half-year, or another period, of a branch or of all branches of a unit, with proposed bands. */
  @Get('units/:unitId/summaries/:period')
  @Allow('summary.read', 'unit')
  @LeavesLine('closing')
  halfYear(
    @Param('unitId', ParseIdPipe) unitId: number,
    @Param('period', ParsePeriodPipe) period: string,
  ): Promise<HalfYearView> {
    return this.halfYears.of(unitId, period);
  }
}

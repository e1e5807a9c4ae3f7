import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Actor, Allow, CurrentActor } from '../http/allow.js';
import { ParseIdPipe } from '../http/parse-id.js';
import { CurrentTarget } from '../identity/current-target.js';
import type { Target } from '../identity/rights.js';
import { FairnessView } from './fairness.view.js';
import { FairnessRadar } from './fairness.service.js';
import { StatisticsQuery } from './statistics.dto.js';
import { UnitStatistics } from './unit-statistics.service.js';
import { UnitStatisticsView } from './unit-statistics.view.js';

/** Figures of a unit over any period, from published months alone. */
@ApiTags('statistics')
@Controller('api/v1/units/:unitId')
export class StatisticsController {
  constructor(
    private readonly statistics: UnitStatistics,
    private readonly radar: FairnessRadar,
  ) {}

  /**
   * Completion, scores, profiles and items of a branch, a general branch or a bureau. Members and committees also see the units
   * above theirs: figures of groups that are large enough, and nothing of single people.
   */
  @Get('statistics')
  @Allow('figures.read', 'unit')
  of(
    @Param('unitId', ParseIdPipe) _unitId: number,
    @Query() query: StatisticsQuery,
    @CurrentActor() actor: Actor,
    @CurrentTarget() { unitPath }: Target,
  ): Promise<UnitStatisticsView> {
    return this.statistics.of(actor, unitPath, query);
  }

  /** What a reviewer may want to look at again: figures with the months and sheets they are from, never a verdict. */
  @Get('fairness')
  @Allow('fairness.read', 'unit')
  fairness(@Param('unitId', ParseIdPipe) unitId: number, @Query() query: StatisticsQuery): Promise<FairnessView> {
    return this.radar.of(unitId, query);
  }
}

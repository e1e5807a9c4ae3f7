import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow } from '../http/allow.js';
import { ParseIdPipe } from '../http/parse-id.js';
import { OpeningPlanQuery } from './job.dto.js';
import { OpeningPlanView } from './job.view.js';
import { OpeningPlans } from './opening-plans.service.js';

/** What the service does by itself. */
@ApiTags('months')
@Controller('api/v1/branches/:unitId/opening-plan')
export class JobsController {
  constructor(private readonly plans: OpeningPlans) {}

  /** The branch's coming theme days, when its months open and close, and what could not be done. A rule in the query is tried out. */
  @Get()
  @Allow('settings.read', 'unit')
  of(@Param('unitId', ParseIdPipe) unitId: number, @Query() query: OpeningPlanQuery): Promise<OpeningPlanView> {
    return this.plans.of(unitId, query);
  }
}

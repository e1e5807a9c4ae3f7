import { Controller, Get, Param, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Actor, Allow, CurrentActor } from '../http/allow.js';
import { LeavesLine } from '../http/leaves-line.js';
import { ParseIdPipe } from '../http/parse-id.js';
import { WaitingRowList } from './row-confirmation.view.js';
import { RowConfirmations } from './row-confirmations.service.js';

/** Rows that wait while the others of their month are confirmed. */
@ApiTags('publication')
@Controller('api/v1/branch-months/:branchMonthId')
export class RowConfirmationsController {
  constructor(private readonly confirmations: RowConfirmations) {}

  /** The rows that wait, and for what. */
  @Get('waiting-rows')
  @Allow('objection.read', 'branchMonth')
  @LeavesLine('objection')
  list(
    @Param('branchMonthId', ParseIdPipe) branchMonthId: number,
    @CurrentActor() actor: Actor,
  ): Promise<WaitingRowList> {
    return this.confirmations.list(branchMonthId, actor);
  }

  /** Confirms the rows of a confirmed month that have been settled since. */
  @Put('row-confirmation')
  @Allow('month.confirm', 'branchMonth')
  async confirm(
    @Param('branchMonthId', ParseIdPipe) branchMonthId: number,
    @CurrentActor() actor: Actor,
  ): Promise<WaitingRowList> {
    await this.confirmations.confirm(branchMonthId, actor);
    return this.confirmations.list(branchMonthId, actor);
  }
}

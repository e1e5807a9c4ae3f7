import { Body, Controller, Get, Param, Put, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { BranchMonthView } from '../assessments/branch-month.view.js';
import { BranchMonths } from '../assessments/branch-months.service.js';
import { type Actor, Allow, CurrentActor } from '../http/allow.js';
import { AnswersNotModified, unlessKnown } from '../http/not-modified.js';
import { ParseIdPipe } from '../http/parse-id.js';
import { ExpectedVersion, withVersion } from '../http/version.js';
import { CurrentTarget } from '../identity/current-target.js';
import type { Target } from '../identity/rights.js';
import { BoardView, ReceiptView } from './board.view.js';
import { Boards, boardVersions } from './boards.service.js';
import { PublicationBody, WithdrawalBody } from './publication.dto.js';
import { Publications } from './publications.service.js';
import { Receipts } from './receipts.service.js';
import { Withdrawals } from './withdrawals.service.js';

/** A branch's result, shown inside the branch for some working days, then confirmed. */
@ApiTags('publication')
@Controller('api/v1/branch-months/:branchMonthId')
export class PublicationController {
  constructor(
    private readonly publications: Publications,
    private readonly withdrawals: Withdrawals,
    private readonly receipts: Receipts,
    private readonly boards: Boards,
    private readonly branchMonths: BranchMonths,
  ) {}

  /** Shows the month's result inside the branch for some working days. */
  @Put('publication')
  @Allow('month.publish', 'branchMonth')
  async publish(
    @Param('branchMonthId', ParseIdPipe) id: number,
    @ExpectedVersion() version: number,
    @Body() body: PublicationBody,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BranchMonthView> {
    await this.publications.publish(id, version, body, actor);
    return withVersion(reply, await this.branchMonths.one(id, actor));
  }

  /** Takes the publication back, with a reason for everybody to read. The month goes back to its review. */
  @Put('withdrawal')
  @Allow('month.withdraw', 'branchMonth')
  async withdraw(
    @Param('branchMonthId', ParseIdPipe) id: number,
    @ExpectedVersion() version: number,
    @Body() body: WithdrawalBody,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BranchMonthView> {
    await this.withdrawals.withdraw(id, version, body.reason, actor);
    return withVersion(reply, await this.branchMonths.one(id, actor));
  }

  /** Notes that the member who asks has seen what was published of him. The first time counts. */
  @Put('receipt')
  @Allow('board.acknowledge', 'branchMonth')
  acknowledge(@Param('branchMonthId', ParseIdPipe) id: number, @CurrentActor() actor: Actor): Promise<ReceiptView> {
    return this.receipts.acknowledge(id, actor);
  }

  /** Confirms the published month, when its days are over. */
  @Put('confirmation')
  @Allow('month.confirm', 'branchMonth')
  async confirm(
    @Param('branchMonthId', ParseIdPipe) id: number,
    @ExpectedVersion() version: number,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BranchMonthView> {
    await this.publications.confirm(id, version, actor);
    return withVersion(reply, await this.branchMonths.one(id, actor));
  }

  /** The published board, in roster order; once the month is archived, a member's own row. */
  @Get('board')
  @Allow('board.read', 'branchMonth')
  @AnswersNotModified(boardVersions)
  async board(
    @Param('branchMonthId', ParseIdPipe) id: number,
    @CurrentActor() actor: Actor,
    @CurrentTarget() target: Target,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BoardView> {
    return unlessKnown(reply, this.boards.shownTo(actor, target), () => this.boards.one(id, actor));
  }
}

import { Body, Controller, Get, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type Actor, Allow, CurrentActor } from '../http/allow.js';
import { LeavesLine } from '../http/leaves-line.js';
import { ParseIdPipe } from '../http/parse-id.js';
import { ExpectedVersion, withVersion } from '../http/version.js';
import { LiftingBody, NewVetoBody, VetoChoicesQuery, VetoListQuery, VetoRefusalBody } from './veto.dto.js';
import { VetoChoiceList, VetoList, MemberVetoView } from './veto.view.js';
import { VetoViews } from './veto-views.service.js';
import { Vetoes } from './vetoes.service.js';

/** Vetoes on members: proposed by one person, set by another, by a document with a number; and lifted the same way. */
@ApiTags('vetoes')
@Controller('api/v1')
export class VetoesController {
  constructor(
    private readonly vetoes: Vetoes,
    private readonly views: VetoViews,
  ) {}

  /** Proposes a veto on a member. */
  @Post('members/:memberId/vetoes')
  @Allow('veto.propose', 'member')
  async propose(
    @Param('memberId', ParseIdPipe) memberId: number,
    @Body() { requestId, ...wish }: NewVetoBody,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MemberVetoView> {
    return this.answer(await this.vetoes.propose(memberId, requestId, wish, actor), actor, reply);
  }

  /** A member's vetoes, the latest first; to himself those that were set. */
  @Get('members/:memberId/vetoes')
  @Allow('veto.read', 'member')
  @LeavesLine('veto')
  async ofMember(@Param('memberId', ParseIdPipe) memberId: number, @CurrentActor() actor: Actor): Promise<VetoList> {
    return { items: await this.views.ofMember(memberId, actor) };
  }

  /** The vetoes of a branch, or of all branches of a unit, the latest first. */
  @Get('units/:unitId/vetoes')
  @Allow('veto.read', 'unit')
  @LeavesLine('veto')
  async ofUnit(
    @Param('unitId', ParseIdPipe) unitId: number,
    @Query() { year }: VetoListQuery,
    @CurrentActor() actor: Actor,
  ): Promise<VetoList> {
    return { items: await this.views.ofUnit(unitId, year ?? null, actor) };
  }

  /** The vetoes that the rule in force on the day of a fact offers. */
  @Get('units/:unitId/veto-choices')
  @Allow('veto.read', 'unit')
  async choices(
    @Param('unitId', ParseIdPipe) _unitId: number,
    @Query() { day }: VetoChoicesQuery,
  ): Promise<VetoChoiceList> {
    return { items: await this.views.choices(day) };
  }

  /** The vetoes that hold and limit sheets of this month. */
  @Get('branch-months/:branchMonthId/vetoes')
  @Allow('veto.read', 'branchMonth')
  @LeavesLine('veto')
  async ofBranchMonth(
    @Param('branchMonthId', ParseIdPipe) branchMonthId: number,
    @CurrentActor() actor: Actor,
  ): Promise<VetoList> {
    return { items: await this.views.ofBranchMonth(branchMonthId, actor) };
  }

  /** One veto. */
  @Get('vetoes/:vetoId')
  @Allow('veto.read', 'veto')
  @LeavesLine('veto')
  one(
    @Param('vetoId', ParseIdPipe) id: number,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MemberVetoView> {
    return this.answer(id, actor, reply);
  }

  /** Sets a proposed veto: another person than who proposed it. */
  @Put('vetoes/:vetoId/confirmation')
  @Allow('veto.confirm', 'veto')
  async confirm(
    @Param('vetoId', ParseIdPipe) vetoId: number,
    @ExpectedVersion() version: number,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MemberVetoView> {
    await this.vetoes.confirm({ vetoId, version, actor });
    return this.answer(vetoId, actor, reply);
  }

  /** Refuses a proposed veto, or takes back one's own proposal. */
  @Put('vetoes/:vetoId/refusal')
  @Allow('veto.read', 'veto')
  async refuse(
    @Param('vetoId', ParseIdPipe) vetoId: number,
    @ExpectedVersion() version: number,
    @Body() { reason }: VetoRefusalBody,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MemberVetoView> {
    await this.vetoes.refuse({ vetoId, version, actor }, reason);
    return this.answer(vetoId, actor, reply);
  }

  /** Proposes that a veto be lifted, by a document with a number. */
  @Put('vetoes/:vetoId/lifting-proposal')
  @Allow('veto.propose', 'veto')
  async proposeLifting(
    @Param('vetoId', ParseIdPipe) vetoId: number,
    @ExpectedVersion() version: number,
    @Body() body: LiftingBody,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MemberVetoView> {
    await this.vetoes.proposeLifting({ vetoId, version, actor }, body);
    return this.answer(vetoId, actor, reply);
  }

  /** Lifts a veto: another person than who proposed the lifting. */
  @Put('vetoes/:vetoId/lifting')
  @Allow('veto.confirm', 'veto')
  async lift(
    @Param('vetoId', ParseIdPipe) vetoId: number,
    @ExpectedVersion() version: number,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MemberVetoView> {
    await this.vetoes.lift({ vetoId, version, actor });
    return this.answer(vetoId, actor, reply);
  }

  /** Refuses the lifting, or takes back one's own proposal of it: the veto stays. */
  @Put('vetoes/:vetoId/lifting-refusal')
  @Allow('veto.read', 'veto')
  async keep(
    @Param('vetoId', ParseIdPipe) vetoId: number,
    @ExpectedVersion() version: number,
    @Body() { reason }: VetoRefusalBody,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MemberVetoView> {
    await this.vetoes.keep({ vetoId, version, actor }, reason);
    return this.answer(vetoId, actor, reply);
  }

  private async answer(id: number, actor: Actor, reply: FastifyReply): Promise<MemberVetoView> {
    return withVersion(reply, await this.views.one(id, actor));
  }
}

import { Body, Controller, Get, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type Actor, Allow, CurrentActor, SignedIn } from '../http/allow.js';
import { LeavesLine } from '../http/leaves-line.js';
import { ParseIdPipe } from '../http/parse-id.js';
import { Refusal } from '../http/refusal.js';
import { ExpectedVersion, withVersion } from '../http/version.js';
import { ObjectionAnswers } from './objection-answers.service.js';
import { AppealBody, changesOf, ObjectionAnswerBody, ObjectionBody } from './objection.dto.js';
import { ObjectionChoices } from './objection-choices.service.js';
import { ObjectionViews } from './objection-views.service.js';
import { ObjectionChoiceView, ObjectionList, ObjectionView } from './objection.view.js';
import { Objections } from './objections.service.js';
import { ParseKeyPipe } from './parse-key.js';
import { RegisterQuery } from './register.dto.js';

/** Objections to published rows: raised by members, answered by officers, appealed to the level above. */
@ApiTags('objections')
@Controller('api/v1')
export class ObjectionsController {
  constructor(
    private readonly objections: Objections,
    private readonly answers: ObjectionAnswers,
    private readonly choices: ObjectionChoices,
    private readonly views: ObjectionViews,
  ) {}

  /** Objects to a published row, or to one item of it. */
  @Post('sheets/:sheetId/objections')
  @Allow('objection.raise', 'sheet')
  async raise(
    @Param('sheetId', ParseIdPipe) sheetId: number,
    @Body() { requestId, itemCode = null, reason, anonymous }: ObjectionBody,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ObjectionView> {
    const key = await this.objections.raise(sheetId, { requestId, itemCode, reason, anonymous }, actor);
    return this.answer(key, actor, reply);
  }

  /** The reader's own objections, and the answered ones about his own rows; the latest first. */
  @Get('objections')
  @SignedIn({ forToken: 'sheet.read' })
  async mine(@CurrentActor() actor: Actor): Promise<ObjectionList> {
    return { items: await this.views.mine(actor) };
  }

  /** Takes one's own objection back. */
  @Put('objections/:objectionKey/withdrawal')
  @SignedIn()
  async withdraw(
    @Param('objectionKey', ParseKeyPipe) key: string,
    @ExpectedVersion() version: number,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ObjectionView> {
    await this.objections.withdraw(key, version, actor);
    return this.answer(key, actor, reply);
  }

  /** Takes the answer to the level above. */
  @Put('objections/:objectionKey/appeal')
  @SignedIn()
  async appeal(
    @Param('objectionKey', ParseKeyPipe) key: string,
    @ExpectedVersion() version: number,
    @Body() { reason }: AppealBody,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ObjectionView> {
    await this.objections.appeal(key, version, reason, actor);
    return this.answer(key, actor, reply);
  }

  /** Notes that the answer was read. */
  @Put('objections/:objectionKey/receipt')
  @SignedIn()
  async read(
    @Param('objectionKey', ParseKeyPipe) key: string,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ObjectionView> {
    await this.objections.read(key, actor);
    return this.answer(key, actor, reply);
  }

  /** The appeals that wait for an answer in a unit and all its branches, whichever month they are about. */
  @Get('units/:unitId/appeals')
  @Allow('appeal.decide', 'unit')
  @LeavesLine('objection')
  async appeals(@Param('unitId', ParseIdPipe) unitId: number, @CurrentActor() actor: Actor): Promise<ObjectionList> {
    return { items: await this.views.appealsIn(unitId, actor) };
  }

  /** Whether and how the reader may object to rows of this month, and what he objected to so far. */
  @Get('branch-months/:branchMonthId/objection-choice')
  @Allow('board.read', 'branchMonth')
  choice(
    @Param('branchMonthId', ParseIdPipe) branchMonthId: number,
    @CurrentActor() actor: Actor,
  ): Promise<ObjectionChoiceView> {
    return this.choices.of(branchMonthId, actor);
  }

  /** All objections to a month's rows. */
  @Get('branch-months/:branchMonthId/objections')
  @Allow('objection.read', 'branchMonth')
  @LeavesLine('objection')
  async ofMonth(
    @Param('branchMonthId', ParseIdPipe) branchMonthId: number,
    @CurrentActor() actor: Actor,
  ): Promise<ObjectionList> {
    return { items: await this.views.ofMonth(branchMonthId, actor) };
  }

  /** Says that the objection was received and is looked into. */
  @Put('branch-months/:branchMonthId/objections/:objectionKey/acknowledgement')
  @Allow('objection.handle', 'branchMonth')
  async acknowledge(
    @Param('branchMonthId', ParseIdPipe) branchMonthId: number,
    @Param('objectionKey', ParseKeyPipe) key: string,
    @ExpectedVersion() version: number,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ObjectionView> {
    await this.answers.acknowledge({ branchMonthId, key, version, actor });
    return this.answer(key, actor, reply);
  }

  /** Upholds the objection, with what changes, or rejects it; with reasons. */
  @Put('branch-months/:branchMonthId/objections/:objectionKey/answer')
  @Allow('objection.handle', 'branchMonth')
  async decide(
    @Param('branchMonthId', ParseIdPipe) branchMonthId: number,
    @Param('objectionKey', ParseKeyPipe) key: string,
    @ExpectedVersion() version: number,
    @Body() body: ObjectionAnswerBody,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ObjectionView> {
    await this.answers.answer({ branchMonthId, key, version, actor }, answerOf(body));
    return this.answer(key, actor, reply);
  }

  /** Answers the appeal, finally. */
  @Put('branch-months/:branchMonthId/objections/:objectionKey/appeal-answer')
  @Allow('appeal.decide', 'branchMonth')
  async decideAppeal(
    @Param('branchMonthId', ParseIdPipe) branchMonthId: number,
    @Param('objectionKey', ParseKeyPipe) key: string,
    @ExpectedVersion() version: number,
    @Body() body: ObjectionAnswerBody,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ObjectionView> {
    await this.answers.answerAppeal({ branchMonthId, key, version, actor }, answerOf(body));
    return this.answer(key, actor, reply);
  }

  /** The register of a branch's objections of a year. */
  @Get('branches/:unitId/objections')
  @Allow('objection.read', 'unit')
  @LeavesLine('objection')
  async register(
    @Param('unitId', ParseIdPipe) unitId: number,
    @Query() { year }: RegisterQuery,
    @CurrentActor() actor: Actor,
  ): Promise<ObjectionList> {
    return { items: await this.views.ofBranch(unitId, Number(year), actor) };
  }

  private async answer(key: string, actor: Actor, reply: FastifyReply): Promise<ObjectionView> {
    const view = await this.views.one(key, actor);
    if (!view) throw new Refusal('notFound');
    return withVersion(reply, view);
  }
}

function answerOf({ outcome, answer, changes }: ObjectionAnswerBody) {
  return { outcome, answer, changes: changes ? changesOf(changes) : null };
}

import { Body, Controller, Get, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type Actor, Allow, CurrentActor, SignedIn } from '../http/allow.js';
import { LeavesLine } from '../http/leaves-line.js';
import { ParseIdPipe } from '../http/parse-id.js';
import { ExpectedVersion, withVersion } from '../http/version.js';
import { CorrectionBody, EndBody, NewCorrectionBody, PreviewBody } from './correction.dto.js';
import { CorrectionEffects } from './correction-effects.service.js';
import { CorrectionIssues } from './correction-issues.service.js';
import { CorrectionNotices } from './correction-notices.service.js';
import {
  CorrectionEffectsView,
  CorrectionList,
  CorrectionNoticeList,
  CorrectionView,
  MyCorrectionList,
} from './correction.view.js';
import { CorrectionViews } from './correction-views.service.js';
import { Corrections } from './corrections.service.js';
import { changesOf } from './objection.dto.js';
import { RegisterQuery } from './register.dto.js';

/** Correction slips: what confirmed rows become, and who asked, decided, countersigned and issued it. */
@ApiTags('corrections')
@Controller('api/v1')
export class CorrectionsController {
  constructor(
    private readonly corrections: Corrections,
    private readonly issues: CorrectionIssues,
    private readonly effects: CorrectionEffects,
    private readonly views: CorrectionViews,
    private readonly notices: CorrectionNotices,
  ) {}

  /** What changes of a published row would change: the row, bands and, where ranking is on, everybody overtaken. */
  @Post('sheets/:sheetId/amendment-preview')
  @Allow('objection.read', 'sheet')
  preview(
    @Param('sheetId', ParseIdPipe) sheetId: number,
    @Body() { changes }: PreviewBody,
    @CurrentActor() actor: Actor,
  ): Promise<CorrectionEffectsView> {
    return this.effects.preview(sheetId, changesOf(changes), actor);
  }

  /** Writes a slip about a confirmed row, as a draft. */
  @Post('sheets/:sheetId/corrections')
  @Allow('correction.propose', 'sheet')
  async write(
    @Param('sheetId', ParseIdPipe) sheetId: number,
    @Body() { requestId, reason, evidence, changes }: NewCorrectionBody,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CorrectionView> {
    const wish = { reason, evidence, changes: changesOf(changes) };
    return this.answer(await this.corrections.write(sheetId, requestId, wish, actor), actor, reply);
  }

  /** A branch's slips of a year, the latest first. */
  @Get('branches/:unitId/corrections')
  @Allow('correction.read', 'unit')
  @LeavesLine('correction')
  async list(
    @Param('unitId', ParseIdPipe) unitId: number,
    @Query() { year }: RegisterQuery,
    @CurrentActor() actor: Actor,
  ): Promise<CorrectionList> {
    return { items: await this.views.ofBranch(unitId, Number(year), actor) };
  }

  /** A branch's published corrections: for members while they are shown. */
  @Get('branches/:unitId/correction-notices')
  @Allow('board.read', 'unit')
  async published(
    @Param('unitId', ParseIdPipe) unitId: number,
    @CurrentActor() actor: Actor,
  ): Promise<CorrectionNoticeList> {
    return { items: await this.notices.ofBranch(unitId, actor) };
  }

  /** The corrections that changed something for the reader. */
  @Get('corrections')
  @SignedIn({ forToken: 'correction.read' })
  async mine(@CurrentActor() actor: Actor): Promise<MyCorrectionList> {
    return { items: await this.notices.mine(actor) };
  }

  /** One slip. */
  @Get('corrections/:correctionId')
  @Allow('correction.read', 'correction')
  @LeavesLine('correction')
  one(
    @Param('correctionId', ParseIdPipe) id: number,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CorrectionView> {
    return this.answer(id, actor, reply);
  }

  /** What it changes: shown before it is issued, and kept as it was then. */
  @Get('corrections/:correctionId/effects')
  @Allow('correction.read', 'correction')
  @LeavesLine('correction')
  effectsOf(
    @Param('correctionId', ParseIdPipe) id: number,
    @CurrentActor() actor: Actor,
  ): Promise<CorrectionEffectsView> {
    return this.views.effectsOf(id, actor);
  }

  /** Changes a draft. */
  @Put('corrections/:correctionId')
  @Allow('correction.propose', 'correction')
  async rewrite(
    @Param('correctionId', ParseIdPipe) correctionId: number,
    @ExpectedVersion() version: number,
    @Body() { reason, evidence, changes }: CorrectionBody,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CorrectionView> {
    const wish = { reason, evidence, changes: changesOf(changes) };
    await this.corrections.rewrite({ correctionId, version, actor }, wish);
    return this.answer(correctionId, actor, reply);
  }

  /** Hands the draft in, under the branch's next number. */
  @Put('corrections/:correctionId/proposal')
  @Allow('correction.propose', 'correction')
  async propose(
    @Param('correctionId', ParseIdPipe) correctionId: number,
    @ExpectedVersion() version: number,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CorrectionView> {
    await this.corrections.propose({ correctionId, version, actor });
    return this.answer(correctionId, actor, reply);
  }

  /** The branch decides: another head than who asked. */
  @Put('corrections/:correctionId/decision')
  @Allow('correction.decide', 'correction')
  async decide(
    @Param('correctionId', ParseIdPipe) correctionId: number,
    @ExpectedVersion() version: number,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CorrectionView> {
    await this.corrections.decide({ correctionId, version, actor });
    return this.answer(correctionId, actor, reply);
  }

  /** The bureau countersigns: a third person. */
  @Put('corrections/:correctionId/countersignature')
  @Allow('correction.countersign', 'correction')
  async countersign(
    @Param('correctionId', ParseIdPipe) correctionId: number,
    @ExpectedVersion() version: number,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CorrectionView> {
    await this.corrections.countersign({ correctionId, version, actor });
    return this.answer(correctionId, actor, reply);
  }

  /** Issues it: the row is published as corrected, and those it changed something for are told. */
  @Put('corrections/:correctionId/issue')
  @Allow('correction.issue', 'correction')
  async issue(
    @Param('correctionId', ParseIdPipe) correctionId: number,
    @ExpectedVersion() version: number,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CorrectionView> {
    await this.issues.issue(correctionId, version, actor);
    return this.answer(correctionId, actor, reply);
  }

  /** Refuses it instead of deciding or countersigning it. */
  @Put('corrections/:correctionId/refusal')
  @Allow('correction.decide', 'correction')
  async refuse(
    @Param('correctionId', ParseIdPipe) correctionId: number,
    @ExpectedVersion() version: number,
    @Body() { reason }: EndBody,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CorrectionView> {
    await this.corrections.refuse({ correctionId, version, actor }, reason);
    return this.answer(correctionId, actor, reply);
  }

  /** Takes it back before it is issued. */
  @Put('corrections/:correctionId/withdrawal')
  @Allow('correction.propose', 'correction')
  async withdraw(
    @Param('correctionId', ParseIdPipe) correctionId: number,
    @ExpectedVersion() version: number,
    @Body() { reason }: EndBody,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CorrectionView> {
    await this.corrections.withdraw({ correctionId, version, actor }, reason);
    return this.answer(correctionId, actor, reply);
  }

  /** Notes that the reader, whom it changed something for, has read it. */
  @Put('correction-receipts/:noticeId')
  @SignedIn()
  async read(@Param('noticeId', ParseIdPipe) id: number, @CurrentActor() actor: Actor): Promise<MyCorrectionList> {
    await this.notices.read(id, actor);
    return { items: await this.notices.mine(actor) };
  }

  private async answer(id: number, actor: Actor, reply: FastifyReply): Promise<CorrectionView> {
    return withVersion(reply, await this.views.one(id, actor));
  }
}

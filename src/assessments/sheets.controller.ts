import { Body, Controller, Delete, Get, Param, Put, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type Actor, Allow, CurrentActor } from '../http/allow.js';
import { LeavesLine } from '../http/leaves-line.js';
import { ParseIdPipe } from '../http/parse-id.js';
import { ExpectedVersion, withVersion } from '../http/version.js';
import { Exemptions } from './exemptions.service.js';
import { Extensions } from './extensions.service.js';
import { written } from './lines.js';
import { Reviews } from './reviews.service.js';
import { decisionOf, ExemptionBody, ExtensionBody, ReturnBody, ReviewBody, SelfLinesBody } from './sheet.dto.js';
import { SheetView } from './sheet.view.js';
import { Sheets } from './sheets.service.js';
import { Submissions } from './submission.service.js';

/** A member's sheet: written by the member, decided by the reviewers. */
@ApiTags('sheets')
@Controller('api/v1/sheets/:sheetId')
export class SheetsController {
  constructor(
    private readonly sheets: Sheets,
    private readonly submissions: Submissions,
    private readonly reviews: Reviews,
    private readonly exemptions: Exemptions,
    private readonly extensions: Extensions,
  ) {}

  /** A sheet with its lines and scores, cut to what the reader may see. */
  @Get()
  @Allow('sheet.read', 'sheet')
  @LeavesLine('sheet')
  one(
    @Param('sheetId', ParseIdPipe) sheetId: number,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SheetView> {
    return this.answer(sheetId, actor, reply);
  }

  /** Keeps what is written so far, in place of the lines before. */
  @Put('draft')
  @Allow('sheet.write', 'sheet')
  async save(
    @Param('sheetId', ParseIdPipe) sheetId: number,
    @ExpectedVersion() version: number,
    @Body() { lines }: SelfLinesBody,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SheetView> {
    const left = await this.submissions.save({ sheetId, version, actor }, lines.map(written));
    return withVersion(reply, await this.sheets.viewAfter(left, actor));
  }

  /** Hands the sheet in, with these lines. */
  @Put('submission')
  @Allow('sheet.write', 'sheet')
  async submit(
    @Param('sheetId', ParseIdPipe) sheetId: number,
    @ExpectedVersion() version: number,
    @Body() { lines }: SelfLinesBody,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SheetView> {
    const left = await this.submissions.submit({ sheetId, version, actor }, lines.map(written));
    return withVersion(reply, await this.sheets.viewAfter(left, actor));
  }

  /** Takes the sheet back before the review begins. */
  @Delete('submission')
  @Allow('sheet.write', 'sheet')
  async withdraw(
    @Param('sheetId', ParseIdPipe) sheetId: number,
    @ExpectedVersion() version: number,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SheetView> {
    const left = await this.submissions.withdraw({ sheetId, version, actor });
    return withVersion(reply, await this.sheets.viewAfter(left, actor));
  }

  /** Replaces the decisions and the reviewers' own lines; `complete` decides the sheet. */
  @Put('review')
  @Allow('sheet.decide', 'sheet')
  async decide(
    @Param('sheetId', ParseIdPipe) sheetId: number,
    @ExpectedVersion() version: number,
    @Body() { decisions, additions, complete }: ReviewBody,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SheetView> {
    const review = { decisions: decisions.map(decisionOf), additions: additions.map(written) };
    await this.reviews.decide({ sheetId, version, actor }, review, complete);
    return this.answer(sheetId, actor, reply);
  }

  /** Reopens a decided sheet before publication. */
  @Delete('review')
  @Allow('sheet.decide', 'sheet')
  async reopen(
    @Param('sheetId', ParseIdPipe) sheetId: number,
    @ExpectedVersion() version: number,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SheetView> {
    await this.reviews.reopen({ sheetId, version, actor });
    return this.answer(sheetId, actor, reply);
  }

  /** Gives the sheet back to the member, with a reason. */
  @Put('return')
  @Allow('sheet.decide', 'sheet')
  async giveBack(
    @Param('sheetId', ParseIdPipe) sheetId: number,
    @ExpectedVersion() version: number,
    @Body() { reason }: ReturnBody,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SheetView> {
    await this.reviews.giveBack({ sheetId, version, actor }, reason);
    return this.answer(sheetId, actor, reply);
  }

  /** Gives this member until a later day to hand in, with a reason; the month goes on for everybody else. */
  @Put('extension')
  @Allow('sheet.extend', 'sheet')
  async extend(
    @Param('sheetId', ParseIdPipe) sheetId: number,
    @ExpectedVersion() version: number,
    @Body() { until, reason }: ExtensionBody,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SheetView> {
    await this.extensions.give({ sheetId, version, actor }, until, reason);
    return this.answer(sheetId, actor, reply);
  }

  /** Takes the extension back. */
  @Delete('extension')
  @Allow('sheet.extend', 'sheet')
  async endExtension(
    @Param('sheetId', ParseIdPipe) sheetId: number,
    @ExpectedVersion() version: number,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SheetView> {
    await this.extensions.withdraw({ sheetId, version, actor });
    return this.answer(sheetId, actor, reply);
  }

  /** Takes the sheet out of scoring: the month is "not scored", never a zero. */
  @Put('exemption')
  @Allow('sheet.exempt', 'sheet')
  async exempt(
    @Param('sheetId', ParseIdPipe) sheetId: number,
    @ExpectedVersion() version: number,
    @Body() { reason, note }: ExemptionBody,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SheetView> {
    await this.exemptions.begin({ sheetId, version, actor }, reason, note);
    return this.answer(sheetId, actor, reply);
  }

  /** Takes the sheet into scoring again. */
  @Delete('exemption')
  @Allow('sheet.exempt', 'sheet')
  async endExemption(
    @Param('sheetId', ParseIdPipe) sheetId: number,
    @ExpectedVersion() version: number,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SheetView> {
    await this.exemptions.end({ sheetId, version, actor });
    return this.answer(sheetId, actor, reply);
  }

  private async answer(sheetId: number, actor: Actor, reply: FastifyReply): Promise<SheetView> {
    return withVersion(reply, await this.sheets.view(sheetId, actor));
  }
}

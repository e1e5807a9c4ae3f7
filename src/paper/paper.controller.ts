import { Body, Controller, Get, Param, Put, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { written } from '../assessments/lines.js';
import { type Actor, Allow, CurrentActor, SignedIn } from '../http/allow.js';
import { LeavesLine } from '../http/leaves-line.js';
import { ParseIdPipe } from '../http/parse-id.js';
import { ExpectedVersion, withVersion } from '../http/version.js';
import { PaperForms } from './paper-forms.service.js';
import { ProxyStackBody, ProxySubmissionBody } from './paper.dto.js';
import { PaperCodeView, PaperFormsView, PaperSheetView, ProxyStackView } from './paper.view.js';
import { type Paper, ProxySubmissions } from './proxy-submissions.service.js';

/** Paper sheets: the forms of a month, and entering what comes back of them. */
@ApiTags('paper')
@Controller('api/v1')
export class PaperController {
  constructor(
    private readonly forms: PaperForms,
    private readonly submissions: ProxySubmissions,
  ) {}

  /** The forms of a month, for those whose sheets the reader may enter. */
  @Get('branch-months/:branchMonthId/paper-forms')
  @Allow('month.read', 'branchMonth')
  @LeavesLine('sheets')
  list(@Param('branchMonthId', ParseIdPipe) id: number, @CurrentActor() actor: Actor): Promise<PaperFormsView> {
    return this.forms.of(id, actor);
  }

  /** Enters a stack of paper sheets. Each is taken as a whole or not at all; sent again, it changes nothing. */
  @Put('branch-months/:branchMonthId/proxy-submissions')
  @Allow('month.read', 'branchMonth')
  async enterStack(
    @Param('branchMonthId', ParseIdPipe) id: number,
    @Body() { sheets }: ProxyStackBody,
    @CurrentActor() actor: Actor,
  ): Promise<ProxyStackView> {
    const stack = sheets.map((sheet) => paperOf(sheet.sheetId, sheet.version, sheet));
    return { items: await this.submissions.enterStack(id, stack, actor) };
  }

  /** Enters a member's paper sheet for him. */
  @Put('sheets/:sheetId/proxy-submission')
  @Allow('sheet.proxy', 'sheet')
  async enter(
    @Param('sheetId', ParseIdPipe) sheetId: number,
    @ExpectedVersion() version: number,
    @Body() body: ProxySubmissionBody,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PaperSheetView> {
    await this.submissions.enter(paperOf(sheetId, version, body), actor);
    return withVersion(reply, await this.forms.one(sheetId, actor));
  }

  /** Whose form has this code, for those who may know. */
  @Get('paper-codes/:paperCode')
  @SignedIn()
  whose(@Param('paperCode') code: string, @CurrentActor() actor: Actor): Promise<PaperCodeView> {
    return this.forms.whose(code, actor);
  }
}

function paperOf(sheetId: number, version: number, body: ProxySubmissionBody): Paper {
  const { reason, consent, consentNote = '', receivedOn, paperCode = null, replacesDraft = false } = body;
  const lines = body.lines.map(written);
  return { sheetId, version, lines, reason, consent, consentNote, receivedOn, paperCode, replacesDraft };
}

import { Controller, Get, Header, Param, Query, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { type Actor, Allow, CurrentActor } from '../http/allow.js';
import { LeavesLine } from '../http/leaves-line.js';
import { HeadOnly } from '../http/head-only.js';
import { ParseIdPipe } from '../http/parse-id.js';
import { ParsePeriodPipe } from '../summaries/parse-period.js';
import { type BoardForm, boardForms } from './board-document.js';
import type { DocumentDescription } from './description.js';
import { Exported, type ExportWish, mediaTypeOf, Wished } from './exported.js';
import { Exports } from './exports.service.js';

export class BoardFormQuery {
  /** long: every category. short: place, name, score, remark. */
  @IsOptional()
  @IsIn(boardForms)
  form?: BoardForm;
}

/** The published month, the half-year and the minutes as documents. */
@ApiTags('documents')
@Controller('api/v1')
export class ExportsController {
  constructor(private readonly exports: Exports) {}

  /** The published board, for printing; without a form, in the one that the branch has chosen. */
  @Get('branch-months/:branchMonthId/board.:format')
  @Allow('board.read', 'branchMonth')
  @Exported('xlsx', 'docx')
  board(
    @Param('branchMonthId', ParseIdPipe) branchMonthId: number,
    @Query() { form }: BoardFormQuery,
    @Wished() wish: ExportWish,
    @CurrentActor() actor: Actor,
  ): Promise<StreamableFile | DocumentDescription> {
    return this.exports.board(branchMonthId, form, wish, actor);
  }

  /** The summary of a half-year, or of another period. */
  @Get('units/:unitId/summaries/:period/summary.:format')
  @Allow('summary.read', 'unit')
  @LeavesLine('closing', 'file')
  @Exported('xlsx', 'docx', 'csv')
  summary(
    @Param('unitId', ParseIdPipe) unitId: number,
    @Param('period', ParsePeriodPipe) period: string,
    @Wished() wish: ExportWish,
    @CurrentActor() actor: Actor,
  ): Promise<StreamableFile | DocumentDescription> {
    return this.exports.summary(unitId, period, wish, actor);
  }

  /** The minutes of a review meeting. */
  @Get('branch-months/:branchMonthId/meetings/:meetingNumber/minutes.docx')
  @Allow('meeting.read', 'branchMonth')
  @LeavesLine('meeting', 'file')
  @Header('Cache-Control', 'no-store')
  @ApiProduces(mediaTypeOf.docx)
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  minutes(
    @Param('branchMonthId', ParseIdPipe) branchMonthId: number,
    @Param('meetingNumber', ParseIdPipe) number: number,
    @HeadOnly() headOnly: boolean,
    @CurrentActor() actor: Actor,
  ): Promise<StreamableFile> {
    return this.exports.minutes(branchMonthId, number, headOnly, actor);
  }
}

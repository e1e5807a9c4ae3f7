import { Controller, Get, Param, type StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Actor, Allow, CurrentActor } from '../http/allow.js';
import { LeavesLine } from '../http/leaves-line.js';
import { ParseIdPipe } from '../http/parse-id.js';
import type { DocumentDescription } from './description.js';
import { Exported, type ExportWish, Wished } from './exported.js';
import { FilledSheets } from './filled-sheets.service.js';

/** Self-assessment sheets as they were filled in, to be signed and filed. */
@ApiTags('documents')
@Controller('api/v1')
export class FilledSheetsController {
  constructor(private readonly filled: FilledSheets) {}

  /** A member's sheet with what was decided about it, as far as the reader may see it. */
  @Get('sheets/:sheetId/self-assessment.:format')
  @Allow('sheet.read', 'sheet')
  @LeavesLine('sheet', 'file')
  @Exported('xlsx', 'docx')
  one(
    @Param('sheetId', ParseIdPipe) sheetId: number,
    @Wished() wish: ExportWish,
    @CurrentActor() actor: Actor,
  ): Promise<StreamableFile | DocumentDescription> {
    return this.filled.one(sheetId, wish, actor);
  }

  /** All sheets of a branch's month that were handed in. */
  @Get('branch-months/:branchMonthId/self-assessments.:format')
  @Allow('sheet.read', 'branchMonth')
  @LeavesLine('sheets', 'file')
  @Exported('xlsx', 'docx')
  ofMonth(
    @Param('branchMonthId', ParseIdPipe) branchMonthId: number,
    @Wished() wish: ExportWish,
    @CurrentActor() actor: Actor,
  ): Promise<StreamableFile | DocumentDescription> {
    return this.filled.ofMonth(branchMonthId, wish, actor);
  }
}

import { Controller, Get, Header, Param, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { type Actor, Allow, CurrentActor } from '../http/allow.js';
import { ParseIdPipe } from '../http/parse-id.js';
import { attachment } from '../http/attachment.js';
import { ParsePeriodPipe } from '../summaries/parse-period.js';
import { type BoardForm, boardForms } from './board-workbook.js';
import { type ExportedFile, Exports } from './exports.service.js';

export class BoardFormQuery {
  /** long: every category. short: place, name, score, remark. */
  @IsOptional()
  @IsIn(boardForms)
  form?: BoardForm;
}

const documentType = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** The published month and the half-year as workbooks. */
@ApiTags('documents')
@Controller('api/v1')
export class ExportsController {
  constructor(private readonly exports: Exports) {}

  /** The published board, for printing; without a form, in the one that the branch has chosen. */
  @Get('branch-months/:branchMonthId/board.xlsx')
  @Allow('board.read', 'branchMonth')
  @Header('Cache-Control', 'no-store')
  @ApiProduces(workbookType)
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async board(
    @Param('branchMonthId', ParseIdPipe) branchMonthId: number,
    @Query() { form }: BoardFormQuery,
    @CurrentActor() actor: Actor,
  ): Promise<StreamableFile> {
    return asFile(await this.exports.board(branchMonthId, form, actor));
  }

  /** The summary of a half-year, or of another period. */
  @Get('units/:unitId/summaries/:period/summary.xlsx')
  @Allow('summary.read', 'unit')
  @Header('Cache-Control', 'no-store')
  @ApiProduces(workbookType)
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async summary(
    @Param('unitId', ParseIdPipe) unitId: number,
    @Param('period', ParsePeriodPipe) period: string,
    @CurrentActor() actor: Actor,
  ): Promise<StreamableFile> {
    return asFile(await this.exports.summary(unitId, period, actor));
  }

  /** The minutes of a review meeting. */
  @Get('branch-months/:branchMonthId/meetings/:meetingNumber/minutes.docx')
  @Allow('meeting.read', 'branchMonth')
  @Header('Cache-Control', 'no-store')
  @ApiProduces(documentType)
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async minutes(
    @Param('branchMonthId', ParseIdPipe) branchMonthId: number,
    @Param('meetingNumber', ParseIdPipe) number: number,
    @CurrentActor() actor: Actor,
  ): Promise<StreamableFile> {
    return asFile(await this.exports.minutes(branchMonthId, number, actor), documentType);
  }
}

function asFile({ bytes, fileName, plainName }: ExportedFile, type = workbookType): StreamableFile {
  return new StreamableFile(bytes, {
    type,
    disposition: attachment(fileName, plainName),
    length: bytes.length,
  });
}

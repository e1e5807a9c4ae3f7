import { Controller, Get, Header, Param, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { type Actor, Allow, CurrentActor } from '../http/allow.js';
import { LeavesLine } from '../http/leaves-line.js';
import { HeadOnly } from '../http/head-only.js';
import { ParseIdPipe } from '../http/parse-id.js';
import { attachment } from '../http/attachment.js';
import { type ExportedFile, RosterDocuments } from './roster-documents.service.js';

const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const csvType = 'text/csv; charset=utf-8';

/** Rosters to be filled in, and rosters as they stand. */
@ApiTags('rosters')
@Controller('api/v1/units/:unitId')
export class RosterController {
  constructor(private readonly documents: RosterDocuments) {}

  /** An empty roster to be filled in. */
  @Get('roster-template.xlsx')
  @Allow('roster.read', 'unit')
  @Header('Cache-Control', 'no-store')
  @ApiProduces(workbookType)
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async template(@Param('unitId', ParseIdPipe) unitId: number): Promise<StreamableFile> {
    return asFile(await this.documents.template(unitId), workbookType);
  }

  /** The unit's roster of today. */
  @Get('roster.xlsx')
  @Allow('roster.read', 'unit')
  @LeavesLine('roster', 'file')
  @Header('Cache-Control', 'no-store')
  @ApiProduces(workbookType)
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async workbook(
    @Param('unitId', ParseIdPipe) unitId: number,
    @HeadOnly() headOnly: boolean,
    @CurrentActor() actor: Actor,
  ): Promise<StreamableFile> {
    return asFile(await this.documents.roster(unitId, 'xlsx', headOnly, actor), workbookType);
  }

  /** The unit's roster of today, as text. */
  @Get('roster.csv')
  @Allow('roster.read', 'unit')
  @LeavesLine('roster', 'file')
  @Header('Cache-Control', 'no-store')
  @ApiProduces('text/csv')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async csv(
    @Param('unitId', ParseIdPipe) unitId: number,
    @HeadOnly() headOnly: boolean,
    @CurrentActor() actor: Actor,
  ): Promise<StreamableFile> {
    return asFile(await this.documents.roster(unitId, 'csv', headOnly, actor), csvType);
  }
}

function asFile({ bytes, fileName, plainName }: ExportedFile, type: string): StreamableFile {
  return new StreamableFile(bytes, { type, disposition: attachment(fileName, plainName), length: bytes.length });
}

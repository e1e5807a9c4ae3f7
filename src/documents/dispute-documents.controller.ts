import { Controller, Get, Header, Param, Query, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { RegisterQuery } from '../disputes/register.dto.js';
import { type Actor, Allow, CurrentActor } from '../http/allow.js';
import { LeavesLine } from '../http/leaves-line.js';
import { HeadOnly } from '../http/head-only.js';
import { ParseIdPipe } from '../http/parse-id.js';
import { DisputeDocuments } from './dispute-documents.service.js';
import { mediaTypeOf } from './exported.js';

/** The register of objections, correction slips and notices. */
@ApiTags('documents')
@Controller('api/v1')
export class DisputeDocumentsController {
  constructor(private readonly documents: DisputeDocuments) {}

  /** The register of a branch's objections of a year, to be filed. */
  @Get('branches/:unitId/objection-register.xlsx')
  @Allow('objection.read', 'unit')
  @LeavesLine('objection', 'file')
  @Header('Cache-Control', 'no-store')
  @ApiProduces(mediaTypeOf.xlsx)
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  register(
    @Param('unitId', ParseIdPipe) unitId: number,
    @Query() { year }: RegisterQuery,
    @HeadOnly() headOnly: boolean,
    @CurrentActor() actor: Actor,
  ): Promise<StreamableFile> {
    return this.documents.register(unitId, Number(year), headOnly, actor);
  }

  /** A correction slip, to be signed and filed. */
  @Get('corrections/:correctionId/slip.docx')
  @Allow('correction.read', 'correction')
  @LeavesLine('correction', 'file')
  @Header('Cache-Control', 'no-store')
  @ApiProduces(mediaTypeOf.docx)
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  slip(
    @Param('correctionId', ParseIdPipe) id: number,
    @HeadOnly() headOnly: boolean,
    @CurrentActor() actor: Actor,
  ): Promise<StreamableFile> {
    return this.documents.slip(id, headOnly, actor);
  }

  /** The notice of an issued correction, for the board. */
  @Get('corrections/:correctionId/notice.docx')
  @Allow('correction.read', 'correction')
  @LeavesLine('correction', 'file')
  @Header('Cache-Control', 'no-store')
  @ApiProduces(mediaTypeOf.docx)
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  notice(
    @Param('correctionId', ParseIdPipe) id: number,
    @HeadOnly() headOnly: boolean,
    @CurrentActor() actor: Actor,
  ): Promise<StreamableFile> {
    return this.documents.notice(id, headOnly, actor);
  }
}

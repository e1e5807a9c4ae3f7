import { Controller, Get, Header, Param, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { RegisterQuery } from '../disputes/register.dto.js';
import { type Actor, Allow, CurrentActor } from '../http/allow.js';
import { attachment } from '../http/attachment.js';
import { ParseIdPipe } from '../http/parse-id.js';
import { DisputeDocuments } from './dispute-documents.service.js';
import type { ExportedFile } from './exports.service.js';

const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const wordType = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/** The register of objections, correction slips and notices. */
@ApiTags('documents')
@Controller('api/v1')
export class DisputeDocumentsController {
  constructor(private readonly documents: DisputeDocuments) {}

  /** The register of a branch's objections of a year, to be filed. */
  @Get('branches/:unitId/objection-register.xlsx')
  @Allow('objection.read', 'unit')
  @Header('Cache-Control', 'no-store')
  @ApiProduces(workbookType)
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async register(
    @Param('unitId', ParseIdPipe) unitId: number,
    @Query() { year }: RegisterQuery,
    @CurrentActor() actor: Actor,
  ): Promise<StreamableFile> {
    return asFile(await this.documents.register(unitId, Number(year), actor), workbookType);
  }

  /** A correction slip, to be signed and filed. */
  @Get('corrections/:correctionId/slip.docx')
  @Allow('correction.read', 'correction')
  @Header('Cache-Control', 'no-store')
  @ApiProduces(wordType)
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async slip(@Param('correctionId', ParseIdPipe) id: number, @CurrentActor() actor: Actor): Promise<StreamableFile> {
    return asFile(await this.documents.slip(id, actor), wordType);
  }

  /** The notice of an issued correction, for the board. */
  @Get('corrections/:correctionId/notice.docx')
  @Allow('correction.read', 'correction')
  @Header('Cache-Control', 'no-store')
  @ApiProduces(wordType)
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async notice(@Param('correctionId', ParseIdPipe) id: number, @CurrentActor() actor: Actor): Promise<StreamableFile> {
    return asFile(await this.documents.notice(id, actor), wordType);
  }
}

function asFile({ bytes, fileName, plainName }: ExportedFile, type: string): StreamableFile {
  return new StreamableFile(bytes, { type, disposition: attachment(fileName, plainName), length: bytes.length });
}

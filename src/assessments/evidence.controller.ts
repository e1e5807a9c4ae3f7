import { Controller, Delete, Get, Header, HttpCode, Param, Post, Query, Req, StreamableFile } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { mediaTypes } from '../evidence/evidence-kind.js';
import { type Actor, Allow, CurrentActor } from '../http/allow.js';
import { LeavesLine } from '../http/leaves-line.js';
import { attachment } from '../http/attachment.js';
import { ParseIdPipe } from '../http/parse-id.js';
import { Refusal } from '../http/refusal.js';
import { EvidenceQuery } from './evidence.dto.js';
import { EvidenceFileView } from './evidence.view.js';
import { SheetEvidence } from './sheet-evidence.service.js';

const anyKind = Object.values(mediaTypes);

/** Files that bear out what a sheet says. */
@ApiTags('evidence')
@Controller('api/v1')
export class EvidenceController {
  constructor(private readonly evidence: SheetEvidence) {}

  /**
   * Keeps a file for a sheet: PDF, JPEG, PNG, .docx or .xlsx of at most 10 MB, whatever it is called. Lines name it by its
   * id. Pictures are drawn anew without what the camera wrote beside them.
   */
  @Post('sheets/:sheetId/evidence')
  @Allow('sheet.read', 'sheet')
  @ApiConsumes(...anyKind, 'application/octet-stream')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  add(
    @Param('sheetId', ParseIdPipe) sheetId: number,
    @Query() { requestId, fileName }: EvidenceQuery,
    @Req() { body }: FastifyRequest,
    @CurrentActor() actor: Actor,
  ): Promise<EvidenceFileView> {
    if (!(body instanceof Uint8Array)) throw new Refusal('unsupportedMediaType');
    return this.evidence.add({ sheetId, requestId, fileName, bytes: body }, actor);
  }

  /** The file itself, for whoever may see what it bears out. */
  @Get('evidence/:evidenceFileId')
  @Allow('sheet.read', 'evidenceFile')
  @LeavesLine('evidence')
  @Header('Cache-Control', 'private, no-store')
  // Opened by itself it is a stranger's document: nothing in it runs, and nothing in it is us.
  @Header('Content-Security-Policy', "default-src 'none'; sandbox")
  @ApiProduces(...anyKind)
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async read(
    @Param('evidenceFileId', ParseIdPipe) evidenceFileId: number,
    @CurrentActor() actor: Actor,
  ): Promise<StreamableFile> {
    const { file, bytes } = await this.evidence.read(evidenceFileId, actor);
    return new StreamableFile(bytes, {
      type: mediaTypes[file.kind],
      disposition: attachment(file.fileName, `evidence-${file.id}.${file.kind}`),
      length: bytes.byteLength,
    });
  }

  /** Takes a file away that no line names, before the sheet is decided. */
  @Delete('evidence/:evidenceFileId')
  @Allow('sheet.read', 'evidenceFile')
  @HttpCode(204)
  remove(@Param('evidenceFileId', ParseIdPipe) evidenceFileId: number, @CurrentActor() actor: Actor): Promise<void> {
    return this.evidence.remove(evidenceFileId, actor);
  }
}

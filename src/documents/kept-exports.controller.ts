import { Readable } from 'node:stream';
import { Body, Controller, Delete, Get, Header, HttpCode, Param, Post, StreamableFile } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { type Actor, Allow, CurrentActor } from '../http/allow.js';
import { LeavesLine } from '../http/leaves-line.js';
import { attachment } from '../http/attachment.js';
import { HeadOnly } from '../http/head-only.js';
import { ParseIdPipe } from '../http/parse-id.js';
import { mediaTypeOf } from './exported.js';
import { KeptExportBody } from './kept-export.dto.js';
import { KeptExportListView, KeptExportView } from './kept-export.view.js';
import { KeptExportRunner } from './kept-export-runner.service.js';
import { KeptExports } from './kept-exports.service.js';

/** Exports that take a while: asked for, watched, fetched. Everybody sees his own. */
@ApiTags('documents')
@Controller('api/v1/units/:unitId/exports')
export class KeptExportsController {
  constructor(
    private readonly exports: KeptExports,
    private readonly runner: KeptExportRunner,
  ) {}

  /** Asks for the ledger or the details of a unit over some months; it is made in the background. */
  @Post()
  @Allow('publication.export', 'unit')
  @ApiCreatedResponse({ type: KeptExportView })
  async ask(
    @Param('unitId', ParseIdPipe) unitId: number,
    @Body() body: KeptExportBody,
    @CurrentActor() actor: Actor,
  ): Promise<KeptExportView> {
    const asked = await this.exports.ask(unitId, body, actor);
    void this.runner.wake();
    return asked;
  }

  /** What the reader himself has asked for in this unit, the latest first. */
  @Get()
  @Allow('publication.export', 'unit')
  @Header('Cache-Control', 'no-store')
  async list(@Param('unitId', ParseIdPipe) unitId: number, @CurrentActor() actor: Actor): Promise<KeptExportListView> {
    return { items: await this.exports.list(unitId, actor) };
  }

  /** How far it is. */
  @Get(':exportId')
  @Allow('publication.export', 'unit')
  @Header('Cache-Control', 'no-store')
  one(
    @Param('unitId', ParseIdPipe) unitId: number,
    @Param('exportId', ParseIdPipe) exportId: number,
    @CurrentActor() actor: Actor,
  ): Promise<KeptExportView> {
    return this.exports.one(unitId, exportId, actor);
  }

  /** The file, once it is done. */
  @Get(':exportId/file')
  @Allow('publication.export', 'unit')
  @LeavesLine('ledger', 'file')
  @Header('Cache-Control', 'no-store')
  @ApiProduces(mediaTypeOf.xlsx, mediaTypeOf.csv)
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async file(
    @Param('unitId', ParseIdPipe) unitId: number,
    @Param('exportId', ParseIdPipe) exportId: number,
    @HeadOnly() headOnly: boolean,
    @CurrentActor() actor: Actor,
  ): Promise<StreamableFile> {
    const { fileName, plainName, format, byteCount, pieces } = await this.exports.file(unitId, exportId, actor);
    return new StreamableFile(Readable.from(headOnly ? [] : pieces, { objectMode: false }), {
      type: format === 'csv' ? `${mediaTypeOf.csv}; charset=utf-8` : mediaTypeOf[format],
      disposition: attachment(fileName, plainName),
      length: byteCount,
    });
  }

  /** Ends it, or throws the file away before its time. */
  @Delete(':exportId')
  @Allow('publication.export', 'unit')
  @HttpCode(204)
  @ApiNoContentResponse()
  remove(
    @Param('unitId', ParseIdPipe) unitId: number,
    @Param('exportId', ParseIdPipe) exportId: number,
    @CurrentActor() actor: Actor,
  ): Promise<void> {
    return this.exports.remove(unitId, exportId, actor);
  }
}

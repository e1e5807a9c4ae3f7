import { Controller, Get, Header, Param, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { type Actor, Allow, CurrentActor } from '../http/allow.js';
import { LeavesLine } from '../http/leaves-line.js';
import { attachment } from '../http/attachment.js';
import { HeadOnly } from '../http/head-only.js';
import { ParseIdPipe } from '../http/parse-id.js';
import { PublicationExports } from './publication-exports.service.js';

/** A publication as a file that can be checked without this service. */
@ApiTags('publication')
@Controller('api/v1/publications/:publicationId')
export class PublicationExportsController {
  constructor(private readonly exports: PublicationExports) {}

  /**
   * All that the publication's digest is over, and the branch's trail from its own line on. `verify-publication.mjs` checks it
   * against a printed head or code. There are ids, codes and figures in it, and no names.
   */
  @Get('export.json')
  @Allow('publication.export', 'publication')
  @LeavesLine('ledger', 'file')
  @Header('Cache-Control', 'no-store')
  @ApiProduces('application/octet-stream')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async export(
    @Param('publicationId', ParseIdPipe) publicationId: number,
    @HeadOnly() headOnly: boolean,
    @CurrentActor() actor: Actor,
  ): Promise<StreamableFile> {
    const { text, plainName } = await this.exports.one(publicationId, headOnly, actor);
    const bytes = Buffer.from(text);
    return new StreamableFile(bytes, {
      type: 'application/octet-stream',
      disposition: attachment(plainName, plainName),
      length: bytes.length,
    });
  }
}

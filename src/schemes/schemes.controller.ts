import { Controller, Get, Header, Param, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Allow } from '../http/allow.js';
import { ParseIdPipe } from '../http/parse-id.js';
import { schemeAttachment, schemeFileType } from './scheme-attachment.js';
import { SchemeComparisonQuery, SchemeVersionQuery } from './scheme-draft.dto.js';
import { SchemeComparisonView, SchemeTextView, SchemeVersionList, SchemeVersionView } from './scheme-version.view.js';
import { SchemeVersions } from './scheme-versions.service.js';

/** The rule: its versions as data, as text made from that data, and as the file it came from. */
@ApiTags('schemes')
@Controller('api/v1/scheme-versions')
export class SchemesController {
  constructor(private readonly versions: SchemeVersions) {}

  /** All versions of the rule, the latest first: the organisation's and, if a branch is named, those with its own items. */
  @Get()
  @Allow('scheme.read', 'organisation')
  async list(@Query() { branchId }: SchemeVersionQuery): Promise<SchemeVersionList> {
    return { items: await this.versions.list(branchId ?? null) };
  }

  /** A version of the rule as data. */
  @Get(':schemeVersionId')
  @Allow('scheme.read', 'organisation')
  one(@Param('schemeVersionId', ParseIdPipe) id: number): Promise<SchemeVersionView> {
    return this.versions.one(id);
  }

  /** A version of the rule as people read it. */
  @Get(':schemeVersionId/text')
  @Allow('scheme.read', 'organisation')
  text(@Param('schemeVersionId', ParseIdPipe) id: number): Promise<SchemeTextView> {
    return this.versions.text(id);
  }

  /** A version's file, as it was published. */
  @Get(':schemeVersionId/file')
  @Allow('scheme.read', 'organisation')
  @Header('Cache-Control', 'no-store')
  @ApiProduces(schemeFileType)
  @ApiOkResponse({ schema: { type: 'string' } })
  async file(@Param('schemeVersionId', ParseIdPipe) id: number): Promise<StreamableFile> {
    return schemeAttachment(await this.versions.file(id));
  }

  /** What changed from another version to this one, in words. */
  @Get(':schemeVersionId/comparison')
  @Allow('scheme.read', 'organisation')
  comparison(
    @Param('schemeVersionId', ParseIdPipe) id: number,
    @Query() query: SchemeComparisonQuery,
  ): Promise<SchemeComparisonView> {
    return this.versions.comparison(id, query.with);
  }
}

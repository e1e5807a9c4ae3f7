import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Param,
  Post,
  Put,
  Query,
  Res,
  StreamableFile,
} from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type Actor, Allow, CurrentActor } from '../http/allow.js';
import { ParseIdPipe } from '../http/parse-id.js';
import { ExpectedVersion, withVersion } from '../http/version.js';
import { schemeAttachment, schemeFileType } from './scheme-attachment.js';
import {
  DraftComparisonQuery,
  NewSchemeDraftBody,
  SchemePublicationBody,
  SchemeSourceBody,
} from './scheme-draft.dto.js';
import { SchemeCheckView, SchemeDraftList, SchemeDraftView } from './scheme-draft.view.js';
import { SchemeDrafts } from './scheme-drafts.service.js';
import { SchemePublications } from './scheme-publications.service.js';
import { SchemeComparisonView, SchemeVersionView } from './scheme-version.view.js';
import { SchemeVersions } from './scheme-versions.service.js';

/** Drafts of the rule, until they are published. */
@ApiTags('scheme drafts')
@Controller('api/v1')
export class SchemeDraftsController {
  constructor(
    private readonly drafts: SchemeDrafts,
    private readonly publications: SchemePublications,
    private readonly versions: SchemeVersions,
  ) {}

  /** All drafts, the one changed last first. */
  @Get('scheme-drafts')
  @Allow('scheme.manage', 'organisation')
  async list(): Promise<SchemeDraftList> {
    return { items: await this.drafts.list() };
  }

  /** Begins a draft: a copy of a version, or an imported file. */
  @Post('scheme-drafts')
  @Allow('scheme.manage', 'organisation')
  async create(
    @CurrentActor() actor: Actor,
    @Body() body: NewSchemeDraftBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SchemeDraftView> {
    return withVersion(reply, await this.drafts.create(actor, body));
  }

  /** A draft, with all that is wrong with it. */
  @Get('scheme-drafts/:schemeDraftId')
  @Allow('scheme.manage', 'organisation')
  async one(
    @Param('schemeDraftId', ParseIdPipe) id: number,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SchemeDraftView> {
    return withVersion(reply, await this.drafts.one(id));
  }

  /** Saves a draft, mistakes and all: the text of its file, or the definition, which is written into that text. */
  @Put('scheme-drafts/:schemeDraftId')
  @Allow('scheme.manage', 'organisation')
  async save(
    @CurrentActor() actor: Actor,
    @Param('schemeDraftId', ParseIdPipe) id: number,
    @Body() body: SchemeSourceBody,
    @ExpectedVersion() version: number,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SchemeDraftView> {
    return withVersion(reply, await this.drafts.save(actor, id, body, version));
  }

  /** Throws a draft away. */
  @Delete('scheme-drafts/:schemeDraftId')
  @Allow('scheme.manage', 'organisation')
  @HttpCode(204)
  remove(@Param('schemeDraftId', ParseIdPipe) id: number, @ExpectedVersion() version: number): Promise<void> {
    return this.drafts.remove(id, version);
  }

  /** A draft's file. */
  @Get('scheme-drafts/:schemeDraftId/file')
  @Allow('scheme.manage', 'organisation')
  @Header('Cache-Control', 'no-store')
  @ApiProduces(schemeFileType)
  @ApiOkResponse({ schema: { type: 'string' } })
  async file(@Param('schemeDraftId', ParseIdPipe) id: number): Promise<StreamableFile> {
    return schemeAttachment(await this.drafts.file(id));
  }

  /** What the draft changes, in words. */
  @Get('scheme-drafts/:schemeDraftId/comparison')
  @Allow('scheme.manage', 'organisation')
  comparison(
    @Param('schemeDraftId', ParseIdPipe) id: number,
    @Query() query: DraftComparisonQuery,
  ): Promise<SchemeComparisonView> {
    return this.drafts.comparison(id, query.with);
  }

  /** Publishes a draft from a month on, for ever; the draft is gone then. */
  @Put('scheme-drafts/:schemeDraftId/publication')
  @Allow('scheme.manage', 'organisation')
  async publish(
    @CurrentActor() actor: Actor,
    @Param('schemeDraftId', ParseIdPipe) id: number,
    @Body() body: SchemePublicationBody,
    @ExpectedVersion() version: number,
  ): Promise<SchemeVersionView> {
    return this.versions.one(await this.publications.publish(actor, id, version, body));
  }

  /** Says what is wrong with a rule, and how it reads. Nothing is stored. */
  @Post('scheme-checks')
  @Allow('scheme.manage', 'organisation')
  @HttpCode(200)
  check(@Body() body: SchemeSourceBody): SchemeCheckView {
    return this.drafts.check(body);
  }
}

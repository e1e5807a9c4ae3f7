import { Body, Controller, Get, Header, HttpCode, Param, Post, Put, Res, StreamableFile } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { mediaTypeOf } from '../documents/exported.js';
import { type Actor, CurrentActor, SignedIn } from '../http/allow.js';
import { HeadOnly } from '../http/head-only.js';
import { ParseIdPipe } from '../http/parse-id.js';
import { ExpectedVersion, withVersion } from '../http/version.js';
import { DataRequestBody, NoticeReadingBody } from './data-request.dto.js';
import { DataRequestList, DataRequestView } from './data-request.view.js';
import { DataRequestViews } from './data-request-views.service.js';
import { DataRequests } from './data-requests.service.js';
import { OwnDataFiles } from './own-data-files.service.js';
import { OwnData } from './own-data.service.js';
import { OwnDataView } from './own-data.view.js';
import { NoticeReadingView } from './privacy-notice.view.js';
import { PrivacyNotices } from './privacy-notices.service.js';

/** What is stored about oneself, and what one asks about it. */
@ApiTags('privacy')
@Controller('api/v1/me')
export class OwnPrivacyController {
  constructor(
    private readonly data: OwnData,
    private readonly files: OwnDataFiles,
    private readonly requests: DataRequests,
    private readonly views: DataRequestViews,
    private readonly notices: PrivacyNotices,
  ) {}

  /** Everything that is stored about oneself, as far as one may read it now. */
  @Get('data')
  @SignedIn()
  @Header('Cache-Control', 'no-store')
  all(@CurrentActor() actor: Actor): Promise<OwnDataView> {
    return this.data.of(actor);
  }

  /** The same as a workbook. */
  @Get('data.xlsx')
  @SignedIn()
  @Header('Cache-Control', 'no-store')
  @ApiProduces(mediaTypeOf.xlsx)
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  workbook(@HeadOnly() headOnly: boolean, @CurrentActor() actor: Actor): Promise<StreamableFile> {
    return this.files.workbook(headOnly, actor);
  }

  /** The same as a file for other programs. */
  @Get('data.json')
  @SignedIn()
  @Header('Cache-Control', 'no-store')
  @ApiOkResponse({ type: OwnDataView })
  json(@HeadOnly() headOnly: boolean, @CurrentActor() actor: Actor): Promise<StreamableFile> {
    return this.files.json(headOnly, actor);
  }

  /** What one has asked about one's data. */
  @Get('data-requests')
  @SignedIn()
  mine(@CurrentActor() actor: Actor): Promise<DataRequestList> {
    return this.views.mine(actor);
  }

  /** Asks for a correction, a deletion or an explanation. */
  @Post('data-requests')
  @SignedIn()
  async ask(
    @Body() body: DataRequestBody,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DataRequestView> {
    const id = await this.requests.ask(body, actor);
    return withVersion(reply, await this.views.one(id, actor));
  }

  /** Takes a request back before it is answered. */
  @Put('data-requests/:dataRequestId/withdrawal')
  @SignedIn()
  async withdraw(
    @Param('dataRequestId', ParseIdPipe) id: number,
    @ExpectedVersion() version: number,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DataRequestView> {
    await this.requests.withdraw({ id, version, actor });
    return withVersion(reply, await this.views.one(id, actor));
  }

  /** Says that one has read what came of a request. */
  @Put('data-requests/:dataRequestId/receipt')
  @SignedIn()
  @HttpCode(204)
  @ApiNoContentResponse()
  async readAnswer(@Param('dataRequestId', ParseIdPipe) id: number, @CurrentActor() actor: Actor): Promise<void> {
    await this.requests.read(id, actor);
  }

  /** Whether one has read the notice as it is now. */
  @Get('privacy-notice-reading')
  @SignedIn()
  reading(@CurrentActor() actor: Actor): Promise<NoticeReadingView> {
    return this.notices.reading(actor);
  }

  /** Says that one has read the notice. */
  @Put('privacy-notice-reading')
  @SignedIn()
  async read(@Body() { digest }: NoticeReadingBody, @CurrentActor() actor: Actor): Promise<NoticeReadingView> {
    await this.notices.noteReading(digest, actor);
    return this.notices.reading(actor);
  }
}

import { Body, Controller, Get, Param, Put, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type Actor, Allow, CurrentActor, Public } from '../http/allow.js';
import { LeavesLine } from '../http/leaves-line.js';
import { ParseIdPipe } from '../http/parse-id.js';
import { ExpectedVersion, withVersion } from '../http/version.js';
import { DataRequestAnswerBody, DataRequestDeedBody } from './data-request.dto.js';
import { DataRequestList, DataRequestView } from './data-request.view.js';
import { DataRequestViews } from './data-request-views.service.js';
import { DataRequests } from './data-requests.service.js';
import { PrivacyNoticeBody, PrivacyNoticeView } from './privacy-notice.view.js';
import { PrivacyNotices } from './privacy-notices.service.js';

/** What is processed and why, and what members asked about it. */
@ApiTags('privacy')
@Controller('api/v1')
export class PrivacyController {
  constructor(
    private readonly notices: PrivacyNotices,
    private readonly requests: DataRequests,
    private readonly views: DataRequestViews,
  ) {}

  /** What is processed, why, on what basis, who sees what and how long. Anybody may read it. */
  @Get('privacy-notice')
  @Public()
  async notice(@Res({ passthrough: true }) reply: FastifyReply): Promise<PrivacyNoticeView> {
    return withVersion(reply, await this.notices.current());
  }

  /** Writes the organisation's own words in the notice; the earlier ones are kept. */
  @Put('privacy-notice')
  @Allow('privacyNotice.manage', 'organisation')
  async writeNotice(
    @ExpectedVersion() version: number,
    @Body() body: PrivacyNoticeBody,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PrivacyNoticeView> {
    await this.notices.write(version, body, actor);
    return this.notice(reply);
  }

  /** A unit's register of requests about personal data. */
  @Get('units/:unitId/data-requests')
  @Allow('dataRequest.read', 'unit')
  @LeavesLine('request')
  register(@Param('unitId', ParseIdPipe) unitId: number, @CurrentActor() actor: Actor): Promise<DataRequestList> {
    return this.views.ofUnit(unitId, actor);
  }

  /** Answers a request, with the reason. */
  @Put('data-requests/:dataRequestId/answer')
  @Allow('dataRequest.answer', 'dataRequest')
  async answer(
    @Param('dataRequestId', ParseIdPipe) id: number,
    @ExpectedVersion() version: number,
    @Body() { accepted, answer }: DataRequestAnswerBody,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DataRequestView> {
    await this.requests.answer({ id, version, actor }, accepted, answer);
    return withVersion(reply, await this.views.one(id, actor));
  }

  /** Says of an accepted request what was done. */
  @Put('data-requests/:dataRequestId/completion')
  @Allow('dataRequest.answer', 'dataRequest')
  async complete(
    @Param('dataRequestId', ParseIdPipe) id: number,
    @ExpectedVersion() version: number,
    @Body() { deed }: DataRequestDeedBody,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DataRequestView> {
    await this.requests.complete({ id, version, actor }, deed);
    return withVersion(reply, await this.views.one(id, actor));
  }
}

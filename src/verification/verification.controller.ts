import { Readable } from 'node:stream';
import { Controller, Get, Header, Param, Query, StreamableFile } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiProduces, ApiTags, getSchemaPath } from '@nestjs/swagger';
import { type Actor, Allow, CurrentActor } from '../http/allow.js';
import { LeavesLine } from '../http/leaves-line.js';
import { ParseIdPipe } from '../http/parse-id.js';
import { SubmissionReceiptAnswer, TrailPage, TrailQuery, UnitTrailQuery, VerificationQuery } from './trail.dto.js';
import { TrailReading } from './trail-reading.service.js';
import {
  VerificationBreakView,
  VerificationProblemView,
  VerificationProgressView,
  VerificationResultView,
} from './verification.view.js';
import { Verifications } from './verifications.service.js';

const linesType = 'application/x-ndjson';
const lines = [VerificationProgressView, VerificationBreakView, VerificationResultView, VerificationProblemView];

/** The trail: who did what when, and whether everything is still as it was recorded. */
@ApiTags('trail')
@Controller('api/v1')
export class VerificationController {
  constructor(
    private readonly reading: TrailReading,
    private readonly verifications: Verifications,
  ) {}

  /** The trail of a unit and of everything below it, page by page, the latest line first. */
  @Get('units/:unitId/trail')
  @Allow('trail.read', 'unit')
  @LeavesLine('trail')
  ofUnit(
    @Param('unitId', ParseIdPipe) unitId: number,
    @Query() query: UnitTrailQuery,
    @CurrentActor() actor: Actor,
  ): Promise<TrailPage> {
    return this.reading.ofUnit(unitId, query, actor);
  }

  /** The trail of a member's record; everybody's own, without what was decided and isn't published yet. */
  @Get('members/:memberId/trail')
  @Allow('trail.read', 'member')
  @LeavesLine('trail')
  ofMember(
    @Param('memberId', ParseIdPipe) memberId: number,
    @Query() query: TrailQuery,
    @CurrentActor() actor: Actor,
  ): Promise<TrailPage> {
    return this.reading.ofMember(memberId, query, actor);
  }

  /** What was done to accounts, roles, policies, sessions and keys, page by page, the latest line first. */
  @Get('account-trail')
  @Allow('accountTrail.read', 'organisation')
  ofAccounts(@Query() query: TrailQuery, @CurrentActor() actor: Actor): Promise<TrailPage> {
    return this.reading.ofAccounts(query, actor);
  }

  /** The receipt of a sheet that was handed in: the place of its line in the trail. */
  @Get('sheets/:sheetId/receipt')
  @Allow('sheet.read', 'sheet')
  @LeavesLine('sheet')
  receipt(@Param('sheetId', ParseIdPipe) sheetId: number): Promise<SubmissionReceiptAnswer> {
    return this.reading.receipt(sheetId);
  }

  /** Checks the trail, every publication and every published score of a unit and all below it, as a stream of JSON lines. */
  @Get('units/:unitId/verification')
  @Allow('verification.read', 'unit')
  @Header('Cache-Control', 'no-store')
  // A proxy that gathers an answer before it hands it on would keep the progress to itself.
  @Header('X-Accel-Buffering', 'no')
  @ApiExtraModels(...lines)
  @ApiProduces(linesType)
  @ApiOkResponse({
    description: 'One of these a line.',
    schema: { oneOf: lines.map((view) => ({ $ref: getSchemaPath(view) })) },
  })
  verify(@Param('unitId', ParseIdPipe) unitId: number, @Query() query: VerificationQuery): StreamableFile {
    const stream = Readable.from(this.verifications.begin(unitId, query), { objectMode: false });
    return new StreamableFile(stream, { type: linesType });
  }
}

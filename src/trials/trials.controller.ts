import { Readable } from 'node:stream';
import { Body, Controller, Header, HttpCode, Param, Post, StreamableFile } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiProduces, ApiTags, getSchemaPath } from '@nestjs/swagger';
import { type Actor, Allow, CurrentActor } from '../http/allow.js';
import { ParseIdPipe } from '../http/parse-id.js';
import { TrialBody } from './trial.dto.js';
import { TrialProblemView, TrialProgressView, TrialResultView } from './trial.view.js';
import { Trials } from './trials.service.js';

const linesType = 'application/x-ndjson';
const lines = [TrialProgressView, TrialResultView, TrialProblemView];

/** The scheme lab. */
@ApiTags('scheme drafts')
@Controller('api/v1')
export class TrialsController {
  constructor(private readonly trials: Trials) {}

  /** Tries a draft on confirmed months, as a stream of JSON lines: progress, and at last the result. Nothing is stored. */
  @Post('scheme-drafts/:schemeDraftId/trials')
  @Allow('scheme.manage', 'organisation')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  // A proxy that gathers an answer before it hands it on would keep the progress to itself.
  @Header('X-Accel-Buffering', 'no')
  @ApiExtraModels(...lines)
  @ApiProduces(linesType)
  @ApiOkResponse({
    description: 'One of these a line.',
    schema: { oneOf: lines.map((view) => ({ $ref: getSchemaPath(view) })) },
  })
  async begin(
    @CurrentActor() actor: Actor,
    @Param('schemeDraftId', ParseIdPipe) schemeDraftId: number,
    @Body() body: TrialBody,
  ): Promise<StreamableFile> {
    const stream = Readable.from(await this.trials.begin(actor, schemeDraftId, body), { objectMode: false });
    return new StreamableFile(stream, { type: linesType });
  }
}

import { applyDecorators, Controller, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { type Actor, Allow, CurrentActor } from '../http/allow.js';
import { ParseIdPipe } from '../http/parse-id.js';
import { Refusal } from '../http/refusal.js';
import { RosterFileQuery, RosterImportQuery, RosterImportView, RosterPreviewView } from './roster.dto.js';
import { RosterImports } from './roster-imports.service.js';

const workbook = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** The body is the file itself. */
const TakesRoster = (): MethodDecorator =>
  applyDecorators(ApiConsumes(workbook, 'text/csv'), ApiBody({ schema: { type: 'string', format: 'binary' } }));

/** Rosters handed in as .xlsx or .csv: looked at first, then imported as a whole. */
@ApiTags('rosters')
@Controller('api/v1/units/:unitId')
export class RosterImportsController {
  constructor(private readonly imports: RosterImports) {}

  /** What the file would change, row by row, with every mistake and its cell. Nothing is stored. */
  @Allow('roster.manage', 'unit')
  @TakesRoster()
  @Post('roster-previews')
  @HttpCode(200)
  preview(
    @CurrentActor() actor: Actor,
    @Param('unitId', ParseIdPipe) unitId: number,
    @Query() { fileName }: RosterFileQuery,
    @Req() request: FastifyRequest,
  ): Promise<RosterPreviewView> {
    return this.imports.preview(actor, { unitId, fileName, bytes: bytesOf(request) });
  }

  /** Writes what the preview showed: all of it or, where one row is bad, nothing. */
  @Allow('roster.manage', 'unit')
  @TakesRoster()
  @Post('roster-imports')
  import(
    @CurrentActor() actor: Actor,
    @Param('unitId', ParseIdPipe) unitId: number,
    @Query() { fileName, digest }: RosterImportQuery,
    @Req() request: FastifyRequest,
  ): Promise<RosterImportView> {
    return this.imports.import(actor, { unitId, fileName, bytes: bytesOf(request) }, digest);
  }
}

/** The body as it came. JSON, which the framework has read already, is no file. */
function bytesOf({ body }: FastifyRequest): Uint8Array {
  if (body instanceof Uint8Array) return body;
  throw new Refusal('unsupportedMediaType');
}

import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Actor, Allow, CurrentActor, SignedIn } from '../http/allow.js';
import { LeavesLine } from '../http/leaves-line.js';
import { ParseIdPipe } from '../http/parse-id.js';
import { AccessLinePage, AccessLineQuery, OwnAccessLinePage, OwnAccessLineQuery } from './access-line.dto.js';
import { AccessLineReading } from './access-line-reading.service.js';

/** Who looked at whose record by office. */
@ApiTags('privacy')
@Controller('api/v1')
export class AccessLinesController {
  constructor(private readonly reading: AccessLineReading) {}

  /** Who looked at records of a unit and of everything below it, page by page, the latest first. */
  @Get('units/:unitId/access-lines')
  @Allow('accessLine.read', 'unit')
  @LeavesLine('accessLines')
  ofUnit(@Param('unitId', ParseIdPipe) unitId: number, @Query() query: AccessLineQuery): Promise<AccessLinePage> {
    return this.reading.ofUnit(unitId, query);
  }

  /** By which offices one's own record was looked at, page by page, the latest first. */
  @Get('me/access-lines')
  @SignedIn()
  mine(@Query() query: OwnAccessLineQuery, @CurrentActor() actor: Actor): Promise<OwnAccessLinePage> {
    return this.reading.ofMember(actor, query);
  }
}

import { Body, Controller, Get, Param, Post, Put, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type Actor, Allow, CurrentActor, SignedIn } from '../http/allow.js';
import { ParseIdPipe } from '../http/parse-id.js';
import { ExpectedVersion, withVersion } from '../http/version.js';
import { NewUnitBody, UnitBody, UnitList, UnitView } from './units.dto.js';
import { Units } from './units.service.js';

/** The organisation's tree. */
@ApiTags('units')
@Controller('api/v1/units')
export class UnitsController {
  constructor(private readonly units: Units) {}

  /** The tree, as far as the reader may see it. */
  @SignedIn({ forToken: 'unit.read' })
  @Get()
  async list(@CurrentActor() actor: Actor): Promise<UnitList> {
    return { items: await this.units.list(actor) };
  }

  /** Whoever may manage the parent may add a unit below it. */
  @SignedIn()
  @Post()
  async create(
    @CurrentActor() actor: Actor,
    @Body() body: NewUnitBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UnitView> {
    return withVersion(reply, await this.units.create(actor, body));
  }

  /** Changes a unit. */
  @Allow('unit.manage', 'unit')
  @Put(':unitId')
  async change(
    @CurrentActor() actor: Actor,
    @Param('unitId', ParseIdPipe) unitId: number,
    @Body() body: UnitBody,
    @ExpectedVersion() version: number,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UnitView> {
    return withVersion(reply, await this.units.change(actor, unitId, body, version));
  }
}

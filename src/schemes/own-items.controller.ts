import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Actor, Allow, CurrentActor } from '../http/allow.js';
import { ParseIdPipe } from '../http/parse-id.js';
import { OwnItemsBody } from './own-items.dto.js';
import { OwnItems } from './own-items.service.js';
import { OwnItemsView } from './own-items.view.js';

/** What a branch adds to the rule by itself. */
@ApiTags('schemes')
@Controller('api/v1/units/:unitId/own-items')
export class OwnItemsController {
  constructor(private readonly ownItems: OwnItems) {}

  /** The branch's own items, and what the bureau allows. */
  @Get()
  @Allow('scheme.read', 'unit')
  of(@Param('unitId', ParseIdPipe) unitId: number): Promise<OwnItemsView> {
    return this.ownItems.of(unitId);
  }

  /** Replaces the branch's own items from a month on; basedOnId says which version was read. */
  @Put()
  @Allow('ownItems.manage', 'unit')
  replace(
    @CurrentActor() actor: Actor,
    @Param('unitId', ParseIdPipe) unitId: number,
    @Body() body: OwnItemsBody,
  ): Promise<OwnItemsView> {
    return this.ownItems.replace(actor, unitId, body);
  }
}

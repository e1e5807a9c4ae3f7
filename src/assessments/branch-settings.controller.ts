import { Body, Controller, Get, Param, Put, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type Actor, Allow, CurrentActor } from '../http/allow.js';
import { ParseIdPipe } from '../http/parse-id.js';
import { ExpectedVersion, withVersion } from '../http/version.js';
import { BranchSettingsBody, BranchSettingsView } from './branch-settings.dto.js';
import { BranchSettingsService } from './branch-settings.service.js';

/** How a branch runs its months. */
@ApiTags('months')
@Controller('api/v1/branches/:unitId/settings')
export class BranchSettingsController {
  constructor(private readonly settings: BranchSettingsService) {}

  /** The branch's settings; version 0 says that they are the usual ones. */
  @Get()
  @Allow('settings.read', 'unit')
  async one(
    @Param('unitId', ParseIdPipe) unitId: number,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BranchSettingsView> {
    return withVersion(reply, await this.settings.view(unitId, actor));
  }

  /** Replaces the branch's settings. They hold for every step that is taken from then on. */
  @Put()
  @Allow('settings.manage', 'unit')
  async replace(
    @Param('unitId', ParseIdPipe) unitId: number,
    @ExpectedVersion() version: number,
    @Body() { themeDayRule, ...settings }: BranchSettingsBody,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BranchSettingsView> {
    await this.settings.replace(unitId, version, { themeDayRule: themeDayRule ?? null, ...settings }, actor);
    return withVersion(reply, await this.settings.view(unitId, actor));
  }
}

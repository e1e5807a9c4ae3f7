import { Body, Controller, Get, Param, Put, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type Actor, Allow, CurrentActor } from '../http/allow.js';
import { ParseIdPipe } from '../http/parse-id.js';
import { ExpectedVersion, withVersion } from '../http/version.js';
import { may } from '../identity/rights.js';
import { RankingRules } from '../summaries/ranking-rules.service.js';
import { RankingRuleBody, RankingRuleView } from './statistics.dto.js';

/** By what a unit ranks its members and branches, where its ranking is on. */
@ApiTags('statistics')
@Controller('api/v1/units/:unitId/ranking-rule')
export class RankingRulesController {
  constructor(private readonly rules: RankingRules) {}

  /** The keys and their order; version 0 says that they are the usual ones. */
  @Get()
  @Allow('statistics.read', 'unit')
  async one(
    @Param('unitId', ParseIdPipe) unitId: number,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RankingRuleView> {
    return withVersion(reply, await this.view(unitId, actor));
  }

  /** Replaces the keys. Summaries and statistics of the unit rank by them from then on. */
  @Put()
  @Allow('ranking.manage', 'unit')
  async replace(
    @Param('unitId', ParseIdPipe) unitId: number,
    @ExpectedVersion() version: number,
    @Body() body: RankingRuleBody,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RankingRuleView> {
    await this.rules.replace(actor, unitId, body, version);
    return withVersion(reply, await this.view(unitId, actor));
  }

  private async view(unitId: number, actor: Actor): Promise<RankingRuleView> {
    const unit = await this.rules.unit(unitId);
    const { memberKeys, branchKeys, version } = await this.rules.of(unitId);
    return {
      unit: { id: unit.id, name: unit.name, kind: unit.kind },
      rankingEnabled: unit.rankingEnabled === 1,
      memberKeys: [...memberKeys],
      branchKeys: [...branchKeys],
      version,
      mayChange: may('ranking.manage', actor, { unitPath: unit.path, memberId: null }),
    };
  }
}

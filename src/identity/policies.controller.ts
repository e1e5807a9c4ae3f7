import { Body, Controller, Get, Put, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type Actor, Allow, CurrentActor } from '../http/allow.js';
import { ExpectedVersion, withVersion } from '../http/version.js';
import { PoliciesView, PolicyValuesBody } from './policies.dto.js';
import { Policies } from './policies.service.js';
import { isEmpty, scopeOf } from './scope.js';

/** What the organisation decides about its own safety. */
@ApiTags('policies')
@Controller('api/v1/policies')
export class PoliciesController {
  constructor(private readonly policies: Policies) {}

  /** All policies with their bounds, and who changed what when. */
  @Allow('policy.read', 'organisation')
  @Get()
  async read(@CurrentActor() actor: Actor, @Res({ passthrough: true }) reply: FastifyReply): Promise<PoliciesView> {
    return withVersion(reply, await this.policies.view(mayChange(actor)));
  }

  /** Replaces the policies. They hold from the next request on, for sessions that run already too. */
  @Allow('policy.manage', 'organisation')
  @Put()
  async replace(
    @CurrentActor() actor: Actor,
    @ExpectedVersion() version: number,
    @Body() body: PolicyValuesBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PoliciesView> {
    await this.policies.replace(actor, version, body);
    return withVersion(reply, await this.policies.view(mayChange(actor)));
  }
}

const mayChange = (actor: Actor): boolean => !isEmpty(scopeOf(actor, 'policy.manage'));

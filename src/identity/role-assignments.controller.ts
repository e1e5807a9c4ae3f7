import { Body, Controller, Get, Param, Post, Put, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type Actor, Allow, CurrentActor } from '../http/allow.js';
import { ParseIdPipe } from '../http/parse-id.js';
import { ExpectedVersion, withVersion } from '../http/version.js';
import { NewRoleAssignmentBody, RoleAssignmentView, RoleEndBody } from './accounts.dto.js';
import { RoleAssignments } from './role-assignments.service.js';

/** Who holds which role in a unit. It is no secret to whoever may see the unit. */
@ApiTags('role assignments')
@Controller('api/v1')
export class RoleAssignmentsController {
  constructor(private readonly roleAssignments: RoleAssignments) {}

  /** The unit's roles of today and those that are to begin. */
  @Allow('unit.read', 'unit')
  @Get('units/:unitId/role-assignments')
  list(@Param('unitId', ParseIdPipe) unitId: number): Promise<RoleAssignmentView[]> {
    return this.roleAssignments.list(unitId);
  }

  /** Gives an account a role in the unit. Nobody does it for themselves. */
  @Allow('role.manage', 'unit')
  @Post('units/:unitId/role-assignments')
  async assign(
    @CurrentActor() actor: Actor,
    @Param('unitId', ParseIdPipe) unitId: number,
    @Body() body: NewRoleAssignmentBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RoleAssignmentView> {
    return withVersion(reply, await this.roleAssignments.assign(actor, unitId, body));
  }

  /** Ends a role on a day, today at the earliest. */
  @Allow('role.manage', 'roleAssignment')
  @Put('role-assignments/:roleAssignmentId/end')
  async end(
    @CurrentActor() actor: Actor,
    @Param('roleAssignmentId', ParseIdPipe) id: number,
    @Body() { untilDay }: RoleEndBody,
    @ExpectedVersion() version: number,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RoleAssignmentView> {
    return withVersion(reply, await this.roleAssignments.end(actor, id, { untilDay, version }));
  }
}

import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Actor, Allow, CurrentActor } from '../http/allow.js';
import { ParseIdPipe } from '../http/parse-id.js';
import { FreshSignIn } from '../identity/fresh-sign-in.js';
import { ErasureOrders } from './erasure-orders.service.js';
import { Holds } from './holds.service.js';
import { ErasureOrderBody, HoldBody } from './retention.dto.js';
import { RetentionViews } from './retention-views.service.js';
import { RetentionView } from './retention.view.js';

/** How long what is kept, whose erasing is stopped, and who is erased on order. */
@ApiTags('retention')
@Controller('api/v1')
export class RetentionController {
  constructor(
    private readonly views: RetentionViews,
    private readonly holds: Holds,
    private readonly orders: ErasureOrders,
  ) {}

  /** What is kept how long, what the last purges took and the next one will, holds and orders. */
  @Get('retention')
  @Allow('retention.read', 'organisation')
  read(@CurrentActor() actor: Actor): Promise<RetentionView> {
    return this.views.view(actor);
  }

  /** Stops whatever would be erased of a member, because a case needs it. */
  @Post('retention/holds')
  @Allow('retention.manage', 'organisation')
  async hold(@Body() { memberNumber, reason }: HoldBody, @CurrentActor() actor: Actor): Promise<RetentionView> {
    await this.holds.set(memberNumber, reason, actor);
    return this.views.view(actor);
  }

  /** Lets a member's time run on. */
  @Delete('retention/holds/:memberId')
  @HttpCode(200)
  @Allow('retention.manage', 'organisation')
  async lift(@Param('memberId', ParseIdPipe) memberId: number, @CurrentActor() actor: Actor): Promise<RetentionView> {
    await this.holds.lift(memberId, actor);
    return this.views.view(actor);
  }

  /** Orders that one member is erased before his time. Somebody else carries it out. */
  @Post('retention/orders')
  @Allow('erasure.order', 'organisation')
  async order(
    @Body() { requestId, memberNumber, ground }: ErasureOrderBody,
    @CurrentActor() actor: Actor,
  ): Promise<RetentionView> {
    await this.orders.order(memberNumber, requestId, ground, actor);
    return this.views.view(actor);
  }

  /** Erases the member of an order, for good: the password was proven a moment ago. */
  @Put('retention/orders/:orderId/execution')
  @Allow('erasure.carryOut', 'organisation')
  @FreshSignIn()
  async carryOut(@Param('orderId', ParseIdPipe) orderId: number, @CurrentActor() actor: Actor): Promise<RetentionView> {
    await this.orders.carryOut({ orderId, actor });
    return this.views.view(actor);
  }

  /** Takes an order back before it is carried out. */
  @Put('retention/orders/:orderId/withdrawal')
  @Allow('erasure.order', 'organisation')
  async withdraw(@Param('orderId', ParseIdPipe) orderId: number, @CurrentActor() actor: Actor): Promise<RetentionView> {
    await this.orders.withdraw({ orderId, actor });
    return this.views.view(actor);
  }
}

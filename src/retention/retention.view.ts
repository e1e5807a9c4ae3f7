import { ApiProperty } from '@nestjs/swagger';
import type { Instant } from '../calendar.js';
import type { Day } from '../calendar.js';
import { type Obstacle, obstacles, type OrderState, orderStates } from './retention.js';

/** For how long what is kept. */
export class RetentionRulesView {
  retentionYearsAfterLeaving: number;
  evidenceRetentionMonths: number;
  accessLogRetentionMonths: number;
}

/** How many of what a purge takes, or has taken. */
export class PurgeCountsView {
  members: number;
  evidenceFiles: number;
  sessions: number;
  importDrafts: number;
  accessLines: number;
}

export class PurgeRunView {
  startedAt: Instant;
  /** Null as long as it goes on. */
  finishedAt: Instant | null;
  counts: PurgeCountsView;
}

/** How many members whose time is over are kept, and by what. One may be kept by several. */
export class PurgeObstacleView {
  @ApiProperty({ enum: obstacles, enumName: 'Obstacle' })
  obstacle: Obstacle;
  count: number;
}

export class RetainedMemberView {
  id: number;
  memberNumber: string;
  name: string;
}

export class HoldView {
  member: RetainedMemberView;
  reason: string;
  setBy: string;
  setAt: Instant;
}

export class ErasureOrderView {
  id: number;
  version: number;
  member: RetainedMemberView;
  ground: string;
  @ApiProperty({ enum: orderStates, enumName: 'OrderState' })
  state: OrderState;
  orderedBy: string;
  orderedAt: Instant;
  endedBy: string | null;
  endedAt: Instant | null;
  mayCarryOut: boolean;
  mayWithdraw: boolean;
}

export class RetentionView {
  rules: RetentionRulesView;
  /** The day on which the service purges next. */
  nextPurgeDay: Day;
  due: PurgeCountsView;
  waiting: PurgeObstacleView[];
  /** The latest first. */
  runs: PurgeRunView[];
  /** How many members were erased since the beginning. */
  erasedMembers: number;
  holds: HoldView[];
  orders: ErasureOrderView[];
  mayManage: boolean;
  mayOrder: boolean;
}

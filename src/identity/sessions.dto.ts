import { ApiProperty } from '@nestjs/swagger';
import type { Instant } from '../calendar.js';
import { browsers, type Device, systems } from './device.js';

/** A browser in which an account is signed in. */
export class SessionView {
  /** For ending it. */
  key: string;
  /** The one that asks. */
  isCurrent: boolean;
  beganAt: Instant;
  /** To the minute. */
  lastSeenAt: Instant;
  endsAt: Instant;
  @ApiProperty({ enum: browsers })
  browser: Device['browser'];
  @ApiProperty({ enum: systems })
  system: Device['operatingSystem'];
  /** The address without its last part; null for a session of an earlier release. */
  network: string | null;
}

export class SessionsView {
  sessions: SessionView[];
}

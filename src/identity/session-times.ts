import { addMinutes, type Instant } from '../calendar.js';
import type { PolicyValues } from './policies.js';

/** That a session is in use is written down once a minute at most, so its rest may seem up to a minute too long. */
export const seenMinutes = 1;
/** So long after the password was proven, what is dangerous may be done without proving it again. */
const freshMinutes = 10;

export interface SessionTimes {
  createdAt: Instant;
  lastSeenAt: Instant;
  /** As it was laid down when the session began: a longer life that is decided later is for later sessions. */
  expiresAt: Instant;
}

type TimeOuts = Pick<PolicyValues, 'sessionIdleMinutes' | 'sessionLifeMinutes'>;

/** When the session ends at the latest, however busy it is. */
export function endOf({ createdAt, expiresAt }: Omit<SessionTimes, 'lastSeenAt'>, { sessionLifeMinutes }: TimeOuts) {
  const decided = addMinutes(createdAt, sessionLifeMinutes);
  return decided < expiresAt ? decided : expiresAt;
}

export function isOver(times: SessionTimes, timeOuts: TimeOuts, now: Instant): boolean {
  return now >= endOf(times, timeOuts) || now >= addMinutes(times.lastSeenAt, timeOuts.sessionIdleMinutes);
}

/** A proof from the future was given before the clock was put back, and counts no longer for it. */
export function isFresh(provenAt: Instant, now: Instant): boolean {
  return now < addMinutes(provenAt, freshMinutes) && provenAt < addMinutes(now, freshMinutes);
}

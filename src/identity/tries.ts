import { addMinutes, type Instant } from '../calendar.js';
import { Refusal } from '../http/refusal.js';

/** How often a password was tried in vain on an account, and until when no further try is taken. */
export interface Tries {
  failedSignIns: number;
  lockedUntil: Instant | null;
}

export type Verdict<Next> = { allowed: true; next: Next } | { allowed: false; until: Instant };

const freeTries = 5;
const longestLockMinutes = 15;

/** Nothing for four failures, then 1, 2, 4, 8 and at most 15 minutes: never for ever, or anybody could lock anybody out. */
export function lockMinutesAfter(failures: number): number {
  return failures < freeTries ? 0 : Math.min(longestLockMinutes, 2 ** (failures - freeTries));
}

/**
 * Counts a try before the password is looked at, as if it had failed; a right password takes the count back to 0.
 * So of a hundred tries sent at once no more than five are looked at.
 */
export function countTry({ failedSignIns, lockedUntil }: Tries, now: Instant): Verdict<Tries> {
  // A lock that ends later than any can was laid before the clock was put back: nobody is kept out for longer because of that.
  if (lockedUntil !== null && now < lockedUntil && lockedUntil <= addMinutes(now, longestLockMinutes))
    return { allowed: false, until: lockedUntil };
  const failures = failedSignIns + 1;
  const minutes = lockMinutesAfter(failures);
  return {
    allowed: true,
    next: { failedSignIns: failures, lockedUntil: minutes === 0 ? null : addMinutes(now, minutes) },
  };
}

/** The refusal of a try that came too early, with the whole seconds that are left. */
export function tooMany(until: Instant, now: Instant): Refusal {
  const retryAfterSeconds = Math.max(1, Math.ceil((Date.parse(until) - Date.parse(now)) / 1000));
  return new Refusal('tooManyRequests', { retryAfterSeconds, params: { seconds: retryAfterSeconds } });
}

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
  if (lockedUntil !== null && now < lockedUntil) return { allowed: false, until: lockedUntil };
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

/** Tries from one address in the ten minutes that began with the first of them. */
export interface AddressTries {
  from: Instant;
  failures: number;
}

/** An office shares one address: on a Monday morning two hundred people may mistype behind it, a guessing machine may not. */
const addressMinutes = 10;
export const addressTriesMax = 200;

export function countAddressTry(tries: AddressTries | undefined, now: Instant): Verdict<AddressTries> {
  if (!tries || now >= addMinutes(tries.from, addressMinutes))
    return { allowed: true, next: { from: now, failures: 1 } };
  if (tries.failures >= addressTriesMax) return { allowed: false, until: addMinutes(tries.from, addressMinutes) };
  return { allowed: true, next: { ...tries, failures: tries.failures + 1 } };
}

/** An address as far as it tells people apart: of an IPv6 address the network, since one person has all the rest. */
export function networkOf(address: string): string {
  if (!address.includes(':') || address.startsWith('::ffff:')) return address.replace('::ffff:', '');
  const [head = '', tail] = address.split('::');
  const groups = head.split(':').filter(Boolean);
  const behind = tail === undefined ? [] : tail.split(':').filter(Boolean);
  const missing = tail === undefined ? 0 : 8 - groups.length - behind.length;
  return [...groups, ...Array<string>(Math.max(0, missing)).fill('0'), ...behind].slice(0, 4).join(':');
}

/** What this process remembers about keys that strangers choose. Beyond `most` keys, the one untouched longest is forgotten. */
export class Remembered<Value> {
  private readonly values = new Map<string, Value>();

  constructor(private readonly most: number) {}

  get(key: string): Value | undefined {
    return this.values.get(key);
  }

  set(key: string, value: Value): void {
    this.values.delete(key);
    this.values.set(key, value);
    const [oldest] = this.values.keys();
    if (this.values.size > this.most && oldest !== undefined) this.values.delete(oldest);
  }
}

/** How many requests (or guesses) one account or address has in a window of time. */
export interface Allowance {
  name: 'account' | 'address' | 'costly' | 'stranger' | 'guess' | 'code';
  most: number;
  /** Windows follow one another from midnight UTC, the same on every instance. */
  seconds: number;
}

export interface Allowances {
  /** Any request of an account. */
  account: Allowance;
  /** What takes long to make: exports, documents, imports, verification. Of an account. */
  costly: Allowance;
  /** Any request from an address. A whole office may share one, but not more than one instance can answer. */
  address: Allowance;
  /** Requests from an address that come with neither cookie nor token: the cheapest of all; what they guess is counted apart. */
  stranger: Allowance;
}

/**
 * Wrong passwords, tokens and one-time codes together, from one address. An office shares one: on a Monday morning two hundred
 * people may mistype behind it, a guessing machine may not.
 */
export const guesses: Allowance = { name: 'guess', most: 200, seconds: 600 };

/** Verification codes that don't exist, from one address. */
export const wrongCodes: Allowance = { name: 'code', most: 200, seconds: 600 };

/** The allowances that the settings give. */
export function allowancesOf(perMinute: { requestsPerMinute: number; costlyRequestsPerMinute: number }): Allowances {
  const { requestsPerMinute, costlyRequestsPerMinute } = perMinute;
  return {
    account: { name: 'account', most: requestsPerMinute, seconds: 60 },
    costly: { name: 'costly', most: costlyRequestsPerMinute, seconds: 60 },
    address: { name: 'address', most: 4 * requestsPerMinute, seconds: 60 },
    stranger: { name: 'stranger', most: requestsPerMinute, seconds: 60 },
  };
}

/** When the window ends in which `now` lies, in milliseconds. */
export function windowEnd({ seconds }: Allowance, nowMilliseconds: number): number {
  const length = seconds * 1000;
  return (Math.floor(nowMilliseconds / length) + 1) * length;
}

/**
 * Whether the other instances should know of this use: only what has come to a twentieth of the allowance is written down, so
 * that ordinary requests never touch the database. So each instance may let through a twentieth more than the rest know of.
 */
export function isWorthTelling({ most }: Allowance, untold: number): boolean {
  return untold > 0 && untold >= most / 20;
}

/** Routes that make a file, read one, or compute over many months. New ones of these shapes are costly by themselves. */
const costlyShape =
  /\.(xlsx|docx|csv|json)$|\.:format$|\/(exports|verification|trials|import-drafts|import|preview|[a-z]+-previews|roster-imports|evidence|fairness)$/;

/** Whether requests of this pattern count as costly, by what they do or make. */
export function isCostly(route: string): boolean {
  return costlyShape.test(route);
}

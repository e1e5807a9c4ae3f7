import { addMinutes, type Instant } from '../calendar.js';
import type { Actor } from '../http/allow.js';
import { Refusal } from '../http/refusal.js';

/** How long after signing in somebody may change by what he signs in, in minutes. */
export const freshMinutes = 15;

/**
 * What opens the account again later (a token, a linked sign-in) is made by who has just signed in: a browser that was left open
 * is not enough. @throws signInAgain
 */
export function requireFreshSignIn({ signedInAt }: Pick<Actor, 'signedInAt'>, now: Instant): void {
  if (signedInAt === undefined || now >= addMinutes(signedInAt, freshMinutes)) throw new Refusal('signInAgain');
}

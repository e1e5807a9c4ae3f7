import type { Carried } from '../http/carried.js';
import { isCostly } from './allowances.js';

/** What a request is when there is too much to do. */
export type Urgency = 'costly' | 'ordinary' | 'writing';

/** How long a request would wait before anything is done for it. */
export interface Waits {
  /** How late the event loop comes to what is ready, in milliseconds. */
  loopMilliseconds: number;
  /** The queues before the database that it would have to stand in. */
  queues: readonly Queue[];
}

/** Who waits for a connection: how many, and for how long the first of them has been waiting. */
export interface Queue {
  waiting: number;
  waitedMilliseconds: number;
}

/** The share of the bearable wait from which a request is turned away, and when to come back. What is worth most is borne longest. */
export const bearing: Readonly<Record<Urgency, { share: number; retryAfterSeconds: number }>> = {
  costly: { share: 0.5, retryAfterSeconds: 20 },
  ordinary: { share: 1, retryAfterSeconds: 4 },
  writing: { share: 2, retryAfterSeconds: 2 },
};

/** A queue of so few is no overload: something takes long, and all of them are answered when it ends. */
const fewWaiting = 10;

/**
 * Exports, files and computations can wait. What somebody signed in sends has been typed already and comes before what is only
 * looked at, and before who has yet to sign in.
 */
export function urgencyOf({ method, route, carried }: { method: string; route: string; carried: Carried }): Urgency {
  if (isCostly(route)) return 'costly';
  return method === 'GET' || method === 'HEAD' || carried === 'nothing' ? 'ordinary' : 'writing';
}

/** Whether a request would wait longer than is bearable. */
export function isTooMuch(
  urgency: Urgency,
  { loopMilliseconds, queues }: Waits,
  bearableMilliseconds: number,
): boolean {
  const queued = queues.map(({ waiting, waitedMilliseconds }) => (waiting > fewWaiting ? waitedMilliseconds : 0));
  return loopMilliseconds + Math.max(...queued) > bearing[urgency].share * bearableMilliseconds;
}

import type { Instant } from '../calendar.js';

/** An export waits, is being made, and is there or has failed. One that lost its maker is begun again. */
export const keptExportStates = ['waiting', 'running', 'done', 'failed'] as const;
export type KeptExportState = (typeof keptExportStates)[number];

/** interrupted: its makers ended three times before it was ready. tooManyRows: more than a worksheet holds. */
export const keptExportProblems = ['interrupted', 'tooManyRows', 'internal'] as const;
export type KeptExportProblem = (typeof keptExportProblems)[number];

/** Who makes a file says so again every few seconds; when he hasn't for so long, another begins anew. */
export const leaseSeconds = 60;
/** What ends the process each time it is made isn't tried for ever. */
export const attemptsMost = 3;
/** How long a file is kept for whoever asked for it, and how long it is told why there is none. */
export const keptHours = 24;
/** So many may wait or be made at once for one person. */
export const unfinishedMost = 5;
export const monthsMost = 24;

interface Standing {
  state: KeptExportState;
  attempts: number;
  leaseUntil: Instant | null;
}

/** What an instance that has time does with an export: make it, leave it to whoever is at it or done, or give it up. */
export function turnOf({ state, attempts, leaseUntil }: Standing, now: Instant): 'make' | 'leave' | 'giveUp' {
  const isFree = state === 'waiting' || (state === 'running' && (leaseUntil === null || isOver(leaseUntil, now)));
  if (!isFree) return 'leave';
  return attempts >= attemptsMost ? 'giveUp' : 'make';
}

/**
 * A lease that ends so late that nobody can have taken it by this clock is over, too: the clock was put back, and the export
 * would wait for the time to come again. Clocks of several instances that are minutes apart do no harm.
 */
function isOver(leaseUntil: Instant, now: Instant): boolean {
  return leaseUntil <= now || leaseUntil > later(now, 10 * leaseSeconds * 1000);
}

export function leaseFrom(now: Instant): Instant {
  return later(now, leaseSeconds * 1000);
}

/** The instant from which on it is gone; null while it isn't finished. */
export function goneAt({ finishedAt }: { finishedAt: Instant | null }): Instant | null {
  return finishedAt === null ? null : later(finishedAt, keptHours * 3_600_000);
}

/** Exports that were finished at this instant or before are gone. */
export function goneBefore(now: Instant): Instant {
  return later(now, -keptHours * 3_600_000);
}

function later(instant: Instant, milliseconds: number): Instant {
  return new Date(Date.parse(instant) + milliseconds).toISOString();
}

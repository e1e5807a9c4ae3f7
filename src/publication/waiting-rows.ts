import type { Day } from '../calendar.js';
import { appealUntil, type CountsWorkingDays, dueStep, isOpen, type ObjectionDays } from './objection.js';
import { isWindowOver } from './window.js';

/** Why one published row isn't confirmed with the others yet, and until when it waits. */
export interface Waiting {
  because: 'objectionOpen' | 'appealOpen' | 'appealPossible' | 'windowOpen';
  /** The day until which it is due or possible. */
  day: Day;
}

/**
 * Only the disputed row waits (domain/process.md): while an objection or its appeal has no answer, while an answer may still be
 * appealed, and while the row's own window runs, because it was published again by itself. Null: it can be confirmed.
 */
export function waitingOf(
  untilDay: Day,
  objections: readonly ObjectionDays[],
  calendar: CountsWorkingDays,
  today: Day,
): Waiting | null {
  for (const objection of objections.filter(isOpen)) {
    const due = dueStep(objection, calendar, today);
    if (due) return { because: objection.appealState === 'open' ? 'appealOpen' : 'objectionOpen', day: due.dueDay };
  }
  const appealable = objections.map((objection) => appealUntil(objection, calendar)).filter((day) => day !== null);
  const last = appealable.sort().at(-1);
  if (last !== undefined && today <= last) return { because: 'appealPossible', day: last };
  return isWindowOver(untilDay, today) ? null : { because: 'windowOpen', day: untilDay };
}

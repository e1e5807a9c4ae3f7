import type { Day } from '../calendar.js';
import type { Waiting } from '../publication/waiting-rows.js';
import { PersonView } from './objection.view.js';

/** A row that isn't confirmed with the others. */
export class WaitingRowView implements Waiting {
  sheetId: number;
  member: PersonView;
  /** What it waits for. */
  because: 'objectionOpen' | 'appealOpen' | 'appealPossible' | 'windowOpen';
  /** Until when that is due or possible. */
  day: Day;
}

export class WaitingRowList {
  items: WaitingRowView[];
  /** How many rows of the confirmed month have been settled since. */
  settled: number;
  mayConfirm: boolean;
}

import type { Instant } from '../calendar.js';
import type { Role } from '../http/allow.js';
import type { PrivateFinding } from './confidentiality.js';
import type { MonthStepName } from './month-steps.js';

export class MonthStepView {
  step: MonthStepName;
  at: Instant;
  /** Null: the service itself, when a window closed. */
  by: string | null;
  /** The number of the minutes, a note, or a reason. */
  note: string;
}

export class PrivateFindingView {
  place: PrivateFinding['place'];
  kind: PrivateFinding['kind'];
  /** The words around it; most of what was found is hidden. */
  excerpt: string;
}

/** What whoever checks a list has to look at. */
export class ConfidentialityView {
  /** Whose the check is: the discipline commissioner's, or who stands in. */
  checker: Role;
  findings: PrivateFindingView[];
}

import type { Day, Instant } from '../calendar.js';
import type { PreReviewOutcome } from './pre-review.entity.js';

/** What a pre-review says about one item, where it differs from the sheet. */
export class PreReviewOpinionView {
  /** The sheet's line; what was found beside the lines counts from 1001. */
  number: number;
  itemCode: string;
  outcome: PreReviewOutcome;
  optionCode: string | null;
  count: number | null;
  pointsHundredths: number | null;
  occurredOn: Day | null;
  description: string;
  reason: string;
}

export class PreReviewView {
  at: Instant;
  by: string;
  /** What the sheet would come to. */
  scoreHundredths: number;
  /** What is not in it was agreed with. */
  opinions: PreReviewOpinionView[];
}

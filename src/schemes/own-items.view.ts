import type { Instant, Month } from '../calendar.js';
import { OwnItemLimitsView, SchemeItemView } from './scheme.view.js';

export class OwnItemsVersionView {
  id: number;
  effectiveFromMonth: Month;
  publishedAt: Instant;
  note: string | null;
}

/** What a branch has added to the rule by itself. */
export class OwnItemsView {
  /** What the bureau allows in the latest version of the rule; null: no own items. */
  limits: OwnItemLimitsView | null;
  /** The latest version for this branch: its own, or the organisation's where it has none of that one. */
  schemeVersionId: number;
  /** Those that were decided last, if only for months to come. */
  items: SchemeItemView[];
  /** From when on they are; null where the branch has none. */
  effectiveFromMonth: Month | null;
  /** The branch's versions, the latest first. */
  versions: OwnItemsVersionView[];
}

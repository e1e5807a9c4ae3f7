import type { Instant, Month } from '../calendar.js';
import { SchemeView, TextView } from './scheme.view.js';

export class SchemeBranchView {
  id: number;
  name: string;
}

export class SchemeVersionSummary {
  id: number;
  schemeCode: string;
  version: string;
  name: TextView;
  /** Superseded: a later version is in force today. Months that were opened with it keep it. */
  state: 'published' | 'superseded';
  effectiveFromMonth: Month;
  publishedAt: Instant;
  /** Why it was published, in the words of whoever did. */
  note: string | null;
  /** The branch whose own items are in it; null for the organisation's versions. */
  branch: SchemeBranchView | null;
  /** The organisation's version that a branch's items were added to. */
  basedOnId: number | null;
  /** SHA-256 over the definition as canonical JSON. */
  digest: string;
}

export class SchemeVersionList {
  items: SchemeVersionSummary[];
}

export class SchemeVersionView extends SchemeVersionSummary {
  definition: SchemeView;
}

export class RuleSectionView {
  code: string;
  heading: string;
  lines: string[];
}

/** The rule as people read it, made from the data that computes it. */
export class SchemeTextView {
  zh: RuleSectionView[];
  en: RuleSectionView[];
}

/** What changed, in words; no section where nothing did. */
export class SchemeComparisonView {
  zh: RuleSectionView[];
  en: RuleSectionView[];
}

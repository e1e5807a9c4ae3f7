import type { Month } from '../calendar.js';
import { SchemeView, TextView } from './scheme.view.js';

export class SchemeVersionSummary {
  id: number;
  schemeCode: string;
  version: string;
  name: TextView;
  /** Superseded: a later version is in force today. Months that were opened with it keep it. */
  state: 'published' | 'superseded';
  effectiveFromMonth: Month;
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

import type { Instant } from '../calendar.js';
import { FiguresProperty } from '../http/problem.view.js';
import { SchemeTextView } from './scheme-version.view.js';
import { SchemeView, TextView } from './scheme.view.js';

/** Something wrong (error) or odd (warning) in a rule. */
export class SchemeProblemView {
  severity: 'error' | 'warning';
  /** In terms of the definition: items[3].capHundredths. Empty for the file as a whole. */
  path: string;
  code: string;
  @FiguresProperty()
  params?: Record<string, string | number>;
  /** Where it stands in the file, from 1; null for what is nowhere in it. */
  line: number | null;
  column: number | null;
}

/** What a draft is called, and who last worked at it. */
export class SchemeDraftHead {
  id: number;
  /** Empty, like code and version, where the file cannot be read so far. */
  name: TextView;
  schemeCode: string;
  schemeVersion: string;
  /** The version it is a copy of; null for an imported file. */
  basedOnId: number | null;
  updatedAt: Instant;
  updatedBy: string;
  version: number;
}

export class SchemeDraftSummary extends SchemeDraftHead {
  /** How many mistakes are in it that keep it from being published. */
  problems: number;
}

export class SchemeDraftList {
  items: SchemeDraftSummary[];
}

export class SchemeDraftView extends SchemeDraftHead {
  /** The text of the file, comments and all. */
  source: string;
  /** What the file says; null where it cannot be read so far. */
  definition: SchemeView | null;
  problems: SchemeProblemView[];
}

/** What is wrong with a rule, and how it reads; nothing of it was stored. */
export class SchemeCheckView {
  problems: SchemeProblemView[];
  definition: SchemeView | null;
  /** Null as long as there are mistakes. */
  text: SchemeTextView | null;
}

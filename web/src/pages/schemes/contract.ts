import type { Item, OwnItems, Period, Scheme, Text } from '../../../../src/scoring/scheme.js';
import type { ErrorCode } from '../../api-types';

/* What crosses the wire about schemes, where the engine's own types say more than the API's description does. */

export interface VersionSummary {
  id: number;
  schemeCode: string;
  version: string;
  name: Text;
  /** Superseded: a later version is in force today. */
  state: 'published' | 'superseded';
  effectiveFromMonth: string;
  digest: string;
  note?: string | null;
  publishedAt?: string;
  branch?: { id: number; name: string } | null;
  basedOnId?: number | null;
}

export interface TextSection {
  code: string;
  heading: string;
  lines: string[];
}
export interface BothLanguages {
  zh: TextSection[];
  en: TextSection[];
}

export interface SchemeProblem {
  severity: 'error' | 'warning';
  path: string;
  code: string;
  params?: Record<string, string | number>;
  line: number | null;
  column: number | null;
}

export interface DraftSummary {
  id: number;
  name: Text;
  schemeCode: string;
  schemeVersion: string;
  basedOnId: number | null;
  updatedAt: string;
  updatedBy: string;
  problems: number;
  version: number;
}
export interface DraftView extends Omit<DraftSummary, 'problems'> {
  source: string;
  /** Null while the text can't be read as a scheme. */
  definition: Scheme | null;
  problems: SchemeProblem[];
}
export interface SchemeCheck {
  problems: SchemeProblem[];
  definition: Scheme | null;
  text: BothLanguages | null;
}

export interface OwnItemsView {
  limits: OwnItems | null;
  schemeVersionId: number;
  items: Item[];
  effectiveFromMonth: string | null;
  versions: { id: number; effectiveFromMonth: string; publishedAt: string; note: string | null }[];
}

interface Outcome {
  resultHundredths: number | null;
  bandCode: string | null;
}
export interface TrialMember {
  memberId: number;
  name: string;
  branch: { id: number; name: string };
  months: {
    month: string;
    beforeHundredths: number | null;
    afterHundredths: number | null;
    problem: string | null;
  }[];
  before: Outcome;
  after: Outcome;
}
interface Bites {
  times: number;
  cutHundredths: number;
}
export interface TrialResult {
  type: 'result';
  unit: { id: number; name: string };
  fromMonth: string;
  untilMonth: string;
  members: TrialMember[];
  caps: { code: string; scope: 'item' | 'group' | 'total'; name: Text; before: Bites; after: Bites }[];
  bands: { from: string | null; to: string | null; count: number }[];
  branches: {
    id: number;
    name: string;
    members: number;
    meanBeforeHundredths: number | null;
    meanAfterHundredths: number | null;
    gain: number;
    lose: number;
    same: number;
  }[];
  unplaced: { itemCode: string; reason: string; entries: number }[];
  /** What the months are summarised as; null: results are means, and nobody has a band. */
  per: Period | null;
  merged: number;
}
export type TrialLine =
  { type: 'progress'; done: number; total: number } | { type: 'problem'; code: ErrorCode } | TrialResult;

import type { Day, Instant, Month } from '../calendar.js';
import { UnitReference } from '../identity/session.dto.js';
import { TextView } from '../schemes/scheme.view.js';
import type { Finding } from './findings.js';
import type { TemplateKind } from './office-package.js';
import type { ListKey, TemplateSource } from './vocabulary.js';

export class TemplateVersionView {
  number: number;
  /** SHA-256 of the file. */
  digest: string;
  fileName: string;
  byteCount: number;
  addedBy: string;
  addedAt: Instant;
}

export class TemplateView {
  id: number;
  /** Whose it is: the unit itself, or one above it. */
  unit: UnitReference;
  name: string;
  source: TemplateSource;
  kind: TemplateKind;
  /** It is no longer offered. */
  retiredAt: Instant | null;
  version: number;
  /** The newest first. */
  versions: TemplateVersionView[];
}

export class TemplateWordView {
  /** Null: it stands once. Otherwise a field of this list. */
  list: ListKey | null;
  /** As it is written, with its list: 成员.姓名. */
  zh: string;
  en: string;
  sources: TemplateSource[];
  meaning: TextView;
  example: string;
}

export class TemplateListView {
  templates: TemplateView[];
  /** Whether the reader may add and change templates of this unit. */
  mayManage: boolean;
}

export class TemplateVocabularyView {
  words: TemplateWordView[];
}

export class TemplateMemberView {
  id: number;
  name: string;
  memberNumber: string;
}

/** What templates of a unit can be filled with. */
export class TemplateChoicesView {
  /** Published months of the branch, the latest first. */
  months: Month[];
  /** Periods with published months, the latest first. */
  periods: string[];
  years: string[];
  /** Members of the branch today. */
  members: TemplateMemberView[];
  asOf: Day;
}

export class TemplateRepeatView {
  axis: 'rows' | 'columns';
  times: number;
}

export class TemplateFindingView {
  part: Finding['part'];
  /** The worksheet; null in Word. */
  sheet: string | null;
  /** A cell ('B5'); in Word the number of the paragraph, or of table, row and cell ('1-2-3'). */
  address: string;
  /** With its braces. */
  written: string;
  /** Its name in the vocabulary; null: it has none. */
  name: string | null;
  /** What is wrong with it. `unknownCode` alone does not keep the template from being stored: another month may have it. */
  problem: Finding['problem'];
  suggestions: string[];
  /** What the first one would get; null: nothing was chosen to fill it with, or there is no value. */
  value: string | null;
  repeats: TemplateRepeatView | null;
}

export class TemplatePreviewView {
  kind: TemplateKind;
  digest: string;
  /** Whether values were looked up. */
  filled: boolean;
  findings: TemplateFindingView[];
  /** How many of them keep the template from being stored. */
  hindrances: number;
}

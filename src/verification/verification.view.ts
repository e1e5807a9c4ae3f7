import type { Month } from '../calendar.js';
import type { RefusalCode } from '../http/refusal.js';
import { TextView } from '../schemes/scheme.view.js';
import type { BreakCode, Counts } from './break.js';

/** How far it is: units done, of all, and the one that is looked at now. */
export class VerificationProgressView {
  type: 'progress';
  done: number;
  total: number;
  unitName: string | null;
}

/** One thing that is not as it was recorded. */
export class VerificationBreakView {
  type: 'break';
  code: BreakCode;
  unitId: number | null;
  unitName: string | null;
  month: Month | null;
  memberName: string | null;
  table: string;
  /** The row by its key. */
  row: string;
  sheetId: number | null;
  column: string | null;
  expected: string | null;
  found: string | null;
  said: TextView;
  meaning: TextView;
}

export class VerificationCounts implements Counts {
  chains: number;
  records: number;
  schemeVersions: number;
  roles: number;
  months: number;
  publications: number;
  imported: number;
  sheets: number;
  lines: number;
  scores: number;
  erasedMembers: number;
  erasedFiles: number;
}

export class VerificationResultView {
  type: 'result';
  breakCount: number;
  /** How many of them were told; the rest were counted. */
  told: number;
  counts: VerificationCounts;
}

/** Something went wrong after the stream had begun; nothing follows. */
export class VerificationProblemView {
  type: 'problem';
  code: RefusalCode;
}

import type { Instant, Month } from '../calendar.js';
import type { EvidenceKind } from '../evidence/evidence-kind.js';
import type { DoubleKind } from './doubles.js';

export class EvidenceFileView {
  id: number;
  /** The name it is handed out under: free of tricks, with the ending of what it is. */
  fileName: string;
  kind: EvidenceKind;
  byteCount: number;
  uploadedBy: string;
  uploadedAt: Instant;
}

/** What of a line was handed in elsewhere, too. */
export class LineDoubleView {
  /** The same file; the same numbered document of an award; or the same deed of another member in the branch. */
  kind: DoubleKind;
  fileName: string | null;
  ofSameMember: boolean;
  /** On another line of this very sheet. */
  sameSheet: boolean;
  /** Null for who may not read that sheet: it was used elsewhere, and that is all. */
  memberName: string | null;
  month: Month | null;
  itemCode: string | null;
  /** Accepting the line has to be explained. */
  needsReason: boolean;
}

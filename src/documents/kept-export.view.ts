import type { Instant, Month } from '../calendar.js';
import type { KeptExportProblem, KeptExportState } from './kept-export.js';
import type { LedgerDocumentKind } from './ledger-documents.js';
import type { StreamedFormat } from './streamed-document.js';

export class KeptExportView {
  id: number;
  requestId: string;
  unitId: number;
  document: LedgerDocumentKind;
  format: StreamedFormat;
  fromMonth: Month;
  untilMonth: Month;
  askedAt: Instant;
  state: KeptExportState;
  /** Of how many rows how many are written; null until they are counted. */
  rowsDone: number;
  rowsTotal: number | null;
  finishedAt: Instant | null;
  /** The file is kept until then. */
  keptUntil: Instant | null;
  fileName: string | null;
  byteCount: number | null;
  /** Why there is no file. */
  problem: KeptExportProblem | null;
}

export class KeptExportListView {
  /** The reader's own, the latest first. */
  items: KeptExportView[];
}

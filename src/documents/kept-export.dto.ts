import { IsIn, IsUUID } from 'class-validator';
import type { Month } from '../calendar.js';
import { IsMonth } from '../http/validation.js';
import { type LedgerDocumentKind, ledgerDocumentKinds } from './ledger-documents.js';
import { type StreamedFormat, streamedFormats } from './streamed-document.js';

export class KeptExportBody {
  /** Made by the client, so that a repeated request asks for nothing twice. */
  @IsUUID()
  requestId: string;

  /** ledger: 积分台账; deductions, contributions: 扣分明细, 贡献明细. */
  @IsIn(ledgerDocumentKinds)
  document: LedgerDocumentKind;

  @IsIn(streamedFormats)
  format: StreamedFormat;

  @IsMonth()
  fromMonth: Month;

  /** Included, at most two years from the first. */
  @IsMonth()
  untilMonth: Month;
}

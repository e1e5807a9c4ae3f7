import { ApiProperty } from '@nestjs/swagger';
import type { Month } from '../calendar.js';
import { UnitReference } from '../identity/session.dto.js';
import { type DocumentKey, documentKeys, type Occasion } from './catalogue.js';
import type { DocumentReason } from './document-list.js';
import type { ExportFormat } from './exported.js';

/** Which of several documents of one kind. */
export class WhichDocumentView {
  /** Of the meeting in its month, or of the slip in its year. */
  number: number;
  memberName: string | null;
}

export class DocumentItemView {
  /** Of the fourteen documents. */
  number: number;
  @ApiProperty({ enum: documentKeys, enumName: 'DocumentKey' })
  key: DocumentKey;
  occasion: Occasion;
  /** With json it can be looked at before it is taken. */
  formats: ExportFormat[];
  /** Below /api/v1, with {format} still to be filled in; null where there is nothing to take. */
  path: string | null;
  which: WhichDocumentView | null;
  /** Why it can't be had now; null when it can. */
  reason: DocumentReason | null;
  /** The page on which its records are kept, each with its own file. */
  page: string | null;
}

/** The documents of a unit for a month and a period, and why some aren't there. */
export class DocumentListView {
  unit: UnitReference;
  month: Month;
  period: string;
  year: string;
  /** The months that the unit's branches have opened, the latest first. */
  months: Month[];
  items: DocumentItemView[];
}

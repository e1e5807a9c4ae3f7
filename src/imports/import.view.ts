import { ApiProperty } from '@nestjs/swagger';
import type { Instant, Month } from '../calendar.js';
import { FiguresProperty } from '../http/problem.view.js';
import { TextView } from '../schemes/scheme.view.js';
import { type ImportKind, importKinds } from './import-kind.js';
import type { RowOutcome } from './kind-preview.js';
import type { RowClass } from './proposal.js';

const textsOrNulls = { type: 'array', items: { type: 'string', nullable: true } } as const;
const rowOutcomes = ['add', 'change', 'transfer', 'leave', 'unchanged', 'bad'] as const;
const rowClasses = ['title', 'head', 'person', 'total', 'note'] as const;

/** A file that waits to be imported. */
export class ImportDraftSummary {
  id: number;
  version: number;
  @ApiProperty({ enum: importKinds })
  kind: ImportKind;
  fileName: string;
  fileDigest: string;
  byteCount: number;
  createdAt: Instant;
  expiresAt: Instant;
  /** When it was imported; null: not yet. */
  doneAt: Instant | null;
}

export class ImportDraftList {
  items: ImportDraftSummary[];
  /** The kinds of table that this account may bring to the unit. */
  @ApiProperty({ enum: importKinds, isArray: true })
  kinds: ImportKind[];
}

export class ImportCellView {
  address: string;
  text: string;
  merged: boolean;
}

export class ImportTableRowView {
  rowNumber: number;
  hidden: boolean;
  /** What it looks like; `mapping` says what somebody made of it. */
  @ApiProperty({ enum: rowClasses })
  class: RowClass;
  cells: ImportCellView[];
}

export class ValueMeaningView {
  itemCode: string;
  text: string;
  means: string;
}

export class ImportMappingView {
  sheet: string;
  headFrom: number;
  headUntil: number;
  /** By column, from A on: what it means; null: it is left out. */
  @ApiProperty(textsOrNulls)
  columns: (string | null)[];
  takenIn: number[];
  leftOut: number[];
  month: Month | null;
  values: ValueMeaningView[];
  reason: string;
  overwrite: string[];
}

export class ImportChoiceOption {
  code: string;
  name: TextView;
  pointsHundredths: number;
}

/** An item or category that a column may be about. */
export class ImportChoice {
  code: string;
  name: TextView;
  options: ImportChoiceOption[];
}

export class ImportNoteView {
  code: string;
  @FiguresProperty()
  params?: Record<string, string | number>;
}

export class ImportMonthView {
  month: Month;
  outcome: 'add' | 'unchanged';
  members: number;
  meanHundredths: number | null;
}

export class ImportCounts {
  add: number;
  change: number;
  transfer: number;
  leave: number;
  unchanged: number;
  bad: number;
}

export class ImportResultView {
  counts: ImportCounts;
  months: ImportMonthView[];
  /** Everything was there already; nothing was written. */
  unchanged: boolean;
}

export class ImportDraftView extends ImportDraftSummary {
  encoding: 'xlsx' | 'utf-8' | 'gb18030' | 'utf-16le';
  /** The sheets to choose from. */
  sheets: string[];
  mapping: ImportMappingView;
  /** The words of the head, column by column. */
  heads: string[];
  /** The columns mean what they meant in the last table with this head. */
  remembered: boolean;
  /** No title named the year of the months: it is the last one in which they are over. */
  yearGuessed: boolean;
  /** The first rows of the table, as in the file. */
  rows: ImportTableRowView[];
  rowCount: number;
  items: ImportChoice[];
  categories: ImportChoice[];
  notes: ImportNoteView[];
  /** What came of it; null: not imported yet. */
  result: ImportResultView | null;
}

export class ImportSuggestion {
  memberId: number;
  name: string;
  memberNumber: string;
}

export class ImportProblemView {
  /** 0: it is about the table, or a column. */
  rowNumber: number;
  /** 'C7'; empty where no cell can be named. */
  cell: string;
  code: string;
  @FiguresProperty()
  params?: Record<string, string | number>;
  suggestions?: ImportSuggestion[];
}

export class ImportChangeView {
  what: string;
  before: string;
  after: string;
}

export class ImportRowView {
  rowNumber: number;
  memberName: string;
  memberNumber: string;
  @ApiProperty({ enum: rowOutcomes })
  outcome: RowOutcome;
  changes: ImportChangeView[];
}

/** Somebody entered something else; it is kept unless the mapping names it to be replaced. */
export class ImportConflictView {
  key: string;
  rowNumber: number;
  cell: string;
  memberName: string;
  itemCode: string;
  before: TextView;
  after: TextView;
  overwrite: boolean;
}

export class UnknownValueView {
  itemCode: string;
  text: string;
  count: number;
}

export class ImportPreviewView {
  digest: string;
  @ApiProperty({ enum: importKinds })
  kind: ImportKind;
  /** Nothing is left to be written. */
  isDone: boolean;
  counts: ImportCounts;
  problems: ImportProblemView[];
  notes: ImportNoteView[];
  rows: ImportRowView[];
  conflicts: ImportConflictView[];
  unknownValues: UnknownValueView[];
  months: ImportMonthView[];
}

import { IsString, Matches } from 'class-validator';
import { FiguresProperty } from '../http/problem.view.js';
import { IsText } from '../http/validation.js';
import type { RosterField } from './roster-columns.js';
import type { Outcome } from './roster-plan.js';

export class RosterFileQuery {
  /** As the file is called at home. Its ending helps to tell a text from a workbook; nothing is stored under it. */
  @IsText(255)
  fileName: string;
}

export class RosterImportQuery extends RosterFileQuery {
  /** The preview's digest: what was looked at is what is written, or nothing is. */
  @IsString()
  @Matches(/^[0-9a-f]{64}$/)
  digest: string;
}

/** As the row has it, as text. */
export class RosterValuesView {
  branch: string;
  memberNumber: string;
  name: string;
  standing: string;
  situation: string;
  birthYear: string;
  group: string;
  profile: string;
  fromDay: string;
}

export class RosterChangeView {
  field: RosterField;
  before: string;
  after: string;
}

export class RosterProblemView {
  field: RosterField;
  /** 'C7' */
  cell: string;
  code: string;
  @FiguresProperty()
  params?: Record<string, string | number>;
}

export class RosterRowView {
  /** As in the sheet, the head row counted. */
  rowNumber: number;
  values: RosterValuesView;
  outcome: Outcome;
  changes: RosterChangeView[];
  problems: RosterProblemView[];
}

export class RosterNoteView {
  code: string;
  @FiguresProperty()
  params?: Record<string, string | number>;
}

export class RosterCountsView {
  add: number;
  change: number;
  transfer: number;
  unchanged: number;
  bad: number;
}

export class RosterPreviewView {
  digest: string;
  fileName: string;
  encoding: 'xlsx' | 'utf-8' | 'gb18030' | 'utf-16le';
  counts: RosterCountsView;
  rows: RosterRowView[];
  notes: RosterNoteView[];
}

export class RosterImportView {
  counts: RosterCountsView;
}

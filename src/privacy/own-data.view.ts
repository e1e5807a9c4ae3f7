import { ApiProperty } from '@nestjs/swagger';
import type { Instant } from '../calendar.js';
import { type Matter, type ValueKind } from './stored.js';

export class WordsView {
  zh: string;
  en: string;
}

export class StoredColumnView {
  name: string;
  words: WordsView;
  /** How the values are to be read: points are hundredths, codes have their words in `codes`. */
  kind: ValueKind;
}

export class StoredTableView {
  /** The table it is kept in. */
  table: string;
  matter: Matter;
  words: WordsView;
  columns: StoredColumnView[];
  /** The values of each row as text, in the order of the columns; null: nothing. */
  @ApiProperty({ type: 'array', items: { type: 'array', items: { oneOf: [{ type: 'string' }, { type: 'null' }] } } })
  rows: (string | null)[][];
  /** There are more rows than are told at once. */
  more: boolean;
  /** So many rows have something that is decided and shown only once it is published. */
  waiting: number;
}

export class CodeWordsView {
  /** In columns of this name. */
  column: string;
  code: string;
  words: WordsView;
}

export class OfficeActView {
  words: WordsView;
  /** How many records say that one did this. */
  count: number;
}

export class NotToldView {
  /** Tables and columns that refer to people and aren't told here. */
  columns: string[];
  reason: WordsView;
}

/** Everything that is stored about whoever asks, as far as he may read it. */
export class OwnDataView {
  madeAt: Instant;
  tables: StoredTableView[];
  /** Words of the codes that stand in the rows. */
  codes: CodeWordsView[];
  acts: OfficeActView[];
  notTold: NotToldView[];
}

import { Injectable } from '@nestjs/common';
import { KeyRing } from '../key-ring.js';
import { erasedText } from './erased.js';
import { contextOf, sealedColumns, type SealedTable } from './sealed-columns.js';

/** Seals those columns of a row that few may read before they are written, and opens them again where somebody may. */
@Injectable()
export class SealedRows {
  constructor(private readonly keys: KeyRing) {}

  /** Of what is to be written to a row, with what shall be sealed sealed. `row` is its value in the table's `row` column. */
  seal<Columns extends object>(table: SealedTable, row: string | number, columns: Columns): Columns {
    return this.each(table, columns, (text, column) => this.keys.seal(text, contextOf(table, row, column)));
  }

  /** A row as it was read, opened. @throws SealBroken for a text that was changed or belongs to another row */
  open<Row extends object>(table: SealedTable, row: Row): Row {
    const known = (row as Record<string, unknown>)[sealedColumns[table].row];
    return this.each(table, row, (text, column) =>
      text === erasedText ? text : this.keys.open(text, contextOf(table, known as string | number, column)),
    );
  }

  private each<Row extends object>(
    table: SealedTable,
    row: Row,
    change: (text: string, column: string) => string,
  ): Row {
    const changed = { ...row } as Record<string, unknown>;
    for (const column of sealedColumns[table].columns) {
      const text = changed[column];
      if (typeof text === 'string') changed[column] = change(text, column);
    }
    return changed as Row;
  }
}

import type { Table, TableCell } from '../spreadsheets/read-table.js';
import { columnName } from '../spreadsheets/cell-address.js';

/** A cell as a person sees it: what a merge covers shows the text of its first cell. */
export interface GridCell {
  address: string;
  text: string;
  kind: TableCell['kind'];
  merged: boolean;
}
export interface GridRow {
  rowNumber: number;
  hidden: boolean;
  /** One for every column of the table. */
  cells: GridCell[];
}
export interface Grid {
  /** Columns, from A on. */
  width: number;
  rows: GridRow[];
  merges: Table['merges'];
}

/** The table with all its rows of one width, and merged cells filled with what stands in them. */
export function gridOf({ rows, merges }: Pick<Table, 'rows' | 'merges'>): Grid {
  const width = rows.reduce((widest, { cells }) => Math.max(widest, cells.length), 0);
  const filled = rows.map(({ rowNumber, hidden, cells }) => ({
    rowNumber,
    hidden,
    cells: Array.from({ length: width }, (_, index): GridCell => {
      const {
        address,
        text,
        kind,
        merged = false,
      } = cells[index] ?? {
        address: `${columnName(index + 1)}${rowNumber}`,
        text: '',
        kind: 'empty' as const,
      };
      return { address, text, kind, merged };
    }),
  }));
  const rowOf = new Map(filled.map((row) => [row.rowNumber, row]));
  for (const { firstRow, lastRow, firstColumn, lastColumn } of merges) {
    const first = rowOf.get(firstRow)?.cells[firstColumn - 1];
    if (!first || first.text === '') continue;
    for (const row of filled) {
      if (row.rowNumber < firstRow || row.rowNumber > lastRow) continue;
      for (let column = firstColumn; column <= Math.min(lastColumn, width); column += 1) {
        const cell = row.cells[column - 1] as GridCell;
        [cell.text, cell.kind] = [first.text, first.kind];
      }
    }
  }
  return { width, rows: filled, merges };
}

/** How many columns a merge holds that begins or passes here; 1 where nothing is merged. */
export function mergedAcross({ merges }: Grid, rowNumber: number, column: number): number {
  const merge = merges.find(
    (one) =>
      one.firstRow <= rowNumber && rowNumber <= one.lastRow && one.firstColumn <= column && column <= one.lastColumn,
  );
  return merge ? merge.lastColumn - merge.firstColumn + 1 : 1;
}

/** Whether a merge holds this cell and the one below. */
export function mergedDown({ merges }: Grid, rowNumber: number, column: number): boolean {
  return merges.some(
    (one) =>
      one.firstRow <= rowNumber && rowNumber < one.lastRow && one.firstColumn <= column && column <= one.lastColumn,
  );
}

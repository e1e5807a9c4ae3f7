import { type Database, marks, type SqlValue } from '../database/database.js';

const rowsAtOnce = 500;

/**
 * Gives many rows values of their own, found by their ids, in one UPDATE for every five hundred. All rows set the same
 * columns. `table` and the columns are words of ours, never of a request.
 */
export async function changeEach<Row extends { id: number }>(
  database: Database,
  table: string,
  rows: readonly (Row & Record<string, SqlValue>)[],
): Promise<void> {
  const columns = Object.keys(rows[0] ?? {}).filter((column) => column !== 'id');
  for (let start = 0; start < rows.length; start += rowsAtOnce) {
    const chunk = rows.slice(start, start + rowsAtOnce);
    const cases = columns.map((column) => `${column} = CASE id ${'WHEN ? THEN ? '.repeat(chunk.length)}END`);
    const values = columns.flatMap((column) => chunk.flatMap((row) => [row.id, row[column] ?? null]));
    const ids = chunk.map(({ id }) => id);
    const changed = await database.change(`UPDATE ${table} SET ${cases.join(', ')} WHERE id IN ${marks(ids)}`, [
      ...values,
      ...ids,
    ]);
    if (changed !== chunk.length) throw new Error(`${chunk.length - changed} rows of ${table} are not there any more.`);
  }
}

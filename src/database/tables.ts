import { type Catalogue, identifier as quote } from './dialect.js';

/** A table as a backup sees it. */
export interface TableShape {
  name: string;
  /** All columns, in the order in which a row's values stand. */
  columns: readonly string[];
  /** The columns of the primary key: rows are read in its order. */
  key: readonly string[];
  /** The id that the next row gets; null for a table that doesn't count. */
  nextId: number | null;
}

export type Ask = <T>(sql: string, parameters?: readonly (string | number)[]) => Promise<T[]>;

/** What a column of ours holds. */
export type Cell = string | number | null;

/** About so many bytes of rows are read at once: a table may hold a megabyte a row, or forty bytes. */
const pageBytes = 2_000_000;
const pageRows = 2_000;

/** Every table with its columns and its key, by name. */
export async function describeTables(ask: Ask, catalogue: Catalogue): Promise<TableShape[]> {
  const tables = await ask<{ tableName: string; nextId: number | null }>(catalogue.tables);
  const columns = await ask<{ tableName: string; columnName: string; keyPlace: number }>(catalogue.columns);
  return tables.map(({ tableName, nextId }) => {
    const own = columns.filter((column) => column.tableName === tableName);
    const key = own.filter(({ keyPlace }) => keyPlace > 0).sort((one, other) => one.keyPlace - other.keyPlace);
    return {
      name: tableName,
      columns: own.map(({ columnName }) => columnName),
      key: key.map(({ columnName }) => columnName),
      nextId: nextId === null ? null : Number(nextId),
    };
  });
}

/** All rows in the order of the primary key, in pages that stay small whatever the rows hold. */
export async function* pagesOf(ask: Ask, { name, columns, key }: TableShape): AsyncGenerator<Cell[][]> {
  if (key.length === 0) throw new Error(`The table ${name} has no primary key: its rows have no order.`);
  const list = columns.map(quote).join(', ');
  const select = `SELECT ${list} FROM ${quote(name)}`;
  const order = `ORDER BY ${key.map(quote).join(', ')}`;
  let [limit, last]: [number, (string | number)[] | undefined] = [50, undefined];
  for (;;) {
    const after: { condition: string; values: (string | number)[] } = last
      ? comesAfter(key, last)
      : { condition: '', values: [] };
    const found = await ask<Record<string, Cell>>(`${select} ${after.condition} ${order} LIMIT ${limit}`, after.values);
    const rows = found.map((row) => columns.map((column) => row[column] ?? null));
    if (rows.length > 0) yield rows;
    if (rows.length < limit) return;
    last = key.map((column) => found.at(-1)![column] as string | number);
    limit = nextLimit(limit, rows);
  }
}

/** Rows whose key comes after these values. The first column stands alone as well, so that both databases use the key. */
function comesAfter(key: readonly string[], values: readonly (string | number)[]) {
  const either = key.map((_, place) => {
    const same = key.slice(0, place).map((column) => `${quote(column)} = ?`);
    return `(${[...same, `${quote(key[place]!)} > ?`].join(' AND ')})`;
  });
  return {
    condition: `WHERE ${quote(key[0]!)} >= ? AND (${either.join(' OR ')})`,
    values: [values[0]!, ...key.flatMap((_, place) => values.slice(0, place + 1))],
  };
}

function nextLimit(limit: number, rows: readonly Cell[][]): number {
  const bytes = rows.reduce((sum, row) => sum + row.reduce<number>((all, cell) => all + String(cell).length, 0), 1);
  const fitting = Math.floor((pageBytes * rows.length) / bytes);
  return Math.max(1, Math.min(pageRows, fitting, limit * 4));
}

/** The tables with rows whose parent row is missing, by name. */
export async function tablesWithOrphans(ask: Ask, catalogue: Catalogue): Promise<string[]> {
  interface Part {
    keyName: string;
    tableName: string;
    columnName: string;
    toTable: string;
    toColumn: string;
  }
  const keys = new Map<string, Part[]>();
  for (const part of await ask<Part>(catalogue.foreignKeys)) {
    const name = `${part.tableName} ${part.keyName}`;
    keys.set(name, [...(keys.get(name) ?? []), part]);
  }
  const lonely = new Set<string>();
  for (const parts of keys.values()) {
    const { tableName, toTable, toColumn } = parts[0]!;
    const on = parts.map((part) => `p.${quote(part.toColumn)} = c.${quote(part.columnName)}`).join(' AND ');
    const given = parts.map((part) => `c.${quote(part.columnName)} IS NOT NULL`).join(' AND ');
    const orphans = await ask(
      `SELECT 1 AS orphan FROM ${quote(tableName)} c LEFT JOIN ${quote(toTable)} p ON ${on}
        WHERE ${given} AND p.${quote(toColumn)} IS NULL LIMIT 1`,
    );
    if (orphans.length > 0) lonely.add(tableName);
  }
  return [...lonely].sort();
}

import { readFileSync, writeFileSync } from 'node:fs';
import type mysql from 'mysql2/promise';

/** A table as MySQL's optimiser knows it: its rows and pages, and of each index how many different values its first columns have. */
export interface TableStatistics {
  rows: number;
  pages: number;
  otherPages: number;
  indexes: Record<string, { distinct: number[]; leafPages: number; pages: number }>;
}
export type Statistics = Record<string, TableStatistics>;

/** Of an organisation with a million members (bench/growth-lay.ts), as MySQL had counted it. */
export const keptStatistics = 'docs/sql/statistics.json';

/** What stays as it is however many members and months there are: nothing is pretended of these. */
export const smallTables = new Set([
  'calendar_days',
  'calendar_years',
  'closing_settings',
  'erasure_orders',
  'first_start',
  'import_mappings',
  'migration',
  'policy_changes',
  'privacy_notices',
  'purge_runs',
  'ranking_rules',
  'scheme_drafts',
  'scheme_versions',
  'start_lock',
  'template_versions',
  'templates',
  'template_pieces',
]);

/** What isn't laid by the bench is pretended to have so many rows, with so many to each value of an index. */
const [usualRows, toEachValue, rowsToPage] = [200_000, 20, 80];

/**
 * Keeps MySQL from counting the tables of the connection's database by itself, which it does behind everybody's back when much has changed: a
 * count that begins before `pretend` and ends after it would put the truth in the place of what is pretended. Call it before anything is played.
 */
export async function stopCounting(connection: mysql.Connection): Promise<void> {
  const schema = await schemaOf(connection);
  for (const table of (await indexesOf(connection, schema)).keys())
    if (!smallTables.has(table))
      await connection.query(`ALTER TABLE \`${schema}\`.\`${table}\` STATS_PERSISTENT = 1, STATS_AUTO_RECALC = 0`);
}

async function schemaOf(connection: mysql.Connection): Promise<string> {
  const [[current]] = await connection.query<mysql.RowDataPacket[]>('SELECT DATABASE() AS name');
  return String(current?.name);
}

/**
 * Lets the optimiser believe that the tables of the connection's database are as large as a large organisation's, so that it plans as it would
 * there: on small tables reading the whole is always cheapest. What it asks an index about a range of values is still what is there.
 */
export async function pretend(connection: mysql.Connection): Promise<void> {
  const schema = await schemaOf(connection);
  const kept = JSON.parse(readFileSync(keptStatistics, 'utf8')) as Statistics;
  const indexes = await indexesOf(connection, schema);
  await connection.query('SET SESSION eq_range_index_dive_limit = 1');
  const tables = [...indexes.keys()].filter((table) => !smallTables.has(table));
  const tableRows: unknown[][] = [];
  const indexRows: unknown[][] = [];
  for (const table of tables) {
    const own = indexes.get(table) as Map<string, Index>;
    const { rows, pages, otherPages, indexes: known } = kept[table] ?? usual(own);
    tableRows.push([schema, table, rows, pages, otherPages]);
    for (const [name, index] of own) {
      const { distinct, leafPages, pages: size } = known[name] ?? usualIndex(index, rows);
      const values: [string, number][] = [
        ...distinct.map((value, place): [string, number] => [`n_diff_pfx${String(place + 1).padStart(2, '0')}`, value]),
        ['n_leaf_pages', leafPages],
        ['size', size],
      ];
      for (const [statistic, value] of values) indexRows.push([schema, table, name, statistic, value, statistic]);
    }
  }
  await connection.query(
    `INSERT INTO mysql.innodb_table_stats (database_name, table_name, n_rows, clustered_index_size, sum_of_other_index_sizes)
     VALUES ? AS wished ON DUPLICATE KEY UPDATE n_rows = wished.n_rows, clustered_index_size = wished.clustered_index_size,
                                                sum_of_other_index_sizes = wished.sum_of_other_index_sizes`,
    [tableRows],
  );
  await connection.query(
    `INSERT INTO mysql.innodb_index_stats (database_name, table_name, index_name, stat_name, stat_value, stat_description)
     VALUES ? AS wished ON DUPLICATE KEY UPDATE stat_value = wished.stat_value`,
    [indexRows],
  );
  await connection.query(`FLUSH TABLES ${tables.map((table) => `\`${schema}\`.\`${table}\``).join(', ')}`);
}

/** Keeps the statistics of all tables of a large organisation that have rows, to two figures: MySQL's own are samples. */
export async function keepStatistics(connection: mysql.Connection, schema: string): Promise<void> {
  const [tables] = await connection.query<mysql.RowDataPacket[]>(
    `SELECT table_name AS name, n_rows AS count, clustered_index_size AS pages, sum_of_other_index_sizes AS otherPages
       FROM mysql.innodb_table_stats WHERE database_name = ? AND n_rows > 1000 ORDER BY table_name`,
    [schema],
  );
  const statistics: Statistics = {};
  for (const { name, count, pages, otherPages } of tables)
    statistics[name] = { rows: rounded(count), pages: rounded(pages), otherPages: rounded(otherPages), indexes: {} };
  const [facts] = await connection.query<mysql.RowDataPacket[]>(
    `SELECT table_name AS name, index_name AS indexName, stat_name AS stat, stat_value AS value FROM mysql.innodb_index_stats
      WHERE database_name = ? ORDER BY table_name, index_name, stat_name`,
    [schema],
  );
  for (const { name, indexName, stat, value } of facts) {
    if (smallTables.has(name) || !statistics[name]) continue;
    const index = (statistics[name].indexes[indexName] ??= { distinct: [], leafPages: 0, pages: 0 });
    if (stat === 'n_leaf_pages') index.leafPages = rounded(value);
    else if (stat === 'size') index.pages = rounded(value);
    else index.distinct.push(rounded(value));
  }
  writeFileSync(keptStatistics, `${JSON.stringify(statistics, null, 2)}\n`);
}

const rounded = (value: unknown): number => Number(Number(value).toPrecision(2));

interface Index {
  columns: number;
  unique: boolean;
}

async function indexesOf(connection: mysql.Connection, schema: string): Promise<Map<string, Map<string, Index>>> {
  const [rows] = await connection.query<mysql.RowDataPacket[]>(
    `SELECT table_name AS tableName, index_name AS indexName, COUNT(*) AS columnCount, MAX(non_unique) AS nonUnique
       FROM information_schema.statistics WHERE table_schema = ? GROUP BY table_name, index_name`,
    [schema],
  );
  const tables = new Map<string, Map<string, Index>>();
  for (const { tableName, indexName, columnCount, nonUnique } of rows) {
    const own = tables.get(tableName) ?? new Map<string, Index>();
    tables.set(tableName, own.set(indexName, { columns: Number(columnCount), unique: Number(nonUnique) === 0 }));
  }
  return tables;
}

function usual(indexes: ReadonlyMap<string, Index>): TableStatistics {
  const pages = Math.ceil(usualRows / rowsToPage);
  const known = [...indexes].map(([name, index]) => [name, usualIndex(index, usualRows)]);
  return { rows: usualRows, pages, otherPages: pages * (indexes.size - 1), indexes: Object.fromEntries(known) };
}

function usualIndex({ columns, unique }: Index, rows: number): TableStatistics['indexes'][string] {
  const pages = Math.ceil(rows / rowsToPage);
  const first = Math.ceil(rows / toEachValue);
  const distinct = Array.from({ length: columns }, (_, place) => (unique && place + 1 === columns ? rows : first));
  return { distinct, leafPages: pages, pages };
}

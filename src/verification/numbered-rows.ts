import type { Database } from '../database/database.js';
import { grouped } from '../organisation/grouped.js';
import type { Finding } from './break.js';
import { numberFindings } from './month-rules.js';

/** A table whose rows carry running numbers of their branch, from 1, without gaps; anew in each `perColumn`, if there is one. Rows without a number are drafts. */
interface NumberedTable {
  table: string;
  column: string;
  branchColumn: string;
  perColumn?: string;
}

/** A new one is one line here. Publications are numbered too, and looked at with their months. */
const numberedTables: readonly NumberedTable[] = [
  { table: 'corrections', column: 'number', branchColumn: 'branchId', perColumn: 'year' },
  { table: 'closing_publications', column: 'number', branchColumn: 'branchId' },
];

/** Rows of a branch that are missing by their numbers. Call it inside a `read`. */
export async function numberedRows(
  database: Database,
  branchId: number,
  tables: readonly NumberedTable[] = numberedTables,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { table, column, branchColumn, perColumn } of tables) {
    const per = perColumn ?? branchColumn;
    const quoted = `\`${column}\``;
    const rows = await database.rows<{ id: number; number: number; per: string | number }>(
      `SELECT id, ${quoted} AS number, ${per} AS per FROM ${table} WHERE ${branchColumn} = ? AND ${quoted} IS NOT NULL ORDER BY ${per}, ${quoted}, id`,
      [branchId],
    );
    for (const series of grouped(rows, (row) => row.per).values()) findings.push(...numberFindings(table, series));
  }
  return findings;
}

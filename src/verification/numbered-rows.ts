import type { Database } from '../database/database.js';
import type { Finding } from './break.js';
import { numberFindings } from './month-rules.js';

/** A table whose rows carry running numbers of their branch, from 1, without gaps. A new one is one line here. */
const numberedTables: readonly { table: string; column: string; branchColumn: string }[] = [];

/** Rows of a branch that are missing by their numbers. Call it inside a `read`. */
export async function numberedRows(database: Database, branchId: number): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { table, column, branchColumn } of numberedTables) {
    const rows = await database.rows<{ id: number; number: number }>(
      `SELECT id, ${column} AS number FROM ${table} WHERE ${branchColumn} = ? ORDER BY ${column}, id`,
      [branchId],
    );
    findings.push(...numberFindings(table, rows));
  }
  return findings;
}

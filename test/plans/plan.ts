import mysql from 'mysql2/promise';
import type { SqlValue } from '#src/database/database.js';

/** How MySQL reads one table of a statement. */
export interface Step {
  /** The table's own name, and what the statement calls it. */
  table: string;
  alias: string;
  /** 'const', 'ref', 'range', 'index' (the whole of an index), 'ALL' (the whole table) … */
  access: string;
  key: string | null;
  rows: number;
}

/** Null: with these values MySQL sees before planning that there is nothing to read. */
export type Plan = Step[] | null;

const words =
  'JOIN|LEFT|INNER|CROSS|ON|WHERE|SET|ORDER|GROUP|LIMIT|UNION|FOR|USING|SELECT|VALUES|FORCE|HAVING|STRAIGHT_JOIN';

/** What a statement calls its tables: its aliases, each with the table's name. */
export function tablesOf(sql: string): Map<string, string> {
  const named = new RegExp(
    `\\b(?:FROM|JOIN|UPDATE|INTO)\\s+\`?(\\w+)\`?(?:\\s+(?:AS\\s+)?(?!(?:${words})\\b)\`?(\\w+)\`?)?`,
    'gi',
  );
  return new Map([...sql.matchAll(named)].map(([, table, alias]) => [alias ?? table, table] as [string, string]));
}

export async function planOf(
  connection: mysql.Connection,
  { sql, parameters }: { sql: string; parameters: readonly SqlValue[] },
): Promise<Plan> {
  const [rows] = await connection.query<mysql.RowDataPacket[]>(`EXPLAIN FORMAT=TRADITIONAL ${sql}`, [...parameters]);
  const tables = tablesOf(sql);
  const steps = rows.flatMap(({ select_type: part, table, type, key, rows: count }): Step[] =>
    // The table that rows go into is listed too.
    part === 'INSERT' || table === null || type === null || !tables.has(table)
      ? []
      : [{ table: tables.get(table) as string, alias: table, access: type, key, rows: Number(count ?? 0) }],
  );
  return steps.length === 0 ? null : steps;
}

/** The plan with the first values with which there is something to plan; most steps are the most that can be seen of it. */
export async function firstPlan(
  connection: mysql.Connection,
  sent: readonly { sql: string; parameters: readonly SqlValue[] }[],
): Promise<Plan> {
  let best: Plan = null;
  for (const each of sent) {
    const plan = await planOf(connection, each);
    if ((plan?.length ?? 0) > (best?.length ?? 0)) best = plan;
  }
  return best;
}

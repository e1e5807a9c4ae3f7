import type { Database } from '#src/database/database.js';

/** How many SELECTs go through the door while the work is done. The statements still run; they are only counted. */
export async function countStatements(database: Database, work: () => Promise<unknown>): Promise<number> {
  const through = database.rows.bind(database);
  let count = 0;
  database.rows = (sql, parameters) => {
    count += 1;
    return through(sql, parameters);
  };
  try {
    await work();
    return count;
  } finally {
    delete (database as { rows?: unknown }).rows;
  }
}

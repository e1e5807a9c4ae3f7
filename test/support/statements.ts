import type { Database } from '#src/database/database.js';

const doors = ['rows', 'change', 'insert', 'lock'] as const;

/** How many statements go through the door while the work is done. They still run; they are only counted. */
export async function countStatements(database: Database, work: () => Promise<unknown>): Promise<number> {
  const watched = database as unknown as Record<string, unknown>;
  let count = 0;
  for (const name of doors) {
    const through = database[name] as (...given: unknown[]) => unknown;
    watched[name] = (...given: unknown[]) => {
      count += 1;
      return through.apply(database, given);
    };
  }
  try {
    await work();
    return count;
  } finally {
    for (const name of doors) delete watched[name];
  }
}

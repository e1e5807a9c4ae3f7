import { createHash } from 'node:crypto';
import { entities } from '#src/database/entities.js';
import type { Database } from '#src/database/database.js';
import { getMetadataArgsStorage } from 'typeorm';

/** A digest of all rows of every table but sessions, which every request touches. */
export async function contentOf(database: Database): Promise<Record<string, string>> {
  const tables = getMetadataArgsStorage()
    .tables.filter(({ target }) => (entities as readonly unknown[]).includes(target))
    .map(({ name }) => name!)
    .filter((name) => name !== 'sessions');
  const digests: Record<string, string> = {};
  for (const table of tables) {
    const rows = await database.read(() => database.rows(`SELECT * FROM ${table}`));
    const texts = rows.map((row) => JSON.stringify(row)).sort();
    digests[table] = createHash('sha256').update(texts.join('\n')).digest('hex');
  }
  return digests;
}

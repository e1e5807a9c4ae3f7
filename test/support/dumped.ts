import { existsSync, readFileSync } from 'node:fs';
import { writingSource } from '#src/database/connecting.js';
import type { Service } from './app.js';

/** Everything that lies in the database as text: every row of every table, and with SQLite the files themselves, byte for byte. */
export async function dumped({ config }: Pick<Service, 'config'>): Promise<string> {
  const { database } = config;
  const source = await writingSource(database, []).initialize();
  try {
    const tables = (await source.query(
      database.kind === 'mysql'
        ? 'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()'
        : "SELECT name FROM sqlite_schema WHERE type = 'table'",
    )) as { name: string }[];
    const texts: string[] = [];
    for (const { name } of tables) texts.push(JSON.stringify(await source.query(`SELECT * FROM \`${name}\``)));
    if (database.kind === 'sqlite')
      for (const file of [database.file, `${database.file}-wal`])
        if (existsSync(file)) texts.push(readFileSync(file, 'utf8'));
    return texts.join('\n');
  } finally {
    await source.destroy();
  }
}

import { ConfigurationError, type DatabaseConfig } from '../config.js';
import { mysqlSession, serverSource } from './connecting.js';
import { classify } from './dialect.js';
import { settingsMistakes } from './settings.js';

export const serverAway = 'DATABASE_URL: the database server does not answer.';

/** What is wrong with a MySQL server, before a database is looked for on it; one sentence each, none with a password in it. */
export async function serverMistakes(config: DatabaseConfig & { kind: 'mysql' }): Promise<string[]> {
  const source = serverSource(config);
  try {
    await source.initialize();
    const runner = source.createQueryRunner('master');
    try {
      for (const statement of mysqlSession) await runner.query(statement);
      return await settingsMistakes(runner);
    } finally {
      await runner.release();
    }
  } catch (error) {
    if (error instanceof ConfigurationError) return [...error.mistakes];
    if (classify(error) === 'away') return [serverAway];
    const { code } = ((error as { driverError?: unknown }).driverError ?? error) as { code?: unknown };
    return [`DATABASE_URL: the database server refuses (${typeof code === 'string' ? code : 'no reason given'}).`];
  } finally {
    if (source.isInitialized) await source.destroy();
  }
}

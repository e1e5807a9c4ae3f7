// A service that only starts: prepares the database, says so, and waits to be told to stop.
import { setTimeout as pause } from 'node:timers/promises';
import { readConfig, ConfigurationError } from '#src/config.js';
import { prepareDatabase } from '#src/database/start.js';

const [, , url, migrations] = process.argv;
const seed = async (database) => {
  console.log('seeding');
  await database.change('INSERT INTO thing (name) VALUES (?)', ['seed']);
  if (process.env.HOLD === 'seed') await pause(60_000);
};
try {
  const database = await prepareDatabase(readConfig({ ...process.env, DATABASE_URL: url }), seed, {
    migrations,
    entities: [],
  });
  console.log('ready');
  process.stdin.resume();
  process.stdin.once('end', () => void database.close());
} catch (error) {
  console.log(error instanceof ConfigurationError ? 'refused' : 'failed', error.message);
  process.exitCode = 1;
}

import type { AddressInfo } from 'node:net';
import { createApp } from './app.js';
import { Clock } from './calendar.js';
import { ConfigurationError, readConfig } from './config.js';
import type { Database } from './database/database.js';
import { DatabaseAway } from './database/errors.js';
import { type Preparation, prepareWhenThere } from './database/start.js';
import { firstStart } from './first-start.js';
import { KeptExportRunner } from './documents/kept-export-runner.service.js';
import { KeyRing } from './key-ring.js';
import { PurgeRunner } from './retention/purge-runner.service.js';
import { refuseMissingKeys, sealClearTexts } from './vault/sealing.js';
import { JobRunner } from './jobs/job-runner.service.js';

export interface Serving {
  address: string;
  database: Database;
}

/**
 * Starts the service: settings, database, migrations, what an empty database needs first, and then listening.
 * What is wrong with the settings is said in plain lines, and the process ends.
 */
export async function serve(
  env: NodeJS.ProcessEnv,
  seed: (database: Database, clock: Clock) => Promise<void> = firstStart,
  limits: Preparation['limits'] = {},
): Promise<Serving> {
  // Days are decided by the organisation's zone in calendar.ts; nothing may depend on the machine's own.
  process.env.TZ = 'UTC';
  try {
    const config = readConfig(env);
    const clock = new Clock(config.timeZone);
    const database = await prepareWhenThere(config, (opened) => seed(opened, clock), { limits }, console.warn);
    const keys = KeyRing.of(config.encryption);
    await refuseMissingKeys(database, keys);
    await sealClearTexts(database, keys, clock.now());
    const app = await createApp(config, database, clock);
    await app.listen(config.port, config.host);
    if (config.jobs) app.get(JobRunner).start();
    if (config.jobs) app.get(KeptExportRunner).start();
    if (config.jobs) app.get(PurgeRunner).start();
    const { port } = app.getHttpServer().address() as AddressInfo;
    const host = config.host.includes(':') ? `[${config.host}]` : config.host;
    return { address: config.publicOrigin ?? `http://${host}:${port}`, database };
  } catch (error) {
    if (!(error instanceof ConfigurationError || error instanceof DatabaseAway)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

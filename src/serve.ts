import type { AddressInfo } from 'node:net';
import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from './app.js';
import { Clock } from './calendar.js';
import { type Config, ConfigurationError } from './config.js';
import type { Database } from './database/database.js';
import { DatabaseAway } from './database/errors.js';
import { type Preparation, prepareWhenThere } from './database/start.js';
import { firstStart } from './first-start.js';
import { KeptExportRunner } from './documents/kept-export-runner.service.js';
import { KeyRing } from './key-ring.js';
import { PurgeRunner } from './retention/purge-runner.service.js';
import { refuseMissingKeys, sealClearTexts } from './vault/sealing.js';
import { JobRunner } from './jobs/job-runner.service.js';
import { LimitSettler } from './limits/limit-settler.service.js';
import { openLog, type Log, ServiceLog } from './observation/service-log.js';
import { checkedConfig } from './start-checks.js';

export interface Serving {
  address: string;
  database: Database;
}

/** A stop that takes longer, beyond the time for draining, is cut short: an orchestrator would do it less gently. */
const stopMilliseconds = 30_000;

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
    const config = await checkedConfig(env);
    const log = openLog(config);
    if (config.logLevel !== 'silent') Logger.overrideLogger(new ServiceLog(log));
    for (const warning of config.warnings) log.warn(warning);
    endOnFaults(log);
    const clock = new Clock(config.timeZone);
    const database = await prepareWhenThere(
      config,
      (opened) => seed(opened, clock),
      { limits },
      (sentence) => log.warn(sentence),
    );
    const keys = KeyRing.of(config.encryption);
    await refuseMissingKeys(database, keys);
    await sealClearTexts(database, keys, clock.now());
    const app = await createApp(config, database, clock);
    await app.listen(config.port, config.host);
    endInTime(config, log);
    startWhatRunsByItself(app, config);
    const { port } = app.getHttpServer().address() as AddressInfo;
    const host = config.host.includes(':') ? `[${config.host}]` : config.host;
    return { address: config.publicOrigin ?? `http://${host}:${port}`, database };
  } catch (error) {
    if (error instanceof ConfigurationError || error instanceof DatabaseAway) console.error(error.message);
    // As Node would print it, an error of the database shows the values of its statement.
    else openLog({ logLevel: 'error' }).fatal({ error }, 'The service could not start.');
    process.exit(1);
  }
}

function startWhatRunsByItself(app: NestFastifyApplication, { jobs }: Config): void {
  app.get(LimitSettler).start();
  if (!jobs) return;
  app.get(JobRunner).start();
  app.get(KeptExportRunner).start();
  app.get(PurgeRunner).start();
}

/**
 * An error that nobody caught leaves the process in a state that nobody thought of: it is logged, without values, and the process
 * ends. A rejection that nobody handles becomes such an error in Node.
 */
function endOnFaults(log: Log): void {
  process.once('uncaughtException', (error) => {
    log.fatal({ error }, 'An error that nobody caught: the process ends.');
    log.flush(() => process.exit(1));
    setTimeout(() => process.exit(1), 1000);
  });
}

/** A stop ends in any case, also when a request or a job never does. */
function endInTime({ drainSeconds }: Config, log: Log): void {
  const end = (): void => {
    const late = setTimeout(
      () => {
        log.error('The stop took too long: what was running is broken off.');
        process.exit(1);
      },
      stopMilliseconds + drainSeconds * 1000,
    );
    late.unref();
  };
  process.once('SIGTERM', end).once('SIGINT', end);
}

import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';
import { Clock } from './calendar.js';
import { ConfigurationError, readConfig } from './config.js';
import { prepareDatabase } from './database/start.js';
import { Purges } from './retention/purges.service.js';

/*
 * `pointbook purge`: what the service does once a day, now; with --dry-run it only says what it would do. See docs/keys.md.
 */

/** Beside a running service on MySQL; on SQLite the service is stopped first. @throws ConfigurationError */
export async function purgeCommand(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  print: (line: string) => void,
): Promise<void> {
  const strange = args.find((arg) => arg !== '--dry-run');
  if (strange) throw new ConfigurationError([`purge knows --dry-run, not ${strange}.`]);
  const config = { ...readConfig(env), logLevel: 'silent' as const };
  const database = await prepareDatabase(config);
  const clock = new Clock(config.timeZone);
  const services = await NestFactory.createApplicationContext(AppModule.around({ config, database, clock }), {
    logger: ['error', 'warn'],
  });
  try {
    const purges = services.get(Purges, { strict: false });
    const { due, waiting } = await purges.plan();
    const isDry = args.includes('--dry-run');
    const counts = isDry ? due : await purges.now();
    for (const [kind, count] of Object.entries(counts)) print(`${isDry ? 'would erase' : 'erased'}  ${kind}  ${count}`);
    for (const [obstacle, count] of Object.entries(waiting)) print(`kept  members  ${count}  (${obstacle})`);
  } finally {
    await services.close();
  }
}

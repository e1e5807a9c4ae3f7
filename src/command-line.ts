import { writeFile } from 'node:fs/promises';
import { describeService } from './app.js';
import { Clock } from './calendar.js';
import { ConfigurationError, readConfig } from './config.js';
import { prepareDatabase } from './database/start.js';
import { resetPassword } from './identity/reset-password.js';

/** The operator's command line: npm run pointbook -- … */
const help = `npm run pointbook -- COMMAND

  accounts reset NAME   gives the account a new one-time password and unlocks it
  openapi [FILE]        writes the description of the API (to the screen without FILE)`;

process.env.TZ = 'UTC';

async function accountsReset([signInName]: string[]): Promise<void> {
  if (!signInName) throw new ConfigurationError(['Name the account: accounts reset NAME']);
  const config = readConfig(process.env);
  const database = await prepareDatabase(config);
  try {
    const password = await resetPassword(database, signInName, new Clock(config.timeZone).now());
    console.log(password ? `New first password of ${signInName}: ${password}` : `There is no account ${signInName}.`);
    if (!password) process.exitCode = 1;
  } finally {
    await database.close();
  }
}

async function openapi([file]: string[]): Promise<void> {
  const text = `${JSON.stringify(await describeService(), null, 2)}\n`;
  if (file) await writeFile(file, text);
  else process.stdout.write(text);
}

const [command, ...rest] = process.argv.slice(2);
try {
  if (command === 'accounts' && rest[0] === 'reset') await accountsReset(rest.slice(1));
  else if (command === 'openapi') await openapi(rest);
  else {
    console.log(help);
    process.exitCode = command === undefined || command === 'help' ? 0 : 1;
  }
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

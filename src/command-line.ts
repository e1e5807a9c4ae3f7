import { readFile, writeFile } from 'node:fs/promises';
import { backupHelp } from './backup-help.js';
import { Clock } from './calendar.js';
import { configCommand } from './config-command.js';
import { ConfigurationError, readConfig } from './config.js';
import type { ExportedPublication } from './publication/exported-publication.js';
import { schemeSchema, sheetSchema } from './schemes/scheme-json-schema.js';
import { schemeCommand, schemeHelp } from './scheme-commands.js';
import { verifyHelp } from './verify-help.js';

/** The operator's command line: npm run pointbook -- … */
const help = `npm run pointbook -- COMMAND

  accounts reset NAME [--without-second-factor]
                        prints a code with which the account chooses a password within the hour, and unlocks it
  keys new|status|rotate
                        prints a new key for ENCRYPTION_KEYS; says which key seals how much; seals
                        everything anew with the first key (docs/keys.md)
  config                prints the settings in force, secrets masked, and what is wrong with them
  evidence sweep        removes what broken-off uploads left behind, and names files whose bytes are gone
  check-export FILE HEAD
                        checks an exported publication against a printed head or verification code
  purge [--dry-run]     erases what has been kept long enough, as the service does once a day, or says
                        what it would erase (docs/keys.md)
  openapi [FILE]        writes the description of the API (to the screen without FILE)
  rights [FILE]         writes the page that says who may do what
  schema scheme|sheet [FILE]
                        writes the JSON Schema of scheme files or of sheet files
${verifyHelp}
${backupHelp}

${schemeHelp}`;

process.env.TZ = 'UTC';

async function accountsReset([signInName, option]: string[]): Promise<void> {
  const withoutSecondFactor = option === '--without-second-factor';
  if (option !== undefined && !withoutSecondFactor) throw new ConfigurationError([`There is no option ${option}.`]);
  if (!signInName) throw new ConfigurationError(['Name the account: accounts reset NAME']);
  const config = readConfig(process.env);
  const { prepareDatabase } = await import('./database/start.js');
  const { resetPassword } = await import('./identity/reset-password.js');
  const database = await prepareDatabase(config);
  try {
    const now = new Clock(config.timeZone).now();
    const code = await resetPassword(database, signInName, { now, withoutSecondFactor });
    console.log(code ? `One-time code of ${signInName}: ${code}` : `There is no account ${signInName}.`);
    if (!code) process.exitCode = 1;
  } finally {
    await database.close();
  }
}

async function evidenceSweep(): Promise<void> {
  const config = readConfig(process.env);
  const { prepareDatabase } = await import('./database/start.js');
  const { openStore } = await import('./evidence/open-store.js');
  const { sweepEvidence } = await import('./evidence/sweep.js');
  const database = await prepareDatabase(config);
  try {
    const swept = await sweepEvidence(database, openStore(config.evidence), new Clock(config.timeZone).now());
    console.log(`Removed ${swept.withoutRow} files without a row and ${swept.unnamed} that no line names.`);
    if (swept.missing.length > 0) {
      console.error(`The bytes of these evidence files are gone: ${swept.missing.join(', ')}.`);
      process.exitCode = 1;
    }
  } finally {
    await database.close();
  }
}

async function keys(args: string[]): Promise<void> {
  const { keysCommand } = await import('./keys-command.js');
  await keysCommand(args, process.env, console.log);
}

async function purge(args: string[]): Promise<void> {
  const { purgeCommand } = await import('./purge-command.js');
  await purgeCommand(args, process.env, console.log);
}

function config(): void {
  const { text, failed } = configCommand(process.env);
  console.log(text);
  if (failed) process.exitCode = 1;
}

async function openapi([file]: string[]): Promise<void> {
  // The service is loaded for this alone: whoever scores a sheet doesn't wait for it.
  const { describeService } = await import('./app.js');
  await writeJson(await describeService(), file);
}

async function rights([file]: string[]): Promise<void> {
  const { rightsPage } = await import('./identity/rights-page.js');
  if (file) await writeFile(file, rightsPage());
  else process.stdout.write(rightsPage());
}

async function schema([kind, file]: string[]): Promise<void> {
  const make = kind === 'scheme' ? schemeSchema : kind === 'sheet' ? sheetSchema : null;
  if (!make) throw new ConfigurationError(['Name the schema: schema scheme, or schema sheet']);
  await writeJson(make(), file);
}

async function checkExport([file, printed]: string[]): Promise<void> {
  if (!file || !printed) throw new ConfigurationError(['Name the export and what is printed: check-export FILE HEAD']);
  const { firstMismatch } = await import('./publication/exported-publication.js');
  const mismatch = firstMismatch(JSON.parse(await readFile(file, 'utf8')) as ExportedPublication, printed);
  console.log(mismatch === null ? 'matches' : `does not match: ${mismatch}`);
  if (mismatch !== null) process.exitCode = 1;
}

async function verify(args: string[]): Promise<void> {
  const { verifyCommand, VerifyStop } = await import('./verify-command.js');
  try {
    if (!(await verifyCommand(args, process.env, console.log))) process.exitCode = 1;
  } catch (error) {
    if (!(error instanceof VerifyStop)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

async function backup(args: string[]): Promise<void> {
  const { backupCommand } = await import('./backup-commands.js');
  const { languageOf } = await import('./verify-command.js');
  const config = readConfig(process.env);
  const speaking = { print: console.log, tell: console.error };
  process.exitCode = await backupCommand(args, config, new Clock(config.timeZone), speaking, languageOf(process.env));
}

async function writeJson(value: unknown, file: string | undefined): Promise<void> {
  const text = `${JSON.stringify(value, null, 2)}\n`;
  if (file) await writeFile(file, text);
  else process.stdout.write(text);
}

async function schemes(args: string[]): Promise<boolean> {
  const answer = await schemeCommand(args, process.env);
  if (!answer) return false;
  (answer.failed ? console.error : console.log)(answer.text);
  if (answer.failed) process.exitCode = 1;
  return true;
}

const [command, ...rest] = process.argv.slice(2);
try {
  if (command === 'accounts' && rest[0] === 'reset') await accountsReset(rest.slice(1));
  else if (command === 'evidence' && rest[0] === 'sweep') await evidenceSweep();
  else if (command === 'keys') await keys(rest);
  else if (command === 'purge') await purge(rest);
  else if (command === 'config') config();
  else if (command === 'check-export') await checkExport(rest);
  else if (command === 'verify') await verify(rest);
  else if (command === 'backup' || command === 'restore') await backup(process.argv.slice(2));
  else if (command === 'openapi') await openapi(rest);
  else if (command === 'rights') await rights(rest);
  else if (command === 'schema') await schema(rest);
  else if (!(await schemes(process.argv.slice(2)))) {
    console.log(help);
    process.exitCode = command === undefined || command === 'help' ? 0 : 1;
  }
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

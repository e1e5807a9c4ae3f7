import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import type { BackupConfig, Config } from '#src/config.js';
import { readConfig } from '#src/config.js';
import { prepareDatabase } from '#src/database/start.js';
import { type Service, startService } from '../support/app.js';

/** What seals rows in the database. A backup carries them sealed. */
const sealing = { ENCRYPTION_KEYS: `test:${Buffer.alloc(32, 7).toString('base64')}` };

/** Where a database is and where its evidence lies, as the environment says it. */
export function environmentOf({ database, evidence }: Config): Record<string, string> {
  return {
    ...sealing,
    DATABASE_URL: database.kind === 'mysql' ? database.url : `sqlite:${database.file}`,
    ...(evidence.kind === 'folder' && { EVIDENCE_DIR: evidence.folder }),
  };
}

export interface Keys {
  environment: Record<string, string>;
  config: BackupConfig;
}

export async function newKeys(): Promise<Keys> {
  const identity = await generateIdentity();
  const recipient = await identityToRecipient(identity);
  return {
    environment: { BACKUP_RECIPIENTS: recipient, BACKUP_IDENTITY: identity },
    config: { recipients: [recipient], identities: [identity], passphrase: null },
  };
}

export interface Ended {
  code: number | null;
  said: string;
}

/** The operator's command line, in a process of its own. */
export function pointbook(
  words: string[],
  environment: Record<string, string>,
): { child: ChildProcess; ended: Promise<Ended> } {
  const env = { PATH: process.env.PATH!, LANG: 'en_GB', ...environment };
  const child = spawn(process.execPath, ['dist/command-line.js', ...words], { env });
  let said = '';
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ code, said })));
  return { child, ended };
}

export const run = (words: string[], environment: Record<string, string>): Promise<Ended> =>
  pointbook(words, environment).ended;

/** A folder of the test's own. */
export function aFolder(): { folder: string; drop(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'pointbook-backup-'));
  return { folder, drop: () => rmSync(folder, { recursive: true, force: true }) };
}

/** A SQLite database that isn't there yet, whatever the tests run on. */
export function sqliteConfig(folder: string, name: string): Config {
  return readConfig({
    ...sealing,
    DATABASE_URL: `sqlite:${join(folder, name, 'restored.sqlite')}`,
    PORT: '0',
    LOG_LEVEL: 'silent',
  });
}

/** The service as it is started on a database that is there. */
export async function serviceOn(config: Config, now?: string): Promise<Service> {
  const database = await prepareDatabase(config);
  return startService({ on: { config, database, close: () => database.close() }, ...(now && { now }) });
}

import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { BackupProblem } from './backup/backup-problem.js';
import type { TrailEnd } from './backup/archive-format.js';
import { makeBackup, type Progress } from './backup/make-backup.js';
import { readBackup } from './backup/read-backup.js';
import { restoreBackup } from './backup/restore-backup.js';
import { nameAt, rotate } from './backup/rotation.js';
import { type Language, problemWords, say } from './backup/words.js';
import type { Clock, Instant } from './calendar.js';
import type { Config } from './config.js';
import { classify } from './database/dialect.js';
import { DatabaseAway } from './database/errors.js';
import { openForReading } from './database/start.js';
import { EvidenceStoreAway } from './evidence/evidence-store.js';
import { openStore } from './evidence/open-store.js';
import { printedCode } from './verification/printed-head.js';

/*
 * `pointbook backup`, `backup check`, `backup key` and `restore`. Keys come from the environment or from files, never from what
 * was typed: a command line can be read by everybody on the machine.
 */

interface Asked {
  words: string[];
  keep: number | null;
  unencrypted: boolean;
  withEvidence: boolean;
  language: Language;
}

/** How a command ended: 0 as wished; 1 not at all; 2 with a backup that is whole but for evidence whose bytes were lost before. */
export type ExitCode = 0 | 1 | 2;

export interface Speaking {
  /** What was asked for. */
  print: (line: string) => void;
  /** How far it is, and what went wrong. */
  tell: (line: string) => void;
}

/** A backup may take an hour, and a setTimeout no more than this. */
const longestMilliseconds = 2 ** 31 - 1;

/** Runs `backup …` or `restore …`. @throws ConfigurationError for a database that isn't as the command needs it */
export async function backupCommand(
  args: readonly string[],
  config: Config,
  clock: Clock,
  speaking: Speaking,
  language: Language,
): Promise<ExitCode> {
  const asked = readAsked(args, language);
  if (typeof asked === 'string') {
    speaking.tell(asked);
    return 1;
  }
  try {
    const [command, second, third] = asked.words;
    if (command === 'restore') return await restore(second!, config, asked, speaking);
    if (second === 'check') return await check(third!, config, asked, speaking);
    if (second === 'key') return await makeKey(third!, asked, speaking);
    return await backup(second!, config, clock.now(), asked, speaking);
  } catch (error) {
    const sentence = sentenceOf(error, asked.language);
    if (sentence === null) throw error;
    speaking.tell(say[asked.language].failed + sentence);
    return 1;
  }
}

function sentenceOf(error: unknown, language: Language): string | null {
  if (error instanceof BackupProblem) return problemWords(error, language);
  if (error instanceof DatabaseAway || error instanceof EvidenceStoreAway) return error.message;
  return classify(error) === 'away' ? say[language].databaseAway : null;
}

async function backup(target: string, config: Config, now: Instant, asked: Asked, { print, tell }: Speaking) {
  const words = say[asked.language];
  const folder = (await isFolder(target)) ? target : null;
  if (asked.keep !== null && folder === null) throw new BackupProblem('noFolder', { folder: target });
  const file = resolve(folder === null ? target : join(folder, nameAt(now, asked.unencrypted)));
  const database = await openForReading(config, { read: longestMilliseconds });
  try {
    const { unencrypted, withEvidence } = asked;
    const wish = { file, product: await productVersion(), now, unencrypted, withEvidence };
    const made = await makeBackup(database, openStore(config.evidence), config.backup, wish, progressOf(asked, tell));
    print(words.made(file, made.rows, made.evidenceFiles));
    if (unencrypted) tell(words.open);
    if (made.removedMeanwhile.length > 0) tell(words.removed(made.removedMeanwhile.length));
    if (made.missing.length > 0) tell(words.missing(made.missing.join(', ')));
    if (folder !== null && asked.keep !== null)
      for (const name of await rotate(folder, asked.keep, now)) tell(words.deleted(name));
    return made.missing.length > 0 ? 2 : 0;
  } finally {
    await database.close();
  }
}

async function check(file: string, config: Config, asked: Asked, { print, tell }: Speaking): Promise<ExitCode> {
  const words = say[asked.language];
  const nothing = async (): Promise<void> => undefined;
  const reading = { manifest: nothing, rows: nothing, evidence: nothing };
  const { manifest, seal } = await readBackup(file, config.backup, reading);
  const rows = seal.tables.reduce((sum, table) => sum + table.rows, 0);
  print(words.checked(manifest.createdAt, manifest.product, manifest.source, rows, seal.evidence.files));
  sayHeads(manifest.heads, words.heads, print);
  if (seal.evidenceMissing.length > 0) tell(words.lost(seal.evidenceMissing.length));
  return 0;
}

async function restore(file: string, config: Config, asked: Asked, { print, tell }: Speaking): Promise<ExitCode> {
  const words = say[asked.language];
  const store = openStore(config.evidence);
  const { manifest, seal } = await restoreBackup(file, config.database, store, config.backup, progressOf(asked, tell));
  print(words.restored(manifest.createdAt));
  sayHeads(manifest.heads, words.heads, print);
  if (manifest.evidence === 'named') tell(words.named);
  if (seal.evidenceMissing.length > 0) tell(words.lost(seal.evidenceMissing.length));
  print(words.next);
  return 0;
}

async function makeKey(file: string, asked: Asked, { print, tell }: Speaking): Promise<ExitCode> {
  const identity = await generateIdentity();
  const recipient = await identityToRecipient(identity);
  try {
    await writeFile(file, `# Pointbook backup key. Recipient: ${recipient}\n${identity}\n`, {
      flag: 'wx',
      mode: 0o600,
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw new BackupProblem('exists', { file });
    throw new BackupProblem('noFolder', { folder: resolve(file, '..') });
  }
  tell(say[asked.language].key(file));
  print(recipient);
  return 0;
}

function sayHeads(heads: readonly TrailEnd[], title: string, print: (line: string) => void): void {
  const begun = heads.filter(({ sequence }) => sequence > 0);
  if (begun.length === 0) return;
  print(title);
  for (const head of begun) print(`  ${printedCode(head)}`);
}

/** A line for a table or file that is done with, but at most one a second. */
function progressOf({ language }: Asked, tell: (line: string) => void): Progress {
  let last = performance.now();
  return (what) => {
    if (performance.now() - last < 1000) return;
    last = performance.now();
    tell('table' in what ? say[language].table(what.table, what.rows) : say[language].files(what.evidenceFiles));
  };
}

async function isFolder(target: string): Promise<boolean> {
  if (target.endsWith('/')) await mkdir(target, { recursive: true, mode: 0o700 });
  return (await stat(target).catch(() => null))?.isDirectory() ?? false;
}

async function productVersion(): Promise<string> {
  const text = await readFile(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** What was asked for, or the sentence that says what is wrong with it. */
function readAsked(args: readonly string[], language: Language): Asked | string {
  const asked: Asked = { words: [], keep: null, unencrypted: false, withEvidence: true, language };
  const given = args.flatMap((arg) => (arg.startsWith('--') ? arg.split(/=(.*)/s, 2) : [arg]));
  for (let index = 0; index < given.length; index += 1) {
    const word = given[index]!;
    if (word === '--unencrypted') asked.unencrypted = true;
    else if (word === '--without-evidence') asked.withEvidence = false;
    else if (word === '--lang') {
      const value = given[(index += 1)];
      if (value !== 'zh' && value !== 'en') return say[asked.language].usage;
      asked.language = value;
    } else if (word === '--keep') {
      const value = given[(index += 1)] ?? '';
      asked.keep = /^\d{1,5}$/.test(value) ? Number(value) : 0;
      if (asked.keep < 1 || asked.keep > 10_000) return say[asked.language].keep;
    } else if (word.startsWith('-')) return say[asked.language].usage;
    else asked.words.push(word);
  }
  const [command, second, third] = asked.words;
  const inTwo = command === 'backup' && (second === 'check' || second === 'key');
  const whole = asked.words.length === (inTwo ? 3 : 2) && (inTwo ? third : second) !== '';
  return whole ? asked : say[asked.language].usage;
}

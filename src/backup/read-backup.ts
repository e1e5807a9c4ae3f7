import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import type { BackupConfig } from '../config.js';
import type { Cell } from '../database/tables.js';
import {
  type ArchivedTable,
  type EntryName,
  type Manifest,
  readEntryName,
  readManifest,
  readSeal,
  type Seal,
} from './archive-format.js';
import { BackupProblem } from './backup-problem.js';
import { ageBegins, decrypted, gzipBegins } from './protection.js';

/** What is done with a backup that is read. Whatever comes before `seal` may still turn out to be damaged. */
export interface Reading {
  manifest(manifest: Manifest): Promise<void>;
  rows(table: ArchivedTable, rows: Cell[][]): Promise<void>;
  evidence(name: string, bytes: Buffer): Promise<void>;
}

export interface BackupRead {
  manifest: Manifest;
  seal: Seal;
}

/** No entry of ours comes near this. A larger one would be somebody's attempt on our memory. */
const entryBytesMax = 64 * 1024 * 1024;

interface Entry {
  name: string;
  bytes: Buffer;
}

/** Reads a backup from its beginning to its end and compares every count and digest with its seal. @throws BackupProblem */
export async function readBackup(file: string, protection: BackupConfig, reading: Reading): Promise<BackupRead> {
  const entries = entriesOf(file, protection);
  try {
    const first = await entries.next();
    if (first.done) throw new BackupProblem('cutOff');
    if (first.value.name !== 'manifest.json') throw new BackupProblem('foreign');
    const manifest = readManifest(first.value.bytes);
    const sums = new Sums(manifest);
    await reading.manifest(manifest);
    for (let next = await entries.next(); !next.done; next = await entries.next()) {
      const entry = readEntryName(next.value.name);
      if (entry.kind !== 'seal') {
        await take(entry, next.value.bytes, sums, reading);
        continue;
      }
      const seal = readSeal(next.value.bytes);
      if (!(await entries.next()).done) throw new BackupProblem('changed');
      sums.compare(seal);
      return { manifest, seal };
    }
    throw new BackupProblem('unsealed');
  } finally {
    await entries.return(undefined).catch(() => undefined);
  }
}

async function take(entry: EntryName, bytes: Buffer, sums: Sums, reading: Reading): Promise<void> {
  if (entry.kind === 'rows') {
    const table = sums.expect(entry.table, entry.part);
    const rows = rowsOf(bytes, table);
    sums.addRows(table, bytes, rows.length);
    await reading.rows(table, rows);
  } else if (entry.kind === 'evidence') {
    sums.addFile(entry.name, bytes);
    await reading.evidence(entry.name, bytes);
  } else throw new BackupProblem('changed');
}

function rowsOf(bytes: Buffer, { columns }: ArchivedTable): Cell[][] {
  const lines = bytes.toString('utf8').split('\n');
  if (lines.pop() !== '') throw new BackupProblem('changed');
  return lines.map((line) => {
    let row: unknown;
    try {
      row = JSON.parse(line);
    } catch {
      throw new BackupProblem('changed');
    }
    if (!Array.isArray(row) || row.length !== columns.length || !row.every(isCell)) throw new BackupProblem('changed');
    return row;
  });
}

const isCell = (value: unknown): value is Cell =>
  value === null || typeof value === 'string' || Number.isSafeInteger(value);

/** Counts and digests of what has been read, to be held against the seal. */
class Sums {
  private readonly tables = new Map<string, { table: ArchivedTable; rows: number; parts: number; hash: Hash }>();
  private readonly evidence = { files: 0, bytes: 0, hash: createHash('sha256') };

  constructor({ tables }: Manifest) {
    for (const table of tables)
      if (table.carried) this.tables.set(table.name, { table, rows: 0, parts: 0, hash: createHash('sha256') });
  }

  expect(name: string, part: number): ArchivedTable {
    const sum = this.tables.get(name);
    if (!sum) throw new BackupProblem('strangeTable', { table: name });
    if (part !== (sum.parts += 1)) throw new BackupProblem('changed');
    return sum.table;
  }

  addRows({ name }: ArchivedTable, bytes: Buffer, rows: number): void {
    const sum = this.tables.get(name)!;
    sum.rows += rows;
    sum.hash.update(bytes);
  }

  addFile(name: string, bytes: Buffer): void {
    this.evidence.files += 1;
    this.evidence.bytes += bytes.length;
    this.evidence.hash.update(`${name} ${createHash('sha256').update(bytes).digest('hex')}\n`);
  }

  compare(seal: Seal): void {
    for (const [name, { rows, hash }] of this.tables) {
      const sealed = seal.tables.find((table) => table.name === name);
      if (sealed?.rows !== rows || sealed.digest !== hash.digest('hex'))
        throw new BackupProblem('rowsDiffer', { table: name });
    }
    const { files, bytes, hash } = this.evidence;
    const { evidence } = seal;
    if (evidence.files !== files || evidence.bytes !== bytes || evidence.digest !== hash.digest('hex'))
      throw new BackupProblem('evidenceDiffers');
  }
}

/** The entries of the archive, one at a time in memory. */
async function* entriesOf(file: string, protection: BackupConfig): AsyncGenerator<Entry, undefined> {
  const locked = await isLocked(file);
  const progress = { entries: 0, readToEnd: () => false };
  const tar = extract();
  let flowing: Promise<void> | undefined;
  try {
    const bytes = createReadStream(file);
    const opened = locked ? await decrypted(bytes, protection) : { plain: bytes, readToEnd: () => false };
    progress.readToEnd = opened.readToEnd;
    flowing = pipeline(opened.plain, createGunzip(), tar);
    flowing.catch((error: Error) => tar.destroy(error));
    for await (const entry of tar) {
      const { name, type, size: entryBytes } = entry.header;
      if (type !== 'file' || (entryBytes ?? 0) > entryBytesMax)
        throw new BackupProblem('strangeName', { name: JSON.stringify(name.slice(0, 120)) });
      const chunks: Buffer[] = [];
      for await (const chunk of entry) chunks.push(chunk as Buffer);
      progress.entries += 1;
      yield { name, bytes: Buffer.concat(chunks) };
    }
    await flowing;
  } catch (error) {
    throw problemOf(error, progress);
  } finally {
    tar.destroy();
    await flowing?.catch(() => undefined);
  }
}

/** Whether age has locked this file; it has to begin like a backup. */
async function isLocked(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => null);
  if (!found?.isFile()) throw new BackupProblem('noFile', { file });
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(ageBegins.length), 0, ageBegins.length, 0);
    const begins = buffer.subarray(0, bytesRead);
    const locked = begins.toString('latin1') === ageBegins;
    if (!locked && !begins.subarray(0, 2).equals(gzipBegins)) throw new BackupProblem('foreign');
    return locked;
  } finally {
    await handle.close();
  }
}

/**
 * What a failure of age, gzip or tar means to somebody who holds this file in his hand. Age can't tell a file that was cut off
 * from one whose last piece was changed, and the sentence says so.
 */
function problemOf(error: unknown, { entries, readToEnd }: { entries: number; readToEnd(): boolean }): Error {
  if (error instanceof BackupProblem) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  const problem = (name: 'wrongKey' | 'cutOff' | 'changed' | 'foreign') =>
    new BackupProblem(name, {}, { cause: error });
  if (code !== undefined && !code.startsWith('Z_') && !code.startsWith('ERR_')) return error as Error; // of the disk
  if (/no identity matched/.test(message)) return problem('wrongKey');
  if (entries === 0 && /invalid tar header|unexpected end of data/i.test(message)) return problem('foreign');
  const cutOff = code === 'Z_BUF_ERROR' || /unexpected end of|stream ended/i.test(message) || readToEnd();
  return problem(cutOff ? 'cutOff' : 'changed');
}

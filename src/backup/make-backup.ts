import { createHash } from 'node:crypto';
import { access } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { BackupConfig } from '../config.js';
import type { Instant } from '../calendar.js';
import { type Database, marks } from '../database/database.js';
import { type Ask, type Cell, describeTables, pagesOf, type TableShape } from '../database/tables.js';
import type { EvidenceStore } from '../evidence/evidence-store.js';
import {
  type ArchivedTable,
  evidenceName,
  formatName,
  formatVersion,
  type Manifest,
  manifestName,
  partName,
  type Seal,
  sealName,
  type TrailEnd,
} from './archive-format.js';
import { ArchiveWriter } from './archive-writer.js';
import { BackupProblem } from './backup-problem.js';
import { leftOut, leftOutColumns, ofTheDatabase } from './left-out.js';
import { encrypterOf } from './protection.js';

/** About so many bytes of rows make one entry of the archive. */
const partBytes = 1_000_000;

export interface BackupWish {
  file: string;
  product: string;
  now: Instant;
  unencrypted: boolean;
  /** False when the bucket has a backup of its own: the rows are kept, the bytes are not. */
  withEvidence: boolean;
}

export interface BackupMade {
  rows: number;
  evidenceFiles: number;
  /** Files whose rows were deleted while the backup was made: their bytes went with them, and nothing is wrong. */
  removedMeanwhile: string[];
  /** Files that rows still name and the store does not have, or has with other bytes. */
  missing: string[];
  heads: TrailEnd[];
}

/** Told now and then how far it is. */
export type Progress = (what: { table: string; rows: number } | { evidenceFiles: number }) => void;

/**
 * Writes everything into one file: all tables as they are at one instant (one snapshot of the database, beside whoever goes on
 * writing), then the evidence files that those rows name. @throws BackupProblem, DatabaseAway
 */
export async function makeBackup(
  database: Database,
  store: EvidenceStore,
  protection: BackupConfig,
  wish: BackupWish,
  progress: Progress = () => undefined,
): Promise<BackupMade> {
  if (
    await access(wish.file).then(
      () => true,
      () => false,
    )
  )
    throw new BackupProblem('exists', { file: wish.file });
  const encrypter = encrypterOf(protection, wish.unencrypted);
  // A lost connection runs this again on a new snapshot, and then in a new file.
  const made = await database.read(async () => {
    const archive = await ArchiveWriter.open(wish.file, encrypter);
    try {
      const filled = await fill(archive, database, store, wish, progress);
      await archive.finish();
      return filled;
    } catch (error) {
      await archive.abandon();
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOSPC') throw new BackupProblem('noSpace', { file: wish.file });
      if (code === 'ENOENT' || code === 'EACCES') throw new BackupProblem('noFolder', { folder: dirname(wish.file) });
      throw error;
    }
  });
  const named = await stillNamed(database, made.missing);
  const removedMeanwhile = made.missing.filter((name) => !named.has(name));
  return { ...made, removedMeanwhile, missing: made.missing.filter((name) => named.has(name)) };
}

async function stillNamed(database: Database, names: readonly string[]): Promise<ReadonlySet<string>> {
  const some = names.slice(0, 1000);
  if (some.length === 0) return new Set();
  const rows = await database.read(() =>
    database.rows<{ storageName: string }>(
      `SELECT storageName FROM evidence_files WHERE storageName IN ${marks(some)}`,
      some,
    ),
  );
  return new Set(rows.map(({ storageName }) => storageName));
}

async function fill(
  archive: ArchiveWriter,
  database: Database,
  store: EvidenceStore,
  wish: BackupWish,
  progress: Progress,
): Promise<Omit<BackupMade, 'removedMeanwhile'>> {
  const ask: Ask = (sql, parameters) => database.rows(sql, parameters);
  const tables = (await describeTables(ask, database.dialect.catalogue))
    .filter(({ name }) => !ofTheDatabase.includes(name))
    .map((table): ArchivedTable => ({ ...table, carried: !(table.name in leftOut) }));
  const ran = await ask<{ name: string }>('SELECT name FROM migration ORDER BY name');
  const heads = await ask<TrailEnd>('SELECT chain, sequence, hash FROM trail_heads ORDER BY chain');
  const manifest: Manifest = {
    format: formatName,
    formatVersion,
    product: wish.product,
    createdAt: wish.now,
    source: database.dialect.kind,
    migrations: ran.map(({ name }) => name),
    evidence: wish.withEvidence ? 'carried' : 'named',
    tables,
    heads,
  };
  await archive.add(manifestName, json(manifest));

  const sealed: Seal['tables'] = [];
  for (const table of tables.filter(({ carried }) => carried))
    sealed.push(await addRows(archive, ask, table, progress));
  const files = await addEvidence(archive, ask, store, manifest, progress);
  const seal: Seal = { tables: sealed, evidence: files.sum, evidenceMissing: files.missing };
  await archive.add(sealName, json(seal));
  const rows = sealed.reduce((sum, table) => sum + table.rows, 0);
  return { rows, evidenceFiles: files.sum.files, missing: files.missing, heads };
}

const json = (value: unknown): Buffer => Buffer.from(`${JSON.stringify(value, null, 1)}\n`);

/** A row as it stands in the archive: the same bytes for the same row, whichever database it came from. */
export const lineOf = (cells: readonly Cell[]): string => `${JSON.stringify(cells)}\n`;

async function addRows(
  archive: ArchiveWriter,
  ask: Ask,
  table: TableShape,
  progress: Progress,
): Promise<Seal['tables'][number]> {
  const digest = createHash('sha256');
  const emptied = (leftOutColumns[table.name] ?? []).map((column) => table.columns.indexOf(column));
  let [rows, part, text] = [0, 0, ''];
  const flush = async (): Promise<void> => {
    const bytes = Buffer.from(text);
    digest.update(bytes);
    await archive.add(partName(table.name, (part += 1)), bytes);
    text = '';
  };
  for await (const page of pagesOf(ask, table))
    for (const cells of page) {
      for (const place of emptied) if (place >= 0) cells[place] = null;
      text += lineOf(cells);
      rows += 1;
      if (text.length < partBytes) continue;
      await flush();
      progress({ table: table.name, rows });
    }
  if (text !== '') await flush();
  progress({ table: table.name, rows });
  return { name: table.name, rows, digest: digest.digest('hex') };
}

/** The bytes are in no snapshot: what a member takes back while the backup is made is gone, and is named. */
async function addEvidence(
  archive: ArchiveWriter,
  ask: Ask,
  store: EvidenceStore,
  { tables, evidence }: Manifest,
  progress: Progress,
): Promise<{ sum: Seal['evidence']; missing: string[] }> {
  const files = tables.find(({ name }) => name === 'evidence_files');
  const chain = createHash('sha256');
  const sum = { files: 0, bytes: 0, digest: '' };
  const missing: string[] = [];
  const named =
    files && evidence === 'carried' ? pagesOf(ask, { ...files, columns: ['id', 'storageName', 'digest'] }) : [];
  for await (const page of named)
    for (const [, storageName, expected] of page) {
      const bytes = await store.get(String(storageName));
      const digest = bytes && createHash('sha256').update(bytes).digest('hex');
      if (!bytes || digest !== expected) {
        missing.push(String(storageName));
        continue;
      }
      await archive.add(evidenceName(String(storageName)), bytes);
      chain.update(`${String(storageName)} ${digest}\n`);
      sum.files += 1;
      sum.bytes += bytes.length;
      if (sum.files % 100 === 0) progress({ evidenceFiles: sum.files });
    }
  sum.digest = chain.digest('hex');
  return { sum, missing };
}

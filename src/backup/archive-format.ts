import type { TableShape } from '../database/tables.js';
import { storageNamePattern } from '../evidence/evidence-store.js';
import { BackupProblem } from './backup-problem.js';

/*
 * A backup is a tar, gzipped, and encrypted with age unless somebody said otherwise: thirty years from now `age -d` and `tar -xz`
 * open it without us. In this order: `manifest.json`, `tables/NAME/000001.ndjson` …, `evidence/NAME` …, `seal.json`. The seal is
 * written last and has the counts and digests, so what has no seal is no backup.
 */

export const formatName = 'pointbook-backup';
export const formatVersion = 1;

export interface Manifest {
  format: typeof formatName;
  formatVersion: number;
  /** The version of the product that made it. */
  product: string;
  createdAt: string;
  source: 'sqlite' | 'mysql';
  /** Every migration that had run: a restore makes the tables as these leave them. */
  migrations: string[];
  /** Carried, or only named by rows because the bucket has a backup of its own. */
  evidence: 'carried' | 'named';
  tables: ArchivedTable[];
  /** The ends of the trail's chains, to be compared with what is printed. */
  heads: TrailEnd[];
}

export interface ArchivedTable extends TableShape {
  /** Sessions and the like are not carried over: their tables come back empty. */
  carried: boolean;
}

export interface TrailEnd {
  chain: string;
  sequence: number;
  hash: string;
}

export interface Seal {
  /** SHA-256 over the rows as they stand in the archive, line by line. */
  tables: { name: string; rows: number; digest: string }[];
  /** SHA-256 over a line `NAME DIGEST` for each file, in their order. */
  evidence: { files: number; bytes: number; digest: string };
  /** Files that rows name and the store did not have any more, or had with other bytes. */
  evidenceMissing: string[];
}

export const manifestName = 'manifest.json';
export const sealName = 'seal.json';
export const partName = (table: string, part: number): string =>
  `tables/${table}/${String(part).padStart(6, '0')}.ndjson`;
export const evidenceName = (name: string): string => `evidence/${name}`;

export type EntryName =
  { kind: 'manifest' | 'seal' } | { kind: 'rows'; table: string; part: number } | { kind: 'evidence'; name: string };

/** What an entry is by its name. Names become table names and paths, so there are no others. @throws BackupProblem */
export function readEntryName(name: string): EntryName {
  if (name === manifestName) return { kind: 'manifest' };
  if (name === sealName) return { kind: 'seal' };
  const rows = /^tables\/([A-Za-z_][A-Za-z0-9_]{0,63})\/(\d{6,9})\.ndjson$/.exec(name);
  if (rows) return { kind: 'rows', table: rows[1]!, part: Number(rows[2]) };
  const file = name.startsWith('evidence/') ? name.slice('evidence/'.length) : '';
  if (storageNamePattern.test(file)) return { kind: 'evidence', name: file };
  throw new BackupProblem('strangeName', { name: JSON.stringify(name.slice(0, 120)) });
}

type Shape = Record<string, unknown>;
const isText = (value: unknown): value is string => typeof value === 'string';
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isList = (value: unknown, each: (item: Shape) => boolean): boolean =>
  Array.isArray(value) && value.every((item) => typeof item === 'object' && item !== null && each(item as Shape));
const areTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);

function parsed(bytes: Buffer): Shape {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    if (typeof value === 'object' && value !== null) return value as Shape;
  } catch {
    // Said below.
  }
  throw new BackupProblem('changed');
}

/** @throws BackupProblem for what is no backup of ours, or one of a newer version's form */
export function readManifest(bytes: Buffer): Manifest {
  const value = parsed(bytes);
  if (value.format !== formatName) throw new BackupProblem('foreign');
  if (value.formatVersion !== formatVersion) throw new BackupProblem('newer', { product: String(value.product) });
  const sound =
    [value.product, value.createdAt].every(isText) &&
    (value.source === 'sqlite' || value.source === 'mysql') &&
    (value.evidence === 'carried' || value.evidence === 'named') &&
    areTexts(value.migrations) &&
    isList(
      value.tables,
      ({ name, columns, key, nextId, carried }) =>
        isText(name) &&
        areTexts(columns) &&
        areTexts(key) &&
        (nextId === null || isCount(nextId)) &&
        carried !== undefined,
    ) &&
    isList(value.heads, ({ chain, sequence, hash }) => isText(chain) && isCount(sequence) && isText(hash));
  if (!sound) throw new BackupProblem('changed');
  return value as unknown as Manifest;
}

/** @throws BackupProblem */
export function readSeal(bytes: Buffer): Seal {
  const value = parsed(bytes);
  const { files, bytes: size, digest } = (value.evidence ?? {}) as Shape;
  const sound =
    isList(value.tables, (table) => isText(table.name) && isCount(table.rows) && isText(table.digest)) &&
    [files, size].every(isCount) &&
    isText(digest) &&
    areTexts(value.evidenceMissing);
  if (!sound) throw new BackupProblem('changed');
  return value as unknown as Seal;
}

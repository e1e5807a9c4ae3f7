import { chainOf, Trail } from '../audit/trail.service.js';
import type { Instant } from '../calendar.js';
import { type Database, marks } from '../database/database.js';
import type { EvidenceStore, StoredName } from './evidence-store.js';

/** Bytes without a row are left alone this long: an upload that is under way has its bytes before it has its row. */
export const withoutRowHours = 24;
/** A file that no line names is left alone this long: its member may still be writing. */
export const unnamedDays = 30;

const hour = 3_600_000;

/** Whether what lies in the store without a row may go. */
export function isForgotten({ storedAt }: Pick<StoredName, 'storedAt'>, now: Instant): boolean {
  return Date.parse(storedAt) <= Date.parse(now) - withoutRowHours * hour;
}

/** The instant at or before which a file must have come that no line names, for it to go. */
export function unnamedSince(now: Instant): Instant {
  return new Date(Date.parse(now) - unnamedDays * 24 * hour).toISOString();
}

export interface Swept {
  /** Names in the store that no row speaks of. */
  withoutRow: number;
  /** Files that no line ever named, or names any more. */
  unnamed: number;
  /** Ids of files whose bytes are gone: nothing a sweep can mend, and somebody has to know. */
  missing: number[];
}

/**
 * Removes what broken-off uploads and second thoughts left behind. Safe at any time, beside the running service and twice at
 * once. Rows go first and their bytes afterwards, so that a sweep that is killed leaves bytes for the next one, and never a
 * row without bytes.
 */
export async function sweepEvidence(database: Database, store: EvidenceStore, now: Instant): Promise<Swept> {
  const before = await database.read(() => storageNames(database));
  const unnamed = await removeUnnamed(database, store, now);
  const lying = new Set<string>();
  let withoutRow = 0;
  for await (const stored of store.list()) {
    lying.add(stored.name);
    if (!isForgotten(stored, now) || (await hasRow(database, stored.name))) continue;
    await store.remove(stored.name);
    withoutRow += 1;
  }
  const gone = [...before].filter(([name]) => !lying.has(name)).map(([, id]) => id);
  return { withoutRow, unnamed, missing: await stillThere(database, gone) };
}

async function storageNames(database: Database): Promise<Map<string, number>> {
  const rows = await database.rows<{ id: number; storageName: string }>(
    'SELECT id, storageName FROM evidence_files WHERE erasedAt IS NULL',
  );
  return new Map(rows.map(({ id, storageName }) => [storageName, id]));
}

function hasRow(database: Database, name: string): Promise<boolean> {
  return database.read(
    async () =>
      (await database.row('SELECT id FROM evidence_files WHERE storageName = ? AND erasedAt IS NULL', [name])) !==
        undefined ||
      // Exports that are kept for a day lie in the same store.
      (await database.row('SELECT exportId FROM kept_export_parts WHERE storageName = ?', [name])) !== undefined,
  );
}

async function stillThere(database: Database, ids: readonly number[]): Promise<number[]> {
  const some = ids.slice(0, 1000);
  const rows = await database.read(() =>
    database.rows<{ id: number }>(`SELECT id FROM evidence_files WHERE id IN ${marks(some)} ORDER BY id`, some),
  );
  return rows.map(({ id }) => id);
}

async function removeUnnamed(database: Database, store: EvidenceStore, now: Instant): Promise<number> {
  const sheets = await database.read(() =>
    database.rows<{ sheetId: number; memberId: number; branchMonthId: number; branchId: number }>(
      `SELECT DISTINCT evidence_files.sheetId, sheets.memberId, sheets.branchMonthId, branch_months.branchId
         FROM evidence_files
         JOIN sheets ON sheets.id = evidence_files.sheetId
         JOIN branch_months ON branch_months.id = sheets.branchMonthId
        WHERE evidence_files.uploadedAt <= ?
        ORDER BY evidence_files.sheetId`,
      [unnamedSince(now)],
    ),
  );
  let removed = 0;
  for (const sheet of sheets) {
    const names = await database.write(() => removeUnnamedOf(database, sheet, now));
    for (const name of names) await store.remove(name);
    removed += names.length;
  }
  return removed;
}

async function removeUnnamedOf(
  database: Database,
  { sheetId, memberId, branchMonthId, branchId }: Record<'sheetId' | 'memberId' | 'branchMonthId' | 'branchId', number>,
  now: Instant,
): Promise<string[]> {
  // In the order of the house, so that nobody names a file while it goes.
  await database.lock('members', memberId);
  await database.lock('branch_months', branchMonthId);
  await database.lock('sheets', sheetId);
  const lines = await database.rows<{ evidenceFileIds: string }>(
    'SELECT evidenceFileIds FROM sheet_lines WHERE sheetId = ? AND evidenceFileIds IS NOT NULL',
    [sheetId],
  );
  const named = new Set(lines.flatMap(({ evidenceFileIds }) => JSON.parse(evidenceFileIds) as number[]));
  const old = await database.rows<{ id: number; storageName: string }>(
    'SELECT id, storageName FROM evidence_files WHERE sheetId = ? AND uploadedAt <= ? ORDER BY id',
    [sheetId, unnamedSince(now)],
  );
  const going = old.filter(({ id }) => !named.has(id));
  if (going.length === 0) return [];
  const ids = going.map(({ id }) => id);
  await database.change(`DELETE FROM evidence_files WHERE id IN ${marks(ids)}`, ids);
  await new Trail(database).append({
    chain: chainOf(branchId),
    at: now,
    action: 'evidence.sweep',
    actorAccountId: null,
    about: { sheetId, memberId, branchMonthId, fileIds: ids },
  });
  return going.map(({ storageName }) => storageName);
}

import type { Database } from '../database/database.js';
import type { EvidenceStore } from '../evidence/evidence-store.js';

/** Rows first, their bytes afterwards: what is left over when something breaks in between is swept (evidence/sweep.ts). */
export async function removeKeptExport(database: Database, store: EvidenceStore, id: number): Promise<void> {
  const names = await database.write(async () => {
    if (!(await database.lock('kept_exports', id))) return [];
    const going = await removeParts(database, id);
    await database.change('DELETE FROM kept_exports WHERE id = ?', [id]);
    return going;
  });
  for (const name of names) await store.remove(name).catch(() => undefined);
}

/** Only inside `write`, with the export locked. Answers the names whose bytes may go once this is committed. */
export async function removeParts(database: Database, id: number): Promise<string[]> {
  const parts = await database.rows<{ storageName: string }>(
    'SELECT storageName FROM kept_export_parts WHERE exportId = ?',
    [id],
  );
  await database.change('DELETE FROM kept_export_parts WHERE exportId = ?', [id]);
  return parts.map(({ storageName }) => storageName);
}

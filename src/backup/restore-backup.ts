import { createHash } from 'node:crypto';
import type { BackupConfig, DatabaseConfig } from '../config.js';
import { classify } from '../database/dialect.js';
import { Restoring } from '../database/restoring.js';
import type { TableShape } from '../database/tables.js';
import { type EvidenceStore, EvidenceStoreAway } from '../evidence/evidence-store.js';
import { knownMigrations } from '../database/start.js';
import type { Manifest, Seal } from './archive-format.js';
import { BackupProblem } from './backup-problem.js';
import { lineOf, type Progress } from './make-backup.js';
import { type BackupRead, readBackup, type Reading } from './read-backup.js';

/**
 * Fills an empty database and the evidence store from a backup: tables as they were when it was made, rows, counts and digests
 * of what has arrived, and then the migrations that came since. All of it, or nothing that a service would start on.
 * @throws BackupProblem, ConfigurationError when the database isn't empty, DatabaseAway
 */
export async function restoreBackup(
  file: string,
  database: DatabaseConfig,
  store: EvidenceStore,
  protection: BackupConfig,
  progress: Progress = () => undefined,
): Promise<BackupRead> {
  const filling = new Filling(database, store, progress);
  try {
    const read = await readBackup(file, protection, filling);
    await filling.finish(read);
    return read;
  } catch (error) {
    // Where even that fails, the next restore clears away what is left.
    await filling.abandon().catch(() => undefined);
    throw error;
  }
}

class Filling implements Reading {
  private restoring: Restoring | undefined;
  private files = 0;
  private readonly rowsOf = new Map<string, number>();

  constructor(
    private readonly database: DatabaseConfig,
    private readonly store: EvidenceStore,
    private readonly progress: Progress,
  ) {}

  async manifest(manifest: Manifest): Promise<void> {
    const known = await knownMigrations();
    const unknown = manifest.migrations.filter((name) => !known.includes(name));
    if (unknown.length > 0) throw new BackupProblem('newer', { product: manifest.product });
    this.restoring = await Restoring.begin(this.database, manifest.migrations);
    for (const table of manifest.tables) this.ours(table);
  }

  async rows(table: TableShape, rows: Parameters<Reading['rows']>[1]): Promise<void> {
    const ours = this.ours(table);
    // Columns may stand in another order here; the digest goes by the backup's.
    await this.restoring!.insert({ ...ours, columns: table.columns }, rows).catch((error: unknown) => {
      const refused = ['constraint', 'duplicate'].includes(classify(error));
      throw refused ? new BackupProblem('notRestored', { table: table.name }, { cause: error }) : error;
    });
    const so = (this.rowsOf.get(table.name) ?? 0) + rows.length;
    this.rowsOf.set(table.name, so);
    this.progress({ table: table.name, rows: so });
  }

  /** A restore that was killed has left files behind; the same bytes under the same name are as good as new ones. */
  async evidence(name: string, bytes: Buffer): Promise<void> {
    const there = await this.store.get(name);
    if (there && !bytes.equals(there)) throw new BackupProblem('evidenceInTheWay', { name });
    if (!there)
      await this.store.put(name, bytes).catch((error: unknown) => {
        // A file that was half-written when a restore was killed is cleared away by the first try.
        if (!(error instanceof EvidenceStoreAway)) throw error;
        return this.store.put(name, bytes);
      });
    this.files += 1;
    if (this.files % 100 === 0) this.progress({ evidenceFiles: this.files });
  }

  async finish({ manifest, seal }: BackupRead): Promise<void> {
    for (const table of manifest.tables) {
      if (table.nextId !== null) await this.restoring!.countFrom(table, table.nextId);
      if (table.carried) await this.compare(table, seal);
    }
    await this.restoring!.finish();
  }

  async abandon(): Promise<void> {
    await this.restoring?.abandon();
  }

  /** What lies in the database now is read once more: that it was sent is not yet that it arrived. */
  private async compare(table: TableShape, { tables }: Seal): Promise<void> {
    const digest = createHash('sha256');
    let rows = 0;
    for await (const page of this.restoring!.pages(table))
      for (const cells of page) {
        digest.update(lineOf(cells));
        rows += 1;
      }
    const sealed = tables.find(({ name }) => name === table.name);
    if (sealed?.rows !== rows || sealed.digest !== digest.digest('hex'))
      throw new BackupProblem('notRestored', { table: table.name });
  }

  /** The table as the migrations have made it here, with exactly these columns. */
  private ours(table: TableShape): TableShape {
    const ours = this.restoring!.tables.find(({ name }) => name === table.name);
    const same = ours && [...ours.columns].sort().join() === [...table.columns].sort().join();
    if (!same) throw new BackupProblem('strangeTable', { table: table.name });
    return ours;
  }
}

import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { chainOf, Trail } from '../audit/trail.service.js';
import { Clock } from '../calendar.js';
import { Database } from '../database/database.js';
import { DatabaseAway } from '../database/errors.js';
import { EVIDENCE_STORE, type EvidenceStore, EvidenceStoreAway } from '../evidence/evidence-store.js';
import { Metrics } from '../observation/metrics.js';
import { TooManyRows } from '../spreadsheets/stream-workbook.js';
import { DocumentExports } from './document-exports.service.js';
import type { Stamp } from './document-words.js';
import { goneBefore, type KeptExportProblem, leaseFrom, turnOf } from './kept-export.js';
import type { KeptExport } from './kept-export.entity.js';
import { KeptExportPart } from './kept-export-part.entity.js';
import { ledgerDocument } from './ledger-documents.js';
import { LedgerReader } from './ledger-reader.service.js';
import { removeKeptExport, removeParts } from './remove-kept-export.js';
import { streamDocument, type StreamedDocument } from './streamed-document.js';

/** So much of a file is held in memory before it goes into the store. */
const partBytes = 4 * 1024 * 1024;
/** Progress is written at most so often, in milliseconds. */
const progressMilliseconds = 500;

/** Another instance makes it now, or nobody wants it any more. */
class LeaseLost extends Error {}

/** Makes the files of kept exports. Each is made once, however many instances there are: by whoever holds its lease. */
@Injectable()
export class KeptExportMaker {
  private readonly log = new Logger('Exports');

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly trail: Trail,
    private readonly reader: LedgerReader,
    private readonly documents: DocumentExports,
    @Inject(EVIDENCE_STORE) private readonly store: EvidenceStore,
    private readonly metrics: Metrics,
  ) {}

  /** Exports that wait for somebody to make them, the first asked for first. */
  async waiting(): Promise<number[]> {
    const rows = await this.database.read(() =>
      this.database.rows<KeptExport>(
        "SELECT id, state, attempts, leaseUntil FROM kept_exports WHERE state IN ('waiting', 'running') ORDER BY id",
      ),
    );
    const now = this.clock.now();
    return rows.filter((row) => turnOf(row, now) !== 'leave').map(({ id }) => id);
  }

  /**
   * Makes one, unless somebody else is at it. When `stop` is raised it is given back, and another instance begins it anew.
   * Failures are kept in its row; what is only away (database, store) is tried again when the lease is over. Never throws.
   */
  async make(id: number, stop: AbortSignal): Promise<void> {
    try {
      const row = await this.claim(id);
      if (row) await this.makeClaimed(row, stop);
    } catch (error) {
      if (!(error instanceof LeaseLost)) this.log.warn({ error }, `Export ${id}`);
    }
  }

  /** Removes what was kept long enough. */
  async purge(): Promise<void> {
    const rows = await this.database.read(() =>
      this.database.rows<{ id: number }>('SELECT id FROM kept_exports WHERE finishedAt <= ?', [
        goneBefore(this.clock.now()),
      ]),
    );
    for (const { id } of rows) await removeKeptExport(this.database, this.store, id);
  }

  /** Takes the lease, and away what an earlier maker left behind. */
  private async claim(id: number): Promise<KeptExport | null> {
    const now = this.clock.now();
    const leaseToken = randomUUID();
    const claimed = await this.database.write(async () => {
      const row = await this.database.lock<KeptExport>('kept_exports', id);
      const turn = row ? turnOf(row, now) : 'leave';
      if (!row || turn === 'leave') return null;
      const names = await removeParts(this.database, id);
      if (turn === 'giveUp') {
        await this.database.change(
          "UPDATE kept_exports SET state = 'failed', problem = 'interrupted', finishedAt = ?, leaseToken = NULL WHERE id = ?",
          [now, id],
        );
        return { row: null, names };
      }
      await this.database.change(
        `UPDATE kept_exports SET state = 'running', attempts = attempts + 1, leaseToken = ?, leaseUntil = ?, rowsDone = 0,
                rowsTotal = NULL WHERE id = ?`,
        [leaseToken, leaseFrom(now), id],
      );
      return { row: { ...row, leaseToken }, names };
    });
    for (const name of claimed?.names ?? []) await this.store.remove(name).catch(() => undefined);
    return claimed?.row ?? null;
  }

  private async makeClaimed(row: KeptExport, stop: AbortSignal): Promise<void> {
    try {
      await this.write(row, stop);
      this.metrics.exportMade('done');
    } catch (error) {
      if (stop.aborted) return this.giveBack(row);
      if (error instanceof LeaseLost || error instanceof DatabaseAway || error instanceof EvidenceStoreAway)
        throw error;
      if (!(error instanceof TooManyRows)) this.log.error({ error }, `Export ${row.id}`);
      this.metrics.exportMade('failed');
      await this.fail(row, error instanceof TooManyRows ? 'tooManyRows' : 'internal');
    }
  }

  private async write(row: KeptExport, stop: AbortSignal): Promise<void> {
    const exportedAt = this.clock.now();
    const { unitId, fromMonth, untilMonth, format } = row;
    const scope = await this.reader.ofUnit(unitId, fromMonth, untilMonth);
    const progress = new Progress();
    const source = {
      rows: () => this.reader.rows(scope, progress.add),
      lines: () => this.reader.lines(scope, progress.add),
    };
    const document = ledgerDocument(row.document, scope, source, await this.stamp(row, exportedAt));
    const passes = format === 'csv' ? 1 : document.sections.length;
    await this.renew(row, 0, scope.rowCount * passes);

    const digest = createHash('sha256');
    let [byteCount, number, said] = [0, 0, performance.now()];
    let pieces: Buffer[] = [];
    let held = 0;
    const keepPart = async () => {
      number += 1;
      await this.keepPart(row, number, Buffer.concat(pieces), progress.rows);
      [pieces, held, said] = [[], 0, performance.now()];
    };
    for await (const piece of streamDocument(document, format)) {
      stop.throwIfAborted();
      digest.update(piece);
      pieces.push(piece);
      held += piece.length;
      byteCount += piece.length;
      if (held >= partBytes) await keepPart();
      else if (performance.now() - said > progressMilliseconds) {
        await this.renew(row, progress.rows);
        said = performance.now();
      }
    }
    await keepPart();
    await this.finish(row, document, { byteCount, rows: scope.rowCount, fileDigest: digest.digest('hex') });
  }

  /** Says that the work goes on. @throws LeaseLost */
  private async renew(row: KeptExport, rowsDone: number, rowsTotal?: number): Promise<void> {
    const lease = leaseFrom(this.clock.now());
    await this.holding(row, 'leaseUntil = ?, rowsDone = ?, rowsTotal = COALESCE(?, rowsTotal)', [
      lease,
      rowsDone,
      rowsTotal ?? null,
    ]);
  }

  /** Bytes first, the row afterwards: no row ever speaks of bytes that aren't there. */
  private async keepPart(row: KeptExport, number: number, bytes: Buffer, rowsDone: number): Promise<void> {
    const storageName = randomBytes(24).toString('hex');
    await this.store.put(storageName, bytes);
    try {
      await this.database.write(async () => {
        await this.renew(row, rowsDone);
        const part = { exportId: row.id, number, storageName, byteCount: bytes.length };
        await this.database.insert(KeptExportPart, [part]);
      });
    } catch (error) {
      // A database that went away may have kept the row: then the bytes stay, and whoever begins anew removes both.
      if (!(error instanceof DatabaseAway)) await this.store.remove(storageName).catch(() => undefined);
      throw error;
    }
  }

  /** The trail's line is written with the end: a file that can be fetched has one. */
  private async finish(
    row: KeptExport,
    { fileName, plainName, version }: StreamedDocument,
    { byteCount, rows, fileDigest }: { byteCount: number; rows: number; fileDigest: string },
  ): Promise<void> {
    const { id: exportId, unitId, document, format, fromMonth, untilMonth, askedBy } = row;
    const at = this.clock.now();
    await this.database.write(async () => {
      await this.holding(
        row,
        "state = 'done', finishedAt = ?, byteCount = ?, fileDigest = ?, fileName = ?, plainName = ?, rowsDone = rowsTotal, leaseToken = NULL",
        [at, byteCount, fileDigest, `${fileName}.${format}`, `${plainName}.${format}`],
      );
      await this.trail.append({
        chain: chainOf(unitId),
        at,
        action: 'document.export',
        actorAccountId: askedBy,
        about: { document, format, fromMonth, untilMonth, exportId, rows, version, fileDigest },
      });
    });
  }

  private async fail(row: KeptExport, problem: KeptExportProblem): Promise<void> {
    const names = await this.database.write(async () => {
      await this.holding(row, "state = 'failed', problem = ?, finishedAt = ?, leaseToken = NULL", [
        problem,
        this.clock.now(),
      ]);
      return removeParts(this.database, row.id);
    });
    for (const name of names) await this.store.remove(name).catch(() => undefined);
  }

  /** The process ends in good order: that was no failed attempt, and nobody has to wait for the lease to end. */
  private async giveBack(row: KeptExport): Promise<void> {
    await this.holding(row, "state = 'waiting', attempts = attempts - 1, leaseToken = NULL, leaseUntil = NULL", []);
  }

  private async holding({ id, leaseToken }: KeptExport, assignments: string, values: (string | number | null)[]) {
    const changed = await this.database.write(() =>
      this.database.change(`UPDATE kept_exports SET ${assignments} WHERE id = ? AND leaseToken = ?`, [
        ...values,
        id,
        leaseToken,
      ]),
    );
    if (changed !== 1) throw new LeaseLost();
  }

  private async stamp({ unitId, askedBy }: KeptExport, exportedAt: string): Promise<Stamp> {
    const account = await this.database.read(() =>
      this.database.row<{ displayName: string }>('SELECT displayName FROM accounts WHERE id = ?', [askedBy]),
    );
    return this.documents.stampOf({ displayName: account?.displayName ?? '' }, unitId, exportedAt);
  }
}

/** How many members' months have been read so far. */
class Progress {
  rows = 0;
  readonly add = (rows: number): void => {
    this.rows += rows;
  };
}

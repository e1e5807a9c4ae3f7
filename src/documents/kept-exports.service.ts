import { Inject, Injectable } from '@nestjs/common';
import { addMonths, Clock } from '../calendar.js';
import { Database } from '../database/database.js';
import { EVIDENCE_STORE, type EvidenceStore } from '../evidence/evidence-store.js';
import type { Actor } from '../http/allow.js';
import { invalid, Refusal } from '../http/refusal.js';
import { UnitBranches } from '../summaries/unit-branches.js';
import { goneAt, monthsMost, unfinishedMost } from './kept-export.js';
import type { KeptExportBody } from './kept-export.dto.js';
import { KeptExport } from './kept-export.entity.js';
import type { KeptExportView } from './kept-export.view.js';
import type { KeptExportPart } from './kept-export-part.entity.js';
import { removeKeptExport } from './remove-kept-export.js';

/** What can be fetched: the pieces are read from the store one by one, as they are taken. */
export interface KeptFile {
  fileName: string;
  plainName: string;
  format: KeptExport['format'];
  byteCount: number;
  pieces: AsyncGenerator<Uint8Array>;
}

/** Exports that take longer than a request may: asked for, looked after and fetched by one person, and nobody else. */
@Injectable()
export class KeptExports {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly units: UnitBranches,
    @Inject(EVIDENCE_STORE) private readonly store: EvidenceStore,
  ) {}

  /** A repeated request answers what the first one made. @throws invalid (the months), conflict (too many at once) */
  async ask(unitId: number, body: KeptExportBody, { accountId }: Actor): Promise<KeptExportView> {
    const { requestId, document, format, fromMonth, untilMonth } = body;
    if (untilMonth < fromMonth) throw invalid('untilMonth', 'beforeFirst');
    if (untilMonth >= addMonths(fromMonth, monthsMost)) throw invalid('untilMonth', 'tooManyMonths', { monthsMost });
    await this.units.of(unitId);
    const askedAt = this.clock.now();
    return this.database.write(async () => {
      // One person's requests one after the other, so that they are counted rightly.
      await this.database.lock('accounts', accountId);
      const before = await this.database.row<KeptExport>('SELECT * FROM kept_exports WHERE requestId = ?', [requestId]);
      if (before) {
        if (before.askedBy !== accountId || before.unitId !== unitId || !isSame(before, body))
          throw invalid('requestId', 'usedForSomethingElse');
        return view(before);
      }
      const unfinished = await this.database.row<{ count: number }>(
        "SELECT COUNT(*) AS count FROM kept_exports WHERE askedBy = ? AND state IN ('waiting', 'running')",
        [accountId],
      );
      if ((unfinished?.count ?? 0) >= unfinishedMost)
        throw new Refusal('conflict', { errors: [{ path: '', code: 'tooManyExports', params: { unfinishedMost } }] });
      const [id] = await this.database.insert(KeptExport, [
        {
          ...{ requestId, unitId, askedBy: accountId, askedAt, document, format, fromMonth, untilMonth },
          state: 'waiting',
          rowsDone: 0,
          attempts: 0,
        },
      ]);
      return view((await this.row(id as number)) as KeptExport);
    });
  }

  async list(unitId: number, { accountId }: Actor): Promise<KeptExportView[]> {
    const rows = await this.database.read(() =>
      this.database.rows<KeptExport>('SELECT * FROM kept_exports WHERE unitId = ? AND askedBy = ? ORDER BY id DESC', [
        unitId,
        accountId,
      ]),
    );
    return rows.filter((row) => !this.isGone(row)).map(view);
  }

  async one(unitId: number, id: number, actor: Actor): Promise<KeptExportView> {
    return view(await this.own(unitId, id, actor));
  }

  /** @throws wrongState (not ready yet, or failed) */
  async file(unitId: number, id: number, actor: Actor): Promise<KeptFile> {
    const { state, fileName, plainName, byteCount, format } = await this.own(unitId, id, actor);
    if (state !== 'done' || fileName === null || plainName === null || byteCount === null)
      throw new Refusal('wrongState', { params: { state } });
    const parts = await this.database.read(() =>
      this.database.rows<KeptExportPart>('SELECT * FROM kept_export_parts WHERE exportId = ? ORDER BY number', [id]),
    );
    return { fileName, plainName, format, byteCount, pieces: this.pieces(parts) };
  }

  /** Takes it away, also while it is being made: whoever is at it finds that it is gone, and stops. */
  async remove(unitId: number, id: number, actor: Actor): Promise<void> {
    await this.own(unitId, id, actor);
    await removeKeptExport(this.database, this.store, id);
  }

  private async *pieces(parts: readonly KeptExportPart[]): AsyncGenerator<Uint8Array> {
    for (const { storageName, exportId, number } of parts) {
      const bytes = await this.store.get(storageName);
      if (!bytes) throw new Error(`Part ${number} of export ${exportId} is not in the store.`);
      yield bytes;
    }
  }

  /** Somebody else's is not there, and neither is what has been kept long enough. */
  private async own(unitId: number, id: number, { accountId }: Actor): Promise<KeptExport> {
    const row = await this.database.read(() => this.row(id));
    if (!row || row.unitId !== unitId || row.askedBy !== accountId || this.isGone(row)) throw new Refusal('notFound');
    return row;
  }

  private row(id: number): Promise<KeptExport | undefined> {
    return this.database.row<KeptExport>('SELECT * FROM kept_exports WHERE id = ?', [id]);
  }

  private isGone(row: KeptExport): boolean {
    const at = goneAt(row);
    return at !== null && at <= this.clock.now();
  }
}

function isSame(row: KeptExport, body: KeptExportBody): boolean {
  return (['document', 'format', 'fromMonth', 'untilMonth'] as const).every((name) => row[name] === body[name]);
}

function view(row: KeptExport): KeptExportView {
  const { id, requestId, unitId, document, format, fromMonth, untilMonth, askedAt, state } = row;
  const { rowsDone, rowsTotal, finishedAt, fileName, byteCount, problem } = row;
  return {
    ...{ id, requestId, unitId, document, format, fromMonth, untilMonth, askedAt, state, rowsDone, rowsTotal },
    ...{ finishedAt, keptUntil: goneAt(row), fileName, byteCount, problem },
  };
}

import { createHash, randomBytes } from 'node:crypto';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { Database } from '../database/database.js';
import { invalid, Refusal } from '../http/refusal.js';
import { type CheckedFile, checkFile } from './check-file.js';
import { Metrics } from '../observation/metrics.js';
import { EVIDENCE_STORE, type EvidenceStore, EvidenceStoreAway } from './evidence-store.js';
import { EvidenceFile } from './evidence-file.entity.js';
import { EvidenceProblem } from './evidence-problem.js';
import { UploadScan } from './upload-scan.service.js';

/** A file that was looked into and lies in the store, with no row that says so yet. */
export interface StoredFile extends CheckedFile {
  storageName: string;
}

/** Evidence files as rows and as bytes. Whose they are and who may see them is the sheets' affair. */
@Injectable()
export class EvidenceFiles {
  private readonly log = new Logger('Evidence');

  constructor(
    private readonly database: Database,
    @Inject(EVIDENCE_STORE) private readonly store: EvidenceStore,
    private readonly scan: UploadScan,
    private readonly metrics: Metrics,
  ) {}

  /**
   * Looks into a file and stores what may be kept of it. The bytes come first and the row afterwards, so that no row ever
   * speaks of a file that isn't there; bytes without a row are swept. @throws invalid (why the file is refused), away
   */
  async keep(bytes: Uint8Array): Promise<StoredFile> {
    const checked = await checkFile(bytes).catch((error: unknown) => {
      if (!(error instanceof EvidenceProblem)) throw error;
      throw invalid('file', error.code, error.params);
    });
    await this.scan.refuseInfected(bytes);
    const storageName = randomBytes(24).toString('hex');
    await this.answering(() => this.store.put(storageName, checked.bytes));
    this.metrics.evidenceStored(checked.bytes.byteLength);
    return { ...checked, storageName };
  }

  /** Takes back what was stored and never got a row. That it may not work is no reason to fail: the sweep comes by. */
  async discard(storageName: string): Promise<void> {
    await this.store.remove(storageName).catch((error: unknown) => {
      this.log.warn({ error }, 'A file without a row could not be removed; the sweep will.');
    });
  }

  /** The bytes of a file, which are exactly those that were stored. @throws away */
  async bytesOf({ id, storageName, digest }: Pick<EvidenceFile, 'id' | 'storageName' | 'digest'>): Promise<Uint8Array> {
    const bytes = await this.answering(() => this.store.get(storageName));
    if (!bytes) throw new Error(`The bytes of evidence file ${id} are not in the store.`);
    if (createHash('sha256').update(bytes).digest('hex') !== digest)
      throw new Error(`The bytes of evidence file ${id} are not those that were stored.`);
    return bytes;
  }

  /** The file that a request made before. Only inside `write` or `read`. */
  byRequest(requestId: string): Promise<EvidenceFile | undefined> {
    return this.database.row<EvidenceFile>('SELECT * FROM evidence_files WHERE requestId = ?', [requestId]);
  }

  byId(id: number): Promise<EvidenceFile | undefined> {
    return this.database.row<EvidenceFile>('SELECT * FROM evidence_files WHERE id = ?', [id]);
  }

  ofSheet(sheetId: number): Promise<EvidenceFile[]> {
    return this.database.rows<EvidenceFile>('SELECT * FROM evidence_files WHERE sheetId = ? ORDER BY id', [sheetId]);
  }

  async insert(row: Omit<EvidenceFile, 'id' | 'erasedAt'>): Promise<number> {
    const [id] = await this.database.insert(EvidenceFile, [row]);
    return id!;
  }

  async delete(id: number): Promise<void> {
    await this.database.change('DELETE FROM evidence_files WHERE id = ?', [id]);
  }

  private async answering<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof EvidenceStoreAway)) throw error;
      this.log.error({ error }, 'The evidence store does not answer as it should.');
      throw new Refusal('away', { errors: [{ path: 'file', code: 'storeAway' }], retryAfterSeconds: 10 });
    }
  }
}

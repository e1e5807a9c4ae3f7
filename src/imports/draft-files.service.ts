import { Injectable } from '@nestjs/common';
import { Clock, type Instant } from '../calendar.js';
import { Database, marks } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { Refusal } from '../http/refusal.js';
import { ImportDraftPart } from './import-draft-part.entity.js';
import { ImportDraft } from './import-draft.entity.js';
import type { ImportKind } from './import-kind.js';
import type { Mapping } from './mapping.js';

/** How long a file waits to be imported, and how many of a person's do. */
const daysKept = 14;
export const draftsMost = 20;

/** Bytes of the file in one part; in base64 they fit a column of a million. */
const partBytes = 700_000;

export interface NewDraft {
  unitId: number;
  kind: ImportKind;
  fileName: string;
  fileDigest: string;
  bytes: Uint8Array;
}

/** Files that wait to be imported: kept so that leaving the page loses nothing, each its owner's alone. */
@Injectable()
export class DraftFiles {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Keeps a file. The same file of the same kind for the same unit, handed in again before it was imported, is the draft
   * that is there. Whoever keeps too many loses the oldest.
   */
  async keep(draft: NewDraft, actor: Actor): Promise<number> {
    const { unitId, kind, fileName, fileDigest, bytes } = draft;
    const now = this.clock.now();
    return this.database.write(async () => {
      await this.database.lock('accounts', actor.accountId);
      await this.forgetOld(now, actor.accountId);
      const known = await this.database.row<{ id: number }>(
        `SELECT id FROM import_drafts WHERE accountId = ? AND unitId = ? AND kind = ? AND fileDigest = ? AND doneAt IS NULL
          ORDER BY id DESC LIMIT 1`,
        [actor.accountId, unitId, kind, fileDigest],
      );
      if (known) return known.id;
      const expiresAt = new Date(Date.parse(now) + daysKept * 86_400_000).toISOString();
      const [id] = (await this.database.insert(ImportDraft, [
        {
          ...{ unitId, kind, fileName, fileDigest, expiresAt },
          accountId: actor.accountId,
          byteCount: bytes.byteLength,
          createdAt: now,
          version: 1,
        },
      ])) as [number];
      const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      for (let number = 0; number * partBytes < buffer.length; number += 1) {
        const content = buffer.subarray(number * partBytes, (number + 1) * partBytes).toString('base64');
        await this.database.insert(ImportDraftPart, [{ draftId: id, number, content }]);
      }
      return id;
    });
  }

  /** The owner's drafts for a unit that still wait, the latest first. */
  list(unitId: number, actor: Actor): Promise<ImportDraft[]> {
    return this.database.read(() =>
      this.database.rows<ImportDraft>(
        'SELECT * FROM import_drafts WHERE unitId = ? AND accountId = ? AND expiresAt > ? ORDER BY id DESC',
        [unitId, actor.accountId, this.clock.now()],
      ),
    );
  }

  /** Somebody else's draft, another unit's and one that has expired are all not there. */
  async one(unitId: number, draftId: number, actor: Actor): Promise<ImportDraft> {
    const draft = await this.database.read(() =>
      this.database.row<ImportDraft>('SELECT * FROM import_drafts WHERE id = ?', [draftId]),
    );
    return this.owned(draft, unitId, actor);
  }

  /** Locks a draft inside a write. @throws stale: it is no longer as it was read */
  async lock(draft: ImportDraft, actor: Actor): Promise<ImportDraft> {
    const locked = this.owned(await this.database.lock<ImportDraft>('import_drafts', draft.id), draft.unitId, actor);
    if (locked.version !== draft.version && locked.doneAt === null)
      throw new Refusal('stale', { params: { version: locked.version } });
    return locked;
  }

  async bytesOf({ id }: ImportDraft): Promise<Uint8Array> {
    const parts = await this.database.read(() =>
      this.database.rows<{ content: string }>(
        'SELECT content FROM import_draft_parts WHERE draftId = ? ORDER BY number',
        [id],
      ),
    );
    return Buffer.concat(parts.map(({ content }) => Buffer.from(content, 'base64')));
  }

  async putMapping({ id, version }: ImportDraft, mapping: Mapping): Promise<void> {
    const changed = await this.database.write(() =>
      this.database.change(
        'UPDATE import_drafts SET mapping = ?, version = version + 1 WHERE id = ? AND version = ? AND doneAt IS NULL',
        [JSON.stringify(mapping), id, version],
      ),
    );
    if (changed !== 1) throw new Refusal('stale');
  }

  /** Inside the write that imported it. */
  async finish({ id }: ImportDraft, result: unknown, now: Instant): Promise<void> {
    await this.database.change('UPDATE import_drafts SET doneAt = ?, result = ?, version = version + 1 WHERE id = ?', [
      now,
      JSON.stringify(result),
      id,
    ]);
  }

  /** @throws stale */
  async discard(draft: ImportDraft, version: number): Promise<void> {
    if (draft.version !== version) throw new Refusal('stale', { params: { version: draft.version } });
    await this.database.write(() => this.forget([draft.id]));
  }

  private owned(draft: ImportDraft | undefined, unitId: number, { accountId }: Actor): ImportDraft {
    if (!draft || draft.unitId !== unitId || draft.accountId !== accountId || draft.expiresAt <= this.clock.now())
      throw new Refusal('notFound');
    return draft;
  }

  private async forgetOld(now: Instant, accountId: number): Promise<void> {
    const old = await this.database.rows<{ id: number }>(
      'SELECT id FROM import_drafts WHERE expiresAt <= ? ORDER BY id LIMIT 200',
      [now],
    );
    const own = await this.database.rows<{ id: number }>(
      `SELECT id FROM import_drafts WHERE accountId = ? ORDER BY id DESC LIMIT 200 OFFSET ${draftsMost - 1}`,
      [accountId],
    );
    await this.forget([...new Set([...old, ...own].map(({ id }) => id))]);
  }

  private async forget(ids: readonly number[]): Promise<void> {
    if (ids.length === 0) return;
    await this.database.change(`DELETE FROM import_draft_parts WHERE draftId IN ${marks(ids)}`, ids);
    await this.database.change(`DELETE FROM import_drafts WHERE id IN ${marks(ids)}`, ids);
  }
}

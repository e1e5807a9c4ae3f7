import { Inject, Injectable, Logger } from '@nestjs/common';
import { chainOf, organisationChain, Trail, type TrailLine } from '../audit/trail.service.js';
import type { Instant } from '../calendar.js';
import { Database, marks } from '../database/database.js';
import { EVIDENCE_STORE, type EvidenceStore } from '../evidence/evidence-store.js';
import { invalid } from '../http/refusal.js';
import { lockOrganisation } from '../identity/lock-organisation.js';
import { hashPassword, oneTimePassword } from '../identity/passwords.js';
import { grouped } from '../organisation/grouped.js';
import { erasedText } from '../vault/erased.js';
import { erasedColumns, isWritten } from '../vault/erased-columns.js';
import { Erasure } from './retention.entity.js';
import { type ErasureRule } from './retention.js';

export interface ErasableFile {
  id: number;
  storageName: string;
  branchId: number;
}

export interface ErasureOf {
  memberId: number;
  rule: ErasureRule;
  now: Instant;
  /** Who carries an order out; null: the service by itself. */
  actorAccountId: number | null;
  orderId: number | null;
}

/** What lets somebody in, or was only his while he was signed in. One-time codes stand in the account's own row. */
const tablesOfAccount = [
  'sessions',
  'half_sign_ins',
  'recovery_codes',
  'second_factors',
  'personal_tokens',
  'sign_in_links',
  'provider_requests',
];

/**
 * Erases what is known of a person, and keeps what is known of the branch. Published rows name nobody: they hold the member's number
 * in this database and figures. With his salt gone, the digests in the trail stay where they are and say nothing.
 */
@Injectable()
export class Erasures {
  private readonly log = new Logger('Purge');

  constructor(
    private readonly database: Database,
    private readonly trail: Trail,
    @Inject(EVIDENCE_STORE) private readonly store: EvidenceStore,
  ) {}

  /** Locks in the order of the house: organisation, member. */
  async lock(memberId: number): Promise<void> {
    await lockOrganisation(this.database);
    await this.database.lock('members', memberId);
  }

  /** The same by the number that people know him by; answers his id. @throws invalid (no such member) */
  async lockNumbered(memberNumber: string): Promise<number> {
    const member = await this.database.row<{ id: number }>('SELECT id FROM members WHERE memberNumber = ?', [
      memberNumber,
    ]);
    if (!member) throw invalid('memberNumber', 'unknown');
    await this.lock(member.id);
    return member.id;
  }

  /** Call it last inside a write that holds `lock` and has asked for obstacles. Answers the bytes that may go after COMMIT. */
  async erase(of: ErasureOf): Promise<string[]> {
    const { memberId, rule, now, actorAccountId, orderId } = of;
    const files = await this.filesOf(memberId);
    const lines = await this.eraseFileRows(files, now);
    for (const { table, where, columns } of erasedColumns)
      for (const column of columns)
        await this.database.change(`UPDATE ${table} SET ${column} = ? WHERE ${where('(?)')} AND ${isWritten(column)}`, [
          erasedText,
          memberId,
        ]);
    await this.database.change(
      'UPDATE members SET memberNumber = ?, birthYear = NULL, requestId = NULL, version = version + 1 WHERE id = ?',
      [`erased-${memberId}`, memberId],
    );
    await this.endRequests(memberId, now, actorAccountId);
    await this.closeAccount(memberId, now);
    await this.database.change('DELETE FROM trail_salts WHERE memberId = ?', [memberId]);
    await this.database.insert(Erasure, [{ memberId, rule, at: now }]);
    const line = { chain: organisationChain, at: now, action: 'member.erase', actorAccountId };
    await this.trail.appendToEach([...lines, { ...line, about: { memberId, rule, orderId } }]);
    return files.map(({ storageName }) => storageName);
  }

  /** Marks rows whose bytes go, inside a write. Answers the lines that say so, one for each branch's trail. */
  async eraseFileRows(files: readonly ErasableFile[], now: Instant): Promise<TrailLine[]> {
    if (files.length === 0) return [];
    const ids = files.map(({ id }) => id);
    await this.database.change(
      `UPDATE evidence_files SET erasedAt = ?, fileName = ? WHERE erasedAt IS NULL AND id IN ${marks(ids)}`,
      [now, erasedText, ...ids],
    );
    return [...grouped(files, ({ branchId }) => branchId)].map(([branchId, own]) => ({
      chain: chainOf(branchId),
      at: now,
      action: 'evidence.erase',
      actorAccountId: null,
      about: { fileIds: own.map(({ id }) => id) },
    }));
  }

  /** After COMMIT. Bytes that can't be removed now are found by `evidence sweep`: their row says that they are erased. */
  async removeBytes(storageNames: readonly string[]): Promise<void> {
    for (const name of storageNames)
      await this.store.remove(name).catch((error: unknown) => {
        this.log.warn({ error }, 'The bytes of an erased file could not be removed; the sweep will.');
      });
  }

  private filesOf(memberId: number): Promise<ErasableFile[]> {
    return this.database.rows<ErasableFile>(
      `SELECT evidence_files.id, evidence_files.storageName, branch_months.branchId
         FROM evidence_files
         JOIN sheets ON sheets.id = evidence_files.sheetId
         JOIN branch_months ON branch_months.id = sheets.branchMonthId
        WHERE sheets.memberId = ? AND evidence_files.erasedAt IS NULL ORDER BY evidence_files.id`,
      [memberId],
    );
  }

  /** What he asked to be deleted is done herewith: nobody writes a word about it afterwards. */
  private async endRequests(memberId: number, now: Instant, by: number | null): Promise<void> {
    await this.database.change(
      `UPDATE data_requests SET state = 'done', doneAt = ?, doneBy = ?, deed = ?, version = version + 1
        WHERE memberId = ? AND state = 'accepted'`,
      [now, by, erasedText, memberId],
    );
  }

  /** The account stays as a row, because what was decided with it names it; nobody signs in with it any more. */
  private async closeAccount(memberId: number, now: Instant): Promise<void> {
    const account = await this.database.row<{ id: number }>('SELECT id FROM accounts WHERE memberId = ?', [memberId]);
    if (!account) return;
    const { id } = account;
    for (const table of tablesOfAccount) await this.database.change(`DELETE FROM ${table} WHERE accountId = ?`, [id]);
    const drafts = '(SELECT id FROM import_drafts WHERE accountId = ?)';
    await this.database.change(`DELETE FROM import_draft_parts WHERE draftId IN ${drafts}`, [id]);
    await this.database.change('DELETE FROM import_drafts WHERE accountId = ?', [id]);
    await this.database.change(
      `UPDATE accounts SET signInName = ?, passwordHash = ?, suspendedAt = COALESCE(suspendedAt, ?), failedSignIns = 0,
              lockedUntil = NULL, oneTimeCodeHash = NULL, oneTimeCodeUntil = NULL, requestId = NULL, version = version + 1 WHERE id = ?`,
      [`erased-${id}`, await hashPassword(oneTimePassword()), now, id],
    );
  }
}

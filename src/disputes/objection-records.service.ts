import { Injectable } from '@nestjs/common';
import { chainOf, Trail } from '../audit/trail.service.js';
import type { Canonical } from '../audit/canonical.js';
import type { Instant } from '../calendar.js';
import { Database, type SqlValue } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { Refusal } from '../http/refusal.js';
import { SealedRows } from '../vault/sealed-rows.service.js';
import type { Objection } from '../publication/objection.entity.js';

/** Objections as rows: finding and locking them, changing only what nobody changed meanwhile, and their lines in the trail. */
@Injectable()
export class ObjectionRecords {
  constructor(
    private readonly database: Database,
    private readonly trail: Trail,
    private readonly sealed: SealedRows,
  ) {}

  /** Finds an objection by its key; `branchMonthId` is the one it must belong to. Refuses with 404. */
  async find(key: string, branchMonthId?: number): Promise<Objection> {
    const objection = await this.database.row<Objection>('SELECT * FROM objections WHERE publicKey = ?', [key]);
    if (!objection || (branchMonthId !== undefined && objection.branchMonthId !== branchMonthId))
      throw new Refusal('notFound');
    return objection;
  }

  /** Locks an objection, after its month and sheet if they are to be locked too. Call it with what `find` answered. */
  async lock({ id }: Objection): Promise<Objection> {
    return (await this.database.lock<Objection>('objections', id)) as Objection;
  }

  async update(objection: Objection, columns: { [Column in keyof Objection]?: SqlValue }): Promise<void> {
    const names = Object.keys(columns);
    const changed = await this.database.change(
      `UPDATE objections SET ${names.map((name) => `${name} = ?`).join(', ')}, version = version + 1
        WHERE id = ? AND state = ? AND version = ?`,
      [
        ...Object.values(this.sealed.seal('objections', objection.publicKey, columns)),
        objection.id,
        objection.state,
        objection.version,
      ],
    );
    if (changed !== 1) throw new Refusal('stale');
  }

  async branchOf(branchMonthId: number): Promise<{ branchId: number; path: string; schemeVersionId: number }> {
    const branch = await this.database.row<{ branchId: number; path: string; schemeVersionId: number }>(
      `SELECT branch_months.branchId, branch_months.schemeVersionId, units.path FROM branch_months JOIN units ON units.id = branch_months.branchId
        WHERE branch_months.id = ?`,
      [branchMonthId],
    );
    if (!branch) throw new Refusal('notFound');
    return branch;
  }

  /**
   * The trail's line about an objection. What the author of an anonymous one does stands there without an account, with a salted
   * digest in its place, and at the time of the line before: neither who it was nor when can be read from it.
   */
  async record(
    action: string,
    objection: Pick<
      Objection,
      'publicKey' | 'branchMonthId' | 'sheetId' | 'subjectMemberId' | 'authorMemberId' | 'itemCode' | 'anonymous'
    >,
    by: { branchId: number; actor: Actor; now: Instant; asAuthor: boolean },
    about: Record<string, Canonical> = {},
    words: Record<string, string | null> = {},
  ): Promise<void> {
    const chain = chainOf(by.branchId);
    const { publicKey, branchMonthId, sheetId, subjectMemberId, authorMemberId, itemCode } = objection;
    const hidden = by.asAuthor && Boolean(objection.anonymous);
    const said = await this.trail.digests(authorMemberId, {
      ...words,
      ...(hidden ? { author: `${publicKey} ${authorMemberId}` } : {}),
    });
    await this.trail.append({
      chain,
      at: hidden ? await this.lastInstant(chain, by.now) : by.now,
      action: `objection.${action}`,
      actorAccountId: hidden ? null : by.actor.accountId,
      about: {
        objectionKey: publicKey,
        branchMonthId,
        sheetId,
        memberId: subjectMemberId,
        itemCode,
        anonymous: Boolean(objection.anonymous),
        ...about,
        ...said,
      },
    });
  }

  /** When the chain's latest line was written. The head is locked, so that no other line comes in between. */
  private async lastInstant(chain: string, otherwise: Instant): Promise<Instant> {
    const [last] = await this.database.rows<{ at: Instant }>(
      `SELECT trail_records.at FROM trail_heads
         JOIN trail_records ON trail_records.chain = trail_heads.chain AND trail_records.sequence = trail_heads.sequence
        WHERE trail_heads.chain = ?${this.database.dialect.forUpdate}`,
      [chain],
    );
    return last?.at ?? otherwise;
  }
}

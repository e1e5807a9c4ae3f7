import { Injectable } from '@nestjs/common';
import { chainOf, Trail } from '../audit/trail.service.js';
import type { Canonical } from '../audit/canonical.js';
import type { Day, Instant } from '../calendar.js';
import { Database, marks, type SqlValue } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { Refusal } from '../http/refusal.js';
import { handlingOrder, type ObjectionCase, type Officer } from '../publication/objection.js';
import type { Objection } from '../publication/objection.entity.js';

/** An officer, and where: a branch's officers are those of the branch itself and of every level above it. */
type OfficerRow = Officer & { unitPath: string };

/** Objections as rows: finding and locking them, changing only what nobody changed meanwhile, and their lines in the trail. */
@Injectable()
export class ObjectionRecords {
  constructor(
    private readonly database: Database,
    private readonly trail: Trail,
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
      [...Object.values(columns), objection.id, objection.state, objection.version],
    );
    if (changed !== 1) throw new Refusal('stale');
  }

  /** Everybody with an office in which one may handle objections, today, with the unit it is held in. */
  officers(today: Day): Promise<OfficerRow[]> {
    const roles = handlingOrder.flat();
    return this.database.rows<OfficerRow>(
      `SELECT accounts.id AS accountId, accounts.memberId, role_assignments.role, units.path AS unitPath
         FROM role_assignments
         JOIN accounts ON accounts.id = role_assignments.accountId
         JOIN units ON units.id = role_assignments.unitId
        WHERE role_assignments.role IN ${marks(roles)} AND accounts.suspendedAt IS NULL
          AND role_assignments.fromDay <= ? AND (role_assignments.untilDay IS NULL OR role_assignments.untilDay > ?)`,
      [...roles, today, today],
    );
  }

  async officersOf(branchPath: string, today: Day): Promise<Officer[]> {
    return officersAt(await this.officers(today), branchPath);
  }

  async branchOf(branchMonthId: number): Promise<{ branchId: number; path: string }> {
    const branch = await this.database.row<{ branchId: number; path: string }>(
      `SELECT branch_months.branchId, units.path FROM branch_months JOIN units ON units.id = branch_months.branchId
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
    objection: Pick<Objection, 'publicKey' | 'branchMonthId' | 'sheetId' | 'subjectMemberId' | 'authorMemberId' | 'itemCode' | 'anonymous'>,
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

export function officersAt(officers: readonly OfficerRow[], branchPath: string): Officer[] {
  return officers.filter(({ unitPath }) => branchPath.startsWith(unitPath));
}

export function caseOf(objection: Pick<Objection, 'subjectMemberId' | 'authorMemberId' | 'anonymous' | 'deciders'>): ObjectionCase {
  const { subjectMemberId, authorMemberId } = objection;
  return {
    subjectMemberId,
    authorMemberId,
    anonymous: Boolean(objection.anonymous),
    deciderAccountIds: JSON.parse(objection.deciders) as number[],
  };
}

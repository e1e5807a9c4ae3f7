import { Injectable } from '@nestjs/common';
import type { Day } from '../calendar.js';
import type { Flag } from '../database/columns.js';
import { Database } from '../database/database.js';
import { lockOrganisation } from '../identity/lock-organisation.js';
import { Refusal } from '../http/refusal.js';
import type { MemberSituation, MemberStanding } from './member.entity.js';
import { Unit } from './unit.entity.js';
import { inTreeOrder } from './unit-rules.js';
import { below, isBelow } from '../identity/scope.js';

/** A unit as it stands in its table. */
export type UnitRow = Omit<Unit, 'hasCommittee' | 'rankingEnabled'> & { hasCommittee: Flag; rankingEnabled: Flag };

/** Who is in a branch on a day, with what the member is scored by. */
export interface MemberOfBranch {
  membershipId: number;
  memberId: number;
  memberNumber: string;
  name: string;
  standing: MemberStanding;
  situation: MemberSituation;
  branchId: number;
  groupId: number | null;
  fromDay: Day;
  untilDay: Day | null;
  rosterOrder: number;
  profileCode: string;
}

/** The tree and who is in it, for the other rooms to read. */
@Injectable()
export class Organisation {
  constructor(private readonly database: Database) {}

  /**
   * Locks the organisation's root: the first statement of every transaction that changes units, members or memberships, and
   * of every one that fixes a month's list. So a transfer and the opening of a month come one after the other, and each sees
   * what the other has done.
   */
  lock(): Promise<void> {
    return lockOrganisation(this.database);
  }

  /** @throws notFound */
  async unitById(id: number): Promise<UnitRow> {
    const unit = await this.database.read(() => this.database.row<UnitRow>('SELECT * FROM units WHERE id = ?', [id]));
    if (!unit) throw new Refusal('notFound');
    return unit;
  }

  /** The unit with this path and everything below it, in the tree's order. */
  async unitsFrom(path: string): Promise<UnitRow[]> {
    const units = await this.database.read(() =>
      this.database.rows<UnitRow>(`SELECT * FROM units WHERE ${isBelow('path')}`, [below(path)]),
    );
    return inTreeOrder(units);
  }

  /** The branches at or below a path, in the tree's order. */
  async branchesBelow(path: string): Promise<UnitRow[]> {
    return (await this.unitsFrom(path)).filter(({ kind }) => kind === 'branch');
  }

  /** Who is a member of a branch on a day, in roster order. */
  membershipsOn(day: Day, branchId: number): Promise<MemberOfBranch[]> {
    return this.database.read(() =>
      this.database.rows<MemberOfBranch>(
        `SELECT memberships.id AS membershipId, memberships.memberId, members.memberNumber, members.name,
                members.standing, members.situation, memberships.branchId, memberships.groupId, memberships.fromDay,
                memberships.untilDay, memberships.rosterOrder, memberships.profileCode
           FROM memberships
           JOIN members ON members.id = memberships.memberId
          WHERE memberships.branchId = ? AND memberships.fromDay <= ?
            AND (memberships.untilDay IS NULL OR memberships.untilDay > ?)
          ORDER BY memberships.rosterOrder, memberships.id`,
        [branchId, day, day],
      ),
    );
  }
}

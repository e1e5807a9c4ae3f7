import { Injectable } from '@nestjs/common';
import type { Day } from '../calendar.js';
import { Database, marks } from '../database/database.js';
import { type Case, decidingRoles } from './deciders.js';

/** Whether members hold a deciding role in a branch: their sheets may be decided by the bureau. */
@Injectable()
export class Deciders {
  constructor(private readonly database: Database) {}

  async caseOf(memberId: number, branchId: number, today: Day): Promise<Case> {
    const branch = await this.database.row<{ path: string }>('SELECT path FROM units WHERE id = ?', [branchId]);
    const deciding = await this.membersDecidingIn(branchId, today);
    return { memberId, branchPath: branch?.path ?? '', memberDecides: deciding.has(memberId) };
  }

  /** The members who hold a deciding role in the branch today. */
  async membersDecidingIn(branchId: number, today: Day): Promise<Set<number>> {
    const rows = await this.database.rows<{ memberId: number }>(
      `SELECT accounts.memberId
         FROM role_assignments JOIN accounts ON accounts.id = role_assignments.accountId
        WHERE role_assignments.unitId = ? AND role_assignments.role IN ${marks(decidingRoles)}
          AND role_assignments.fromDay <= ? AND (role_assignments.untilDay IS NULL OR role_assignments.untilDay > ?)
          AND accounts.memberId IS NOT NULL`,
      [branchId, ...decidingRoles, today, today],
    );
    return new Set(rows.map(({ memberId }) => memberId));
  }

  async nameOf(memberId: number): Promise<string> {
    const row = await this.database.row<{ name: string }>('SELECT name FROM members WHERE id = ?', [memberId]);
    return row?.name ?? '';
  }
}

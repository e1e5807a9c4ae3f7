import { Injectable } from '@nestjs/common';
import type { Day } from '../calendar.js';
import type { Flag } from '../database/columns.js';
import { Database, marks } from '../database/database.js';
import { grouped } from '../organisation/grouped.js';
import { bureauRoles, type Case, decidingRoles, type Standing, standingOf } from './deciders.js';

const rolesThatMatter = [...new Set([...decidingRoles, ...bureauRoles])];
const nobody: Standing = { decides: false, bureauOnly: false };

/** How members stand to the deciding of sheets in a branch: whose are decided by the bureau. */
@Injectable()
export class Deciders {
  constructor(private readonly database: Database) {}

  async caseOf(memberId: number, branchId: number, today: Day): Promise<Case> {
    const branch = await this.database.row<{ path: string }>('SELECT path FROM units WHERE id = ?', [branchId]);
    const standings = await this.standingsIn(branchId, today);
    return { memberId, branchPath: branch?.path ?? '', ...(standings.get(memberId) ?? nobody) };
  }

  /** The members who hold a role in the branch today that changes who decides their sheets. */
  async standingsIn(branchId: number, today: Day): Promise<Map<number, Standing>> {
    const rows = await this.database.rows<{ memberId: number; role: string; hasCommittee: Flag }>(
      `SELECT accounts.memberId, role_assignments.role, units.hasCommittee
         FROM role_assignments
         JOIN accounts ON accounts.id = role_assignments.accountId
         JOIN units ON units.id = role_assignments.unitId
        WHERE role_assignments.unitId = ? AND role_assignments.role IN ${marks(rolesThatMatter)}
          AND role_assignments.fromDay <= ? AND (role_assignments.untilDay IS NULL OR role_assignments.untilDay > ?)
          AND accounts.memberId IS NOT NULL`,
      [branchId, ...rolesThatMatter, today, today],
    );
    return new Map(
      [...grouped(rows, ({ memberId }) => memberId)].map(([memberId, held]) => [
        memberId,
        standingOf(
          held.map(({ role }) => role),
          held[0]?.hasCommittee === 1,
        ),
      ]),
    );
  }

  async nameOf(memberId: number): Promise<string> {
    const row = await this.database.row<{ name: string }>('SELECT name FROM members WHERE id = ?', [memberId]);
    return row?.name ?? '';
  }
}

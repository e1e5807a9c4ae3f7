import { Injectable } from '@nestjs/common';
import type { Day } from '../calendar.js';
import { Database, marks } from '../database/database.js';
import { handlingOrder, type ObjectionCase, type Officer } from './objection.js';
import type { Objection } from './objection.entity.js';
import { includes, pathsTo, scopeBelow } from '../identity/scope.js';

/** An officer, and where: a branch's officers are those of the branch itself and of every level above it. */
type OfficerRow = Officer & { unitPath: string };

/** Who holds an office today in which one may handle objections. */
@Injectable()
export class Officers {
  constructor(private readonly database: Database) {}

  /** The officers of these branches. */
  async ofEach(branchPaths: readonly string[], today: Day): Promise<OfficerRow[]> {
    const paths = [...new Set(branchPaths.flatMap(pathsTo))];
    if (paths.length === 0) return [];
    const roles = handlingOrder.flat();
    return this.database.rows<OfficerRow>(
      `SELECT accounts.id AS accountId, accounts.memberId, role_assignments.role, units.path AS unitPath
         FROM role_assignments
         JOIN accounts ON accounts.id = role_assignments.accountId
         JOIN units ON units.id = role_assignments.unitId
        WHERE units.path IN ${marks(paths)} AND role_assignments.role IN ${marks(roles)} AND accounts.suspendedAt IS NULL
          AND role_assignments.fromDay <= ? AND (role_assignments.untilDay IS NULL OR role_assignments.untilDay > ?)`,
      [...paths, ...roles, today, today],
    );
  }

  async of(branchPath: string, today: Day): Promise<Officer[]> {
    return officersAt(await this.ofEach([branchPath], today), branchPath);
  }
}

export function officersAt(officers: readonly OfficerRow[], branchPath: string): Officer[] {
  return officers.filter(({ unitPath }) => includes(scopeBelow(unitPath), branchPath));
}

export function caseOf(
  objection: Pick<Objection, 'subjectMemberId' | 'authorMemberId' | 'anonymous' | 'deciders'>,
): ObjectionCase {
  const { subjectMemberId, authorMemberId } = objection;
  return {
    subjectMemberId,
    authorMemberId,
    anonymous: Boolean(objection.anonymous),
    deciderAccountIds: JSON.parse(objection.deciders) as number[],
  };
}

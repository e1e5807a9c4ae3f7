import { Injectable } from '@nestjs/common';
import { Clock, monthOf } from '../calendar.js';
import { Database, marks, type SqlValue } from '../database/database.js';
import { type Obstacle, obstacles } from './retention.js';

/** Which clocks still run about members, so that nothing of them is erased yet. */
@Injectable()
export class Obstacles {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Of those members that have any. Inside `read` or `write`. */
  async of(memberIds: readonly number[]): Promise<ReadonlyMap<number, Obstacle[]>> {
    const found = new Map<number, Obstacle[]>();
    if (memberIds.length === 0) return found;
    const queries = this.queries(marks(memberIds), memberIds);
    for (const obstacle of obstacles) {
      const [sql, parameters] = queries[obstacle];
      for (const { memberId } of await this.database.rows<{ memberId: number }>(sql, parameters))
        found.set(memberId, [...(found.get(memberId) ?? []), obstacle]);
    }
    return found;
  }

  private queries(list: string, ids: readonly number[]): Record<Obstacle, [sql: string, parameters: SqlValue[]]> {
    const today = this.clock.today();
    return {
      stillMember: [
        `SELECT DISTINCT memberId FROM memberships WHERE memberId IN ${list} AND (untilDay IS NULL OR untilDay > ?)`,
        [...ids, today],
      ],
      hold: [`SELECT memberId FROM member_holds WHERE memberId IN ${list}`, [...ids]],
      inOffice: [
        `SELECT DISTINCT accounts.memberId FROM role_assignments JOIN accounts ON accounts.id = role_assignments.accountId
          WHERE accounts.memberId IN ${list} AND (role_assignments.untilDay IS NULL OR role_assignments.untilDay > ?)`,
        [...ids, today],
      ],
      openMonth: [
        `SELECT DISTINCT sheets.memberId FROM sheets JOIN branch_months ON branch_months.id = sheets.branchMonthId
          WHERE sheets.memberId IN ${list}
            AND branch_months.state IN ('selfAssessment', 'preReview', 'review', 'ready', 'published')`,
        [...ids],
      ],
      openObjection: [
        `SELECT DISTINCT members.id AS memberId FROM members
           JOIN objections ON objections.authorMemberId = members.id OR objections.subjectMemberId = members.id
          WHERE members.id IN ${list} AND (objections.state IN ('received', 'acknowledged') OR objections.appealState = 'open')
          UNION
         SELECT DISTINCT members.id AS memberId FROM members
           JOIN closing_objections ON closing_objections.authorMemberId = members.id OR closing_objections.subjectMemberId = members.id
          WHERE members.id IN ${list} AND closing_objections.state = 'open'`,
        [...ids, ...ids],
      ],
      openCorrection: [
        `SELECT DISTINCT subjectMemberId AS memberId FROM corrections
          WHERE subjectMemberId IN ${list} AND state NOT IN ('issued', 'refused', 'withdrawn')`,
        [...ids],
      ],
      openExemption: [
        `SELECT DISTINCT memberId FROM exemptions WHERE memberId IN ${list}
            AND (state = 'applied' OR (state = 'approved' AND untilMonth >= ?))`,
        [...ids, monthOf(today)],
      ],
      openVeto: [
        `SELECT DISTINCT memberId FROM vetoes WHERE memberId IN ${list} AND state IN ('proposed', 'liftingProposed')`,
        [...ids],
      ],
      openClosing: [
        `SELECT DISTINCT closing_rows.memberId FROM closing_rows
           JOIN closings ON closings.id = closing_rows.closingId AND closings.revision = closing_rows.revision
          WHERE closing_rows.memberId IN ${list} AND closings.state NOT IN ('confirmed', 'archived')`,
        [...ids],
      ],
      // An accepted request to be erased is what an erasure carries out; everything else he asked is answered and done first.
      openRequest: [
        `SELECT DISTINCT memberId FROM data_requests WHERE memberId IN ${list}
            AND (state = 'open' OR (state = 'accepted' AND kind <> 'erasure'))`,
        [...ids],
      ],
    };
  }
}

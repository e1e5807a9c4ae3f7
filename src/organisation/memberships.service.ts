import { Injectable } from '@nestjs/common';
import type { Day, Month } from '../calendar.js';
import { Database, marks } from '../database/database.js';
import { type FieldProblem, invalid, Refusal } from '../http/refusal.js';
import { grouped } from './grouped.js';
import { Membership } from './membership.entity.js';
import {
  contradictedMonth,
  type OpenedMonth,
  sensibleBirthYears,
  sensibleDays,
  type Stay,
} from './membership-rules.js';

/** What adding, changing, moving and importing members ask of the database, for one member or for five thousand. */
@Injectable()
export class Memberships {
  constructor(private readonly database: Database) {}

  /** The stays of each of these members, in order of time. */
  async of(memberIds: readonly number[]): Promise<Map<number, Membership[]>> {
    const rows = await this.database.rows<Membership>(
      `SELECT * FROM memberships WHERE memberId IN ${marks(memberIds)} ORDER BY memberId, fromDay`,
      memberIds,
    );
    return grouped(rows, ({ memberId }) => memberId);
  }

  /** The months of these branches that are open or were, and count a day from `fromDay` on. */
  async openedMonths(branchIds: readonly number[], fromDay: Day): Promise<OpenedMonth[]> {
    const rows = await this.database.rows<{ branchId: number; month: Month; themeDay: Day; state: string }>(
      `SELECT branchId, month, themeDay, state FROM branch_months WHERE branchId IN ${marks(branchIds)} AND themeDay >= ?`,
      [...branchIds, fromDay],
    );
    return rows.map(({ state, ...month }) => ({
      ...month,
      isOpenToJoiners: state === 'selfAssessment' || state === 'preReview',
    }));
  }

  /** The last place in the roster of each of these branches. */
  async lastPlaces(branchIds: readonly number[]): Promise<Map<number, number>> {
    const rows = await this.database.rows<{ branchId: number; place: number }>(
      `SELECT branchId, MAX(rosterOrder) AS place FROM memberships WHERE branchId IN ${marks(branchIds)} GROUP BY branchId`,
      branchIds,
    );
    return new Map(rows.map(({ branchId, place }) => [branchId, place]));
  }

  /** Refuses a group that isn't one of the branch. */
  async requireGroup(groupId: number | null, branchId: number): Promise<void> {
    if (groupId === null) return;
    const group = await this.database.row("SELECT id FROM units WHERE id = ? AND parentId = ? AND kind = 'group'", [
      groupId,
      branchId,
    ]);
    if (!group) throw invalid('groupId', 'notOfBranch');
  }

  /** Refuses with the month whose list would no longer be true. @throws conflict */
  async requireMonthsHold(before: readonly Stay[], after: readonly Stay[], fromDay: Day): Promise<void> {
    const branchIds = [...new Set([...before, ...after].map(({ branchId }) => branchId))];
    const contradicted = contradictedMonth(before, after, await this.openedMonths(branchIds, fromDay));
    if (!contradicted) return;
    const { month, themeDay } = contradicted;
    const error: FieldProblem = { path: 'fromDay', code: 'monthOpened', params: { month, themeDay } };
    throw new Refusal('conflict', { errors: [error], params: { month, themeDay } });
  }
}

/** @throws invalid: a slip of the keyboard, such as the year 2206 */
export function requireSensibleDay(fromDay: Day, today: Day): void {
  const { from, until } = sensibleDays(today);
  if (fromDay < from || fromDay > until) throw invalid('fromDay', 'outOfRange', { from, until });
}

/** @throws invalid */
export function requireSensibleBirthYear(birthYear: number | null, today: Day): void {
  const { from, until } = sensibleBirthYears(today);
  if (birthYear !== null && (birthYear < from || birthYear > until))
    throw invalid('birthYear', 'outOfRange', { from, until });
}

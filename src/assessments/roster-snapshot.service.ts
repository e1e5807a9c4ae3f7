import { Injectable } from '@nestjs/common';
import { type Day, lastDayOf, type Month } from '../calendar.js';
import { Database, marks } from '../database/database.js';
import { Refusal } from '../http/refusal.js';
import type { Scheme } from '../scoring/scheme.js';

export interface SnapshotOf {
  branchMonthId: number;
  branchId: number;
  month: Month;
  themeDay: Day;
}

/**
 * The stays in the branch that the month is about: the one that holds the theme day or, where there is none, the first that
 * begins after it within the month. A stay that ended on the day it began was none. Parameters: branch, last day, theme day.
 */
const staysOfTheMonth = `
  SELECT memberId, MIN(fromDay) AS fromDay
    FROM memberships
   WHERE branchId = ? AND fromDay <= ? AND (untilDay IS NULL OR (untilDay > ? AND untilDay > fromDay))
   GROUP BY memberId`;

/**
 * What a member is scored by in a month: as an approved exemption says that runs then (records/exemption-applications.service.ts),
 * where the scheme has that profile, and otherwise as the roster says. Parameters: the month twice, the scheme's profiles.
 */
const profileOfTheMonth = (known: readonly string[]): string => `
  COALESCE((SELECT MAX(exemptions.kind) FROM exemptions
             WHERE exemptions.memberId = memberships.memberId AND exemptions.state IN ('approved', 'ended')
               AND exemptions.fromMonth <= ? AND COALESCE(exemptions.lastMonth, exemptions.untilMonth) >= ?
               AND exemptions.kind IN ${marks(known)}), memberships.profileCode)`;

/** Who is on a branch's list for a month, by the count-day rule (domain/process.md, "Transfers and count day"). */
@Injectable()
export class RosterSnapshot {
  constructor(private readonly database: Database) {}

  /**
   * Gives a sheet to everybody of the month who has none yet in this branch-month. Who is a member on the theme day is
   * scored; who comes later within the month is listed as 'transferredIn', and so is whom another branch already answers
   * for in this month: nobody is scored twice. Who left before isn't listed. Answers how many sheets were added.
   * Call it with the organisation locked, so that no two branches list the same member at the same moment.
   */
  async take({ branchMonthId, branchId, month, themeDay }: SnapshotOf, scheme: Scheme): Promise<number> {
    const stays = [branchId, lastDayOf(month), themeDay] as const;
    await this.refuseUnknownProfiles(stays, scheme);
    const known = scheme.profiles.map(({ code }) => code);
    const profile = [month, month, ...known];
    const exempt = scheme.profiles.filter(({ scored }) => !scored).map(({ code }) => code);
    return this.database.change(
      `INSERT INTO sheets (branchMonthId, memberId, groupId, rosterOrder, standing, profileCode, state, notScoredReason,
                           late, fromRecords, version)
       SELECT ?, listed.memberId, listed.groupId, listed.rosterOrder, listed.standing, listed.profileCode,
              CASE WHEN listed.reason IS NULL THEN 'draft' ELSE 'notScored' END, listed.reason, 0, 0, 1
         FROM (SELECT memberships.memberId, memberships.groupId, memberships.rosterOrder,
                      ${profileOfTheMonth(known)} AS profileCode, members.standing,
                      CASE WHEN memberships.fromDay > ? THEN 'transferredIn'
                           WHEN EXISTS (SELECT 1 FROM sheets
                                          JOIN branch_months ON branch_months.id = sheets.branchMonthId
                                         WHERE sheets.memberId = memberships.memberId AND branch_months.month = ?
                                           AND (sheets.notScoredReason IS NULL OR sheets.notScoredReason <> 'transferredIn'))
                                THEN 'transferredIn'
                           WHEN ${profileOfTheMonth(known)} IN ${marks(exempt)} THEN 'exemptProfile'
                      END AS reason
                 FROM (${staysOfTheMonth}) stays
                 JOIN memberships ON memberships.memberId = stays.memberId AND memberships.fromDay = stays.fromDay
                 JOIN members ON members.id = memberships.memberId
                WHERE NOT EXISTS (SELECT 1 FROM sheets present
                                   WHERE present.branchMonthId = ? AND present.memberId = memberships.memberId)) listed`,
      [...[branchMonthId, ...profile, themeDay, month, ...profile, ...exempt], ...[...stays, branchMonthId]],
    );
  }

  /** A profile that the scheme doesn't know could never be scored: better said now than after a month of work. */
  private async refuseUnknownProfiles(stays: readonly [number, Day, Day], scheme: Scheme): Promise<void> {
    const known = scheme.profiles.map(({ code }) => code);
    const unknown = await this.database.rows<{ name: string; profileCode: string }>(
      `SELECT members.name, memberships.profileCode
         FROM (${staysOfTheMonth}) stays
         JOIN memberships ON memberships.memberId = stays.memberId AND memberships.fromDay = stays.fromDay
         JOIN members ON members.id = memberships.memberId
        WHERE memberships.profileCode NOT IN ${marks(known)}
        ORDER BY memberships.rosterOrder LIMIT 20`,
      [...stays, ...known],
    );
    if (unknown.length === 0) return;
    const errors = unknown.map(({ name, profileCode }) => ({
      path: 'month',
      code: 'unknownProfile',
      params: { memberName: name, profileCode },
    }));
    throw new Refusal('invalid', { errors });
  }
}

import { Injectable } from '@nestjs/common';
import { Database, marks } from '../database/database.js';
import { Refusal } from '../http/refusal.js';
import type { Scheme } from '../scoring/scheme.js';

/** A stay that is one: what ended on the day it began was none. The branch-month that it is looked at for stands beside it. */
const holdsThemeDay = (stay: string, month: string): string =>
  `(${stay}.untilDay IS NULL OR (${stay}.untilDay > ${month}.themeDay AND ${stay}.untilDay > ${stay}.fromDay))`;

/**
 * The stays that these branch-months are about: the one that holds the theme day or, where there is none, the first that begins
 * after it within the month. Parameters: the branch-months.
 */
const staysOfTheMonths = (ids: readonly number[]): string => `
  SELECT branch_months.id AS branchMonthId, memberships.memberId, MIN(memberships.fromDay) AS fromDay
    FROM branch_months
    JOIN memberships ON memberships.branchId = branch_months.branchId
     AND memberships.fromDay <= branch_months.month || '-31' AND ${holdsThemeDay('memberships', 'branch_months')}
   WHERE branch_months.id IN ${marks(ids)}
   GROUP BY branch_months.id, memberships.memberId`;

/**
 * What a member is scored by in a month: as an approved exemption says that runs then (records/exemption-applications.service.ts),
 * where the scheme has that profile, and otherwise as the roster says. Parameters: the scheme's profiles.
 */
const profileOfTheMonth = (known: readonly string[]): string => `
  COALESCE((SELECT MAX(exemptions.kind) FROM exemptions
             WHERE exemptions.memberId = memberships.memberId AND exemptions.state IN ('approved', 'ended')
               AND exemptions.fromMonth <= branch_months.month
               AND COALESCE(exemptions.lastMonth, exemptions.untilMonth) >= branch_months.month
               AND exemptions.kind IN ${marks(known)}), memberships.profileCode)`;

/**
 * Another branch-month answers for the member already: it has a sheet of him that is more than a note of his coming. Not as a join: MySQL
 * would go from the thousand branches of the month to the member, instead of from his few sheets to their months.
 */
const answeredElsewhere = `
  EXISTS (SELECT 1 FROM sheets
           WHERE sheets.memberId = memberships.memberId
             AND (sheets.notScoredReason IS NULL OR sheets.notScoredReason <> 'transferredIn')
             AND (SELECT others.month FROM branch_months others WHERE others.id = sheets.branchMonthId) = branch_months.month)`;

/** Of the branch-months that are listed at once, one before this has the member on its theme day. Parameters: the branch-months. */
const listedBefore = (ids: readonly number[]): string => `
  EXISTS (SELECT 1 FROM memberships stays
           WHERE stays.memberId = memberships.memberId AND stays.branchId <> memberships.branchId
             AND EXISTS (SELECT 1 FROM branch_months others
                          WHERE others.branchId = stays.branchId AND others.month = branch_months.month
                            AND stays.fromDay <= others.themeDay AND ${holdsThemeDay('stays', 'others')}
                            AND others.id < branch_months.id AND others.id IN ${marks(ids)}))`;

/** Who is on a branch's list for a month, by the count-day rule (domain/process.md, "Transfers and count day"). */
@Injectable()
export class RosterSnapshot {
  constructor(private readonly database: Database) {}

  /**
   * Gives a sheet to everybody of these branch-months who has none yet in his. Who is a member on the theme day is scored; who
   * comes later within the month is listed as 'transferredIn', and so is whom another branch already answers for in this month
   * (one that was opened before, or stands before it among these): nobody is scored twice. Who left before isn't listed. Answers
   * how many sheets were added. The same two statements however many branch-months there are, all of one scheme.
   * Call it with the organisation locked, so that no two branches list the same member at the same moment.
   */
  async take(branchMonthIds: readonly number[], scheme: Pick<Scheme, 'profiles'>): Promise<number> {
    const known = scheme.profiles.map(({ code }) => code);
    await this.refuseUnknownProfiles(branchMonthIds, known);
    const exempt = scheme.profiles.filter(({ scored }) => !scored).map(({ code }) => code);
    // Nobody is found twice: DISTINCT keeps the databases from looking the same things up for each column that depends on them.
    return this.database.change(
      `INSERT INTO sheets (branchMonthId, memberId, groupId, rosterOrder, standing, profileCode, state, notScoredReason,
                           late, fromRecords, version)
       SELECT branchMonthId, memberId, groupId, rosterOrder, standing, profileCode,
              CASE WHEN reason IS NULL THEN 'draft' ELSE 'notScored' END, reason, 0, 0, 1
         FROM (SELECT listed.*, CASE WHEN cameLater = 1 THEN 'transferredIn'
                                     WHEN profileCode IN ${marks(exempt)} THEN 'exemptProfile' END AS reason
                 FROM (SELECT DISTINCT branch_months.id AS branchMonthId, memberships.memberId, memberships.groupId,
                              memberships.rosterOrder, members.standing, ${profileOfTheMonth(known)} AS profileCode,
                              CASE WHEN memberships.fromDay > branch_months.themeDay OR ${answeredElsewhere}
                                        OR ${listedBefore(branchMonthIds)} THEN 1 ELSE 0 END AS cameLater
                         FROM (${staysOfTheMonths(branchMonthIds)}) found
                         JOIN branch_months ON branch_months.id = found.branchMonthId
                         JOIN memberships ON memberships.memberId = found.memberId AND memberships.fromDay = found.fromDay
                         JOIN members ON members.id = memberships.memberId
                        WHERE NOT EXISTS (SELECT 1 FROM sheets present
                                           WHERE present.branchMonthId = branch_months.id
                                             AND present.memberId = memberships.memberId)) listed) reasoned`,
      [...exempt, ...known, ...branchMonthIds, ...branchMonthIds],
    );
  }

  /** A profile that the scheme doesn't know could never be scored: better said now than after a month of work. */
  private async refuseUnknownProfiles(branchMonthIds: readonly number[], known: readonly string[]): Promise<void> {
    const unknown = await this.database.rows<{ name: string; profileCode: string }>(
      `SELECT members.name, memberships.profileCode
         FROM (${staysOfTheMonths(branchMonthIds)}) found
         JOIN memberships ON memberships.memberId = found.memberId AND memberships.fromDay = found.fromDay
         JOIN members ON members.id = memberships.memberId
        WHERE memberships.profileCode NOT IN ${marks(known)}
        ORDER BY found.branchMonthId, memberships.rosterOrder LIMIT 20`,
      [...branchMonthIds, ...known],
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

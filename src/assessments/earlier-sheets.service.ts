import { Injectable } from '@nestjs/common';
import type { Month } from '../calendar.js';
import { Database } from '../database/database.js';
import { monthsOfPeriod, periodKey } from '../scoring/periods.js';
import type { Scheme } from '../scoring/scheme.js';
import { type Earlier, earlierSheets } from '../scoring/score.js';

/** What members' earlier sheets have used up of caps over longer periods ("at most 12 a year"). */
@Injectable()
export class EarlierSheets {
  constructor(private readonly database: Database) {}

  /**
   * For the sheet of `month`, from what has been decided of the member's earlier ones in the same year, in any branch. What the
   * member himself and his group leader are shown counts published ones alone: they would learn from the rest of a cap what was
   * decided.
   */
  async usedUp(
    scheme: Scheme,
    { memberId, profileCode }: { memberId: number; profileCode: string },
    month: Month,
    publishedOnly = false,
  ): Promise<Earlier> {
    if (![...scheme.items, ...scheme.groups].some(({ limits }) => limits.length > 0)) return {};
    const year = periodKey('year', month, scheme.yearStartsMonth);
    const first = monthsOfPeriod(year, scheme.yearStartsMonth)?.[0] ?? month;
    const rows = await this.database.select<{ month: Month; parts: string }>(
      `SELECT branch_months.month, sheets.parts
         FROM sheets JOIN branch_months ON branch_months.id = sheets.branchMonthId
        WHERE sheets.memberId = ? AND sheets.parts IS NOT NULL AND branch_months.month >= ? AND branch_months.month < ?
          ${publishedOnly ? 'AND sheets.publicationId IS NOT NULL' : ''}`,
      [memberId, first, month],
    );
    const sheets = rows.map((row) => ({ ...row, parts: JSON.parse(row.parts) as Record<string, number> }));
    return earlierSheets(scheme, profileCode, month, sheets);
  }
}

import { Injectable } from '@nestjs/common';
import type { Day, Month } from '../calendar.js';
import { Database, marks } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { grouped } from '../organisation/grouped.js';
import { Schemes } from '../schemes/schemes.service.js';
import { HalfYears } from '../summaries/half-years.service.js';
import { measureItemCodes, warningLine } from './scheme-signs.js';
import { talkCauses } from './talk.js';
import type { TalkSuggestionList } from './talk.view.js';

/** Who might be talked with, read from the confirmed figures of a period. It writes nothing. */
@Injectable()
export class TalkSuggestions {
  constructor(
    private readonly database: Database,
    private readonly halfYears: HalfYears,
    private readonly schemes: Schemes,
  ) {}

  /** Without the reader himself: what there is to say to him, others say. */
  async of(unitId: number, period: string, actor: Actor): Promise<TalkSuggestionList> {
    const summary = await this.halfYears.of(unitId, period);
    const { definition } = await this.schemes.inForce(summary.months.at(-1) as Month);
    const line = warningLine(definition);
    const rows = summary.rows.filter(({ memberId, resultHundredths, sumHundredths }) => {
      return memberId !== actor.memberId && (resultHundredths !== null || sumHundredths > 0);
    });
    const memberIds = rows.map(({ memberId }) => memberId);
    const measures = await this.measuresOf(memberIds, summary.months, measureItemCodes(definition));
    const held = await this.heldWith(memberIds, summary.months);
    const items = rows.flatMap((row) => {
      const causes = talkCauses(
        {
          memberId: row.memberId,
          resultHundredths: row.resultHundredths,
          months: row.months.map(({ month, scoreHundredths }) => ({ month, scoreHundredths })),
          veto: row.veto !== null,
          measureMonths: (measures.get(row.memberId) ?? []).map(({ month }) => month),
        },
        line,
      );
      if (causes.length === 0) return [];
      const heldOn = (held.get(row.memberId) ?? []).map((talk) => talk.heldOn);
      return [{ member: { id: row.memberId, name: row.name }, branch: row.branch, causes, heldOn }];
    });
    return { period, warningLineHundredths: line, items };
  }

  private measuresOf(memberIds: readonly number[], months: readonly Month[], itemCodes: readonly string[]) {
    return this.byMember<{ memberId: number; month: Month }>(
      memberIds,
      (some) => `SELECT DISTINCT sheets.memberId, branch_months.month
                   FROM sheets
                   JOIN branch_months ON branch_months.id = sheets.branchMonthId
                   JOIN published_lines finals ON finals.publicationId = sheets.publicationId AND finals.sheetId = sheets.id
                  WHERE sheets.memberId IN ${marks(some)} AND branch_months.month IN ${marks(months)}
                    AND finals.itemCode IN ${marks(itemCodes)} AND finals.countedHundredths < 0
                  ORDER BY branch_months.month`,
      [...months, ...itemCodes],
    );
  }

  private heldWith(memberIds: readonly number[], months: readonly Month[]) {
    return this.byMember<{ memberId: number; heldOn: Day }>(
      memberIds,
      (some) => `SELECT memberId, heldOn FROM talk_records
                  WHERE memberId IN ${marks(some)} AND amendsId IS NULL AND heldOn >= ? ORDER BY heldOn`,
      [`${months[0]}-01`],
    );
  }

  /** A bureau has more members than a statement takes parameters, so they are asked for in portions. */
  private async byMember<Found extends { memberId: number }>(
    memberIds: readonly number[],
    sql: (some: readonly number[]) => string,
    parameters: readonly string[],
  ): Promise<Map<number, Found[]>> {
    const found: Found[] = [];
    for (let from = 0; from < memberIds.length; from += 1000) {
      const some = memberIds.slice(from, from + 1000);
      found.push(...(await this.database.read(() => this.database.rows<Found>(sql(some), [...some, ...parameters]))));
    }
    return grouped(found, ({ memberId }) => memberId);
  }
}

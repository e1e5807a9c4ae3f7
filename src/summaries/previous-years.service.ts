import { Injectable } from '@nestjs/common';
import { finalStatesInSql } from '../assessments/states.js';
import type { Month } from '../calendar.js';
import { Database, marks } from '../database/database.js';
import { grouped } from '../organisation/grouped.js';
import { type LoadedScheme, Schemes } from '../schemes/schemes.service.js';
import { monthsOfPeriod, periodKey } from '../scoring/periods.js';
import type { Scheme } from '../scoring/scheme.js';
import { summarise } from '../scoring/summary.js';
import { HoldingVetoes } from '../vetoes/holding-vetoes.service.js';

interface ConfirmedMonth {
  memberId: number;
  month: Month;
  scoreHundredths: number;
  deductionHundredths: number;
  contributionHundredths: number;
  profileCode: string;
  parts: string | null;
}

/** Results of the years before, where the scheme carries a share of them over into this one. */
@Injectable()
export class PreviousYears {
  constructor(
    private readonly database: Database,
    private readonly schemes: Schemes,
    private readonly holdingVetoes: HoldingVetoes,
  ) {}

  /** By member: the result of the year before `year`, itself with what was carried over into it; two statements, or none. */
  async resultsOf(scheme: Scheme, year: string, memberIds: readonly number[]): Promise<Map<number, number>> {
    const results = new Map<number, number>();
    if (memberIds.length === 0 || !scheme.items.some(({ carryOver }) => carryOver)) return results;
    const versions = await this.schemes.list();
    const firstMonth = monthsOfPeriod(year, scheme.yearStartsMonth)?.[0] as Month;
    const byYear = grouped(await this.monthsBefore(firstMonth, memberIds), ({ month }) =>
      periodKey('year', month, scheme.yearStartsMonth),
    );
    // A year without a counted month breaks the chain: nothing is carried over from before it.
    for (let past = Number([...byYear.keys()].sort()[0] ?? year); past < Number(year); past += 1) {
      const rule = ruleOf(versions, String(past), scheme);
      const vetoesOf = await this.holdingVetoes.factsOf(
        rule,
        monthsOfPeriod(String(past), scheme.yearStartsMonth) ?? [],
        memberIds,
      );
      const ofYear = grouped(byYear.get(String(past)) ?? [], ({ memberId }) => memberId);
      for (const memberId of memberIds) {
        const months = (ofYear.get(memberId) ?? []).map(counted);
        const previousResultHundredths = results.get(memberId) ?? null;
        const { resultHundredths } = summarise(rule, months, {
          per: 'year',
          previousResultHundredths,
          vetoes: vetoesOf.get(memberId) ?? [],
        });
        if (resultHundredths === null) results.delete(memberId);
        else results.set(memberId, resultHundredths);
      }
    }
    return results;
  }

  private monthsBefore(month: Month, memberIds: readonly number[]): Promise<ConfirmedMonth[]> {
    return this.database.rows<ConfirmedMonth>(
      `SELECT finals.memberId, branch_months.month, finals.scoreHundredths, finals.deductionHundredths,
              finals.contributionHundredths, finals.profileCode, finals.parts
         FROM sheets
         JOIN published_sheets finals ON finals.publicationId = sheets.publicationId AND finals.sheetId = sheets.id
         JOIN branch_months ON branch_months.id = sheets.branchMonthId AND branch_months.state IN ${finalStatesInSql}
        WHERE sheets.memberId IN ${marks(memberIds)} AND branch_months.month < ? AND finals.notScoredReason IS NULL`,
      [...memberIds, month],
    );
  }
}

function ruleOf(versions: readonly LoadedScheme[], year: string, otherwise: Scheme): Scheme {
  const last = monthsOfPeriod(year, otherwise.yearStartsMonth)?.at(-1) ?? '';
  return versions.find(({ effectiveFromMonth }) => effectiveFromMonth <= last)?.definition ?? otherwise;
}

function counted({ parts, ...month }: ConfirmedMonth) {
  return {
    ...month,
    outcome: 'counted' as const,
    itemCodes: [],
    parts: parts === null ? null : (JSON.parse(parts) as Record<string, number>),
  };
}

import { Injectable } from '@nestjs/common';
import type { Day, Month } from '../calendar.js';
import { Database } from '../database/database.js';
import { grouped } from '../organisation/grouped.js';
import { monthsOfPeriod, periodKey } from '../scoring/periods.js';
import type { Scheme, Veto as VetoRule } from '../scoring/scheme.js';
import type { VetoFact } from '../scoring/summary.js';
import { asFact, holdingStatesInSql, vetoOnSheet } from './veto.js';

interface Holding {
  memberId: number;
  vetoCode: string;
  factDay: Day;
}

/** Vetoes that are set and not lifted, as the calculation takes them. */
@Injectable()
export class HoldingVetoes {
  constructor(private readonly database: Database) {}

  /** By member: those whose fact lies in these months, in one statement; null: everybody's. What the scheme does not know limits nothing. */
  async factsOf(
    scheme: Scheme,
    months: readonly Month[],
    memberIds: readonly number[] | null,
  ): Promise<Map<number, VetoFact[]>> {
    const known = new Set(scheme.vetoes.map(({ code }) => code));
    if (known.size === 0) return new Map();
    const holding = (await this.inMonths(months, memberIds)).filter(({ vetoCode }) => known.has(vetoCode));
    return new Map(
      [...grouped(holding, ({ memberId }) => memberId)].map(([memberId, vetoes]) => [
        memberId,
        vetoes.map((veto) => asFact(scheme, veto)),
      ]),
    );
  }

  /**
   * By member: the veto that limits his sheet of this month, where the scheme has vetoes of the sheet's own period; null:
   * everybody's.
   */
  async onSheets(scheme: Scheme, month: Month, memberIds: readonly number[] | null): Promise<Map<number, VetoRule>> {
    if (!scheme.vetoes.some(({ per }) => per === scheme.period)) return new Map();
    const found = new Map<number, VetoRule>();
    const months =
      monthsOfPeriod(periodKey(scheme.period, month, scheme.yearStartsMonth), scheme.yearStartsMonth) ?? [];
    for (const [memberId, vetoes] of grouped(await this.inMonths(months, memberIds), (veto) => veto.memberId)) {
      const rule = vetoOnSheet(scheme, month, vetoes);
      if (rule) found.set(memberId, rule);
    }
    return found;
  }

  /** There are a handful in a year, and members by the ten thousand: they are told apart here. */
  private async inMonths(months: readonly Month[], memberIds: readonly number[] | null): Promise<Holding[]> {
    const [first, last] = [months[0], months.at(-1)];
    if (first === undefined || last === undefined) return [];
    const asked = memberIds && new Set(memberIds);
    const holding = await this.database.rows<Holding>(
      `SELECT memberId, vetoCode, factDay FROM vetoes
        WHERE factDay BETWEEN ? AND ? AND state IN ${holdingStatesInSql}
        ORDER BY memberId, factDay, id`,
      [`${first}-01`, `${last}-31`],
    );
    return holding.filter(({ memberId }) => asked === null || asked.has(memberId));
  }
}

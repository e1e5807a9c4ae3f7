import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { Refusal } from '../http/refusal.js';
import { may } from '../identity/rights.js';
import { grouped } from '../organisation/grouped.js';
import { Organisation, type UnitRow } from '../organisation/organisation.service.js';
import { publishedReason } from '../publication/published-reason.js';
import type { NotScoredReason } from '../assessments/states.js';
import { HalfYears } from '../summaries/half-years.service.js';
import { RankingRules } from '../summaries/ranking-rules.service.js';
import { Schemes } from '../schemes/schemes.service.js';
import { periodOf } from '../scoring/periods.js';
import { branchRowsOf } from './branch-rows.js';
import { ItemFiguresReader } from './item-figures.service.js';
import type { Span } from './span.js';
import { type SpanWish, Spans } from './spans.service.js';
import { StatisticsFactsReader, type StatisticsFacts } from './statistics-facts.service.js';
import { type ChildUnit, unitStatisticsOf } from './unit-statistics.js';
import type { HeatRowView, RankedBranchView, RankedMemberView, UnitStatisticsView } from './unit-statistics.view.js';

/** The statistics of a unit over a period, as far as this reader may see them. */
@Injectable()
export class UnitStatistics {
  constructor(
    private readonly database: Database,
    private readonly organisation: Organisation,
    private readonly spans: Spans,
    private readonly facts: StatisticsFactsReader,
    private readonly items: ItemFiguresReader,
    private readonly rankings: RankingRules,
    private readonly halfYears: HalfYears,
    private readonly schemes: Schemes,
  ) {}

  /** Of the unit with this path. The same number of statements however many branches and members it has. @throws notFound */
  of(actor: Actor, path: string, wish: SpanWish): Promise<UnitStatisticsView> {
    return this.database.read(async () => {
      const below = await this.organisation.unitsFrom(path);
      const unit = below.find((each) => each.path === path);
      if (!unit || unit.kind === 'group') throw new Refusal('notFound');
      const span = await this.spans.ofWish(wish);
      const reads = ({ path }: Pick<UnitRow, 'path'>) =>
        may('statistics.read', actor, { unitPath: path, memberId: null });
      const mayRead = reads(unit);
      // Which units there are beside one's own is told to those who hold an office in one of them.
      const holdsOffice = below.some(reads);
      const children = below
        .filter(({ parentId, kind }) => parentId === unit.id && kind !== 'group' && holdsOffice)
        .map((child): ChildUnit => ({
          ...referenceTo(child),
          path: child.path,
          mayRead: reads(child),
          mayOpen: may('figures.read', actor, { unitPath: child.path, memberId: null }),
        }));
      const branches = below.filter(({ kind }) => kind === 'branch');
      const pathOf = new Map(branches.map(({ id, path }) => [id, path]));
      const facts = await this.facts.of(unit.path, span);
      const { heat, ...figures } = unitStatisticsOf({ unit, span, mayRead, pathOf, children, ...facts });
      const items = mayRead ? await this.items.of(unit.path, span) : null;
      const ranking = mayRead && unit.rankingEnabled === 1 ? await this.ranking(unit, span, facts, branches) : null;
      return {
        unit: referenceTo(unit),
        above: await this.above(actor, unit),
        span,
        ...figures,
        categories: items?.categories ?? null,
        qualifications: items?.qualifications ?? null,
        deductions: items?.deductions ?? null,
        contributions: items?.contributions ?? null,
        heat: unit.kind !== 'branch' ? (holdsOffice ? heat : null) : mayRead ? await this.members(unit.id, span) : null,
        ...(ranking && { ranking }),
      };
    });
  }

  private async above(actor: Actor, { parentId }: UnitRow): Promise<UnitStatisticsView['above']> {
    if (parentId === null) return null;
    const unit = await this.organisation.unitById(parentId);
    return may('figures.read', actor, { unitPath: unit.path, memberId: null }) ? referenceTo(unit) : null;
  }

  /** A branch's members by months, in roster order as of their latest sheet; published figures alone. */
  private async members(branchId: number, { fromMonth, untilMonth, months }: Span): Promise<HeatRowView[]> {
    const rows = await this.database.rows<{
      memberId: number;
      name: string;
      month: string;
      branchMonthId: number;
      sheetId: number;
      rosterOrder: number;
      scoreHundredths: number | null;
      notScoredReason: NotScoredReason | null;
    }>(
      `SELECT finals.memberId, members.name, branch_months.month, branch_months.id AS branchMonthId, finals.sheetId,
              finals.rosterOrder, finals.scoreHundredths, finals.notScoredReason
         FROM branch_months
         JOIN sheets ON sheets.branchMonthId = branch_months.id
         JOIN published_sheets finals ON finals.publicationId = sheets.publicationId AND finals.sheetId = sheets.id
         JOIN members ON members.id = finals.memberId
        WHERE branch_months.branchId = ? AND branch_months.month BETWEEN ? AND ?
        ORDER BY branch_months.month DESC, finals.rosterOrder, finals.memberId`,
      [branchId, fromMonth, untilMonth],
    );
    const byMember = grouped(rows, ({ memberId }) => memberId);
    return [...byMember].map(([id, own]) => ({
      kind: 'member',
      id,
      name: own[0]?.name ?? '',
      mayOpen: false,
      cells: months.map((month) => {
        const row = own.find((each) => each.month === month);
        return {
          month,
          hundredths: row?.scoreHundredths ?? null,
          reason: row?.notScoredReason ? publishedReason(row.notScoredReason) : null,
          branchMonthId: row?.branchMonthId ?? null,
          sheetId: row?.sheetId ?? null,
        };
      }),
    }));
  }

  private async ranking(
    unit: UnitRow,
    span: Span,
    { months, today, calendar }: StatisticsFacts,
    branches: readonly UnitRow[],
  ): Promise<NonNullable<UnitStatisticsView['ranking']>> {
    const { memberKeys, branchKeys } = await this.rankings.of(unit.id);
    const keys = { memberKeys: [...memberKeys], branchKeys: [...branchKeys] };
    if (unit.kind === 'branch') return { ...keys, members: await this.rankedMembers(unit.id, span), branches: null };
    const byBranch = grouped(months, ({ branchId }) => branchId);
    const rows = branchRowsOf({ branches, months: byBranch, today, calendar, rankingKeys: branchKeys });
    const ranked = rows.flatMap(({ rank, branch, ...row }): RankedBranchView[] => {
      const { scored, meanHundredths, medianHundredths, monthsOnTime, monthsDue } = row;
      if (rank === null || rank === undefined) return [];
      const figures = { scored, meanHundredths, medianHundredths, monthsOnTime, monthsDue };
      return [{ rank, branch: { id: branch.id, name: branch.name, kind: 'branch' }, ...figures }];
    });
    return { ...keys, members: null, branches: ranked.sort((one, other) => one.rank - other.rank) };
  }

  /** As the period's summary ranks them, so that no member has two ranks; other months are not ranked. */
  private async rankedMembers(unitId: number, { period, months }: Span): Promise<RankedMemberView[] | null> {
    const per = period === null ? null : periodOf(period);
    const { definition } = await this.schemes.inForce(months.at(-1) as string);
    if (period === null || per === null || !definition.summaries.some((summary) => summary.per === per)) return null;
    const { rows } = await this.halfYears.of(unitId, period);
    return rows
      .flatMap(({ rank, memberId, name, resultHundredths, meanHundredths, lowestHundredths, ...row }) => {
        const { contributionHundredths, deductionHundredths, countedMonths } = row;
        if (rank === null) return [];
        const figures = { resultHundredths, meanHundredths, lowestHundredths, contributionHundredths };
        return [{ rank, memberId, name, ...figures, deductionHundredths, countedMonths }];
      })
      .sort((one, other) => one.rank - other.rank);
  }
}

function referenceTo({ id, name, kind }: UnitRow): Pick<UnitRow, 'id' | 'name' | 'kind'> {
  return { id, name, kind };
}

import { Inject, Injectable } from '@nestjs/common';
import { finalStatesInSql } from '../assessments/states.js';
import { Clock, type Month, monthOf } from '../calendar.js';
import { CONFIG, type Config } from '../config.js';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { invalid, Refusal } from '../http/refusal.js';
import { Access } from '../identity/access.service.js';
import { Organisation, type UnitRow } from '../organisation/organisation.service.js';
import { Boards } from '../publication/boards.service.js';
import { Schemes } from '../schemes/schemes.service.js';
import { monthsOfPeriod, periodKey } from '../scoring/periods.js';
import type { HalfYearRowView } from '../summaries/half-year.view.js';
import { HalfYears } from '../summaries/half-years.service.js';
import { Histories } from '../summaries/histories.service.js';
import { memberYearData } from './member-year-data.js';
import { monthData } from './month-data.js';
import { periodData } from './period-data.js';
import { PublishedItems } from './published-items.service.js';
import type { TemplateFillQuery } from './template.dto.js';
import type { TemplateChoicesView } from './template.view.js';
import type { TemplateData } from './template-data.js';
import { dayWords, instantWords } from './template-words.js';
import type { TemplateSource } from './vocabulary.js';
import { below, isBelow } from '../identity/scope.js';

/** Which template is filled, for the words about it that may stand in the file. */
export interface StampedTemplate {
  name: string;
  number: number;
}

/** Where the figures come from: the same services that the house's own documents are made by, with the same cuts. */
@Injectable()
export class TemplateSources {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly access: Access,
    private readonly organisation: Organisation,
    private readonly schemes: Schemes,
    private readonly boards: Boards,
    private readonly halfYears: HalfYears,
    private readonly histories: Histories,
    private readonly items: PublishedItems,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * All that a template can say about what was asked for. @throws invalid (nothing chosen, not a branch), notFound (never
   * published, no such member here), wrongState (withdrawn), forbidden (shown no more than his own row)
   */
  async dataFor(
    unitId: number,
    source: TemplateSource,
    wanted: TemplateFillQuery,
    { actor, template }: { actor: Actor; template: StampedTemplate },
  ): Promise<TemplateData> {
    const unit = await this.organisation.unitById(unitId);
    const data = await this.figures(unit, source, wanted, actor);
    const root = await this.organisation.unitById(Number(unit.path.split('/')[1]));
    const { now, today } = this.clock.moment();
    return {
      ...data,
      scalars: {
        ...data.scalars,
        unit: { text: unit.name },
        organisation: { text: root.name },
        filledBy: { text: actor.displayName },
        filledOn: { text: dayWords(today) },
        stamp: { text: this.stampWords(actor, now, template) },
        templateName: { text: template.name },
        templateVersion: { integer: template.number },
      },
    };
  }

  stampWords({ displayName }: Pick<Actor, 'displayName'>, now: string, { name, number }: StampedTemplate): string {
    return `${displayName} ${instantWords(now, this.config.timeZone)} 导出，模板“${name}”第 ${number} 版`;
  }

  private figures(
    unit: UnitRow,
    source: TemplateSource,
    { month, period, memberId, year }: TemplateFillQuery,
    actor: Actor,
  ): Promise<TemplateData> {
    switch (source) {
      case 'month':
        if (month === undefined) throw invalid('month', 'missing');
        return this.ofMonth(unit, month, actor);
      case 'period':
        if (period === undefined) throw invalid('period', 'missing');
        this.access.requireOn(actor, 'summary.read', unit.path);
        return this.halfYears.of(unit.id, period).then(periodData);
      case 'memberYear':
        if (memberId === undefined) throw invalid('memberId', 'missing');
        if (year === undefined) throw invalid('year', 'missing');
        return this.ofMemberYear(unit, memberId, year, actor);
    }
  }

  private async ofMonth(unit: UnitRow, month: Month, actor: Actor): Promise<TemplateData> {
    if (unit.kind !== 'branch') throw invalid('month', 'notABranch');
    this.access.requireOn(actor, 'board.read', unit.path);
    const found = await this.database.read(() =>
      this.database.row<{ id: number; schemeVersionId: number }>(
        'SELECT id, schemeVersionId FROM branch_months WHERE branchId = ? AND month = ?',
        [unit.id, month],
      ),
    );
    if (!found) throw invalid('month', 'notPublished');
    const board = await this.boards.one(found.id, actor).catch((error: unknown) => {
      if (error instanceof Refusal && error.code === 'notFound') throw invalid('month', 'notPublished');
      throw error;
    });
    if (board.withdrawal) throw new Refusal('wrongState', { params: { state: board.state } });
    if (board.ownRowOnly) throw new Refusal('forbidden');
    const { definition } = await this.schemes.byId(found.schemeVersionId);
    return monthData(board, definition, await this.items.of(found.id, definition));
  }

  private async ofMemberYear(unit: UnitRow, memberId: number, year: string, actor: Actor): Promise<TemplateData> {
    await this.access.require(actor, 'member.history', 'member', memberId);
    const member = await this.database.read(() =>
      this.database.row<{ name: string; memberNumber: string; standing: string; branchId: number; branchName: string }>(
        `SELECT members.name, members.memberNumber, members.standing, units.id AS branchId, units.name AS branchName
           FROM memberships
           JOIN members ON members.id = memberships.memberId
           JOIN units ON units.id = memberships.branchId
          WHERE memberships.memberId = ? AND ${isBelow('units.path')}
          ORDER BY memberships.fromDay DESC LIMIT 1`,
        [memberId, below(unit.path)],
      ),
    );
    if (!member) throw new Refusal('notFound');
    const { definition } = await this.schemes.inForce(`${year}-12`);
    const months = monthsOfPeriod(year, definition.yearStartsMonth) as Month[];
    const { months: history } = await this.histories.of(memberId, {
      fromMonth: months[0]!,
      untilMonth: months.at(-1)!,
    });
    const half = async (period: string): Promise<HalfYearRowView | null> => {
      const { rows } = await this.halfYears.of(member.branchId, period);
      return rows.find((row) => row.memberId === memberId) ?? null;
    };
    return memberYearData({
      ...member,
      year,
      months,
      history,
      halves: [await half(`${year}-H1`), await half(`${year}-H2`)],
    });
  }

  /** What may be chosen, the latest first. */
  async choices(unitId: number): Promise<TemplateChoicesView> {
    const unit = await this.organisation.unitById(unitId);
    const today = this.clock.today();
    const isBranch = unit.kind === 'branch';
    const published = await this.database.read(() =>
      this.database.rows<{ month: Month; isOwn: 0 | 1 }>(
        `SELECT branch_months.month, MAX(CASE WHEN branch_months.branchId = ? THEN 1 ELSE 0 END) AS isOwn
           FROM branch_months JOIN units ON units.id = branch_months.branchId
          WHERE ${isBelow('units.path')} AND (branch_months.state = 'published' OR branch_months.state IN ${finalStatesInSql})
          GROUP BY branch_months.month ORDER BY branch_months.month DESC LIMIT 60`,
        [unitId, below(unit.path)],
      ),
    );
    const months = published.map(({ month }) => month);
    const { definition } = await this.schemes.inForce(months[0] ?? monthOf(today));
    const key = (per: 'quarter' | 'halfYear' | 'year') => (month: Month) =>
      periodKey(per, month, definition.yearStartsMonth);
    const pers = new Set(['halfYear', ...definition.summaries.map(({ per }) => per)] as const);
    const periods = [...pers].flatMap((per) => (per === 'month' ? [] : months.map(key(per))));
    return {
      months: isBranch ? published.filter(({ isOwn }) => isOwn).map(({ month }) => month) : [],
      periods: [...new Set(periods)],
      years: [...new Set(months.map(key('year')))],
      members: isBranch
        ? (await this.organisation.membershipsOn(today, unitId)).map(({ memberId, name, memberNumber }) => ({
            id: memberId,
            name,
            memberNumber,
          }))
        : [],
      asOf: today,
    };
  }
}

import { Injectable } from '@nestjs/common';
import { isFinal } from '../assessments/states.js';
import { Clock, type Day, lastDayOf, type Month } from '../calendar.js';
import { Database, marks, type SqlValue } from '../database/database.js';
import { type LoadedScheme, Schemes } from '../schemes/schemes.service.js';
import type { Note } from '../scoring/problem.js';
import { endsPeriod, monthsOfPeriod, periodKey, periodOf } from '../scoring/periods.js';
import type { Period, Scheme } from '../scoring/scheme.js';
import { grouped } from '../organisation/grouped.js';
import type { BranchMonthFact, ChangedMonth, HalfYearFacts, MonthResult, Stay } from './half-year.facts.js';
import { type BandGrounds, halfYearOf, halfYearWithGrounds } from './half-year.js';
import { factsOfBranches } from './half-year-branches.js';
import type { HalfYearView } from './half-year.view.js';
import { HoldingVetoes } from '../vetoes/holding-vetoes.service.js';
import { PreviousYears } from './previous-years.service.js';
import { RankingRules } from './ranking-rules.service.js';
import { UnitBranches, type UnitWithBranches } from './unit-branches.js';
import { below, isBelow } from '../identity/scope.js';

/** By branch: its summary, and by member the grounds of the bands suggested in it. */
export type BranchSummaries = Map<number, { view: HalfYearView; grounds: Map<number, BandGrounds> }>;

interface RuledPeriod {
  rule: LoadedScheme;
  scheme: Scheme;
  months: Month[];
}

/** Half-year summaries of branches, general branches and bureaus, made from what was published and confirmed. */
@Injectable()
export class HalfYears {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly schemes: Schemes,
    private readonly units: UnitBranches,
    private readonly previousYears: PreviousYears,
    private readonly rankings: RankingRules,
    private readonly holdingVetoes: HoldingVetoes,
  ) {}

  async of(unitId: number, period: string): Promise<HalfYearView> {
    return halfYearOf(await this.database.read(() => this.factsOf(unitId, period)));
  }

  /**
   * The summaries of several branches at once, each as `of` would answer it, in the same number of statements however many they
   * are. Answers them by branch, with the version of the rule that they go by.
   */
  ofEach(branchIds: readonly number[], period: string): Promise<{ rule: LoadedScheme; summaries: BranchSummaries }> {
    return this.database.read(async () => {
      const ruled = await this.ruleOf(period);
      const branches = await this.units.branchesById(branchIds);
      const unit = { id: 0, name: '', kind: 'bureau' as const, rankingEnabled: false, path: '' };
      const facts = await this.factsIn({ unit, branches }, period, ruled, {
        sql: `here.branchId IN ${marks(branchIds)}`,
        parameters: branchIds,
      });
      const split = factsOfBranches(facts);
      return { rule: ruled.rule, summaries: new Map(split.map((each) => [each.unit.id, halfYearWithGrounds(each)])) };
    });
  }

  /** The rule of a period, and its months that sheets belong to. */
  async periodOf(period: string): Promise<{ rule: LoadedScheme; months: Month[] }> {
    const { rule, scheme, months } = await this.ruleOf(period);
    return { rule, months: months.filter((month) => endsPeriod(scheme.period, month, scheme.yearStartsMonth)) };
  }

  /**
   * The summary as it is, and as it would be if one member's month had another result: what a correction would change. Where the
   * month isn't one of the summary's, both are the same.
   */
  withChange(
    unitId: number,
    period: string,
    changed: ChangedMonth,
  ): Promise<{ before: HalfYearView; after: HalfYearView }> {
    return this.database.read(async () => {
      const facts = await this.factsOf(unitId, period);
      const results = facts.results.map((result) =>
        result.branchMonthId === changed.branchMonthId && result.memberId === changed.memberId
          ? { ...result, ...changed }
          : result,
      );
      return { before: halfYearOf(facts), after: halfYearOf({ ...facts, results }) };
    });
  }

  private async factsOf(unitId: number, period: string): Promise<HalfYearFacts> {
    const within = await this.units.of(unitId);
    const who = { sql: isBelow('units.path'), parameters: [below(within.unit.path)] };
    return this.factsIn(within, period, await this.ruleOf(period), who);
  }

  /** The same number of statements however many branches and members there are. `who` was here says a condition. */
  private async factsIn(
    { unit, branches }: UnitWithBranches,
    period: string,
    { scheme, months: all }: RuledPeriod,
    who: { sql: string; parameters: readonly SqlValue[] },
  ): Promise<HalfYearFacts> {
    const per = periodOf(period) as Period;
    const months = all.filter((month) => endsPeriod(scheme.period, month, scheme.yearStartsMonth));
    const [firstMonth, lastMonth] = [all[0] as Month, all.at(-1) as Month];
    const today = this.clock.today();
    const lastDay = lastDayOf(lastMonth);
    const asOf = today < lastDay ? today : lastDay;
    const stays = await this.staysIn(who, `${firstMonth}-01`, asOf);
    const branchIds = [...new Set([...branches.map(({ id }) => id), ...stays.map(({ branchId }) => branchId)])];
    const branchMonths = await this.branchMonthsOf(branchIds, firstMonth, lastMonth);
    const results = await this.resultsOf(branchMonths, scheme);
    const memberIds = [...new Set(stays.map(({ memberId }) => memberId))];
    const year = periodKey('year', lastMonth, scheme.yearStartsMonth);
    const previousResults = await this.previousYears.resultsOf(scheme, year, memberIds);
    const { memberKeys: rankingKeys } = await this.rankings.of(unit.id);
    const vetoes = await this.holdingVetoes.factsOf(scheme, all, memberIds);
    return {
      ...{ unit, period, per, months, asOf, scheme, rankingKeys },
      ...{ branches, stays, branchMonths, results, previousResults, vetoes },
    };
  }

  /** The scheme in force at the period's end, and the period's months: its year may begin in another month than January. */
  private async ruleOf(period: string): Promise<RuledPeriod> {
    const calendarMonths = monthsOfPeriod(period, 1) as Month[];
    const rule = await this.schemes.inForce(calendarMonths.at(-1) as Month);
    const { definition: scheme } = rule;
    return { rule, scheme, months: monthsOfPeriod(period, scheme.yearStartsMonth) as Month[] };
  }

  private staysIn(who: { sql: string; parameters: readonly SqlValue[] }, firstDay: Day, asOf: Day): Promise<Stay[]> {
    return this.database.rows<Stay>(
      `SELECT stays.memberId, members.name, members.memberNumber, members.standing, stays.branchId,
              branches.name AS branchName, stays.fromDay, stays.untilDay, stays.rosterOrder
         FROM memberships stays
         JOIN members ON members.id = stays.memberId
         JOIN units branches ON branches.id = stays.branchId
        WHERE stays.fromDay <= ? AND (stays.untilDay IS NULL OR stays.untilDay > ?)
          AND stays.memberId IN (
            SELECT here.memberId
              FROM memberships here JOIN units ON units.id = here.branchId
             WHERE ${who.sql} AND here.fromDay <= ? AND (here.untilDay IS NULL OR here.untilDay > ?))`,
      [asOf, firstDay, ...who.parameters, asOf, firstDay],
    );
  }

  private branchMonthsOf(branchIds: readonly number[], first: Month, last: Month): Promise<BranchMonthFact[]> {
    return this.database.rows<BranchMonthFact>(
      `SELECT branch_months.id, branch_months.branchId, branch_months.month, branch_months.state,
              EXISTS (SELECT 1 FROM imported_months WHERE imported_months.branchMonthId = branch_months.id) AS isImported
         FROM branch_months
        WHERE branch_months.branchId IN ${marks(branchIds)} AND branch_months.month BETWEEN ? AND ?`,
      [...branchIds, first, last],
    );
  }

  /** Figures come from confirmed publications only; of a month that is not confirmed it is known who is on it. */
  private async resultsOf(branchMonths: readonly BranchMonthFact[], scheme: Scheme): Promise<MonthResult[]> {
    const confirmed = branchMonths.filter(({ state }) => isFinal(state));
    const confirmedIds = confirmed.map(({ id }) => id);
    const running = branchMonths.filter(({ state }) => !isFinal(state)).map(({ id }) => id);
    const itemCodes = await this.itemsOccurred(confirmedIds, scheme);
    const originals = await this.originalScores(confirmedIds);
    const published = await this.database.rows<
      Omit<MonthResult, 'itemCodes' | 'parts'> & {
        sheetId: number;
        state: string;
        parts: string | null;
      }
    >(
      `SELECT sheets.branchMonthId, sheets.state, finals.sheetId, finals.memberId, finals.notScoredReason, finals.scoreHundredths,
              finals.deductionHundredths, finals.contributionHundredths, finals.parts, finals.profileCode
         FROM sheets
         JOIN published_sheets finals ON finals.publicationId = sheets.publicationId AND finals.sheetId = sheets.id
        WHERE sheets.branchMonthId IN ${marks(confirmedIds)}`,
      confirmedIds,
    );
    const listed = running.length === 0 ? [] : await this.listedIn(running);
    const noScore = { scoreHundredths: null, deductionHundredths: null, contributionHundredths: null };
    const noFigures = { ...noScore, parts: null, profileCode: null, itemCodes: [] };
    return [
      ...published.map((row) => ({
        branchMonthId: row.branchMonthId,
        memberId: row.memberId,
        notScoredReason: row.notScoredReason,
        scoreHundredths: row.scoreHundredths,
        deductionHundredths: row.deductionHundredths,
        contributionHundredths: row.contributionHundredths,
        parts: row.parts === null ? null : (JSON.parse(row.parts) as Record<string, number>),
        profileCode: row.profileCode,
        itemCodes: itemCodes.get(row.sheetId) ?? [],
        isDisputed: row.state === 'published',
        isCorrected: originals.has(row.sheetId),
        originalScoreHundredths: originals.get(row.sheetId) ?? null,
      })),
      ...listed.map((result) => ({ ...result, ...noFigures })),
    ];
  }

  private listedIn(
    branchMonthIds: readonly number[],
  ): Promise<Pick<MonthResult, 'branchMonthId' | 'memberId' | 'notScoredReason'>[]> {
    return this.database.rows(
      `SELECT branchMonthId, memberId, notScoredReason FROM sheets WHERE branchMonthId IN ${marks(branchMonthIds)}`,
      branchMonthIds,
    );
  }

  /**
   * By sheet, the score before its first correction, null where it was not scored. Few sheets were ever corrected, so they are
   * looked up from their corrections; rows that an objection changed before they were confirmed are no corrections.
   */
  private async originalScores(branchMonthIds: readonly number[]): Promise<Map<number, number | null>> {
    const rows = await this.database.rows<{ sheetId: number; scoreHundredths: number | null }>(
      `SELECT originals.sheetId, originals.scoreHundredths
         FROM (SELECT amendments.sheetId, MIN(amendments.replacesPublicationId) AS publicationId
                 FROM amendments JOIN sheets ON sheets.id = amendments.sheetId
                WHERE amendments.correctionId IS NOT NULL AND sheets.branchMonthId IN ${marks(branchMonthIds)}
                GROUP BY amendments.sheetId) corrected
         JOIN published_sheets originals ON originals.publicationId = corrected.publicationId
              AND originals.sheetId = corrected.sheetId`,
      branchMonthIds,
    );
    return new Map(rows.map(({ sheetId, scoreHundredths }) => [sheetId, scoreHundredths]));
  }

  /** Of the items that a band's conditions speak of, those that occurred: entered, and not refused. */
  private async itemsOccurred(branchMonthIds: readonly number[], scheme: Scheme): Promise<Map<number, string[]>> {
    const codes = [
      ...new Set(
        scheme.bands.flatMap(({ conditions }) => [...(conditions.withoutItems ?? []), ...(conditions.withItems ?? [])]),
      ),
    ];
    const lines = await this.database.rows<{ sheetId: number; itemCode: string; notes: string }>(
      `SELECT finals.sheetId, finals.itemCode, finals.notes
         FROM sheets
         JOIN published_lines finals ON finals.publicationId = sheets.publicationId AND finals.sheetId = sheets.id
        WHERE sheets.branchMonthId IN ${marks(branchMonthIds)} AND finals.itemCode IN ${marks(codes)}`,
      [...branchMonthIds, ...codes],
    );
    const occurred = lines.filter(({ notes }) => !(JSON.parse(notes) as Note[]).some(({ code }) => code === 'refused'));
    const bySheet = grouped(occurred, ({ sheetId }) => sheetId);
    return new Map([...bySheet].map(([sheetId, found]) => [sheetId, found.map(({ itemCode }) => itemCode)]));
  }
}

import { setImmediate as turn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { type DecidedLine, decidedEntry } from '../assessments/lines.js';
import type { SheetLine } from '../assessments/sheet-line.entity.js';
import { finalStatesInSql } from '../assessments/states.js';
import { addMonths, type Month } from '../calendar.js';
import { Database, marks } from '../database/database.js';
import { grouped } from '../organisation/grouped.js';
import { monthsOfPeriod, periodKey } from '../scoring/periods.js';
import type { Item, Scheme } from '../scoring/scheme.js';
import type { VetoFact } from '../scoring/summary.js';
import { PreviousYears } from '../summaries/previous-years.service.js';
import { HoldingVetoes } from '../vetoes/holding-vetoes.service.js';
import type { PastRule, TrialRules, TriedEntry, TriedMember, TriedSheet, UnitName } from './trial.facts.js';

/** A member with a confirmed sheet in the months, and the last of the unit's branches that published one. */
export interface Candidate {
  memberId: number;
  name: string;
  branch: UnitName;
}

interface CandidateRow {
  memberId: number;
  name: string;
  branchId: number;
  lastMonth: Month;
  rosterOrder: number;
}

interface SheetRow {
  sheetId: number;
  memberId: number;
  branchMonthId: number;
  branchId: number;
  month: Month;
  schemeVersionId: number;
  decidedProfile: string;
  submittedAt: string | null;
  late: 0 | 1;
  /** Null: there is no confirmed publication. */
  publicationId: number | null;
  profileCode: string | null;
  scoreHundredths: number | null;
  deductionHundredths: number | null;
  contributionHundredths: number | null;
  parts: string | null;
}

type LineRow = DecidedLine & Pick<SheetLine, 'origin'>;

interface KnownVetoes {
  current?: Record<'before' | 'after', Map<number, VetoFact[]>>;
}

const branchesInSlice = 25;

/** The published rows that stand for the sheets of confirmed months: what is final. */
const confirmed = `
  branch_months
  JOIN sheets listed ON listed.branchMonthId = branch_months.id AND branch_months.state IN ${finalStatesInSql}
  JOIN published_sheets published ON published.publicationId = listed.publicationId AND published.sheetId = listed.id`;

/** Reads what a draft is tried on. The past versions that it meets are kept for as long as the trial lasts: see `forTrial`. */
@Injectable()
export class TriedMembers {
  constructor(
    private readonly database: Database,
    private readonly previousYears: PreviousYears,
    private readonly holdingVetoes: HoldingVetoes,
  ) {}

  /** In the order of the branches and their rosters; a statement for every few branches. */
  async candidates(
    branches: readonly UnitName[],
    range: Pick<TrialRules, 'fromMonth' | 'untilMonth'>,
  ): Promise<Candidate[]> {
    const rows: CandidateRow[] = [];
    for (let first = 0; first < branches.length; first += branchesInSlice) {
      rows.push(...(await this.candidatesOf(branches.slice(first, first + branchesInSlice), range)));
      // SQLite answers without letting anybody else have a turn.
      await turn();
    }
    const place = new Map(branches.map((branch, index) => [branch.id, { branch, index }]));
    const lasts = [...grouped(rows, ({ memberId }) => memberId).values()].map((ofMember) =>
      ofMember.reduce((last, row) => (row.lastMonth > last.lastMonth ? row : last)),
    );
    return lasts
      .map((row) => ({ row, ...(place.get(row.branchId) as { branch: UnitName; index: number }) }))
      .sort(
        (one, other) =>
          one.index - other.index ||
          one.row.rosterOrder - other.row.rosterOrder ||
          one.row.memberId - other.row.memberId,
      )
      .map(({ row: { memberId, name }, branch }) => ({ memberId, name, branch }));
  }

  private candidatesOf(
    branches: readonly UnitName[],
    { fromMonth, untilMonth }: Pick<TrialRules, 'fromMonth' | 'untilMonth'>,
  ): Promise<CandidateRow[]> {
    return this.database.read(() =>
      this.database.rows<CandidateRow>(
        `SELECT published.memberId, members.name, branch_months.branchId, MAX(branch_months.month) AS lastMonth,
                MAX(published.rosterOrder) AS rosterOrder
           FROM ${confirmed}
           JOIN members ON members.id = published.memberId
          WHERE branch_months.branchId IN ${marks(branches)} AND branch_months.month BETWEEN ? AND ?
            AND published.scoreHundredths IS NOT NULL
          GROUP BY published.memberId, members.name, branch_months.branchId`,
        [...branches.map(({ id }) => id), fromMonth, untilMonth],
      ),
    );
  }

  /** A reader of slices of members for one trial. */
  forTrial(rules: TrialRules): (slice: readonly Candidate[]) => Promise<TriedMember[]> {
    const pastRules = new Map<number, PastRule>();
    const vetoes: KnownVetoes = {};
    return (slice) => this.database.read(() => this.membersOf(slice, rules, pastRules, vetoes));
  }

  /** There are a handful in a year: read once for the whole trial. */
  private async vetoesOf({
    inForce,
    draft,
    fromMonth,
    untilMonth,
  }: TrialRules): Promise<NonNullable<KnownVetoes['current']>> {
    const months: Month[] = [];
    for (let month = fromMonth; month <= untilMonth; month = addMonths(month, 1)) months.push(month);
    return {
      before: await this.holdingVetoes.factsOf(inForce, months, null),
      after: await this.holdingVetoes.factsOf(draft, months, null),
    };
  }

  /** The same number of statements however many members the slice has. */
  private async membersOf(
    slice: readonly Candidate[],
    rules: TrialRules,
    pastRules: Map<number, PastRule>,
    vetoes: KnownVetoes,
  ): Promise<TriedMember[]> {
    const memberIds = slice.map(({ memberId }) => memberId);
    const rows = await this.sheetsOf(memberIds, rules);
    await this.addRules(pastRules, rows);
    const linesOf = grouped(await this.linesOf(rows), ({ sheetId }) => sheetId);
    const byMember = grouped(rows, ({ memberId }) => memberId);
    const [before, after] = [
      await this.previousOf(rules.inForce, rules.untilMonth, memberIds),
      await this.previousOf(rules.draft, rules.untilMonth, memberIds),
    ];
    vetoes.current ??= await this.vetoesOf(rules);
    const { before: vetoesBefore, after: vetoesAfter } = vetoes.current;
    const members = slice.map(({ memberId, name, branch }) => ({
      ...{ memberId, name, branch },
      sheets: oneAMonth(byMember.get(memberId) ?? []).map((row) =>
        triedSheet(row, pastRules.get(row.schemeVersionId) as PastRule, linesOf.get(row.sheetId) ?? [], rules),
      ),
      previousBeforeHundredths: before.get(memberId) ?? null,
      previousAfterHundredths: after.get(memberId) ?? null,
      vetoesBefore: vetoesBefore.get(memberId) ?? [],
      vetoesAfter: vetoesAfter.get(memberId) ?? [],
    }));
    return members.filter(isAtHome);
  }

  /** From whichever branch: months follow a member. Where caps hold over longer periods, from the beginning of the year. */
  private sheetsOf(memberIds: readonly number[], { draft, fromMonth, untilMonth }: TrialRules): Promise<SheetRow[]> {
    const year = periodKey('year', fromMonth, draft.yearStartsMonth);
    const [firstMonth] = monthsOfPeriod(year, draft.yearStartsMonth) as [Month];
    return this.database.rows<SheetRow>(
      `SELECT sheets.id AS sheetId, sheets.memberId, sheets.branchMonthId, opened.branchId, opened.month,
              opened.schemeVersionId, sheets.profileCode AS decidedProfile, sheets.submittedAt, sheets.late,
              finals.publicationId, finals.profileCode, finals.scoreHundredths, finals.deductionHundredths,
              finals.contributionHundredths, finals.parts
         FROM sheets
         JOIN branch_months opened ON opened.id = sheets.branchMonthId
         LEFT JOIN (SELECT published.* FROM ${confirmed}
                     WHERE listed.memberId IN ${marks(memberIds)}) finals ON finals.sheetId = sheets.id
        WHERE sheets.memberId IN ${marks(memberIds)} AND sheets.scoreHundredths IS NOT NULL
          AND opened.month BETWEEN ? AND ?
        ORDER BY opened.month, sheets.branchMonthId`,
      [...memberIds, ...memberIds, hasLimits(draft) ? firstMonth : fromMonth, untilMonth],
    );
  }

  private linesOf(rows: readonly SheetRow[]): Promise<LineRow[]> {
    const sheetIds = rows.map(({ sheetId }) => sheetId);
    return this.database.rows<LineRow>(
      `SELECT sheet_lines.sheetId, sheet_lines.number, sheet_lines.itemCode, sheet_lines.origin, sheet_lines.optionCode,
              sheet_lines.count, sheet_lines.pointsHundredths, sheet_lines.deedKey, sheet_lines.outcome,
              sheet_lines.decidedOptionCode, sheet_lines.decidedCount, sheet_lines.decidedPointsHundredths
         FROM sheet_lines WHERE sheet_lines.sheetId IN ${marks(sheetIds)}
        ORDER BY sheet_lines.sheetId, sheet_lines.number`,
      sheetIds,
    );
  }

  /** Versions that have not been met yet, the branches' among them. */
  private async addRules(pastRules: Map<number, PastRule>, sheets: readonly SheetRow[]): Promise<void> {
    const missing = [...new Set(sheets.map(({ schemeVersionId }) => schemeVersionId))].filter(
      (id) => !pastRules.has(id),
    );
    if (missing.length === 0) return;
    const rows = await this.database.rows<{ id: number; definition: string; ownItems: string | null }>(
      `SELECT id, definition, ownItems FROM scheme_versions WHERE id IN ${marks(missing)}`,
      missing,
    );
    for (const { id: versionId, definition, ownItems } of rows)
      pastRules.set(versionId, {
        versionId,
        scheme: JSON.parse(definition) as Scheme,
        ownItems: ownItems === null ? [] : (JSON.parse(ownItems) as Item[]),
      });
  }

  private previousOf(scheme: Scheme, untilMonth: Month, memberIds: readonly number[]): Promise<Map<number, number>> {
    return this.previousYears.resultsOf(scheme, periodKey('year', untilMonth, scheme.yearStartsMonth), memberIds);
  }
}

/** Own items of branches may have such caps too, so that it is asked of what the draft allows as well. */
function hasLimits({ items, groups, ownItems }: Scheme): boolean {
  return ownItems !== null || [...items, ...groups].some(({ limits }) => limits.length > 0);
}

/** Of two branches that scored one month the first one's sheet is the month, and what is final before what is not. */
function oneAMonth(rows: readonly SheetRow[]): SheetRow[] {
  const final = ({ scoreHundredths }: SheetRow) => scoreHundredths !== null;
  return [...grouped(rows, ({ month }) => month).values()].flatMap((ofMonth) => {
    // Published without a score after all: no longer what was decided.
    const valid = ofMonth.filter((row) => row.publicationId === null || final(row));
    return valid.find(final) ?? valid[0] ?? [];
  });
}

/** As in a summary, a member belongs to where he was last: who went to another unit is tried there. */
function isAtHome({ branch, sheets }: TriedMember): boolean {
  return sheets.findLast(({ published }) => published)?.branchId === branch.id;
}

function triedSheet(row: SheetRow, rule: PastRule, lines: readonly LineRow[], { fromMonth }: TrialRules): TriedSheet {
  const { month, branchId, scoreHundredths, deductionHundredths, contributionHundredths, parts } = row;
  const isTried = scoreHundredths !== null && month >= fromMonth;
  return {
    ...{ month, branchId, rule },
    profileCode: row.profileCode ?? row.decidedProfile,
    onTime: row.submittedAt !== null && row.late === 0,
    entries: lines.map(triedEntry),
    published: isTried
      ? {
          scoreHundredths,
          deductionHundredths: deductionHundredths ?? 0,
          contributionHundredths: contributionHundredths ?? 0,
          parts: parts === null ? null : (JSON.parse(parts) as Record<string, number>),
        }
      : null,
  };
}

function triedEntry(line: LineRow): TriedEntry {
  return { ...decidedEntry(line), fact: line.origin === 'automatic' && line.outcome === 'accepted' };
}

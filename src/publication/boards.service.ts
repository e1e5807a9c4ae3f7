import { Injectable } from '@nestjs/common';
import type { BranchMonth } from '../assessments/branch-month.entity.js';
import {
  type PublicationRow,
  publicationColumns,
  publicationJoin,
  publicationSummary,
} from '../assessments/publication-summary.js';
import { Clock } from '../calendar.js';
import { Database } from '../database/database.js';
import { Refusal } from '../http/refusal.js';
import type { UnitKind } from '../organisation/unit.entity.js';
import { Schemes } from '../schemes/schemes.service.js';
import { describeScheme, type Language } from '../scoring/describe.js';
import { profileOf, type Scheme } from '../scoring/scheme.js';
import type { BoardRow, BoardView } from './board.view.js';
import { publishedReason } from './published-reason.js';
import type { PublishedSheet } from './published-sheet.entity.js';

type MonthRow = BranchMonth & PublicationRow & { branchName: string; branchKind: UnitKind };
type Row = PublishedSheet & { name: string };

/** The board: what a branch published of a month, read from the published rows alone. */
@Injectable()
export class Boards {
  constructor(
    private readonly database: Database,
    private readonly schemes: Schemes,
    private readonly clock: Clock,
  ) {}

  /** Refuses with 404 what was never published. */
  async one(branchMonthId: number): Promise<BoardView> {
    const today = this.clock.today();
    const { month, rows } = await this.database.read(async () => ({
      month: await this.month(branchMonthId),
      rows: await this.rows(branchMonthId),
    }));
    const publication = month && publicationSummary(month, month.branchId, today);
    if (!publication) throw new Refusal('notFound');
    const { definition } = await this.schemes.byId(month.schemeVersionId);
    const { name, version, total, categories } = definition;
    return {
      branchMonthId,
      branch: { id: month.branchId, name: month.branchName, kind: month.branchKind },
      month: month.month,
      state: month.state,
      publication,
      scheme: {
        name,
        version,
        ceilingHundredths: total.capHundredths,
        legend: { zh: legend(definition, 'zh'), en: legend(definition, 'en') },
      },
      categories,
      rows: rows.map((row, index) => boardRow(row, index + 1, definition)),
    };
  }

  private month(branchMonthId: number): Promise<MonthRow | undefined> {
    return this.database.row<MonthRow>(
      `SELECT branch_months.*, units.name AS branchName, units.kind AS branchKind, ${publicationColumns}
         FROM branch_months
         JOIN units ON units.id = branch_months.branchId
         ${publicationJoin}
        WHERE branch_months.id = ?`,
      [branchMonthId],
    );
  }

  private rows(branchMonthId: number): Promise<Row[]> {
    return this.database.rows<Row>(
      `SELECT published_sheets.*, members.name
         FROM sheets
         JOIN published_sheets ON published_sheets.publicationId = sheets.publicationId
              AND published_sheets.sheetId = sheets.id
         JOIN members ON members.id = published_sheets.memberId
        WHERE sheets.branchMonthId = ?
        ORDER BY published_sheets.rosterOrder, published_sheets.sheetId`,
      [branchMonthId],
    );
  }
}

function legend(scheme: Scheme, language: Language): string {
  const formula = describeScheme(scheme, language).find(({ code }) => code === 'formula');
  return (formula?.lines ?? []).join('\n');
}

function boardRow(row: Row, position: number, scheme: Scheme): BoardRow {
  const { memberId, name, standing, baseHundredths, deductionHundredths, contributionHundredths, scoreHundredths } =
    row;
  return {
    position,
    memberId,
    name,
    standing,
    categoryPoints: row.categoryPoints === null ? {} : (JSON.parse(row.categoryPoints) as Record<string, number>),
    baseHundredths,
    deductionHundredths,
    contributionHundredths,
    scoreHundredths,
    notScoredReason: row.notScoredReason && publishedReason(row.notScoredReason),
    remarks: remarksOf(row, scheme),
  };
}

function remarksOf({ standing, profileCode, fromRecords, notScoredReason }: Row, scheme: Scheme): BoardRow['remarks'] {
  const light = notScoredReason === null && (profileOf(scheme, profileCode)?.notApplicable.length ?? 0) > 0;
  return [
    ...(standing === 'probationary' ? (['probationary'] as const) : []),
    ...(light ? (['light'] as const) : []),
    ...(fromRecords ? (['fromRecords'] as const) : []),
  ];
}

import { Inject, Injectable } from '@nestjs/common';
import type { WithdrawalSummary } from '../assessments/branch-month.view.js';
import type { BranchMonth } from '../assessments/branch-month.entity.js';
import {
  importedSummary,
  lastPublication,
  type PublicationRow,
  publicationColumns,
  publicationJoin,
  withdrawalSummary,
} from '../assessments/publication-summary.js';
import { Clock, type Instant } from '../calendar.js';
import { Calendars } from '../calendars/calendars.service.js';
import { isFinal } from '../assessments/states.js';
import { CONFIG, type Config } from '../config.js';
import type { Flag } from '../database/columns.js';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import type { Versions } from '../http/not-modified.js';
import { Refusal } from '../http/refusal.js';
import { may, type Target } from '../identity/rights.js';
import type { UnitKind } from '../organisation/unit.entity.js';
import type { TextView } from '../schemes/scheme.view.js';
import { Schemes } from '../schemes/schemes.service.js';
import { describeScheme, type Language } from '../scoring/describe.js';
import { profileOf, type Scheme } from '../scoring/scheme.js';
import type { BoardRow, BoardView } from './board.view.js';
import type { PublicationKind } from './publication.entity.js';
import { publishedReason } from './published-reason.js';
import type { PublishedSheet } from './published-sheet.entity.js';
import { receiptsOf } from './receipts.service.js';
import { amendmentsOf } from './verifications.service.js';

type MonthRow = BranchMonth &
  PublicationRow & { branchName: string; branchKind: UnitKind; branchPath: string; shortBoard: Flag | null };
type Row = PublishedSheet & { name: string; kind: PublicationKind; publicationNumber: number; seenAt: Instant | null };

/**
 * What a board is made of (`@AnswersNotModified`). The branch's trail has a line for whatever is decided in the branch (publications,
 * corrections, receipts, settings); the others are versions of what is decided elsewhere.
 */
export const boardVersions = `
  SELECT trail_heads.hash, units.version AS unitVersion,
         (SELECT SUM(members.version) FROM sheets JOIN members ON members.id = sheets.memberId
           WHERE sheets.branchMonthId = branch_months.id) AS memberVersions,
         (SELECT SUM(accounts.version) FROM publications JOIN accounts ON accounts.id = publications.publishedBy
           WHERE publications.branchMonthId = branch_months.id) AS publisherVersions,
         (SELECT SUM(accounts.version) FROM publications
            JOIN imported_months ON imported_months.publicationId = publications.id
            JOIN accounts ON accounts.id = imported_months.importedBy
           WHERE publications.branchMonthId = branch_months.id) AS importerVersions,
         (SELECT SUM(version) FROM calendar_years) AS calendarVersions
    FROM branch_months
    JOIN units ON units.id = branch_months.branchId
    JOIN trail_heads ON trail_heads.chain = 'unit:' || units.id
   WHERE branch_months.id = ?`;

/** The rights by which readers are shown different boards. */
const readerRights = ['board.archive', 'board.receipts', 'publication.export'] as const;

/** The board: what a branch published of a month, read from the published rows alone. */
@Injectable()
export class Boards {
  constructor(
    private readonly database: Database,
    private readonly schemes: Schemes,
    private readonly calendars: Calendars,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** What of a board depends on its reader, on the settings and on the day. */
  shownTo(actor: Actor, target: Target): Versions {
    const seen = readerRights.map((action) => may(action, actor, target));
    return [actor.memberId, ...seen, this.config.publicOrigin, this.clock.today()];
  }

  /**
   * What stands published now, or that it was withdrawn. Once it is archived, a member is shown his own row alone.
   * Refuses with 404 what was never published.
   */
  async one(branchMonthId: number, actor: Actor): Promise<BoardView> {
    const today = this.clock.today();
    const found = await this.database.read(async () => {
      const month = await this.month(branchMonthId);
      if (!month || month.publicationId === null) return null;
      return {
        month,
        calendar: await this.calendars.current(),
        rows: await this.rows(branchMonthId),
        amendments: await amendmentsOf(this.database, branchMonthId, month.publicationId),
        earlierWithdrawals: await this.earlierWithdrawals(branchMonthId, month.publicationId),
      };
    });
    const publication = found && lastPublication(found.month, today, found.calendar);
    if (!publication) throw new Refusal('notFound');
    const { month, rows } = found;
    const { definition } = await this.schemes.byId(month.schemeVersionId);
    const { name, version, total, categories } = definition;
    const isArchived = isFinal(month.state);
    const isImported = importedSummary(month) !== null;
    const target = { unitPath: month.branchPath, memberId: null };
    const ownRowOnly = isArchived && !may('board.archive', actor, target);
    const receipts = receiptsOf(rows, actor, may('board.receipts', actor, target));
    return {
      branchMonthId,
      branch: { id: month.branchId, name: month.branchName, kind: month.branchKind },
      month: month.month,
      state: month.state,
      publication,
      imported: importedSummary(month),
      withdrawal: withdrawalSummary(month),
      earlierWithdrawals: found.earlierWithdrawals,
      amendments: found.amendments,
      isArchived,
      ownRowOnly,
      shortBoard: month.shortBoard === 1,
      publicOrigin: this.config.publicOrigin,
      // Nobody is asked to note that he has seen what was never put up here.
      receipts: isImported ? { ...receipts, isAsked: false, missing: receipts.missing && [] } : receipts,
      mayExport: may('publication.export', actor, target),
      scheme: {
        name,
        version,
        ceilingHundredths: total.capHundredths,
        legend: legendOf(definition),
      },
      categories,
      rows: rows
        .map((row, index) => boardRow(row, index + 1, definition))
        .filter(({ memberId }) => !ownRowOnly || memberId === actor.memberId),
    };
  }

  private month(branchMonthId: number): Promise<MonthRow | undefined> {
    return this.database.row<MonthRow>(
      `SELECT branch_months.*, units.name AS branchName, units.kind AS branchKind,
              units.path AS branchPath, branch_settings.shortBoard, ${publicationColumns}
         FROM branch_months
         JOIN units ON units.id = branch_months.branchId
         LEFT JOIN branch_settings ON branch_settings.branchId = units.id
         ${publicationJoin}
        WHERE branch_months.id = ?`,
      [branchMonthId],
    );
  }

  private rows(branchMonthId: number): Promise<Row[]> {
    return this.database.rows<Row>(
      `SELECT published_sheets.*, members.name, publications.kind, publications.number AS publicationNumber,
              publication_receipts.seenAt
         FROM sheets
         JOIN published_sheets ON published_sheets.publicationId = sheets.publicationId
              AND published_sheets.sheetId = sheets.id
         JOIN publications ON publications.id = sheets.publicationId
         JOIN members ON members.id = published_sheets.memberId
         LEFT JOIN publication_receipts ON publication_receipts.publicationId = sheets.publicationId
              AND publication_receipts.memberId = sheets.memberId
        WHERE sheets.branchMonthId = ?
        ORDER BY published_sheets.rosterOrder, published_sheets.sheetId`,
      [branchMonthId],
    );
  }

  private earlierWithdrawals(branchMonthId: number, publicationId: number): Promise<WithdrawalSummary[]> {
    return this.database.rows<WithdrawalSummary>(
      `SELECT publications.number, publication_withdrawals.withdrawnAt, publication_withdrawals.reason
         FROM publications
         JOIN publication_withdrawals ON publication_withdrawals.publicationId = publications.id
        WHERE publications.branchMonthId = ? AND publications.kind IN ('full', 'imported') AND publications.id < ?
        ORDER BY publications.number`,
      [branchMonthId, publicationId],
    );
  }
}

/** By the rule, which never changes once it is published: putting a whole rule into words takes longer than reading the board. */
const legends = new WeakMap<Scheme, TextView>();

function legendOf(scheme: Scheme): TextView {
  const known = legends.get(scheme) ?? { zh: legend(scheme, 'zh'), en: legend(scheme, 'en') };
  legends.set(scheme, known);
  return known;
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
    amendedBy: row.kind === 'full' || row.kind === 'imported' ? null : row.publicationNumber,
  };
}

function remarksOf(
  { standing, profileCode, fromRecords, notScoredReason, vetoCode }: Row,
  scheme: Scheme,
): BoardRow['remarks'] {
  const light = notScoredReason === null && (profileOf(scheme, profileCode)?.notApplicable.length ?? 0) > 0;
  return [
    ...(standing === 'probationary' ? (['probationary'] as const) : []),
    ...(light ? (['light'] as const) : []),
    ...(fromRecords ? (['fromRecords'] as const) : []),
    // That a veto limits the score is all that is published of it (domain/README.md, limits).
    ...(vetoCode !== null ? (['byRegulation'] as const) : []),
  ];
}

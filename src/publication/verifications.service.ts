import { Injectable } from '@nestjs/common';
import { printedHead, readVerificationCode, verificationCode } from '../assessments/verification-code.js';
import type { Instant } from '../calendar.js';
import { Database } from '../database/database.js';
import { Refusal } from '../http/refusal.js';
import { networkOf } from '../http/network.js';
import { wrongCodes } from '../limits/allowances.js';
import { Limits } from '../limits/limits.service.js';
import { Schemes } from '../schemes/schemes.service.js';
import type { Publication } from './publication.entity.js';
import type { AmendmentView, VerificationView, VerifiedScheme } from './verification.view.js';

type Row = Publication & {
  month: string;
  branchName: string;
  withdrawnAt: Instant | null;
  rowCount: number;
};

/** What anybody may know of a publication whose code he holds: that it exists, and what became of it. No names, no scores. */
@Injectable()
export class Verifications {
  constructor(
    private readonly database: Database,
    private readonly schemes: Schemes,
    private readonly limits: Limits,
  ) {}

  /**
   * Refuses with the same 404 what can't be a code, what was mistyped, and what doesn't exist; and with 429 an address from
   * which codes are being guessed.
   */
  async one(text: string, address: string): Promise<VerificationView> {
    this.limits.check(wrongCodes, networkOf(address));
    const code = readVerificationCode(text);
    const found = code && (await this.database.read(() => this.find(code.branchId, code.number)));
    if (!code || !found?.publication.digest.startsWith(code.digits)) {
      // Only codes that do not exist are counted: a whole branch may look at its board from one address.
      this.limits.count(wrongCodes, networkOf(address));
      throw new Refusal('notFound');
    }
    const { definition } = await this.schemes.byId(found.publication.schemeVersionId);
    const { name, version } = definition;
    return viewOf(found.publication, { name, version }, found.amendments);
  }

  private async find(branchId: number, number: number) {
    const publication = await this.database.row<Row>(
      `SELECT publications.*, branch_months.month, units.name AS branchName, publication_withdrawals.withdrawnAt,
              (SELECT COUNT(*) FROM published_sheets WHERE published_sheets.publicationId = publications.id) AS rowCount
         FROM publications
         JOIN branch_months ON branch_months.id = publications.branchMonthId
         JOIN units ON units.id = publications.branchId
         LEFT JOIN publication_withdrawals ON publication_withdrawals.publicationId = publications.id
        WHERE publications.branchId = ? AND publications.number = ?`,
      [branchId, number],
    );
    if (!publication) return null;
    return { publication, amendments: await amendmentsOf(this.database, publication.branchMonthId, publication.id) };
  }
}

/**
 * The amendments that stand for rows of this publication now. Later ones of the same row come last. Call it inside `read`.
 */
export async function amendmentsOf(
  database: Database,
  branchMonthId: number,
  publicationId: number,
): Promise<AmendmentView[]> {
  const rows = await database.rows<Pick<Publication, 'kind' | 'number' | 'publishedAt' | 'branchId' | 'digest'>>(
    `SELECT DISTINCT publications.number, publications.kind, publications.publishedAt, publications.branchId,
            publications.digest
       FROM published_sheets amended
       JOIN sheets ON sheets.id = amended.sheetId AND sheets.publicationId > amended.publicationId
       JOIN publications ON publications.id = sheets.publicationId
      WHERE amended.publicationId = ? AND publications.branchMonthId = ? AND publications.kind NOT IN ('full', 'imported')
      ORDER BY publications.number`,
    [publicationId, branchMonthId],
  );
  return rows.map(({ number, kind, publishedAt, branchId, digest }) => ({
    number,
    kind: kind as AmendmentView['kind'],
    publishedAt,
    verificationCode: verificationCode(branchId, number, digest),
  }));
}

function viewOf(row: Row, scheme: VerifiedScheme, amendments: AmendmentView[]): VerificationView {
  const { number, revision, kind, month, publishedAt, fromDay, untilDay, workingDays, digest, withdrawnAt } = row;
  return {
    branch: row.branchName,
    ...{ number, revision, kind, month, publishedAt, fromDay, untilDay, workingDays, digest, withdrawnAt },
    branchId: row.branchId,
    branchMonthId: row.branchMonthId,
    scheme,
    rows: row.rowCount,
    trailHead: printedHead(row.trailSequence, row.trailHash),
    verificationCode: verificationCode(row.branchId, number, digest),
    amendments: withdrawnAt === null ? amendments : [],
  };
}

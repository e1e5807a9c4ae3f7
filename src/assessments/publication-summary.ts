import type { Day, Instant } from '../calendar.js';
import type { WorkingCalendar } from '../calendars/working-calendar.js';
import type { ImportedSummary, PublicationSummary, WithdrawalSummary } from './branch-month.view.js';
import { printedHead, verificationCode } from './verification-code.js';

/** What is read of a month's publication, by the names that `publicationColumns` gives. */
export interface PublicationRow {
  publicationId: number | null;
  publicationBranchId: number;
  publicationNumber: number;
  revision: number;
  publishedAt: Instant;
  publishedByName: string;
  fromDay: Day;
  untilDay: Day;
  workingDays: number;
  contact: string;
  digest: string;
  trailSequence: number;
  trailHash: string;
  withdrawnAt: Instant | null;
  withdrawalReason: string | null;
  importedFileName: string | null;
  importedFileDigest: string | null;
  importedAt: Instant | null;
  importedByName: string | null;
  schemeAssumed: 0 | 1 | null;
}

export const publicationColumns = `publications.id AS publicationId, publications.branchId AS publicationBranchId, publications.number AS publicationNumber,
  publications.revision, publications.publishedAt, publishers.displayName AS publishedByName, publications.fromDay,
  publications.untilDay, publications.workingDays, publications.contact, publications.digest, publications.trailSequence,
  publications.trailHash, publication_withdrawals.withdrawnAt, publication_withdrawals.reason AS withdrawalReason,
  imported_months.fileName AS importedFileName, imported_months.fileDigest AS importedFileDigest, imported_months.importedAt,
  imported_months.schemeAssumed, importers.displayName AS importedByName`;

/** Joins the latest full publication of a branch-month. Amendments replace single rows of it and have no window of their own. */
export const publicationJoin = `
  LEFT JOIN publications ON publications.branchMonthId = branch_months.id
       AND publications.revision = (SELECT MAX(revisions.revision) FROM publications revisions
                                     WHERE revisions.branchMonthId = branch_months.id AND revisions.kind IN ('full', 'imported'))
  LEFT JOIN publication_withdrawals ON publication_withdrawals.publicationId = publications.id
  LEFT JOIN imported_months ON imported_months.publicationId = publications.id
  LEFT JOIN accounts importers ON importers.id = imported_months.importedBy
  LEFT JOIN accounts publishers ON publishers.id = publications.publishedBy`;

/** What stands published of a month: null before, and again after it was withdrawn. */
export function publicationSummary(
  row: PublicationRow,
  today: Day,
  calendar: WorkingCalendar,
): PublicationSummary | null {
  return row.withdrawnAt === null ? lastPublication(row, today, calendar) : null;
}

/** The month's latest full publication, whether it stands or was withdrawn. */
export function lastPublication(row: PublicationRow, today: Day, calendar: WorkingCalendar): PublicationSummary | null {
  if (row.publicationId === null) return null;
  const { revision, publishedAt, publishedByName: publishedBy, fromDay, untilDay, workingDays, contact, digest } = row;
  return {
    id: row.publicationId,
    number: row.publicationNumber,
    revision,
    publishedAt,
    publishedBy,
    fromDay,
    untilDay,
    workingDays,
    workingDaysLeft: calendar.between(today > fromDay ? today : fromDay, untilDay),
    calendarAnnounced: calendar.isAnnouncedFrom(fromDay, untilDay),
    contact,
    digest,
    verificationCode: verificationCode(row.publicationBranchId, row.publicationNumber, digest),
    trailHead: printedHead(row.trailSequence, row.trailHash),
  };
}

/** Where the month's figures came from, if they came from a table; null for a month that was lived here. */
export function importedSummary(row: PublicationRow): ImportedSummary | null {
  const { importedFileName: fileName, importedFileDigest: fileDigest, importedAt, importedByName: importedBy } = row;
  if (fileName === null || fileDigest === null || importedAt === null || importedBy === null) return null;
  return { fileName, fileDigest, importedAt, importedBy, schemeAssumed: row.schemeAssumed === 1 };
}

/** How the month's latest publication was withdrawn; null while it stands, and before there is one. */
export function withdrawalSummary(row: PublicationRow): WithdrawalSummary | null {
  const { publicationNumber: number, withdrawnAt, withdrawalReason: reason } = row;
  return withdrawnAt === null || reason === null ? null : { number, withdrawnAt, reason };
}

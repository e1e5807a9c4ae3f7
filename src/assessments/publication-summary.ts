import { type Day, type Instant, workingDaysBetween } from '../calendar.js';
import type { PublicationSummary } from './branch-month.view.js';

/** What is read of a month's publication, by the names that `publicationColumns` gives. */
export interface PublicationRow {
  publicationId: number | null;
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
  withdrawnAt: Instant | null;
}

export const publicationColumns = `publications.id AS publicationId, publications.number AS publicationNumber,
  publications.revision, publications.publishedAt, publishers.displayName AS publishedByName, publications.fromDay,
  publications.untilDay, publications.workingDays, publications.contact, publications.digest, publications.trailSequence,
  publication_withdrawals.withdrawnAt`;

/** Joins the latest full publication of a branch-month. Amendments replace single rows of it and have no window of their own. */
export const publicationJoin = `
  LEFT JOIN publications ON publications.branchMonthId = branch_months.id
       AND publications.revision = (SELECT MAX(revisions.revision) FROM publications revisions
                                     WHERE revisions.branchMonthId = branch_months.id AND revisions.kind = 'full')
  LEFT JOIN publication_withdrawals ON publication_withdrawals.publicationId = publications.id
  LEFT JOIN accounts publishers ON publishers.id = publications.publishedBy`;

/** What stands published of a month: null before, and again after it was withdrawn. */
export function publicationSummary(row: PublicationRow, branchId: number, today: Day): PublicationSummary | null {
  if (row.publicationId === null || row.withdrawnAt !== null) return null;
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
    workingDaysLeft: workingDaysBetween(today > fromDay ? today : fromDay, untilDay),
    contact,
    digest,
    verificationCode: verificationCode(branchId, row.trailSequence, digest),
  };
}

/** Branch, place in its trail, and 64 bits of the digest, short enough to type: 'b17-1042-9F3C-77A0-12D4-0B6E'. */
export function verificationCode(branchId: number, trailSequence: number, digest: string): string {
  const digits = digest.slice(0, 16).toUpperCase().match(/.{4}/g) ?? [];
  return [`b${branchId}`, trailSequence, ...digits].join('-');
}

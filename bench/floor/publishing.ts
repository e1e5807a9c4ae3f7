import { type Connection, list } from './connection.js';
import { appendByHand, sha256 } from './trails.js';

export interface PublishingByHand {
  branchMonthIds: readonly number[];
  accountId: number;
  contact: string;
  window: { fromDay: string; untilDay: string; workingDays: number };
  at: string;
}

interface SheetRow {
  sheetId: number;
  memberId: number;
  rosterOrder: number;
  standing: string;
  profileCode: string;
  notScoredReason: string | null;
  fromRecords: number;
  baseHundredths: number | null;
  deductionHundredths: number | null;
  contributionHundredths: number | null;
  scoreHundredths: number | null;
  categoryPoints: string | null;
  parts: string | null;
  vetoCode: string | null;
}

const sheetColumns = `sheets.id AS sheetId, sheets.memberId, sheets.rosterOrder, sheets.standing, sheets.profileCode,
  sheets.notScoredReason, sheets.fromRecords, sheets.baseHundredths, sheets.deductionHundredths, sheets.contributionHundredths,
  sheets.scoreHundredths, sheets.categoryPoints, sheets.parts, sheets.vetoCode`;
const sheetNames = `sheetId, memberId, rosterOrder, standing, profileCode, notScoredReason, fromRecords, baseHundredths,
  deductionHundredths, contributionHundredths, scoreHundredths, categoryPoints, parts, vetoCode`;
/** In the order of the alphabet, as canonical JSON has them. */
const lineNames = [
  ...[
    'claimedHundredths',
    'count',
    'countedHundredths',
    'decidedCount',
    'decidedOptionCode',
    'decidedPointsHundredths',
  ],
  ...['deedKey', 'itemCode', 'notes', 'number', 'occurredOn', 'optionCode', 'origin', 'outcome', 'pointsHundredths'],
  'sheetId',
];
const quoted = (prefix: string): string => lineNames.map((name) => `${prefix}\`${name}\``).join(', ');

/**
 * Publishes months one after the other as one would by hand who knows that no veto limits a sheet of the default scheme: a
 * transaction for each, since each is another committee's decision, with the same locks, checks, numbers, digest, line of the
 * trail and rows.
 */
export async function publishByHand(connection: Connection, wish: PublishingByHand): Promise<void> {
  for (const branchMonthId of wish.branchMonthIds)
    await connection.transaction(() => publishOne(connection, branchMonthId, wish));
}

async function publishOne(connection: Connection, branchMonthId: number, wish: PublishingByHand): Promise<void> {
  const { accountId, contact, window, at } = wish;
  const lock = connection.kind === 'mysql' ? ' FOR UPDATE' : '';
  const [place] = await connection.rows<{ branchId: number }>('SELECT branchId FROM branch_months WHERE id = ?', [
    branchMonthId,
  ]);
  const { branchId } = place as { branchId: number };
  await connection.rows(`SELECT id FROM units WHERE id = ?${lock}`, [branchId]);
  const [month] = await connection.rows<{ state: string; version: number; schemeVersionId: number }>(
    `SELECT state, version, schemeVersionId FROM branch_months WHERE id = ?${lock}`,
    [branchMonthId],
  );
  const [steps] = await connection.rows<{ count: number }>(
    "SELECT COUNT(*) AS count FROM month_steps WHERE branchMonthId = ? AND step IN ('confidentialityCheck', 'approval')",
    [branchMonthId],
  );
  if (month?.state !== 'ready' || Number(steps?.count) !== 2) throw new Error('The month is not ready.');
  await connection.rows('SELECT day, kind FROM calendar_days');
  await connection.rows('SELECT year FROM calendar_years WHERE announcedAt IS NOT NULL');
  const [last] = await connection.rows<{ number: number; revision: number }>(
    `SELECT COALESCE(MAX(number), 0) AS number, COALESCE(MAX(CASE WHEN branchMonthId = ? THEN revision END), 0) AS revision
       FROM publications WHERE branchId = ?`,
    [branchMonthId, branchId],
  );
  const [number, revision] = [Number(last?.number) + 1, Number(last?.revision) + 1];
  const sheets = await connection.rows<SheetRow>(
    `SELECT ${sheetColumns} FROM sheets WHERE branchMonthId = ? ORDER BY id`,
    [branchMonthId],
  );
  const lines = await connection.rows<{ sheetId: number }>(
    `SELECT ${quoted('sheet_lines.')} FROM sheet_lines JOIN sheets ON sheets.id = sheet_lines.sheetId
      WHERE sheets.branchMonthId = ? AND sheets.notScoredReason IS NULL ORDER BY sheet_lines.sheetId, sheet_lines.number`,
    [branchMonthId],
  );
  const { schemeVersionId } = month;
  const { fromDay, untilDay, workingDays } = window;
  const digest = sha256(
    JSON.stringify({
      ...{ branchId, branchMonthId, fromDay, kind: 'full', number, revision, schemeVersionId },
      sheets: sheets.map((sheet) => digested(sheet, lines)),
      ...{ untilDay, version: 2, workingDays },
    }),
  );
  const body = JSON.stringify({
    ...{ actorAccountId: accountId, branchId, branchMonthId, contactDigest: sha256(contact), digest, digestVersion: 2 },
    ...{ fromDay, kind: 'full', number, revision, schemeVersionId, untilDay, workingDays },
  });
  const [head] = await appendByHand(connection, [{ chain: `unit:${branchId}`, at, action: 'month.publish', body }]);
  const { sequence, hash } = head as { sequence: number; hash: string };
  const { firstId: publicationId } = await connection.change(
    `INSERT INTO publications (branchMonthId, kind, digestVersion, revision, branchId, number, schemeVersionId, publishedAt,
                               publishedBy, fromDay, untilDay, workingDays, contact, digest, trailSequence, trailHash)
     VALUES (?, 'full', 2, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      ...[branchMonthId, revision, branchId, number, schemeVersionId, at, accountId, fromDay, untilDay, workingDays],
      ...[contact, digest, sequence, hash],
    ],
  );
  await connection.change(
    `INSERT INTO published_sheets (publicationId, ${sheetNames})
     SELECT ?, ${sheetColumns} FROM sheets WHERE branchMonthId = ?`,
    [publicationId, branchMonthId],
  );
  await connection.change(
    `INSERT INTO published_lines (publicationId, ${quoted('')})
     SELECT ?, ${quoted('sheet_lines.')} FROM sheet_lines JOIN sheets ON sheets.id = sheet_lines.sheetId
      WHERE sheets.branchMonthId = ? AND sheets.notScoredReason IS NULL`,
    [publicationId, branchMonthId],
  );
  await connection.change(
    `UPDATE sheets SET publicationId = ?, version = version + 1,
            state = CASE WHEN state IN ('decided', 'notScored') THEN 'published' ELSE state END WHERE branchMonthId = ?`,
    [publicationId, branchMonthId],
  );
  const { affected } = await connection.change(
    "UPDATE branch_months SET state = 'published', version = version + 1 WHERE id = ? AND state = 'ready' AND version = ?",
    [branchMonthId, month.version],
  );
  if (affected !== 1) throw new Error('Somebody else has changed the month.');
}

/** What the digest is over of a sheet; a veto is named only where there is one. */
function digested(sheet: SheetRow, lines: readonly { sheetId: number }[]): object {
  const { vetoCode, ...row } = sheet;
  return {
    ...{ baseHundredths: row.baseHundredths, categoryPoints: row.categoryPoints },
    ...{ contributionHundredths: row.contributionHundredths, deductionHundredths: row.deductionHundredths },
    fromRecords: row.fromRecords,
    lines: lines.filter(({ sheetId }) => sheetId === row.sheetId),
    ...{ memberId: row.memberId, notScoredReason: row.notScoredReason, parts: row.parts },
    ...{ profileCode: row.profileCode, rosterOrder: row.rosterOrder, scoreHundredths: row.scoreHundredths },
    ...{ sheetId: row.sheetId, standing: row.standing, ...(vetoCode !== null && { vetoCode }) },
  };
}

/** The rows alone, of all months in one transaction: INSERT … SELECT with empty digests, without locks, checks and trail. */
export function publishBarely(connection: Connection, wish: PublishingByHand): Promise<void> {
  const { branchMonthIds, accountId, contact, window, at } = wish;
  const marks = list(branchMonthIds);
  const { fromDay, untilDay, workingDays } = window;
  return connection.transaction(async () => {
    await connection.change(
      `INSERT INTO publications (branchMonthId, kind, digestVersion, revision, branchId, number, schemeVersionId, publishedAt,
                                 publishedBy, fromDay, untilDay, workingDays, contact, digest, trailSequence, trailHash)
       SELECT branch_months.id, 'full', 2, 1, branch_months.branchId,
              (SELECT COALESCE(MAX(others.number), 0) + 1 FROM publications others WHERE others.branchId = branch_months.branchId),
              branch_months.schemeVersionId, ?, ?, ?, ?, ?, ?, '${'0'.repeat(64)}', 1, '${'0'.repeat(64)}'
         FROM branch_months WHERE branch_months.id IN ${marks}`,
      [at, accountId, fromDay, untilDay, workingDays, contact, ...branchMonthIds],
    );
    await connection.change(
      `INSERT INTO published_sheets (publicationId, ${sheetNames})
       SELECT publications.id, ${sheetColumns}
         FROM publications JOIN sheets ON sheets.branchMonthId = publications.branchMonthId
        WHERE publications.branchMonthId IN ${marks}`,
      branchMonthIds,
    );
    await connection.change(
      `INSERT INTO published_lines (publicationId, ${quoted('')})
       SELECT publications.id, ${quoted('sheet_lines.')}
         FROM publications JOIN sheets ON sheets.branchMonthId = publications.branchMonthId
         JOIN sheet_lines ON sheet_lines.sheetId = sheets.id
        WHERE publications.branchMonthId IN ${marks}`,
      branchMonthIds,
    );
    await connection.change(
      `UPDATE sheets SET state = 'published', version = version + 1,
              publicationId = (SELECT publications.id FROM publications
                                WHERE publications.branchMonthId = sheets.branchMonthId)
        WHERE sheets.branchMonthId IN ${marks}`,
      branchMonthIds,
    );
    await connection.change(
      `UPDATE branch_months SET state = 'published', version = version + 1 WHERE id IN ${marks}`,
      branchMonthIds,
    );
  });
}

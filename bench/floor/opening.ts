import { type Connection, insertByHand, list, type Value } from './connection.js';
import { appendByHand } from './trails.js';

export interface OpeningByHand {
  branchIds: readonly number[];
  month: string;
  themeDay: string;
  selfAssessmentUntil: string;
  schemeVersionId: number;
  at: string;
  /** So many branches to a transaction. */
  atOnce: number;
}

const lastDay = (month: string): string => `${month}-31`;

/** The members of branches on a theme day, and who comes within the month; whom another branch answers for is only noted. */
const stays = (marks: string): string => `
  SELECT memberships.branchId, memberships.memberId, MIN(memberships.fromDay) AS fromDay
    FROM memberships
   WHERE memberships.branchId IN ${marks} AND memberships.fromDay <= ?
     AND (memberships.untilDay IS NULL OR (memberships.untilDay > ? AND memberships.untilDay > memberships.fromDay))
   GROUP BY memberships.branchId, memberships.memberId`;

/**
 * Opens a month as one would by hand who knows the default scheme by heart: set-based statements, so many branches to a
 * transaction, under the organisation's lock, with the same checks (rights aside: the job that does it has none to ask for), rows,
 * lines of the trail and notes of what was done.
 */
export async function openByHand(connection: Connection, wish: OpeningByHand): Promise<void> {
  const { branchIds, atOnce } = wish;
  for (let from = 0; from < branchIds.length; from += atOnce) {
    const some = branchIds.slice(from, from + atOnce);
    await connection.transaction(() => openSome(connection, { ...wish, branchIds: some }));
  }
}

async function openSome(connection: Connection, wish: OpeningByHand): Promise<void> {
  const { branchIds, month, themeDay, selfAssessmentUntil, schemeVersionId, at } = wish;
  const marks = list(branchIds);
  const lock = connection.kind === 'mysql' ? ' FOR UPDATE' : '';
  await connection.rows(`SELECT id FROM units WHERE parentId IS NULL ORDER BY id LIMIT 1${lock}`);
  const free = await connection.rows<{ id: number }>(
    `SELECT units.id FROM units
       LEFT JOIN branch_months ON branch_months.branchId = units.id AND branch_months.month = ?
       LEFT JOIN job_runs ON job_runs.job = 'openMonth' AND job_runs.branchId = units.id AND job_runs.month = ?
      WHERE units.kind = 'branch' AND units.id IN ${marks} AND branch_months.id IS NULL AND job_runs.job IS NULL`,
    [month, month, ...branchIds],
  );
  if (free.length !== branchIds.length) throw new Error('A branch has opened the month already.');
  const staying: Value[] = [...branchIds, lastDay(month), themeDay];
  const [unknown] = await connection.rows<{ count: number }>(
    `SELECT COUNT(*) AS count FROM (${stays(marks)}) stays
       JOIN memberships ON memberships.memberId = stays.memberId AND memberships.fromDay = stays.fromDay
      WHERE memberships.profileCode NOT IN ('full', 'light', 'exempt')`,
    staying,
  );
  if (Number(unknown?.count) > 0) throw new Error('A member has a profile that the scheme does not know.');
  await insertByHand(
    connection,
    'branch_months (branchId, month, state, schemeVersionId, themeDay, selfAssessmentUntil, openedAt, version)',
    branchIds.map((branchId) => [
      ...[branchId, month, 'selfAssessment', schemeVersionId, themeDay, selfAssessmentUntil, at, 1],
    ]),
  );
  const profile = `COALESCE((SELECT MAX(exemptions.kind) FROM exemptions
                     WHERE exemptions.memberId = memberships.memberId AND exemptions.state IN ('approved', 'ended')
                       AND exemptions.fromMonth <= ? AND COALESCE(exemptions.lastMonth, exemptions.untilMonth) >= ?
                       AND exemptions.kind IN ('full', 'light', 'exempt')), memberships.profileCode)`;
  await connection.change(
    `INSERT INTO sheets (branchMonthId, memberId, groupId, rosterOrder, standing, profileCode, state, notScoredReason,
                         late, fromRecords, version)
     SELECT branchMonthId, memberId, groupId, rosterOrder, standing, profileCode,
            CASE WHEN isIn = 1 OR profileCode = 'exempt' THEN 'notScored' ELSE 'draft' END,
            CASE WHEN isIn = 1 THEN 'transferredIn' WHEN profileCode = 'exempt' THEN 'exemptProfile' END, 0, 0, 1
       FROM (SELECT branch_months.id AS branchMonthId, memberships.memberId, memberships.groupId, memberships.rosterOrder,
                    members.standing, ${profile} AS profileCode,
                    CASE WHEN memberships.fromDay > branch_months.themeDay
                           OR EXISTS (SELECT 1 FROM sheets
                                       WHERE sheets.memberId = memberships.memberId
                                         AND (sheets.notScoredReason IS NULL OR sheets.notScoredReason <> 'transferredIn')
                                         AND (SELECT month FROM branch_months others WHERE others.id = sheets.branchMonthId) = ?)
                           OR EXISTS (SELECT 1 FROM memberships others
                                       WHERE others.memberId = memberships.memberId AND others.branchId <> memberships.branchId
                                         AND others.branchId IN ${marks} AND others.fromDay < memberships.fromDay
                                         AND others.fromDay <= ? AND others.untilDay > ?)
                         THEN 1 ELSE 0 END AS isIn
               FROM (${stays(marks)}) stays
               JOIN branch_months ON branch_months.branchId = stays.branchId AND branch_months.month = ?
               JOIN memberships ON memberships.memberId = stays.memberId AND memberships.fromDay = stays.fromDay
               JOIN members ON members.id = memberships.memberId) listed`,
    [month, month, month, ...branchIds, themeDay, themeDay, ...staying, month],
  );
  const opened = await connection.rows<{ id: number; branchId: number; sheets: number }>(
    `SELECT branch_months.id, branch_months.branchId, COUNT(sheets.id) AS sheets
       FROM branch_months LEFT JOIN sheets ON sheets.branchMonthId = branch_months.id
      WHERE branch_months.month = ? AND branch_months.branchId IN ${marks}
      GROUP BY branch_months.id, branch_months.branchId`,
    [month, ...branchIds],
  );
  await insertByHand(
    connection,
    'job_runs (job, subject, branchId, month, outcome, triedAt)',
    branchIds.map((id) => ['openMonth', `branch:${id}:${month}`, id, month, 'done', at]),
  );
  await appendByHand(
    connection,
    opened.map(({ id, branchId, sheets }) => ({
      ...{ chain: `unit:${branchId}`, at, action: 'month.open' },
      body: `{"actorAccountId":null,"branchMonthId":${id},"month":"${month}","schemeVersionId":${schemeVersionId},"selfAssessmentUntil":"${selfAssessmentUntil}","sheets":${sheets},"themeDay":"${themeDay}"}`,
    })),
  );
}

/** The rows alone, in one transaction: two INSERT … SELECT, without a lock, a check, a step or a line of the trail. */
export function openBarely(connection: Connection, wish: Omit<OpeningByHand, 'atOnce'>): Promise<void> {
  const { branchIds, month, themeDay, selfAssessmentUntil, schemeVersionId, at } = wish;
  const marks = list(branchIds);
  return connection.transaction(async () => {
    await connection.change(
      `INSERT INTO branch_months (branchId, month, state, schemeVersionId, themeDay, selfAssessmentUntil, openedAt, version)
       SELECT id, ?, 'selfAssessment', ?, ?, ?, ?, 1 FROM units WHERE id IN ${marks}`,
      [month, schemeVersionId, themeDay, selfAssessmentUntil, at, ...branchIds],
    );
    await connection.change(
      `INSERT INTO sheets (branchMonthId, memberId, groupId, rosterOrder, standing, profileCode, state, late, fromRecords, version)
       SELECT branch_months.id, members.id, memberships.groupId, memberships.rosterOrder, members.standing,
              memberships.profileCode, 'draft', 0, 0, 1
         FROM branch_months
         JOIN memberships ON memberships.branchId = branch_months.branchId AND memberships.untilDay IS NULL
         JOIN members ON members.id = memberships.memberId
        WHERE branch_months.month = ? AND branch_months.branchId IN ${marks}`,
      [month, ...branchIds],
    );
  });
}

import { Trail } from '#src/audit/trail.service.js';
import type { Database } from '#src/database/database.js';
import { theDefaultScheme } from './months.js';
import { anAccount, aUnit } from './organisation.js';

export interface LargeBureau {
  id: number;
  path: string;
  accountId: number;
  members: number;
  sheets: number;
}

/** Numbers from 0, enough for a million. */
const numbers = `digits AS (SELECT 0 AS d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL
    SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9),
  numbers AS (SELECT a.d + 10 * b.d + 100 * c.d + 1000 * e.d + 10000 * f.d AS n
    FROM digits a CROSS JOIN digits b CROSS JOIN digits c CROSS JOIN digits e CROSS JOIN digits f)`;

/** In SQL: what a member did beyond the usual in a month, in hundredths: nothing to 4 points, on half points. */
export const contributionOf = (memberId: string, branchMonthId: string): string =>
  `((${memberId} * 137 + ${branchMonthId} * 11) % 9) * 50`;
/** In SQL: every thirtieth sheet has a deduction. */
export const deductionOf = (memberId: string, branchMonthId: string): string =>
  `(CASE WHEN (${memberId} * 7 + ${branchMonthId}) % 30 = 0 THEN -100 ELSE 0 END)`;

const contribution = contributionOf('members.id', 'branch_months.id');
const deduction = deductionOf('members.id', 'branch_months.id');

/**
 * A bureau of any size with confirmed months, laid by a few statements a month: what a member did follows from his number, and
 * the lines behind every score add up to it. Give the database limits that let a large statement end.
 */
export async function layLargeBureau(
  database: Database,
  {
    branches,
    membersInBranch,
    months,
    ready = [],
    baseHundredths = 8000,
  }: {
    branches: number;
    membersInBranch: number;
    months: readonly string[];
    /** Months that are decided, checked and approved, and wait for their publication. */
    ready?: readonly string[];
    baseHundredths?: number;
  },
): Promise<LargeBureau> {
  const schemeVersionId = await theDefaultScheme(database);
  const accountId = await anAccount(database);
  const bureau = await aUnit(database, { kind: 'bureau', name: '省直机关工委' });
  const members = branches * membersInBranch;
  const lay = (sql: string, values: (string | number)[] = []) => database.write(() => database.change(sql, values));
  await lay(
    `INSERT INTO units (id, parentId, kind, name, code, path, rosterOrder, hasCommittee, rankingEnabled, version)
     WITH ${numbers}
     SELECT ${bureau.id} + 1 + n, ${bureau.id}, 'branch', '第' || (n + 1) || '支部', '', '${bureau.path}' || (${bureau.id} + 1 + n) || '/',
            n + 1, 1, 0, 1
       FROM numbers WHERE n < ?`,
    [branches],
  );
  await lay(
    `INSERT INTO members (id, memberNumber, name, standing, situation, version)
     WITH ${numbers} SELECT n + 1, 'L' || (n + 1), '党员' || (n + 1), 'full', 'serving', 1 FROM numbers WHERE n < ?`,
    [members],
  );
  const branchOf = database.dialect.quotient('members.id - 1', String(membersInBranch));
  await lay(
    `INSERT INTO memberships (memberId, branchId, fromDay, rosterOrder, profileCode)
     SELECT members.id, ${bureau.id} + 1 + ${branchOf}, '2020-01-01', members.id, 'full' FROM members`,
  );
  const trail = new Trail(database);
  await database.write(async () => {
    await trail.addSalts(Array.from({ length: members }, (_, index) => index + 1));
    for (let branch = 0; branch < branches; branch += 1) await trail.begin(`unit:${bureau.id + 1 + branch}`);
  });
  const ofBureau = { bureauId: bureau.id, schemeVersionId, accountId, baseHundredths };
  for (const month of months) await layConfirmed(lay, { ...ofBureau, month });
  if (ready.length > 0) {
    const secretaryId = await anAccount(database);
    for (const month of ready) await layReady(lay, { ...ofBureau, month }, secretaryId);
  }
  return { ...bureau, accountId, members, sheets: members * months.length };
}

type Lay = (sql: string, values?: (string | number)[]) => Promise<unknown>;

interface MonthOfBureau {
  month: string;
  bureauId: number;
  schemeVersionId: number;
  accountId: number;
  baseHundredths: number;
}

async function layConfirmed(lay: Lay, at: MonthOfBureau): Promise<void> {
  const { month, schemeVersionId, accountId } = at;
  await layBranchMonths(lay, at, 'confirmed');
  await lay(
    `INSERT INTO publications (branchMonthId, kind, digestVersion, revision, branchId, number, schemeVersionId, publishedAt,
                               publishedBy, fromDay, untilDay, workingDays, contact, digest, trailSequence, trailHash)
     SELECT id, 'full', 2, 1, branchId, (SELECT COUNT(*) FROM branch_months others
              WHERE others.branchId = branch_months.branchId AND others.month <= branch_months.month),
            ${schemeVersionId}, '${month}-10T01:00:00.000Z', ${accountId}, '${month}-11', '${month}-15', 3, '纪检委员',
            '${'0'.repeat(64)}', 1, '${'0'.repeat(64)}'
       FROM branch_months WHERE month = '${month}'`,
  );
  await laySheets(lay, at, 'confirmed');
  await lay(
    `INSERT INTO published_sheets (publicationId, sheetId, memberId, rosterOrder, standing, profileCode, fromRecords,
                                   baseHundredths, deductionHundredths, contributionHundredths, scoreHundredths, categoryPoints)
     SELECT sheets.publicationId, sheets.id, sheets.memberId, sheets.rosterOrder, 'full', 'full', 0, sheets.baseHundredths,
            sheets.deductionHundredths, sheets.contributionHundredths, sheets.scoreHundredths, sheets.categoryPoints
       FROM branch_months JOIN sheets ON sheets.branchMonthId = branch_months.id WHERE branch_months.month = '${month}'`,
  );
  await lay(
    `INSERT INTO published_lines (publicationId, sheetId, number, itemCode, origin, count, pointsHundredths, occurredOn,
                                  outcome, claimedHundredths, countedHundredths, notes)
     SELECT sheets.publicationId, sheets.id, lines_.number, lines_.itemCode, lines_.origin, lines_.count,
            lines_.pointsHundredths, lines_.occurredOn, lines_.outcome, lines_.claimedHundredths, lines_.countedHundredths,
            lines_.notes
       FROM branch_months JOIN sheets ON sheets.branchMonthId = branch_months.id
       JOIN sheet_lines lines_ ON lines_.sheetId = sheets.id WHERE branch_months.month = '${month}'`,
  );
}

/** Checked by one person and approved by another, as the database asks for. */
async function layReady(lay: Lay, at: MonthOfBureau, secretaryId: number): Promise<void> {
  const { month, accountId } = at;
  await layBranchMonths(lay, at, 'ready');
  await laySheets(lay, at, 'decided');
  for (const [step, by] of [
    ['confidentialityCheck', accountId],
    ['approval', secretaryId],
  ])
    await lay(
      `INSERT INTO month_steps (branchMonthId, step, at, accountId, note, apart)
       SELECT id, '${step}', '${month}-09T01:00:00.000Z', ${by}, '', 'publish' FROM branch_months WHERE month = '${month}'`,
    );
}

async function layBranchMonths(lay: Lay, at: MonthOfBureau, state: 'confirmed' | 'ready'): Promise<void> {
  const { month, bureauId, schemeVersionId, accountId } = at;
  const instant = (day: string) => `'${month}-${day}T01:00:00.000Z'`;
  const confirmed = state === 'confirmed' ? `${instant('20')}, ${accountId}` : 'NULL, NULL';
  await lay(
    `INSERT INTO branch_months (branchId, month, state, schemeVersionId, themeDay, selfAssessmentUntil, openedAt, openedBy,
                                reviewStartedAt, confirmedAt, confirmedBy, version)
     SELECT id, '${month}', '${state}', ${schemeVersionId}, '${month}-05', '${month}-03', ${instant('01')}, ${accountId},
            ${instant('05')}, ${confirmed}, 1
       FROM units WHERE parentId = ${bureauId} AND kind = 'branch'`,
  );
}

/** A sheet for everybody, decided, with the lines that its score is made of. */
async function laySheets(lay: Lay, at: MonthOfBureau, state: 'confirmed' | 'decided'): Promise<void> {
  const { month, accountId, baseHundredths: base } = at;
  const [category, ofMonth] = [base / 4, `branch_months.month = '${month}'`];
  const instant = (day: string) => `'${month}-${day}T01:00:00.000Z'`;
  await lay(
    `INSERT INTO sheets (branchMonthId, memberId, rosterOrder, standing, profileCode, state, submittedAt, late, fromRecords,
                         decidedAt, decidedBy, baseHundredths, deductionHundredths, contributionHundredths, scoreHundredths,
                         categoryPoints, publicationId, version)
     SELECT branch_months.id, members.id, memberships.rosterOrder, 'full', 'full', '${state}', ${instant('02')}, 0, 0,
            ${instant('06')}, ${accountId}, ${base}, ${deduction}, ${contribution}, ${base} + ${deduction} + ${contribution},
            '{"B1":${category},"B2":${category},"B3":${category},"B4":${category}}', publications.id, 1
       FROM branch_months
       JOIN memberships ON memberships.branchId = branch_months.branchId
       JOIN members ON members.id = memberships.memberId
       LEFT JOIN publications ON publications.branchMonthId = branch_months.id
      WHERE ${ofMonth}`,
  );
  for (const [number, itemCode, column] of [
    [1001, 'C-08', 'contributionHundredths'],
    [1002, 'D-02', 'deductionHundredths'],
  ] as const) {
    const value = number === 1001 ? `NULL, sheets.${column}` : '1, NULL';
    await lay(
      `INSERT INTO sheet_lines (sheetId, number, itemCode, origin, count, pointsHundredths, occurredOn, outcome, description,
                                reason, evidence, witness, decisionReason, decidedBy, decidedAt, claimedHundredths,
                                countedHundredths, notes)
       SELECT sheets.id, ${number}, '${itemCode}', 'review', ${value}, '${month}-04', 'accepted', '包保企业防汛值守',
              '会议记录员记载', '〔2026〕12 号', '', '', ${accountId}, ${instant('06')}, sheets.${column}, sheets.${column}, '[]'
         FROM branch_months JOIN sheets ON sheets.branchMonthId = branch_months.id
        WHERE ${ofMonth} AND sheets.${column} <> 0`,
    );
  }
}

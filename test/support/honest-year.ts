import { decidedEntry, decidedRows, numbered, written } from '#src/assessments/lines.js';
import { BranchMonth } from '#src/assessments/branch-month.entity.js';
import { Sheet } from '#src/assessments/sheet.entity.js';
import { SheetLine } from '#src/assessments/sheet-line.entity.js';
import type { Canonical } from '#src/audit/canonical.js';
import { chainOf, Trail } from '#src/audit/trail.service.js';
import type { Database } from '#src/database/database.js';
import {
  digestOf,
  digestVersion,
  lineColumns,
  type PublishedRow,
  type PublishedRowLine,
  sheetColumns,
} from '#src/publication/digest.js';
import { Publication } from '#src/publication/publication.entity.js';
import { PublishedLine } from '#src/publication/published-line.entity.js';
import { PublishedSheet } from '#src/publication/published-sheet.entity.js';
import { firstScheme } from '#src/schemes/first-scheme.js';
import { Schemes } from '#src/schemes/schemes.service.js';
import type { Scheme } from '#src/scoring/scheme.js';
import { scoreSheet } from '#src/scoring/score.js';
import { anAccount, aUnit, someMembers } from './organisation.js';

/** Two claims a sheet, about as many as members make. */
const claims = ['C-01', 'C-01'];

/**
 * A year that verifies: laid straight into the tables, faster than people live, but with everything that the service would have
 * recorded about it. Every sheet has two accepted claims, is handed in, decided and published, and every month is confirmed.
 */
export async function layHonestYear(
  database: Database,
  { branches, membersInBranch, months }: { branches: number; membersInBranch: number; months: number },
): Promise<void> {
  const bureau = await aUnit(database, { kind: 'bureau', name: '县局机关党委' });
  const schemes = new Schemes(database, new Trail(database));
  await firstScheme(schemes, '2025-12-01T00:00:00.000Z');
  const { id: schemeVersionId, definition } = await schemes.inForce('2026-01');
  const accountId = await anAccount(database);
  for (let branch = 0; branch < branches; branch += 1) {
    const { id: branchId } = await aUnit(database, { parentId: bureau.id });
    const memberIds = await someMembers(
      database,
      Array.from({ length: membersInBranch }, () => ({ branchId })),
    );
    for (let month = 1; month <= months; month += 1)
      await database.write(() =>
        layMonth(database, {
          branchId,
          month: `2026-${String(month).padStart(2, '0')}`,
          number: month,
          memberIds,
          schemeVersionId,
          definition,
          accountId,
        }),
      );
  }
}

interface MonthWish {
  branchId: number;
  month: string;
  number: number;
  memberIds: readonly number[];
  schemeVersionId: number;
  definition: Scheme;
  accountId: number;
}

async function layMonth(database: Database, wish: MonthWish): Promise<void> {
  const { branchId, month, number, memberIds, schemeVersionId, definition, accountId } = wish;
  const [trail, chain] = [new Trail(database), chainOf(branchId)];
  const at = (day: number) => `${month}-${String(day).padStart(2, '0')}T02:00:00.000Z`;
  const append = (action: string, day: number, about: Record<string, Canonical>) =>
    trail.append({ chain, at: at(day), action, actorAccountId: accountId, about });
  const [branchMonthId] = (await database.insert(BranchMonth, [
    {
      branchId,
      month,
      state: 'confirmed',
      schemeVersionId,
      themeDay: `${month}-10`,
      selfAssessmentUntil: `${month}-08`,
      openedAt: at(1),
      openedBy: accountId,
      reviewStartedAt: at(10),
      confirmedAt: at(20),
      confirmedBy: accountId,
      version: 5,
    },
  ])) as [number];
  await append('month.open', 1, { branchMonthId, month, schemeVersionId, sheets: memberIds.length });
  const sheetRow = {
    groupId: null,
    standing: 'full',
    profileCode: 'full',
    notScoredReason: null,
    notScoredNote: null,
    returnedReason: null,
  } as const;
  const drafts = memberIds.map((memberId, place) => {
    const lines = numbered(
      0,
      'self',
      claims.map((itemCode) =>
        written({ itemCode, count: 1, occurredOn: `${month}-03`, description: '志愿服务', evidence: '证明' }),
      ),
    ).map((line) => ({ ...line, outcome: 'accepted' as const, decidedBy: accountId, decidedAt: at(11) }));
    const decided = decidedRows(scoreSheet(definition, 'full', lines.map(decidedEntry)), {});
    return { memberId, place, decided, lines: lines.map((line) => ({ ...line, ...decided.lines.get(line.number)! })) };
  });
  const sheetIds = await database.insert(
    Sheet,
    drafts.map(({ memberId, place, decided }) => ({
      ...sheetRow,
      ...decided.sheet,
      branchMonthId,
      memberId,
      rosterOrder: place,
      state: 'confirmed' as const,
      submittedAt: at(5),
      late: false,
      fromRecords: false,
      decidedAt: at(11),
      decidedBy: accountId,
      version: 5,
    })),
  );
  const lines = drafts.flatMap((draft, index) => draft.lines.map((line) => ({ ...line, sheetId: sheetIds[index]! })));
  await database.insert(SheetLine, lines);
  for (const [index, { memberId, decided }] of drafts.entries()) {
    const about = { sheetId: sheetIds[index]!, memberId, branchMonthId };
    const { scoreHundredths } = decided.sheet;
    await append('sheet.submit', 5, { ...about, late: false, selfScoreHundredths: scoreHundredths, lineCount: 2 });
    await append('sheet.decide', 11, { ...about, complete: true, scoreHundredths });
  }
  await append('month.startReview', 10, { branchMonthId, joined: 0 });
  const facts = {
    branchMonthId,
    branchId,
    kind: 'full' as const,
    schemeVersionId,
    fromDay: `${month}-13`,
    untilDay: `${month}-17`,
    workingDays: 3,
    digestVersion,
    number,
    revision: 1,
  };
  const parameters = [branchMonthId];
  const pick = (columns: readonly string[]) =>
    columns.map((column) => (column === 'sheetId' ? 'sheets.id AS sheetId' : `sheets.${column}`)).join(', ');
  const rows = await database.rows<PublishedRow>(
    `SELECT ${pick(sheetColumns)} FROM sheets WHERE branchMonthId = ?`,
    parameters,
  );
  const published = await database.rows<PublishedRowLine>(
    `SELECT ${lineColumns.map((column) => `sheet_lines.\`${column}\``).join(', ')} FROM sheet_lines JOIN sheets ON sheets.id = sheet_lines.sheetId WHERE sheets.branchMonthId = ?`,
    parameters,
  );
  const digest = digestOf(facts, rows, published);
  const head = await append('month.publish', 12, { ...facts, digest });
  const [publicationId] = (await database.insert(Publication, [
    {
      ...facts,
      digest,
      contact: '纪检委员',
      publishedAt: at(12),
      publishedBy: accountId,
      trailSequence: head.sequence,
      trailHash: head.hash,
    },
  ])) as [number];
  await database.insert(
    PublishedSheet,
    rows.map((row) => ({ ...row, publicationId })),
  );
  await database.insert(
    PublishedLine,
    published.map((line) => ({ ...line, publicationId })),
  );
  await database.change('UPDATE sheets SET publicationId = ? WHERE branchMonthId = ?', [publicationId, branchMonthId]);
  await append('month.confirm', 20, { branchMonthId, publicationId, digest });
}

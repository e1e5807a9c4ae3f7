/** A submission by hand (see writes.ts), and the sheet as its member reads it afterwards (see sheets.ts). */
import type { FastifyInstance } from 'fastify';
import type { BranchMonth } from '#src/assessments/branch-month.entity.js';
import { standingOf, whoDecides } from '#src/assessments/deciders.js';
import { deadlineOf, extensionRuns } from '#src/assessments/extension.js';
import { countedAlready, valueProblems, wordProblems } from '#src/assessments/line-problems.js';
import {
  claimedEntry,
  linesMax,
  numbered,
  saySame,
  saysNothing,
  withAutomaticLines,
  written,
  type WrittenLine,
} from '#src/assessments/lines.js';
import { preReviewerOf } from '#src/assessments/pre-reviewers.js';
import type { SheetLine } from '#src/assessments/sheet-line.entity.js';
import type { Sheet } from '#src/assessments/sheet.entity.js';
import { mayStep } from '#src/assessments/states.js';
import { isLate } from '#src/assessments/submission.service.js';
import { type Canonical, canonicalJson } from '#src/audit/canonical.js';
import { chainOf, saltedDigests } from '#src/audit/trail.service.js';
import { addMonths, isDay } from '#src/calendar.js';
import { Refusal } from '#src/http/refusal.js';
import { isPlainText } from '#src/http/validation.js';
import { versionOf } from '#src/http/version.js';
import { explainScore } from '#src/scoring/explain.js';
import { itemOf, type Scheme } from '#src/scoring/scheme.js';
import { scoreSheet } from '#src/scoring/score.js';
import { type Connection, type Floor, type FloorActor, idIn, refuse, requireMay } from './server.js';
import { appendByHand } from './trail.js';

export interface HandedIn {
  sheet: Sheet;
  month: BranchMonth;
  lines: SheetLine[];
  scheme: Scheme;
}

export function registerSubmissions(
  server: FastifyInstance,
  floor: Floor,
  schemeOf: (id: number) => Promise<Scheme>,
): void {
  server.put<{ Params: { sheetId: string } }>('/api/v1/sheets/:sheetId/submission', async (request, reply) => {
    const actor = await floor.actorOf(request);
    const sheetId = idIn(request.params.sheetId);
    requireMay(actor, 'sheet.write', 'sheet.read', await placeOfSheet(floor, sheetId));
    const version = versionOf(request.headers['if-match']);
    const lines = linesIn(request.body);
    const [now, today] = [floor.now(), floor.today()];
    const handedIn = await floor.write((connection) =>
      handIn(connection, { sheetId, version, lines, actor, now, today, schemeOf }),
    );
    const view = await viewOf(floor, handedIn, today);
    void reply.header('ETag', `"${view.version}"`);
    return view;
  });
}

export async function placeOfSheet(floor: Floor, sheetId: number) {
  const [place] = await floor.rows<{ unitPath: string; memberId: number }>(
    `SELECT COALESCE(teams.path, units.path) AS unitPath, sheets.memberId
       FROM sheets
       JOIN branch_months ON branch_months.id = sheets.branchMonthId
       JOIN units ON units.id = branch_months.branchId
       LEFT JOIN units teams ON teams.id = sheets.groupId
      WHERE sheets.id = ?`,
    [sheetId],
  );
  return place;
}

const orNothing = (holds: (value: unknown) => boolean) => (value: unknown) =>
  value === null || value === undefined || holds(value);
const text =
  (most: number, least = 0) =>
  (value: unknown) =>
    isPlainText(value) && value.length >= least && value.length <= most && value === value.trim();
const whole = (least: number, most: number) => (value: unknown) =>
  Number.isSafeInteger(value) && !Object.is(value, -0) && Number(value) >= least && Number(value) <= most;

const fields = new Map<string, (value: unknown) => boolean>([
  ['itemCode', text(20, 1)],
  ['optionCode', orNothing(text(40, 1))],
  ['count', orNothing(whole(0, 1000))],
  ['pointsHundredths', orNothing(whole(-1_000_000, 1_000_000))],
  ['occurredOn', orNothing(isDay)],
  ['description', text(1000)],
  ['reason', text(1000)],
  ['evidence', text(1000)],
  ['witness', text(80)],
  ['deedKey', orNothing(text(64, 1))],
]);

/** @throws Refusal with every field that is not as it may be */
function linesIn(body: unknown): WrittenLine[] {
  const { lines, ...others } = (body ?? {}) as { lines?: unknown };
  if (!Array.isArray(lines) || lines.length > linesMax || Object.keys(others).length > 0)
    throw new Refusal('invalid', { errors: [{ path: 'lines', code: 'isArray' }] });
  refuse(
    (lines as Record<string, unknown>[]).flatMap((line, index) => {
      const given = Object.entries({ itemCode: undefined, ...line });
      const wrong = given.filter(([name, value]) => !fields.get(name)?.(value));
      return wrong.map(([name]) => ({ path: `lines[${index}].${name}`, code: 'invalid' }));
    }),
  );
  return (lines as WrittenLine[]).map(written);
}

async function handIn(
  connection: Connection,
  by: {
    sheetId: number;
    version: number;
    lines: readonly WrittenLine[];
    actor: FloorActor;
    now: string;
    today: string;
    schemeOf: (id: number) => Promise<Scheme>;
  },
): Promise<HandedIn> {
  const { sheetId, version, actor, now, today, lines } = by;
  const { rows, change } = connection;
  const [member] = await rows<{ salt: string | null }>(
    `SELECT trail_salts.salt FROM members LEFT JOIN trail_salts ON trail_salts.memberId = members.id
      WHERE members.id = (SELECT memberId FROM sheets WHERE id = ?) FOR UPDATE`,
    [sheetId],
  );
  const [month] = await rows<BranchMonth>(
    'SELECT * FROM branch_months WHERE id = (SELECT branchMonthId FROM sheets WHERE id = ?) FOR UPDATE',
    [sheetId],
  );
  const [sheet] = await rows<Sheet>('SELECT * FROM sheets WHERE id = ? FOR UPDATE', [sheetId]);
  if (!member || !month || !sheet) throw new Refusal('notFound');
  const scheme = await by.schemeOf(month.schemeVersionId);
  const meant = lines.filter((line) => !saysNothing(scheme, line));
  const kept = numbered(sheetId, 'self', meant);
  if (sheet.version === version + 1 && sheet.state === 'submitted') {
    const stored = await rows<SheetLine>(
      "SELECT * FROM sheet_lines WHERE sheetId = ? AND origin = 'self' ORDER BY number",
      [sheetId],
    );
    if (saySame(stored, kept)) return { sheet, month, lines: stored, scheme };
  }
  if (sheet.version !== version) throw new Refusal('stale', { params: { version: sheet.version } });
  if (!mayStep('submit', { ...sheet, extended: extensionRuns(sheet, today) }, month.state))
    throw new Refusal('wrongState', { params: { state: sheet.state } });
  const late = isLate(sheet, today, deadlineOf(sheet, month));
  const { profileCode, memberId } = sheet;
  const frame = { scheme, profileCode, month: month.month, today };
  refuse([...valueProblems(frame, lines), ...wordProblems(frame, lines)]);
  refuse(countedAlready(lines, await linesElsewhere(connection, sheet, lines)));
  const handedIn = { ...sheet, state: 'submitted' as const, submittedAt: now, late, returnedReason: null };
  const entries = withAutomaticLines(scheme, handedIn, kept).map(claimedEntry);
  const { scoreHundredths: selfScoreHundredths } = scoreSheet(scheme, profileCode, entries, {});
  if (sheet.version > 1) {
    await change('DELETE FROM sheet_lines WHERE sheetId = ? AND number < 1001', [sheetId]);
    await change('DELETE FROM proxy_entries WHERE sheetId = ?', [sheetId]);
  }
  await insertLines(connection, kept);
  await change(
    `UPDATE sheets SET state = 'submitted', submittedAt = ?, late = ?, selfScoreHundredths = ?, returnedReason = NULL,
            version = version + 1 WHERE id = ?`,
    [now, late ? 1 : 0, selfScoreHundredths, sheetId],
  );
  const said = saltedDigests(member.salt, { lines: canonicalJson(kept as unknown as Canonical) });
  const about = { sheetId, memberId, branchMonthId: month.id, late, selfScoreHundredths, lineCount: kept.length };
  await appendByHand(
    connection,
    {
      chain: chainOf(month.branchId),
      at: now,
      action: 'sheet.submit',
      actorAccountId: actor.accountId,
      about: { ...about, ...said },
    },
    [memberId],
  );
  return { sheet: { ...handedIn, selfScoreHundredths, version: version + 1 }, month, lines: kept, scheme };
}

async function linesElsewhere({ rows }: Connection, { id, memberId }: Sheet, lines: readonly WrittenLine[]) {
  const days = [...new Set(lines.flatMap(({ occurredOn }) => occurredOn ?? []))];
  if (days.length === 0) return [];
  return rows<WrittenLine & { month: string }>(
    `SELECT sheet_lines.itemCode, sheet_lines.occurredOn, sheet_lines.description, branch_months.month
       FROM sheet_lines
       JOIN sheets ON sheets.id = sheet_lines.sheetId
       JOIN branch_months ON branch_months.id = sheets.branchMonthId
      WHERE sheets.memberId = ? AND sheets.id <> ? AND sheets.notScoredReason IS NULL AND sheets.state <> 'draft'
        AND (sheet_lines.outcome IS NULL OR sheet_lines.outcome <> 'refused')
        AND sheet_lines.occurredOn IN (${days.map(() => '?').join(', ')})`,
    [memberId, id, ...days],
  );
}

async function insertLines({ change }: Connection, lines: readonly SheetLine[]): Promise<void> {
  if (lines.length === 0) return;
  await change(
    `INSERT INTO sheet_lines (sheetId, number, itemCode, origin, optionCode, \`count\`, pointsHundredths, occurredOn,
            description, reason, evidence, witness, documentDigest, deedKey)
     VALUES ${lines.map(() => '(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').join(', ')}`,
    lines.flatMap((line) => [
      ...[line.sheetId, line.number, line.itemCode, line.origin, line.optionCode, line.count, line.pointsHundredths],
      ...[line.occurredOn, line.description, line.reason, line.evidence, line.witness, line.documentDigest],
      line.deedKey,
    ]),
  );
}

export interface Around {
  branchName: string;
  branchKind: string;
  hasCommittee: 0 | 1;
  memberName: string;
  memberNumber: string;
  groupName: string | null;
  groupPath: string | null;
  extendedByName: string | null;
  roles: string | null;
  leaderId: number | null;
  lastMonthHundredths: number | null;
}

export interface Document {
  itemCode: string;
  documentDigest: string;
  month: string;
  memberName: string;
}

async function viewOf(floor: Floor, handedIn: HandedIn, today: string) {
  const { sheet, month } = handedIn;
  return asItsMember(handedIn, await aroundOf(floor, sheet, month, today), await ownDocuments(floor, handedIn));
}

/** The sheet as its member sees it who has handed it in. */
export function asItsMember({ sheet, month, lines, scheme }: HandedIn, around: Around, documents: readonly Document[]) {
  const { id, version, state, profileCode, submittedAt, extendedUntil, extensionReason } = sheet;
  const all = withAutomaticLines(scheme, sheet, lines);
  const entries = all.map(claimedEntry);
  const score = scoreSheet(scheme, profileCode, entries, {});
  const roles = JSON.parse(around.roles ?? '[]') as string[];
  const leaderIds = around.leaderId === null ? [] : [around.leaderId];
  return {
    id,
    version,
    state,
    branchMonth: {
      ...{ id: month.id, month: month.month, state: month.state },
      branch: { id: month.branchId, name: around.branchName, kind: around.branchKind },
      themeDay: month.themeDay,
      selfAssessmentUntil: month.selfAssessmentUntil,
      schemeVersionId: month.schemeVersionId,
    },
    member: {
      ...{ id: sheet.memberId, name: around.memberName, memberNumber: around.memberNumber },
      standing: sheet.standing,
      groupName: around.groupName,
    },
    profileCode,
    notScoredReason: null,
    notScoredNote: null,
    submittedAt,
    late: Boolean(sheet.late),
    fromRecords: false,
    returnedReason: null,
    extension:
      extendedUntil === null
        ? null
        : { until: extendedUntil, reason: extensionReason, givenBy: around.extendedByName, running: false },
    proxy: null,
    decidedAt: null,
    decidedBy: null,
    lines: all.map((line) => lineView(line, documents)),
    selfScore: {
      ...score,
      explained: {
        zh: explainScore(scheme, entries, score, 'zh', profileCode),
        en: explainScore(scheme, entries, score, 'en', profileCode),
      },
    },
    decidedScore: null,
    underVetoHundredths: null,
    earlier: {},
    ownCase: true,
    mayEdit: mayStep('save', sheet, month.state),
    mayWithdraw: mayStep('withdraw', sheet, month.state),
    lastMonthScoreHundredths: around.lastMonthHundredths,
    branchMedianHundredths: null,
    preReview: null,
    preReviewer: preReviewerOf({ memberId: sheet.memberId, groupPath: around.groupPath, leaderIds }),
    mayPreReview: false,
    whoDecides: whoDecides(standingOf(roles, around.hasCommittee === 1)),
    mayDecide: false,
    mayExtend: false,
  };
}

const inOffice = `role_assignments.fromDay <= ? AND (role_assignments.untilDay IS NULL OR role_assignments.untilDay > ?)`;

/** Everything about a sheet that does not stand in it: four times today is asked for, then what `lastMonth` does. */
export const around = (lastMonth: string): string => `
            branches.name AS branchName, branches.kind AS branchKind, branches.hasCommittee,
            members.name AS memberName, members.memberNumber, teams.name AS groupName, teams.path AS groupPath,
            extenders.displayName AS extendedByName,
            (SELECT CAST(JSON_ARRAYAGG(role_assignments.role) AS CHAR)
               FROM role_assignments JOIN accounts ON accounts.id = role_assignments.accountId
              WHERE role_assignments.unitId = branches.id AND accounts.memberId = sheets.memberId AND ${inOffice}) AS roles,
            (SELECT MIN(accounts.memberId)
               FROM role_assignments JOIN accounts ON accounts.id = role_assignments.accountId
              WHERE role_assignments.unitId = sheets.groupId AND role_assignments.role = 'groupLeader'
                AND accounts.memberId <> sheets.memberId AND ${inOffice}) AS leaderId,
            (SELECT published_sheets.scoreHundredths
               FROM sheets lasting
               JOIN branch_months months_before ON months_before.id = lasting.branchMonthId AND months_before.month = ${lastMonth}
               JOIN published_sheets ON published_sheets.publicationId = lasting.publicationId
                    AND published_sheets.sheetId = lasting.id
              WHERE lasting.memberId = sheets.memberId AND published_sheets.scoreHundredths IS NOT NULL LIMIT 1) AS lastMonthHundredths
       FROM sheets
       JOIN branch_months ON branch_months.id = sheets.branchMonthId
       JOIN units branches ON branches.id = branch_months.branchId
       JOIN members ON members.id = sheets.memberId
       LEFT JOIN units teams ON teams.id = sheets.groupId
       LEFT JOIN accounts extenders ON extenders.id = sheets.extendedBy
      WHERE sheets.id = ?`;

async function aroundOf(floor: Floor, { id }: Sheet, { month }: BranchMonth, today: string): Promise<Around> {
  const values = [today, today, today, today, addMonths(month, -1), id];
  const [row] = await floor.rows<Around>(`SELECT ${around('?')}`, values);
  if (!row) throw new Refusal('notFound');
  return row;
}

/** Where the member has handed in a document before that counts once: nobody but he is told of his own. */
export async function ownDocuments(
  { rows }: Pick<Connection, 'rows'>,
  { sheet: { id, memberId }, lines, scheme }: HandedIn,
): Promise<Document[]> {
  const once = lines.filter(({ itemCode }) => itemOf(scheme, itemCode)?.onceADeed);
  const digests = once.flatMap(({ documentDigest }) => documentDigest ?? []);
  if (digests.length === 0) return [];
  return rows<Document>(
    `SELECT sheet_lines.itemCode, sheet_lines.documentDigest, branch_months.month, members.name AS memberName
       FROM sheet_lines
       JOIN sheets ON sheets.id = sheet_lines.sheetId
       JOIN branch_months ON branch_months.id = sheets.branchMonthId
       JOIN members ON members.id = sheets.memberId
      WHERE sheet_lines.documentDigest IN (${digests.map(() => '?').join(', ')}) AND sheets.memberId = ? AND sheets.id <> ?
        AND (sheet_lines.outcome IS NULL OR sheet_lines.outcome <> 'refused')`,
    [...digests, memberId, id],
  );
}

function lineView(line: SheetLine, documents: readonly Document[]) {
  const { number, itemCode, origin, optionCode, count, pointsHundredths, occurredOn } = line;
  const { description, reason, evidence, witness, deedKey } = line;
  const doubles = documents
    .filter(({ documentDigest }) => documentDigest === line.documentDigest)
    .map((document) => ({
      ...{ kind: 'document', fileName: null, ofSameMember: true, sameSheet: false },
      ...{ memberName: document.memberName, month: document.month, itemCode: document.itemCode, needsReason: true },
    }));
  return {
    ...{ number, itemCode, origin, optionCode, count, pointsHundredths, occurredOn },
    ...{ description, reason, evidence, witness, deedKey, evidenceFiles: [], doubles, decision: null },
  };
}

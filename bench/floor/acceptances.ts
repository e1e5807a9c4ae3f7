/** Accepting what is unchanged, by hand; see writes.ts. */
import type { FastifyInstance } from 'fastify';
import type { BranchMonth } from '#src/assessments/branch-month.entity.js';
import { bureauRoles, decidingRoles, standingOf, whyNotDecide } from '#src/assessments/deciders.js';
import { decidedRows } from '#src/assessments/lines.js';
import { checkerOf, type MonthStepName } from '#src/assessments/month-steps.js';
import { preReviewUntil } from '#src/assessments/pre-reviewers.js';
import { openItems } from '#src/assessments/review.js';
import type { SheetLine } from '#src/assessments/sheet-line.entity.js';
import { readsSheets } from '#src/assessments/sight.js';
import type { SheetState } from '#src/assessments/states.js';
import { chainOf } from '#src/audit/trail.service.js';
import type { Action, Actor } from '#src/http/allow.js';
import { Refusal } from '#src/http/refusal.js';
import { versionOf } from '#src/http/version.js';
import { may } from '#src/identity/rights.js';
import type { Scheme } from '#src/scoring/scheme.js';
import { scoreSheet } from '#src/scoring/score.js';
import { type Connection, type Floor, type FloorActor, idIn, requireMay, type Value } from './server.js';
import { appendByHand } from './trail.js';

interface Accepting {
  id: number;
  version: number;
  branchPath: string;
  actor: FloorActor;
  now: string;
  today: string;
  schemeOf: (id: number) => Promise<Scheme>;
}

export function registerAcceptances(
  server: FastifyInstance,
  floor: Floor,
  schemeOf: (id: number) => Promise<Scheme>,
): void {
  server.put<{ Params: { branchMonthId: string } }>(
    '/api/v1/branch-months/:branchMonthId/acceptances',
    async (request, reply) => {
      const actor = await floor.actorOf(request);
      const id = idIn(request.params.branchMonthId);
      const [place] = await floor.rows<{ unitPath: string; memberId: null }>(
        `SELECT units.path AS unitPath, NULL AS memberId
           FROM branch_months JOIN units ON units.id = branch_months.branchId WHERE branch_months.id = ?`,
        [id],
      );
      requireMay(actor, 'sheet.decide', 'month.read', place);
      const version = versionOf(request.headers['if-match']);
      const [now, today] = [floor.now(), floor.today()];
      const by = { id, version, branchPath: place!.unitPath, actor, now, today, schemeOf };
      const accepted = await floor.write((connection) => accept(connection, by));
      const branchMonth = await monthView(floor, by);
      void reply.header('ETag', `"${branchMonth.version}"`);
      return { accepted, branchMonth };
    },
  );
}

async function accept(connection: Connection, by: Accepting): Promise<number> {
  const { id, version, actor, now } = by;
  const { rows, change } = connection;
  const [month] = await rows<BranchMonth>('SELECT * FROM branch_months WHERE id = ? FOR UPDATE', [id]);
  if (!month) throw new Refusal('notFound');
  if (month.state !== 'review') throw new Refusal('wrongState', { params: { state: month.state } });
  if (month.version !== version) throw new Refusal('stale', { params: { version: month.version } });
  const scheme = await by.schemeOf(month.schemeVersionId);
  const unchanged = await rows<{ id: number; memberId: number; profileCode: string }>(
    `SELECT id, memberId, profileCode FROM sheets
      WHERE branchMonthId = ? AND state IN ('submitted', 'preReviewed') AND late = 0
        AND NOT EXISTS (SELECT 1 FROM sheet_lines WHERE sheet_lines.sheetId = sheets.id)
      ORDER BY id FOR UPDATE`,
    [id],
  );
  const mayDecide = await decidableBy(connection, month, by);
  const mine = unchanged.filter(
    ({ memberId, profileCode }) =>
      mayDecide(memberId) && openItems(scheme, profileCode, [], true, month.month).length === 0,
  );
  if (mine.length === 0) return 0;
  const accepted: { sheetIds: number[]; scoreHundredths: number }[] = [];
  for (const profileCode of new Set(mine.map((sheet) => sheet.profileCode))) {
    const sheetIds = mine.filter((sheet) => sheet.profileCode === profileCode).map((sheet) => sheet.id);
    const { sheet: decided } = decidedRows(scoreSheet(scheme, profileCode, []), {});
    const columns: Record<string, Value> = { ...decided, decidedAt: now, decidedBy: actor.accountId };
    const { affectedRows } = await change(
      `UPDATE sheets SET ${Object.keys(columns)
        .map((name) => `${name} = ?`)
        .join(', ')}, decidedByMemberId = ?, state = 'decided', fromRecords = 0, version = version + 1
        WHERE state IN ('submitted', 'preReviewed') AND id IN (${sheetIds.map(() => '?').join(', ')})`,
      [...Object.values(columns), actor.memberId, ...sheetIds],
    );
    if (affectedRows !== sheetIds.length) throw new Refusal('stale');
    accepted.push({ sheetIds, scoreHundredths: decided.scoreHundredths });
  }
  await change('UPDATE branch_months SET version = version + 1 WHERE id = ?', [id]);
  const memberIds = mine.map(({ memberId }) => memberId);
  await appendByHand(
    connection,
    {
      chain: chainOf(month.branchId),
      at: now,
      action: 'month.acceptUnchanged',
      actorAccountId: actor.accountId,
      about: { branchMonthId: id, accepted, memberIds },
    },
    memberIds,
  );
  return mine.length;
}

/** Nobody decides his own sheet, and not everybody those of the branch's heads. */
async function decidableBy(
  { rows }: Connection,
  { branchId }: BranchMonth,
  { actor, branchPath, today }: Accepting,
): Promise<(memberId: number) => boolean> {
  const roles = [...new Set([...decidingRoles, ...bureauRoles])];
  const holders = await rows<{ memberId: number; role: string; hasCommittee: 0 | 1 }>(
    `SELECT accounts.memberId, role_assignments.role, units.hasCommittee
       FROM role_assignments
       JOIN accounts ON accounts.id = role_assignments.accountId AND accounts.memberId IS NOT NULL
       JOIN units ON units.id = role_assignments.unitId
      WHERE role_assignments.unitId = ? AND role_assignments.role IN (${roles.map(() => '?').join(', ')})
        AND role_assignments.fromDay <= ? AND (role_assignments.untilDay IS NULL OR role_assignments.untilDay > ?)`,
    [branchId, ...roles, today, today],
  );
  return (memberId) => {
    const held = holders.filter((holder) => holder.memberId === memberId);
    const standing = standingOf(
      held.map(({ role }) => role),
      held[0]?.hasCommittee === 1,
    );
    return whyNotDecide(actor as Actor, { memberId, branchPath, ...standing }) === null;
  };
}

interface SheetRow {
  id: number;
  memberId: number;
  memberName: string;
  profileCode: string;
  state: SheetState;
  scored: 0 | 1;
  differs: 0 | 1;
}

/** The month in review, as who reads its sheets by office sees it. */
async function monthView(floor: Floor, { id, actor, branchPath, today, schemeOf }: Accepting) {
  const held = (role: string) => `EXISTS (SELECT 1 FROM role_assignments
      WHERE role_assignments.unitId = units.id AND role_assignments.role = '${role}'
        AND role_assignments.fromDay <= ? AND (role_assignments.untilDay IS NULL OR role_assignments.untilDay > ?))`;
  const [month] = await floor.rows<
    BranchMonth & Record<'branchName' | 'branchKind' | 'openedByName', string> & Record<'discipline' | 'witness', 0 | 1>
  >(
    `SELECT branch_months.*, units.name AS branchName, units.kind AS branchKind, openers.displayName AS openedByName,
            ${held('disciplineCommissioner')} AS discipline, ${held('witness')} AS witness
       FROM branch_months
       JOIN units ON units.id = branch_months.branchId
       LEFT JOIN accounts openers ON openers.id = branch_months.openedBy
      WHERE branch_months.id = ?`,
    [today, today, today, today, id],
  );
  if (!month) throw new Refusal('notFound');
  const steps = await floor.rows<{ step: MonthStepName; at: string; byName: string; note: string }>(
    `SELECT month_steps.step, month_steps.at, accounts.displayName AS byName, month_steps.note
       FROM month_steps LEFT JOIN accounts ON accounts.id = month_steps.accountId
      WHERE month_steps.branchMonthId = ? ORDER BY month_steps.at`,
    [id],
  );
  const sheets = await floor.rows<SheetRow>(
    `SELECT sheets.id, sheets.memberId, members.name AS memberName, sheets.profileCode, sheets.state,
            sheets.notScoredReason IS NULL AS scored,
            (sheets.late = 1 OR sheets.memberId = ?
             OR EXISTS (SELECT 1 FROM sheet_lines WHERE sheet_lines.sheetId = sheets.id)) AS differs
       FROM sheets JOIN members ON members.id = sheets.memberId
      WHERE sheets.branchMonthId = ? ORDER BY sheets.rosterOrder, sheets.id`,
    [actor.memberId, id],
  );
  const scheme = await schemeOf(month.schemeVersionId);
  const mayDo = (action: Action) => may(action, actor as Actor, { unitPath: branchPath, memberId: null });
  const preReview = steps.some(({ step }) => step === 'preReview');
  return {
    id,
    version: month.version,
    branch: { id: month.branchId, name: month.branchName, kind: month.branchKind },
    month: month.month,
    state: month.state,
    schemeVersionId: month.schemeVersionId,
    themeDay: month.themeDay,
    selfAssessmentUntil: month.selfAssessmentUntil,
    preReview,
    preReviewUntil: preReview ? preReviewUntil(month) : null,
    committee: true,
    checker: checkerOf({
      committee: true,
      disciplineCommissioner: month.discipline === 1,
      witness: month.witness === 1,
    }),
    openedAt: month.openedAt,
    openedBy: month.openedByName,
    counts: countsOf(sheets),
    reviewStartedAt: month.reviewStartedAt,
    publication: null,
    withdrawal: null,
    imported: null,
    confirmedAt: null,
    steps: readsSheets(actor as Actor, branchPath)
      ? steps.map(({ step, at, byName, note }) => ({ step, at, by: byName, note }))
      : [],
    mayStartPreReview: false,
    mayReview: mayDo('sheet.decide'),
    mayWitness: false,
    mayMakeReady: mayDo('month.review'),
    mayReviewAgain: false,
    mayCheck: false,
    mayApprove: false,
    mayPublish: false,
    mayConfirm: false,
    mayReport: false,
    mayAccept: false,
    mayTakeBack: false,
    mayWithdraw: false,
    blockedBy: await undecided(floor, sheets, { scheme, month: month.month, actor }),
  };
}

const decidedStates: readonly SheetState[] = ['decided', 'published', 'confirmed', 'corrected'];
const handedInStates: readonly SheetState[] = ['submitted', 'preReviewed'];

function countsOf(sheets: readonly SheetRow[]) {
  const number = (which: (sheet: SheetRow) => boolean) => sheets.filter(which).length;
  const handedIn = ({ state }: SheetRow) => handedInStates.includes(state);
  return {
    members: sheets.length,
    toScore: number(({ scored }) => scored === 1),
    notScored: number(({ scored }) => scored === 0),
    notSubmitted: number(({ state }) => state === 'draft'),
    submitted: number(handedIn),
    preReviewed: number(({ state }) => state === 'preReviewed'),
    decided: number(({ state, scored }) => scored === 1 && decidedStates.includes(state)),
    unchanged: number((sheet) => handedIn(sheet) && sheet.differs === 0),
    toLookAt: number((sheet) => (handedIn(sheet) && sheet.differs === 1) || sheet.state === 'draft'),
    toPreReview: 0,
  };
}

async function undecided(
  floor: Floor,
  sheets: readonly SheetRow[],
  { scheme, month, actor }: { scheme: Scheme; month: string; actor: FloorActor },
) {
  const open = sheets.filter(({ state }) => state === 'draft' || handedInStates.includes(state));
  if (open.length === 0) return [];
  const lines = await floor.rows<Pick<SheetLine, 'sheetId' | 'itemCode' | 'outcome' | 'origin'>>(
    `SELECT sheetId, itemCode, outcome, origin FROM sheet_lines WHERE sheetId IN (${open.map(() => '?').join(', ')})`,
    open.map(({ id }) => id),
  );
  return open.map(({ id, memberId, memberName, profileCode }) => {
    const own = lines.filter(({ sheetId }) => sheetId === id);
    const code = memberId === actor.memberId ? 'ownCase' : 'undecided';
    return { code, sheetId: id, memberName, itemCodes: openItems(scheme, profileCode, own, true, month) };
  });
}

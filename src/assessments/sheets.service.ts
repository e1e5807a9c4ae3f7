import { Injectable } from '@nestjs/common';
import { Clock, type Day } from '../calendar.js';
import type { Flag } from '../database/columns.js';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { Refusal } from '../http/refusal.js';
import { may } from '../identity/rights.js';
import type { UnitKind } from '../organisation/unit.entity.js';
import { Schemes } from '../schemes/schemes.service.js';
import type { Scheme } from '../scoring/scheme.js';
import type { Language } from '../scoring/describe.js';
import { explainScore } from '../scoring/explain.js';
import { type Earlier, type Entry, scoreSheet } from '../scoring/score.js';
import { statistics } from '../scoring/summary.js';
import { SealedRows } from '../vault/sealed-rows.service.js';
import type { BranchMonth } from './branch-month.entity.js';
import { standingOf, whoDecides, whyNotDecide } from './deciders.js';
import type { ScoreView } from './score.view.js';
import { deadlineOf, extensionRuns } from './extension.js';
import { EarlierSheets } from './earlier-sheets.service.js';
import { type LineProof, LineProofs } from './line-proofs.service.js';
import { lastMonthScore, lastPublished } from './last-month.js';
import { type ProxyColumns, proxyColumns, proxyJoin, proxyView } from './proxy-columns.js';
import { claimedEntry, decidedEntry, withAutomaticLines } from './lines.js';
import type { SheetLine } from './sheet-line.entity.js';
import type { Sheet } from './sheet.entity.js';
import type { SheetLineView, SheetView } from './sheet.view.js';
import type { WrittenSheet } from './submission.service.js';
import { PreReviewRecords } from './pre-review-records.service.js';
import type { PreReviewView } from './pre-review.view.js';
import { preReviewerOf, whyNotPreReview } from './pre-reviewers.js';
import { readsSheets, type Sight, sightOf } from './sight.js';
import { mayStep } from './states.js';

type SheetRow = Sheet &
  ProxyColumns &
  Pick<BranchMonth, 'month' | 'themeDay' | 'selfAssessmentUntil' | 'schemeVersionId' | 'branchId'> & {
    monthState: BranchMonth['state'];
    branchName: string;
    branchKind: UnitKind;
    branchPath: string;
    memberName: string;
    memberNumber: string;
    groupName: string | null;
    groupPath: string | null;
    hasCommittee: Flag;
    /** What its member holds in the branch today, as a JSON list; null: nothing. */
    roles: string | null;
    /** The members who lead its group today, as a JSON list; null: nobody. */
    leaders: string | null;
    lastPublished: string | null;
    decidedByName: string | null;
    extendedByName: string | null;
  };

/** With whether its member may still hand in, although everybody else's time is over. */
type StandingRow = SheetRow & { extended: boolean };

/** A line that nobody has decided names nobody. */
type LineRow = SheetLine & { decidedByName?: string | null };

/** One sheet as an account sees it. */
@Injectable()
export class Sheets {
  constructor(
    private readonly database: Database,
    private readonly schemes: Schemes,
    private readonly earlierSheets: EarlierSheets,
    private readonly proofs: LineProofs,
    private readonly preReviews: PreReviewRecords,
    private readonly clock: Clock,
    private readonly sealed: SealedRows,
  ) {}

  view(sheetId: number, actor: Actor): Promise<SheetView> {
    return this.read(sheetId, actor, new Map());
  }

  /** Several sheets, each as `view` answers it, one after the other; what their branch-month has in common is read once. */
  async *each(sheetIds: readonly number[], actor: Actor): AsyncGenerator<SheetView> {
    const medians = new Map<number, number | null>();
    for (const sheetId of sheetIds) yield await this.read(sheetId, actor, medians);
  }

  /**
   * As `view` answers it, of a sheet that its member has just written: the lines are known, and everything else about the sheet
   * is one statement, hence of one moment. If somebody has written since, or a line names who decided it, all of it is read.
   */
  async viewAfter({ sheetId, version, lines }: WrittenSheet, actor: Actor): Promise<SheetView> {
    const today = this.clock.today();
    const row = await this.row(sheetId, today);
    if (row.version !== version || lines.some(({ decidedBy }) => decidedBy !== null)) return this.view(sheetId, actor);
    return this.viewOf(row, lines, actor, { today, medians: new Map() });
  }

  private read(sheetId: number, actor: Actor, medians: Map<number, number | null>): Promise<SheetView> {
    const today = this.clock.today();
    return this.database.read(async () => {
      const row = await this.row(sheetId, today);
      return this.viewOf(row, await this.lines(sheetId), actor, { today, medians });
    });
  }

  /** What the reader may see of a sheet and its lines, with what stands around them. `medians` are those known by branch-month. */
  private async viewOf(
    found: SheetRow,
    stored: readonly LineRow[],
    actor: Actor,
    { today, medians }: { today: Day; medians: Map<number, number | null> },
  ): Promise<SheetView> {
    const row = { ...found, extended: extensionRuns(found, today) };
    const { definition } = await this.schemes.byId(row.schemeVersionId);
    const reviewer = readsSheets(actor, row.branchPath);
    const { memberId, branchPath, groupPath } = row;
    const standing = standingOf(JSON.parse(row.roles ?? '[]') as string[], row.hasCommittee === 1);
    const about = { memberId, branchPath, ...standing };
    const turn = { memberId, branchPath, groupPath, leaderIds: JSON.parse(row.leaders ?? '[]') as number[] };
    const sight = sightOf(actor, row);
    const proofs = await this.proofs.of(row, definition, stored, { sight, actor });
    return {
      ...shown(
        row,
        definition,
        stored,
        { ...sight, proofs },
        today,
        await this.earlierSheets.usedUp(definition, row, row.month, !reviewer || row.memberId === actor.memberId),
      ),
      lastMonthScoreHundredths: lastMonthScore(row.lastPublished, row.month),
      branchMedianHundredths: reviewer ? await this.median(row.branchMonthId, actor, medians) : null,
      preReview: sight.preReview ? await this.preReview(row.id) : null,
      preReviewer: preReviewerOf(turn),
      mayPreReview: mayStep('preReview', row, row.monthState) && whyNotPreReview(actor, turn) === null,
      whoDecides: whoDecides(about),
      mayDecide: mayStep('decide', row, row.monthState) && whyNotDecide(actor, about) === null,
      mayExtend: mayStep('extend', row, row.monthState) && mayExtend(actor, row),
    };
  }

  private async row(sheetId: number, today: Day): Promise<SheetRow> {
    const inOffice = `role_assignments.fromDay <= ?
                  AND (role_assignments.untilDay IS NULL OR role_assignments.untilDay > ?)`;
    const [row] = await this.database.select<SheetRow>(
      `SELECT sheets.*, branch_months.month, branch_months.state AS monthState, branch_months.themeDay,
              branch_months.selfAssessmentUntil, branch_months.schemeVersionId, branch_months.branchId,
              branches.name AS branchName, branches.kind AS branchKind, branches.path AS branchPath,
              branches.hasCommittee,
              (SELECT ${this.database.dialect.listOf('role_assignments.role')}
                 FROM role_assignments JOIN accounts ON accounts.id = role_assignments.accountId
                WHERE role_assignments.unitId = branches.id AND accounts.memberId = sheets.memberId
                  AND ${inOffice}) AS roles,
              (SELECT ${this.database.dialect.listOf('accounts.memberId')}
                 FROM role_assignments JOIN accounts ON accounts.id = role_assignments.accountId
                WHERE role_assignments.unitId = sheets.groupId AND role_assignments.role = 'groupLeader'
                  AND accounts.memberId IS NOT NULL AND ${inOffice}) AS leaders,
              ${lastPublished} AS lastPublished,
              members.name AS memberName, members.memberNumber, teams.name AS groupName, teams.path AS groupPath,
              deciders.displayName AS decidedByName, extenders.displayName AS extendedByName, ${proxyColumns}
         FROM sheets
         JOIN branch_months ON branch_months.id = sheets.branchMonthId
         JOIN units branches ON branches.id = branch_months.branchId
         JOIN members ON members.id = sheets.memberId
         LEFT JOIN units teams ON teams.id = sheets.groupId
         LEFT JOIN accounts deciders ON deciders.id = sheets.decidedBy
         LEFT JOIN accounts extenders ON extenders.id = sheets.extendedBy
         ${proxyJoin}
        WHERE sheets.id = ?`,
      [today, today, today, today, sheetId],
    );
    if (!row) throw new Refusal('notFound');
    return this.sealed.open('sheets', row);
  }

  private lines(sheetId: number): Promise<LineRow[]> {
    return this.database.rows<LineRow>(
      `SELECT sheet_lines.*, deciders.displayName AS decidedByName
         FROM sheet_lines LEFT JOIN accounts deciders ON deciders.id = sheet_lines.decidedBy
        WHERE sheet_lines.sheetId = ? ORDER BY sheet_lines.number`,
      [sheetId],
    );
  }

  private async preReview(sheetId: number): Promise<PreReviewView | null> {
    const row = await this.preReviews.of(sheetId);
    if (!row) return null;
    const opinions = (await this.preReviews.linesOf(sheetId)).map(({ sheetId: _, ...opinion }) => opinion);
    return { at: row.at, by: row.byName, scoreHundredths: row.scoreHundredths, opinions };
  }

  /**
   * What sheets stand at: decided, or else as their members see them. Sheets without either are left out, not zero, and so is
   * the reader's own: he knows the others, and would learn from their middle what was decided about him.
   */
  private async median(
    branchMonthId: number,
    { memberId }: Actor,
    known: Map<number, number | null>,
  ): Promise<number | null> {
    const before = known.get(branchMonthId);
    if (before !== undefined) return before;
    const rows = await this.database.select<{ score: number }>(
      `SELECT COALESCE(scoreHundredths, selfScoreHundredths) AS score FROM sheets
        WHERE branchMonthId = ? AND notScoredReason IS NULL AND COALESCE(scoreHundredths, selfScoreHundredths) IS NOT NULL
          AND memberId <> ?`,
      [branchMonthId, memberId ?? 0],
    );
    const { medianHundredths } = statistics(rows.map(({ score }) => score));
    known.set(branchMonthId, medianHundredths);
    return medianHundredths;
  }
}

/** Nobody gives himself more time. */
function mayExtend(actor: Actor, { memberId, branchPath }: SheetRow): boolean {
  return actor.memberId !== memberId && may('sheet.extend', actor, { unitPath: branchPath, memberId });
}

type Shown = Omit<
  SheetView,
  | 'lastMonthScoreHundredths'
  | 'branchMedianHundredths'
  | 'preReview'
  | 'preReviewer'
  | 'mayPreReview'
  | 'whoDecides'
  | 'mayDecide'
  | 'mayExtend'
>;

function shown(
  row: StandingRow,
  scheme: Scheme,
  stored: readonly LineRow[],
  sight: Sight & { proofs: ReadonlyMap<number, LineProof> },
  today: Day,
  earlier: Earlier,
): Shown {
  const scored = row.notScoredReason === null;
  const lines = (scored ? withAutomaticLines(scheme, asOf(row, today), stored) : stored) as LineRow[];
  const self = lines.filter(({ origin }) => origin !== 'review');
  const { id, version, state, profileCode, notScoredReason, notScoredNote, submittedAt, returnedReason, decidedAt } =
    row;
  return {
    id,
    version,
    state,
    branchMonth: monthOfSheet(row),
    member: memberOfSheet(row),
    profileCode,
    notScoredReason,
    notScoredNote: sight.own || sight.office ? notScoredNote : null,
    submittedAt,
    late: Boolean(row.late),
    fromRecords: isFromRecords(row),
    returnedReason,
    extension: extensionOf(row),
    proxy: sight.claims ? proxyView(row) : null,
    decidedAt,
    decidedBy: row.decidedByName,
    lines: (sight.decisions ? lines : self)
      .filter(({ origin }) => sight.claims || origin !== 'self')
      .map((line) => lineView(line, sight.proofs.get(line.number), sight.decisions)),
    selfScore: scored && sight.claims ? explainedScore(scheme, profileCode, self.map(claimedEntry), earlier) : null,
    decidedScore: sight.decisions ? decidedScore(row, scheme, lines) : null,
    underVetoHundredths: sight.decisions && row.vetoCode !== null ? row.scoreHundredths : null,
    earlier,
    ownCase: sight.own,
    mayEdit: sight.own && mayStep('save', row, row.monthState),
    mayWithdraw: sight.own && mayStep('withdraw', row, row.monthState),
  };
}

/** Not handed in yet is not late yet, as long as it still could be handed in in time. */
function asOf(row: StandingRow, today: Day): SheetRow {
  const inTime = row.extended || (row.monthState === 'selfAssessment' && today <= deadlineOf(row, row));
  return row.submittedAt === null && inTime ? { ...row, submittedAt: 'in time' } : row;
}

function extensionOf(row: StandingRow): SheetView['extension'] {
  const { extendedUntil, extensionReason, extendedByName, extended } = row;
  if (extendedUntil === null) return null;
  return { until: extendedUntil, reason: extensionReason ?? '', givenBy: extendedByName ?? '', running: extended };
}

/** Once self-assessment is over (for one who was given more time: that too), a sheet that was never handed in is decided from the organisation's records. */
export function isFromRecords(
  row: Pick<StandingRow, 'fromRecords' | 'submittedAt' | 'notScoredReason' | 'monthState' | 'extended'>,
): boolean {
  const over = row.monthState !== 'selfAssessment' && !row.extended;
  const never = row.submittedAt === null && row.notScoredReason === null && over;
  return Boolean(row.fromRecords) || never;
}

/** A score with what it says in words: pages, print and whoever reads the API are told the same. */
function explainedScore(scheme: Scheme, profileCode: string, entries: Entry[], earlier: Earlier): ScoreView {
  const score = scoreSheet(scheme, profileCode, entries, earlier);
  const inWords = (language: Language) => explainScore(scheme, entries, score, language, profileCode);
  return { ...score, explained: { zh: inWords('zh'), en: inWords('en') } };
}

function decidedScore(row: SheetRow, scheme: Scheme, lines: readonly SheetLine[]): ScoreView | null {
  if (row.scoreHundredths === null || row.notScoredReason !== null) return null;
  // As it was decided, whatever has been decided of earlier sheets since.
  const parts = JSON.parse(row.parts ?? '{}') as Record<string, number>;
  const earlier = Object.fromEntries(Object.entries(parts).filter(([key]) => key.includes(':')));
  return explainedScore(scheme, row.profileCode, lines.map(decidedEntry), earlier);
}

function monthOfSheet(row: SheetRow): SheetView['branchMonth'] {
  const { branchMonthId: id, month, monthState: state, themeDay, selfAssessmentUntil, schemeVersionId } = row;
  const branch = { id: row.branchId, name: row.branchName, kind: row.branchKind };
  return { id, month, state, branch, themeDay, selfAssessmentUntil, schemeVersionId };
}

export function memberOfSheet(
  row: Pick<SheetRow, 'memberId' | 'memberName' | 'memberNumber' | 'standing' | 'groupName'>,
): SheetView['member'] {
  const { memberId: id, memberName: name, memberNumber, standing, groupName } = row;
  return { id, name, memberNumber, standing, groupName };
}

function lineView(line: LineRow, proof: LineProof | undefined, withDecision: boolean): SheetLineView {
  const { number, itemCode, origin, optionCode, count, pointsHundredths, occurredOn } = line;
  const { description, reason, evidence, witness, deedKey } = line;
  return {
    number,
    itemCode,
    origin,
    optionCode,
    count,
    pointsHundredths,
    occurredOn,
    description,
    reason,
    evidence,
    witness,
    deedKey,
    evidenceFiles: proof?.evidenceFiles ?? [],
    doubles: proof?.doubles ?? [],
    decision: withDecision ? decisionView(line) : null,
  };
}

function decisionView(line: LineRow): SheetLineView['decision'] {
  if (line.outcome === null) return null;
  const {
    outcome,
    decidedOptionCode: optionCode,
    decidedCount: count,
    decidedPointsHundredths: pointsHundredths,
  } = line;
  const { decisionReason, decidedByName, decidedAt } = line;
  const words = { reason: decisionReason ?? '', decidedBy: decidedByName ?? '', decidedAt: decidedAt ?? '' };
  return { outcome, optionCode, count, pointsHundredths, ...words };
}

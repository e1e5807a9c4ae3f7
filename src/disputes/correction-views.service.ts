import { Injectable } from '@nestjs/common';
import { type Case, whyNotDecide } from '../assessments/deciders.js';
import { Deciders } from '../assessments/deciders.service.js';
import { Clock, type Day, type Instant, type Month } from '../calendar.js';
import { Database, type SqlValue } from '../database/database.js';
import type { Action, Actor } from '../http/allow.js';
import { Refusal } from '../http/refusal.js';
import { may } from '../identity/rights.js';
import type { UnitKind } from '../organisation/unit.entity.js';
import type { Changes } from '../publication/amended-lines.js';
import { Amendments } from '../publication/amendments.service.js';
import { type CorrectionStep, maySlip, whyNotStep } from '../publication/correction.js';
import type { Correction } from '../publication/correction.entity.js';
import { Schemes } from '../schemes/schemes.service.js';
import { CorrectionEffects } from './correction-effects.service.js';
import type { CorrectionEffectsView, CorrectionView, RowChangeView, SlipHandView } from './correction.view.js';
import { PublishedRows } from './published-rows.service.js';

type Row = Correction & {
  branchName: string;
  branchKind: UnitKind;
  branchPath: string;
  branchMonthId: number;
  month: Month;
  schemeVersionId: number;
  memberName: string;
  standingId: number | null;
  askedByName: string;
  decidedByName: string | null;
  countersignedByName: string | null;
  issuedByName: string | null;
  endedByName: string | null;
  publicationId: number | null;
  publicationNumber: number | null;
  fromDay: Day | null;
  untilDay: Day | null;
};

/** Correction slips as an account sees them, and what they change. */
@Injectable()
export class CorrectionViews {
  constructor(
    private readonly database: Database,
    private readonly schemes: Schemes,
    private readonly deciders: Deciders,
    private readonly amendments: Amendments,
    private readonly effects: CorrectionEffects,
    private readonly rows: PublishedRows,
    private readonly clock: Clock,
  ) {}

  /** The slips of a branch of a year, the latest first; drafts are their writers' alone. */
  ofBranch(branchId: number, year: number, actor: Actor): Promise<CorrectionView[]> {
    return this.views(
      `corrections.branchId = ? AND (corrections.year = ?
        OR (corrections.year IS NULL AND corrections.askedBy = ? AND corrections.askedAt BETWEEN ? AND ?))`,
      [branchId, year, actor.accountId, `${year - 1}-12-31T00:00:00.000Z`, `${year + 1}-01-01T00:00:00.000Z`],
      actor,
    );
  }

  /** One slip. Its member reads it when it is issued, and not before. */
  async one(id: number, actor: Actor): Promise<CorrectionView> {
    const [view] = await this.views('corrections.id = ?', [id], actor);
    if (!view || (view.isAboutMe && view.state !== 'issued')) throw new Refusal('notFound');
    return view;
  }

  /** What it changed when it was issued; before, what it would change now. */
  effectsOf(id: number, actor: Actor): Promise<CorrectionEffectsView> {
    const { now, today } = this.clock.moment();
    return this.database.read(async () => {
      const view = await this.one(id, actor);
      const slip = (await this.database.row<Correction>('SELECT * FROM corrections WHERE id = ?', [id])) as Correction;
      const effects =
        slip.effects === null
          ? await this.effects.of(await this.amendments.look(slip.sheetId), changesIn(slip), { now, today })
          : (JSON.parse(slip.effects) as CorrectionEffectsView);
      // Whoever reads it as the member it is about learns nothing of the others.
      const reads = may('correction.read', actor, { unitPath: await this.pathOf(view.branch.id), memberId: null });
      return reads ? this.effects.asReadBy(actor, effects) : withoutOthers(effects);
    });
  }

  private async pathOf(unitId: number): Promise<string> {
    const unit = await this.database.row<{ path: string }>('SELECT path FROM units WHERE id = ?', [unitId]);
    return unit?.path ?? '';
  }

  private views(condition: string, parameters: readonly SqlValue[], actor: Actor): Promise<CorrectionView[]> {
    const { now, today } = this.clock.moment();
    return this.database.read(async () => {
      const rows = await this.database.rows<Row>(
        `SELECT corrections.*, units.name AS branchName, units.kind AS branchKind, units.path AS branchPath,
                sheets.branchMonthId, sheets.publicationId AS standingId, branch_months.month, branch_months.schemeVersionId,
                members.name AS memberName, askers.displayName AS askedByName, heads.displayName AS decidedByName,
                countersigners.displayName AS countersignedByName, issuers.displayName AS issuedByName,
                enders.displayName AS endedByName, publications.id AS publicationId,
                publications.number AS publicationNumber, publications.fromDay, publications.untilDay
           FROM corrections
           JOIN units ON units.id = corrections.branchId
           JOIN sheets ON sheets.id = corrections.sheetId
           JOIN branch_months ON branch_months.id = sheets.branchMonthId
           JOIN members ON members.id = corrections.subjectMemberId
           JOIN accounts askers ON askers.id = corrections.askedBy
           LEFT JOIN accounts heads ON heads.id = corrections.decidedBy
           LEFT JOIN accounts countersigners ON countersigners.id = corrections.countersignedBy
           LEFT JOIN accounts issuers ON issuers.id = corrections.issuedBy
           LEFT JOIN accounts enders ON enders.id = corrections.endedBy
           LEFT JOIN amendments ON amendments.correctionId = corrections.id
           LEFT JOIN publications ON publications.id = amendments.publicationId
          WHERE ${condition} AND (corrections.state <> 'draft' OR corrections.askedBy = ?)
          ORDER BY corrections.id DESC`,
        [...parameters, actor.accountId],
      );
      const views: CorrectionView[] = [];
      for (const row of rows) {
        const person = await this.deciders.caseOf(row.subjectMemberId, row.branchId, today);
        views.push(viewOf(row, await this.rowChange(row, { now, today }), person, actor));
      }
      return views;
    });
  }

  /** Issued, what was published; before, what would be; refused or withdrawn, nothing. */
  private async rowChange(row: Row, moment: { now: Instant; today: Day }): Promise<RowChangeView> {
    const { definition: scheme } = await this.schemes.byId(row.schemeVersionId);
    const { sheetId, basePublicationId: before, publicationId } = row;
    const unchanged = { sheetId, before, after: publicationId ?? before, scheme };
    const isOver =
      publicationId !== null || row.standingId !== before || row.state === 'refused' || row.state === 'withdrawn';
    if (isOver) return (await this.rows.changes([unchanged]))[0] as RowChangeView;
    return this.effects.rowOf(await this.amendments.look(sheetId), changesIn(row), moment);
  }
}

export function changesIn({ changes }: Pick<Correction, 'changes'>): Changes {
  return JSON.parse(changes) as Changes;
}

function withoutOthers({ row, summaries }: CorrectionEffectsView): CorrectionEffectsView {
  return { row, summaries: summaries.map((summary) => ({ ...summary, others: [], ranksChanged: 0 })) };
}

function viewOf(row: Row, change: RowChangeView, person: Case, actor: Actor): CorrectionView {
  const mayHere = (action: Action) => may(action, actor, { unitPath: row.branchPath, memberId: null });
  const isAsker = actor.accountId === row.askedBy;
  const superseded = row.publicationId === null && row.standingId !== row.basePublicationId;
  const next = (step: CorrectionStep, right: boolean) => right && !superseded && maySlip(step, row.state);
  const decides = whyNotDecide(actor, person) === null;
  const countersigns = mayHere('correction.countersign');
  const mayTake = (step: CorrectionStep, right: boolean) => next(step, right) && whyNotStep(step, actor, row) === null;
  const inTheWay = ([step, right]: [CorrectionStep, boolean]) =>
    next(step, right) ? whyNotStep(step, actor, row) : null;
  const steps: [CorrectionStep, boolean][] = [
    ['decide', mayHere('correction.decide') && (decides || actor.memberId === row.subjectMemberId)],
    ['countersign', countersigns],
    ['issue', mayHere('correction.issue')],
  ];
  const refuses = row.state === 'proposed' ? mayTake('decide', decides) : mayTake('countersign', countersigns);
  return {
    id: row.id,
    version: row.version,
    state: row.state,
    year: row.year,
    number: row.number,
    branch: { id: row.branchId, name: row.branchName, kind: row.branchKind },
    branchMonthId: row.branchMonthId,
    month: row.month,
    sheetId: row.sheetId,
    member: { id: row.subjectMemberId, name: row.memberName },
    reason: row.reason,
    evidence: row.evidence,
    changes: changesIn(row) as CorrectionView['changes'],
    row: change,
    asked: { name: row.askedByName, at: row.askedAt },
    proposedAt: row.proposedAt,
    decided: hand(row.decidedByName, row.decidedAt),
    countersigned: hand(row.countersignedByName, row.countersignedAt),
    issued: hand(row.issuedByName, row.issuedAt),
    ended: hand(row.endedByName, row.endedAt),
    endReason: row.endReason,
    publication:
      row.publicationId === null
        ? null
        : {
            id: row.publicationId,
            number: row.publicationNumber ?? 0,
            fromDay: row.fromDay ?? '',
            untilDay: row.untilDay ?? '',
          },
    superseded,
    isAboutMe: actor.memberId !== null && actor.memberId === row.subjectMemberId,
    mayEdit: isAsker && row.state === 'draft',
    mayPropose: isAsker && mayTake('propose', true),
    mayDecide: mayTake('decide', decides),
    mayCountersign: mayTake('countersign', countersigns),
    mayIssue: mayTake('issue', mayHere('correction.issue')),
    mayRefuse: maySlip('refuse', row.state) && (refuses || (superseded && (decides || countersigns))),
    mayWithdraw: isAsker && maySlip('withdraw', row.state),
    whyNot: steps.map(inTheWay).find((reason) => reason !== null) ?? null,
  };
}

function hand(name: string | null, at: Instant | null): SlipHandView | null {
  return at === null ? null : { name: name ?? '', at };
}

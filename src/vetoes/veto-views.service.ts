import { Injectable } from '@nestjs/common';
import { Clock, type Day, monthOf } from '../calendar.js';
import { Database, marks, type SqlValue } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { Refusal } from '../http/refusal.js';
import { may } from '../identity/rights.js';
import { grouped } from '../organisation/grouped.js';
import type { UnitKind } from '../organisation/unit.entity.js';
import type { Scheme } from '../scoring/scheme.js';
import type { Veto, VetoStep } from './veto.entity.js';
import { handsOf, holdingStatesInSql, type LaterVetoStep, limitedPeriod, vetoSteps, whyNotVeto } from './veto.js';
import type { VetoChoiceView, VetoRuleView, MemberVetoView } from './veto.view.js';
import { rightsFor, Vetoes } from './vetoes.service.js';
import { below, isBelow } from '../identity/scope.js';

type Row = Veto & {
  memberName: string;
  memberNumber: string;
  branchName: string;
  branchKind: UnitKind;
  branchPath: string;
};
type StepRow = VetoStep & { byName: string };

/** So many are listed at most, the latest first: a bureau has a handful in a year. */
const listedMost = 500;

/** Vetoes as an account sees them. A member reads of his own what is set, and nothing before it is. */
@Injectable()
export class VetoViews {
  constructor(
    private readonly database: Database,
    private readonly vetoes: Vetoes,
    private readonly clock: Clock,
  ) {}

  /** Refuses with 404 what is not set yet to the member it is about, whatever office he holds. */
  async one(id: number, actor: Actor): Promise<MemberVetoView> {
    const [view] = await this.views('vetoes.id = ?', [id], actor);
    if (!view) throw new Refusal('notFound');
    return view;
  }

  async ofMember(memberId: number, actor: Actor): Promise<MemberVetoView[]> {
    return this.views('vetoes.memberId = ?', [memberId], actor);
  }

  /** Those of a unit and everything below it. */
  async ofUnit(unitId: number, year: string | null, actor: Actor): Promise<MemberVetoView[]> {
    const unit = await this.database.read(() =>
      this.database.row<{ path: string }>('SELECT path FROM units WHERE id = ?', [unitId]),
    );
    const ofYear = year === null ? '' : ' AND vetoes.factDay BETWEEN ? AND ?';
    const days = year === null ? [] : [`${year}-01-01`, `${year}-12-31`];
    return this.views(`${isBelow('units.path')}${ofYear}`, [below(unit?.path ?? ''), ...days], actor);
  }

  /** Those that hold and limit the sheets of a branch's month: what publishing it now would make of them. */
  async ofBranchMonth(branchMonthId: number, actor: Actor): Promise<MemberVetoView[]> {
    const found = await this.database.read(() =>
      this.database.row<{ month: string }>('SELECT month FROM branch_months WHERE id = ?', [branchMonthId]),
    );
    const views = await this.views(
      `vetoes.state IN ${holdingStatesInSql} AND vetoes.memberId IN (SELECT memberId FROM sheets WHERE branchMonthId = ?)`,
      [branchMonthId],
      actor,
    );
    return views.filter(({ period }) => period === found?.month);
  }

  /** What the rule in force on a day offers. */
  async choices(day: Day | undefined): Promise<VetoChoiceView[]> {
    const on = day ?? this.clock.today();
    const scheme = await this.vetoes.schemeOf(monthOf(on));
    return (scheme?.vetoes ?? []).map((rule) => ({
      ...ruleView(rule),
      period: limitedPeriod(scheme as Scheme, rule, on),
    }));
  }

  private views(condition: string, parameters: readonly SqlValue[], actor: Actor): Promise<MemberVetoView[]> {
    return this.database.read(async () => {
      const rows = await this.database.rows<Row>(
        `SELECT vetoes.*, members.name AS memberName, members.memberNumber, units.name AS branchName,
                units.kind AS branchKind, units.path AS branchPath
           FROM vetoes
           JOIN units ON units.id = vetoes.branchId
           JOIN members ON members.id = vetoes.memberId
          WHERE ${condition} AND (vetoes.memberId <> ? OR vetoes.confirmedAt IS NOT NULL)
          ORDER BY vetoes.id DESC LIMIT ${listedMost}`,
        [...parameters, actor.memberId ?? 0],
      );
      const steps = grouped(await this.stepsOf(rows), ({ vetoId }) => vetoId);
      const schemes = new Map<string, Scheme | null>();
      for (const month of new Set(rows.map(({ factDay }) => monthOf(factDay))))
        schemes.set(month, await this.vetoes.schemeOf(month));
      return rows.map((row) => viewOf(row, steps.get(row.id) ?? [], schemes.get(monthOf(row.factDay)) ?? null, actor));
    });
  }

  private stepsOf(rows: readonly Row[]): Promise<StepRow[]> {
    return this.database.rows<StepRow>(
      `SELECT veto_steps.*, accounts.displayName AS byName
         FROM veto_steps JOIN accounts ON accounts.id = veto_steps.accountId
        WHERE veto_steps.vetoId IN ${marks(rows)}
        ORDER BY veto_steps.vetoId, veto_steps.\`number\``,
      rows.map(({ id }) => id),
    );
  }
}

function ruleView({ code, name, capHundredths, per }: Scheme['vetoes'][number]): VetoRuleView {
  return { code, name, capHundredths, per };
}

function viewOf(row: Row, steps: readonly StepRow[], scheme: Scheme | null, actor: Actor): MemberVetoView {
  const isAboutMe = row.memberId === actor.memberId;
  const rule = scheme?.vetoes.find(({ code }) => code === row.vetoCode) ?? null;
  const hands = handsOf(row);
  const next = (step: LaterVetoStep): boolean =>
    row.state === vetoSteps[step].from &&
    whyNotVeto(step, actor, hands) === null &&
    rightsFor(step, actor, hands.askedBy).some((action) =>
      may(action, actor, { unitPath: row.branchPath, memberId: null }),
    );
  return {
    id: row.id,
    branch: { id: row.branchId, name: row.branchName, kind: row.branchKind },
    member: { id: row.memberId, name: row.memberName, memberNumber: row.memberNumber },
    isAboutMe,
    vetoCode: row.vetoCode,
    rule: rule && ruleView(rule),
    period: scheme && rule && limitedPeriod(scheme, rule, row.factDay),
    factDay: row.factDay,
    documentNumber: row.documentNumber,
    documentDay: row.documentDay,
    reason: isAboutMe ? null : row.reason,
    // That its lifting is considered is no more the member's to know than that a veto was.
    state: isAboutMe && row.state === 'liftingProposed' ? 'set' : row.state,
    liftNumber: isAboutMe && row.state !== 'lifted' ? null : row.liftNumber,
    liftDay: isAboutMe && row.state !== 'lifted' ? null : row.liftDay,
    liftReason: isAboutMe ? null : row.liftReason,
    refusalReason: isAboutMe ? null : row.refusalReason,
    steps: steps
      .filter(({ step }) => !isAboutMe || step === 'confirm' || step === 'lift')
      .map(({ step, at, byName, documentNumber, documentDay }) => ({
        step,
        at,
        by: isAboutMe ? null : byName,
        documentNumber,
        documentDay,
      })),
    mayConfirm: next('confirm'),
    mayRefuse: next('refuse'),
    mayProposeLifting: next('proposeLifting'),
    mayLift: next('lift'),
    mayKeep: next('keep'),
    version: row.version,
  };
}

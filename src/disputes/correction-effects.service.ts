import { Injectable } from '@nestjs/common';
import type { WholeSheet } from '../assessments/sheet-records.service.js';
import { Clock, type Day, type Instant } from '../calendar.js';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { may, nowhere } from '../identity/rights.js';
import { type Amended, Amendments } from '../publication/amendments.service.js';
import type { Changes } from '../publication/amended-lines.js';
import { earlierIn } from '../publication/earlier-in.js';
import { Schemes } from '../schemes/schemes.service.js';
import { periodKey } from '../scoring/periods.js';
import type { Note } from '../scoring/problem.js';
import type { ChangedMonth } from '../summaries/half-year.facts.js';
import { HalfYears } from '../summaries/half-years.service.js';
import { effectOf } from './correction-effects.js';
import type { CorrectionEffectsView, RowChangeView, SummaryEffectView } from './correction.view.js';
import { figuresOf, itemChanges, type RowFigures, scoreOf } from './row-changes.js';

/** What changes of a published row would change, before anything is changed. */
@Injectable()
export class CorrectionEffects {
  constructor(
    private readonly database: Database,
    private readonly amendments: Amendments,
    private readonly schemes: Schemes,
    private readonly halfYears: HalfYears,
    private readonly clock: Clock,
  ) {}

  /** Refuses what the scheme does not allow, as issuing it would. */
  preview(sheetId: number, changes: Changes, actor: Actor): Promise<CorrectionEffectsView> {
    const { now, today } = this.clock.moment();
    return this.database.read(async () => {
      const sheet = await this.amendments.look(sheetId);
      await this.amendments.standingFor(sheet.sheet);
      return this.asReadBy(actor, await this.of(sheet, changes, { now, today }));
    });
  }

  /** Who else is moved in a summary is told to those who read that summary: a unit above holds people of other branches. */
  async asReadBy(actor: Actor, effects: CorrectionEffectsView): Promise<CorrectionEffectsView> {
    const summaries: SummaryEffectView[] = [];
    for (const summary of effects.summaries) {
      const unit = await this.database.row<{ path: string }>('SELECT path FROM units WHERE id = ?', [summary.unit.id]);
      const reads = may('summary.read', actor, { unitPath: unit?.path ?? nowhere, memberId: null });
      summaries.push(reads ? summary : { ...summary, others: [] });
    }
    return { ...effects, summaries };
  }

  async of(
    whole: WholeSheet,
    changes: Changes,
    { now, today }: { now: Instant; today: Day },
  ): Promise<CorrectionEffectsView> {
    const amended = await this.amendments.amended(whole, changes, { accountId: 0, now, today });
    return { row: rowChange(whole, amended), summaries: await this.summaries(whole, amended) };
  }

  /** What becomes of the row alone. */
  async rowOf(
    whole: WholeSheet,
    changes: Changes,
    { now, today }: { now: Instant; today: Day },
  ): Promise<RowChangeView> {
    return rowChange(whole, await this.amendments.amended(whole, changes, { accountId: 0, now, today }));
  }

  /**
   * The summaries that hold the month: of the branch that scored it, of the branch where the member is now, and of every unit
   * above them that ranks.
   */
  private async summaries(whole: WholeSheet, amended: Amended): Promise<SummaryEffectView[]> {
    const { sheet, branchMonth } = whole;
    const changed = changedMonth(whole, amended);
    const effects: SummaryEffectView[] = [];
    for (const period of await this.periodsOf(branchMonth.month))
      for (const unitId of await this.unitsOf(branchMonth.branchId, sheet.memberId)) {
        const { before, after } = await this.halfYears.withChange(unitId, period, changed);
        const effect = effectOf(before, after, sheet.memberId);
        if (effect) effects.push(effect);
      }
    return effects;
  }

  private async periodsOf(month: string): Promise<string[]> {
    const { definition: scheme } = await this.schemes.inForce(month);
    return scheme.summaries.map(({ per }) => periodKey(per, month, scheme.yearStartsMonth));
  }

  private async unitsOf(branchId: number, memberId: number): Promise<number[]> {
    const branches = await this.database.rows<{ id: number; path: string }>(
      `SELECT id, path FROM units
        WHERE id = ? OR id = (SELECT branchId FROM memberships WHERE memberId = ? ORDER BY fromDay DESC LIMIT 1)
        ORDER BY id`,
      [branchId, memberId],
    );
    const above = [...new Set(branches.flatMap(({ path }) => path.split('/').filter(Boolean).map(Number)))];
    const ranking = await this.database.rows<{ id: number }>(
      `SELECT id FROM units WHERE rankingEnabled = 1 AND id IN (${above.map(() => '?').join(', ')}) ORDER BY id`,
      above,
    );
    return [...new Set([...branches.map(({ id }) => id), ...ranking.map(({ id }) => id)])];
  }
}

function rowChange({ sheet, scheme, lines }: WholeSheet, amended: Amended): RowChangeView {
  const after = { ...sheet, ...amended.columns } as RowFigures;
  const earlier = earlierIn(sheet.parts) ?? earlierIn(amended.columns.parts as string | null) ?? {};
  const [was, is] = [
    sheet.notScoredReason === null ? scoreOf(scheme, sheet.profileCode, lines, earlier) : null,
    after.notScoredReason === null ? scoreOf(scheme, sheet.profileCode, amended.lines, earlier) : null,
  ];
  return { before: figuresOf(sheet), after: figuresOf(after), items: itemChanges(scheme, was, is) };
}

function changedMonth({ sheet, branchMonth }: WholeSheet, { columns, lines }: Amended): ChangedMonth {
  const after = { ...sheet, ...columns } as RowFigures & { parts: string | null };
  const { notScoredReason, scoreHundredths, deductionHundredths, contributionHundredths, parts } = after;
  const isRefused = (notes: string | null) =>
    (JSON.parse(notes ?? '[]') as Note[]).some(({ code }) => code === 'refused');
  return {
    branchMonthId: branchMonth.id,
    memberId: sheet.memberId,
    notScoredReason,
    scoreHundredths,
    deductionHundredths,
    contributionHundredths,
    parts: parts === null ? null : (JSON.parse(parts) as Record<string, number>),
    profileCode: sheet.profileCode,
    itemCodes:
      notScoredReason === null ? lines.filter(({ notes }) => !isRefused(notes)).map(({ itemCode }) => itemCode) : [],
  };
}

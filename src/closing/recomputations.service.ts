import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type FigureChange, FigureChanges } from '../assessments/figure-changes.js';
import { chainOf, Trail } from '../audit/trail.service.js';
import { Clock, type Month } from '../calendar.js';
import { Database, marks } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { invalid, Refusal } from '../http/refusal.js';
import { correctionWindowWorkingDays } from '../publication/correction.js';
import { Schemes } from '../schemes/schemes.service.js';
import { periodKey } from '../scoring/periods.js';
import type { HalfYearMonthView } from '../summaries/half-year.view.js';
import { HalfYears } from '../summaries/half-years.service.js';
import { fillingsOf, overfull, whyNotPropose, withProposals, withProposalsThatFit } from './bands.js';
import { withoutRevision } from './branch-examinations.service.js';
import { ClosingPublications } from './closing-publications.service.js';
import type { Closing } from './closing.entity.js';
import { aboutClosing, ClosingRecords, perOf } from './closing-records.service.js';
import { ClosingProposal } from './closing-step.entity.js';
import { type DraftRow, rowsOf } from './rows.js';
import { isStanding, type RevisionCause } from './states.js';

/**
 * Closings follow what becomes of their months afterwards: in the transaction that issues a correction slip, confirms a row that was
 * disputed, or sets or lifts a veto, the closings that hold the month get another revision, and are published again if they were.
 * A month that is taken back is followed only where nobody has examined the closing yet.
 */
@Injectable()
export class Recomputations implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly trail: Trail,
    private readonly changes: FigureChanges,
    private readonly schemes: Schemes,
    private readonly halfYears: HalfYears,
    private readonly records: ClosingRecords,
    private readonly publications: ClosingPublications,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.changes.listen((change) => this.follow(change));
  }

  /** Inside the write that changed the rows. */
  private async follow({ memberIds, month, cause, correctionId }: FigureChange): Promise<void> {
    for (const closing of await this.holding(memberIds, month)) {
      if (cause === 'takenBack' && closing.state !== 'generated') {
        await this.refuseCounted(closing, memberIds, month);
        continue;
      }
      await this.recompute(closing, { cause, correctionId });
    }
  }

  /** Figures that were examined are not pulled away from under a closing: it is given back first, or withdrawn. */
  private async refuseCounted(closing: Closing, memberIds: readonly number[], month: Month): Promise<void> {
    const asked = new Set(memberIds);
    const counts = (await this.records.rows(closing))
      .filter(({ memberId }) => asked.has(memberId))
      .flatMap(({ months }) => JSON.parse(months) as HalfYearMonthView[])
      .some((each) => each.month === month && (each.outcome === 'counted' || each.outcome === 'notScored'));
    if (!counts) return;
    const { name: branch } = await this.records.branch(closing.branchId);
    const params = { branch, period: closing.period, state: closing.state };
    throw new Refusal('conflict', { errors: [{ path: 'month', code: 'countedInClosing', params }] });
  }

  /** Gives one member another band after an upheld objection, within the conditions and the quota. Inside a write. */
  async changeBand(closing: Closing, memberId: number, bandCode: string, reason: string, actor: Actor): Promise<void> {
    const rows = (await this.records.rows(closing)).map(withoutRevision);
    const row = rows.find((each) => each.memberId === memberId);
    const [standing] = await this.records.revisions([closing]);
    if (!row || !standing) throw new Refusal('notFound');
    const { definition: scheme } = await this.schemes.byId(standing.schemeVersionId);
    const rule = { scheme, per: perOf(closing.period) };
    const problem = whyNotPropose(rule, row, bandCode);
    if (problem) throw invalid('bandCode', problem);
    await this.database.change('DELETE FROM closing_proposals WHERE closingId = ? AND memberId = ?', [
      closing.id,
      memberId,
    ]);
    if (bandCode !== row.suggestedBandCode)
      await this.database.insert(ClosingProposal, [
        {
          ...{ closingId: closing.id, memberId, bandCode, reason },
          ...{ proposedAt: this.clock.now(), proposedBy: actor.accountId },
        },
      ]);
    const proposed = withProposals(rule, rows, await this.records.proposals([closing]));
    if (overfull(fillingsOf(rule, proposed)).length > 0) throw invalid('bandCode', 'overQuota');
    const { schemeVersionId, asOf } = standing;
    await this.keep(closing, proposed, { cause: 'objection', correctionId: null, schemeVersionId, asOf });
  }

  private async recompute(
    closing: Closing,
    { cause, correctionId }: { cause: RevisionCause; correctionId: number | null },
  ): Promise<void> {
    const { rule, summaries } = await this.halfYears.ofEach([closing.branchId], closing.period);
    const summary = summaries.get(closing.branchId);
    if (!summary) return;
    const proposals = await this.records.proposals([closing]);
    const scheme = { scheme: rule.definition, per: perOf(closing.period) };
    const rows = withProposalsThatFit(scheme, rowsOf(summary), proposals);
    const { asOf } = summary.view;
    await this.keep(closing, rows, { cause, correctionId, schemeVersionId: rule.id, asOf });
  }

  private async keep(
    closing: Closing,
    rows: readonly DraftRow[],
    facts: { cause: RevisionCause; correctionId: number | null; schemeVersionId: number; asOf: string },
  ): Promise<void> {
    const { now: at, today } = this.clock.moment();
    const { revision, digest, isNew } = await this.records.keepRows(closing, rows, { ...facts, at, by: null });
    if (!isNew) return;
    const after = await this.records.step(closing, {
      ...{ step: 'recomputation', to: closing.state, at, by: null, columns: { revision } },
    });
    await this.trail.append({
      ...{ chain: chainOf(closing.branchId), at, action: 'closing.recompute', actorAccountId: null },
      about: {
        ...aboutClosing(after),
        ...{ rowsDigest: digest, size: rows.length, cause: facts.cause, correctionId: facts.correctionId },
        schemeVersionId: facts.schemeVersionId,
      },
    });
    if (!isStanding(closing.state)) return;
    const contact = (await this.publications.standing(closing.id)).at(-1)?.contact ?? '';
    await this.publications.insert(after, {
      ...{ kind: 'changed', workingDays: correctionWindowWorkingDays, contact, at, today, by: null },
    });
  }

  /** The closings, locked, that list one of these members and have this month in them. */
  private async holding(memberIds: readonly number[], month: Month): Promise<Closing[]> {
    const { definition } = await this.schemes.inForce(month);
    const periods = definition.summaries.map(({ per }) => periodKey(per, month, definition.yearStartsMonth));
    return this.database.rows<Closing>(
      `SELECT closings.* FROM closings
        WHERE closings.period IN ${marks(periods)} AND closings.revision > 0
          AND EXISTS (SELECT 1 FROM closing_rows WHERE closing_rows.closingId = closings.id
                         AND closing_rows.revision = closings.revision AND closing_rows.memberId IN ${marks(memberIds)})
        ORDER BY closings.id${this.database.dialect.forUpdate}`,
      [...periods, ...memberIds],
    );
  }
}

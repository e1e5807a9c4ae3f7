import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { chainOf, sha256, Trail } from '../audit/trail.service.js';
import { Clock, type Day } from '../calendar.js';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { invalid, Refusal } from '../http/refusal.js';
import type { Instant } from '../calendar.js';
import { Schemes } from '../schemes/schemes.service.js';
import { HalfYears } from '../summaries/half-years.service.js';
import { Acknowledgements } from './acknowledgements.service.js';
import { Awards } from './awards.service.js';
import { fillingsOf, overfull, type Proposal, whyNotPropose, withProposals } from './bands.js';
import { ClosingExamination, ClosingExaminedRow } from './closing-examination.entity.js';
import type { Closing } from './closing.entity.js';
import { aboutClosing, ClosingRecords, perOf } from './closing-records.service.js';
import type { ClosingRevision, ClosingRow } from './closing-row.entity.js';
import { ClosingProposal } from './closing-step.entity.js';
import { missingMonths, refuseMissing } from './readiness.js';
import { mustLookAt, sampleOf } from './sample.js';

export interface BandWish {
  bandCode: string;
  reason: string;
}

/** The branch committee looks at its closing, proposes bands within the quota, and hands it to the bureau. */
@Injectable()
export class BranchExaminations {
  constructor(
    private readonly database: Database,
    private readonly trail: Trail,
    private readonly schemes: Schemes,
    private readonly records: ClosingRecords,
    private readonly halfYears: HalfYears,
    private readonly acknowledgements: Acknowledgements,
    private readonly awards: Awards,
    private readonly clock: Clock,
  ) {}

  /**
   * Proposes another band for one member, or takes the suggested one again. Nobody does so for himself (ownCase). Upwards only
   * where he meets the band's conditions; whether the bands fit their quotas is asked when the list is handed in.
   */
  async propose(branchId: number, period: string, memberId: number, wish: BandWish, actor: Actor): Promise<void> {
    const at = this.clock.now();
    if (memberId === actor.memberId) throw new Refusal('ownCase');
    await this.database.write(async () => {
      const closing = await this.records.lock(branchId, period, null, 'generated');
      const { row, rule } = await this.rowOf(closing, memberId);
      const problem = whyNotPropose(rule, row, wish.bandCode);
      if (problem) throw invalid('bandCode', problem);
      await this.database.change('DELETE FROM closing_proposals WHERE closingId = ? AND memberId = ?', [
        closing.id,
        memberId,
      ]);
      const { bandCode, reason } = wish;
      if (bandCode !== row.suggestedBandCode)
        await this.database.insert(ClosingProposal, [
          { closingId: closing.id, memberId, bandCode, reason, proposedAt: at, proposedBy: actor.accountId },
        ]);
      const after = await this.records.update(closing);
      const said = await this.trail.digests(memberId, { reason });
      await this.trail.append({
        ...{ chain: chainOf(branchId), at, action: 'closing.propose', actorAccountId: actor.accountId },
        about: { ...aboutClosing(after), memberId, bandCode, ...said },
      });
    });
  }

  /**
   * Hands the examined list to the bureau, with the number of the meeting's minutes. Refuses (409) as long as members may still
   * read their figures and have not, a month that is missing since it was generated, and what doesn't fit a quota or a condition. The bureau's sample is drawn in the
   * same moment: nobody has seen the seed before the list was final.
   */
  async examine(
    branchId: number,
    period: string,
    version: number,
    wish: { minutesNumber: string; note: string | null },
    actor: Actor,
  ): Promise<void> {
    const { now, today } = this.clock.moment();
    await this.database.write(async () => {
      const closing = await this.records.lock(branchId, period, version, 'generated');
      const { summaries } = await this.halfYears.ofEach([branchId], period);
      const explanations = await this.records.explanations([closing]);
      refuseMissing(missingMonths(summaries.get(branchId)?.view.blockedBy ?? [], explanations));
      await this.refuseUnread(closing, today);
      const standing = await this.standing(closing);
      const { definition: scheme } = await this.schemes.byId(standing.schemeVersionId);
      const rule = { scheme, per: perOf(period) };
      const rows = await this.records.rows(closing);
      const proposals = await this.records.proposals([closing]);
      const proposed = withProposals(rule, rows.map(withoutRevision), proposals);
      refuseUnfit(rule, rows, proposed, proposals);
      const { schemeVersionId, asOf } = standing;
      const { revision, digest } = await this.records.keepRows(closing, proposed, {
        ...{ cause: 'examination', schemeVersionId, asOf, at: now, by: actor.accountId },
      });
      const round = closing.round + 1;
      const after = await this.records.step(closing, {
        ...{ step: 'examination', to: 'branchExamined', note: wish.note, at: now, by: actor.accountId },
        columns: { revision, round, minutesNumber: wish.minutesNumber },
      });
      const seed = await this.draw(after, await this.records.rows(after), now);
      await this.trail.append({
        ...{ chain: chainOf(branchId), at: now, action: 'closing.examine', actorAccountId: actor.accountId },
        about: {
          ...aboutClosing(after),
          ...{ rowsDigest: digest, round, seed, minutesNumber: wish.minutesNumber },
          noteDigest: wish.note === null ? null : sha256(wish.note),
        },
      });
    });
  }

  private async draw({ id, round, revision }: Closing, rows: readonly ClosingRow[], at: Instant): Promise<string> {
    const seed = randomBytes(16).toString('hex');
    const awarded = await this.awards.membersWith(rows);
    const sampled = new Set(
      sampleOf(
        seed,
        rows.filter(({ home }) => home).map(({ memberId }) => memberId),
      ),
    );
    const looked = rows
      .filter(({ home }) => home)
      .map((row) => ({
        memberId: row.memberId,
        sampled: sampled.has(row.memberId),
        reasons: mustLookAt(row, awarded.has(row.memberId)),
      }))
      .filter((row) => row.sampled || row.reasons.length > 0);
    await this.database.insert(ClosingExamination, [{ closingId: id, round, revision, seed, drawnAt: at }]);
    if (looked.length > 0)
      await this.database.insert(
        ClosingExaminedRow,
        looked.map(({ memberId, sampled: drawn, reasons }) => ({
          ...{ closingId: id, round, memberId, sampled: drawn, reasons: JSON.stringify(reasons) },
          ...{ finding: null, text: null, foundAt: null, foundBy: null },
        })),
      );
    return seed;
  }

  private async refuseUnread(closing: Closing, today: Day): Promise<void> {
    if (closing.acknowledgeUntil === null || today > closing.acknowledgeUntil) return;
    const { noted, of } = await this.acknowledgements.count(closing);
    if (noted < of)
      throw new Refusal('conflict', {
        errors: [
          { path: 'acknowledgements', code: 'notRead', params: { noted, of, untilDay: closing.acknowledgeUntil } },
        ],
      });
  }

  private async rowOf(closing: Closing, memberId: number) {
    const row = (await this.records.rows(closing)).find((each) => each.memberId === memberId && each.home);
    if (!row) throw new Refusal('notFound');
    const { schemeVersionId } = await this.standing(closing);
    const { definition: scheme } = await this.schemes.byId(schemeVersionId);
    return { row, rule: { scheme, per: perOf(closing.period) } };
  }

  private async standing(closing: Closing): Promise<ClosingRevision> {
    const [revision] = await this.records.revisions([closing]);
    if (!revision) throw new Error(`Closing ${closing.id} has no revision ${closing.revision}.`);
    return revision;
  }
}

export function withoutRevision({ closingId: _closing, revision: _revision, ...row }: ClosingRow) {
  return row;
}

function refuseUnfit(
  rule: Parameters<typeof whyNotPropose>[0],
  rows: readonly ClosingRow[],
  proposed: ReturnType<typeof withProposals>,
  proposals: readonly Proposal[],
): void {
  const byMember = new Map(rows.map((row) => [row.memberId, row]));
  const impossible = proposals.flatMap(({ memberId, bandCode }) => {
    const row = byMember.get(memberId);
    const problem = row && bandCode !== row.suggestedBandCode ? whyNotPropose(rule, row, bandCode) : null;
    return problem ? [{ path: `members.${memberId}`, code: problem, params: { band: bandCode } }] : [];
  });
  const full = overfull(fillingsOf(rule, proposed)).map(({ code, limit, proposed: count }) => ({
    ...{ path: `bands.${code}`, code: 'overQuota', params: { limit: limit ?? 0, proposed: count } },
  }));
  if (impossible.length + full.length > 0) throw new Refusal('conflict', { errors: [...impossible, ...full] });
}

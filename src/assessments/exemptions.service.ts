import { Injectable } from '@nestjs/common';
import { saltedDigests } from '../audit/trail.service.js';
import { Clock } from '../calendar.js';
import type { Actor } from '../http/allow.js';
import { Refusal } from '../http/refusal.js';
import type { ReviewStep } from './reviews.service.js';
import { PreReviewRecords } from './pre-review-records.service.js';
import { nothingDecided, SheetRecords } from './sheet-records.service.js';
import type { Sheet } from './sheet.entity.js';
import type { NotScoredReason } from './states.js';

/** The reasons that people decide on. The others follow from the roster and can't be given or taken away. */
export const exemptionReasons = ['approvedExemption', 'byRegulation'] as const satisfies readonly NotScoredReason[];
export type ExemptionReason = (typeof exemptionReasons)[number];

/** A month without a score, for a recorded reason; never a zero. Nobody exempts himself. */
@Injectable()
export class Exemptions {
  constructor(
    private readonly records: SheetRecords,
    private readonly preReviews: PreReviewRecords,
    private readonly clock: Clock,
  ) {}

  async begin(by: ReviewStep, reason: ExemptionReason, note: string): Promise<void> {
    const now = this.clock.now();
    await this.records.take({ ...by, step: 'exempt', now }, async ({ sheet, salt }) => {
      refuseOwnCase(by.actor, sheet);
      await this.preReviews.clear(sheet.id);
      await this.records.update(sheet, {
        ...nothingDecided,
        state: 'notScored',
        notScoredReason: reason,
        notScoredNote: note,
        decidedAt: now,
        decidedBy: by.actor.accountId,
        decidedByMemberId: by.actor.memberId,
      });
      return { reason, ...saltedDigests(salt, { note }) };
    });
  }

  /** Scores the member after all: the sheet is a draft again, with the lines it had. */
  async end(by: ReviewStep): Promise<void> {
    await this.records.take({ ...by, step: 'scoreAfterAll', now: this.clock.now() }, async ({ sheet }) => {
      refuseOwnCase(by.actor, sheet);
      const byPeople = exemptionReasons.find((reason) => reason === sheet.notScoredReason);
      if (!byPeople) throw new Refusal('wrongState', { params: { reason: sheet.notScoredReason ?? '' } });
      await this.records.update(sheet, {
        ...nothingDecided,
        state: 'draft',
        notScoredReason: null,
        notScoredNote: null,
      });
      return { reason: byPeople };
    });
  }
}

function refuseOwnCase(actor: Actor, { memberId }: Sheet): void {
  if (actor.memberId === memberId) throw new Refusal('ownCase');
}

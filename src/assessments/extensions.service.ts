import { Injectable } from '@nestjs/common';
import { saltedDigests } from '../audit/trail.service.js';
import { Clock, type Day } from '../calendar.js';
import type { Actor } from '../http/allow.js';
import { Refusal } from '../http/refusal.js';
import { extensionProblems } from './extension.js';
import type { ReviewStep } from './reviews.service.js';
import { SheetRecords } from './sheet-records.service.js';
import type { Sheet } from './sheet.entity.js';
import { refuseIfAny } from './submission.service.js';

/** More time for one member, with a reason. The month goes on for everybody else; nobody gives it to himself. */
@Injectable()
export class Extensions {
  constructor(
    private readonly records: SheetRecords,
    private readonly clock: Clock,
  ) {}

  /** He may hand in until that day and is in time; given again, the new day and reason count. */
  async give(by: ReviewStep, until: Day, reason: string): Promise<void> {
    const { now, today } = this.clock.moment();
    await this.records.take({ ...by, step: 'extend', now }, async ({ sheet, branchMonth, salt }) => {
      refuseOwnCase(by.actor, sheet);
      refuseIfAny(extensionProblems(until, branchMonth, today));
      await this.records.update(sheet, {
        state: sheet.state,
        extendedUntil: until,
        extensionReason: reason,
        extendedBy: by.actor.accountId,
      });
      return { until, ...saltedDigests(salt, { reason }) };
    });
  }

  /** Takes it back: he is where he would be without it. @throws notFound where there is none */
  async withdraw(by: ReviewStep): Promise<void> {
    await this.records.take({ ...by, step: 'endExtension', now: this.clock.now() }, async ({ sheet }) => {
      refuseOwnCase(by.actor, sheet);
      if (sheet.extendedUntil === null) throw new Refusal('notFound');
      const until = sheet.extendedUntil;
      await this.records.update(sheet, {
        state: sheet.state,
        extendedUntil: null,
        extensionReason: null,
        extendedBy: null,
      });
      return { until };
    });
  }
}

function refuseOwnCase(actor: Actor, { memberId }: Sheet): void {
  if (actor.memberId === memberId) throw new Refusal('ownCase');
}

import { Injectable } from '@nestjs/common';
import { Clock, type Day } from '../calendar.js';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { may } from '../identity/rights.js';
import { ObjectionRecords } from './objection-records.service.js';
import { ObjectionViews } from './objection-views.service.js';
import type { ObjectionChoiceView } from './objection.view.js';
import { Objections } from './objections.service.js';

/** What a member may do about a board that he reads. */
@Injectable()
export class ObjectionChoices {
  constructor(
    private readonly database: Database,
    private readonly objections: Objections,
    private readonly records: ObjectionRecords,
    private readonly views: ObjectionViews,
    private readonly clock: Clock,
  ) {}

  of(branchMonthId: number, actor: Actor): Promise<ObjectionChoiceView> {
    const today = this.clock.today();
    return this.database.read(async () => {
      const { branchId, path } = await this.records.branchOf(branchMonthId);
      // Rows that were published again have windows of their own: the latest is the last day for any of them.
      const window = await this.database.row<{ untilDay: Day | null }>(
        `SELECT MAX(publications.untilDay) AS untilDay
           FROM sheets JOIN publications ON publications.id = sheets.publicationId
          WHERE sheets.branchMonthId = ? AND sheets.state = 'published'`,
        [branchMonthId],
      );
      const untilDay = window?.untilDay ?? null;
      const inBranch = may('objection.raise', actor, { unitPath: path, memberId: null });
      const mine = await this.views.mine(actor);
      return {
        mayObject: inBranch && untilDay !== null && today <= untilDay,
        untilDay,
        anonymousOffered: await this.objections.mayBeAnonymous(branchId),
        items: mine.filter((objection) => objection.branchMonthId === branchMonthId),
      };
    });
  }
}

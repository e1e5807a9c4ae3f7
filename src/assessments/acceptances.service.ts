import { Injectable } from '@nestjs/common';
import { chainOf, Trail } from '../audit/trail.service.js';
import { Clock, type Day } from '../calendar.js';
import { Database, marks } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { Refusal } from '../http/refusal.js';
import { Schemes } from '../schemes/schemes.service.js';
import { scoreSheet } from '../scoring/score.js';
import type { BranchMonth } from './branch-month.entity.js';
import { BranchMonthRecords } from './branch-month-records.service.js';
import { whyNotDecide } from './deciders.js';
import { Deciders } from './deciders.service.js';
import { grouped } from '../organisation/grouped.js';
import { decidedRows } from './lines.js';
import { openItems } from './review.js';

interface Unchanged {
  id: number;
  memberId: number;
  profileCode: string;
}

/** Accepts at once what needs no look: sheets handed in, in time, on which nothing differs from the default. */
@Injectable()
export class Acceptances {
  constructor(
    private readonly database: Database,
    private readonly trail: Trail,
    private readonly schemes: Schemes,
    private readonly records: BranchMonthRecords,
    private readonly deciders: Deciders,
    private readonly clock: Clock,
  ) {}

  /** Decides all unchanged sheets that the actor may decide, in one transaction; never his own. Answers how many. */
  async acceptUnchanged(branchMonthId: number, version: number, actor: Actor): Promise<number> {
    const { now, today } = this.clock.moment();
    return this.database.write(async () => {
      const branchMonth = await this.records.lock(branchMonthId, version, 'review');
      const { definition } = await this.schemes.byId(branchMonth.schemeVersionId);
      const sheets = (await this.unchanged(branchMonth, actor, today)).filter(
        // Where the rule presumes nothing about an item, somebody has to look.
        ({ profileCode }) => openItems(definition, profileCode, [], true, branchMonth.month).length === 0,
      );
      if (sheets.length === 0) return 0;
      const scores = [...grouped(sheets, ({ profileCode }) => profileCode)].map(([profileCode, ofProfile]) => ({
        // Nothing on them uses up a cap, whatever earlier sheets left of it.
        decided: decidedRows(scoreSheet(definition, profileCode, []), {}).sheet,
        ids: ofProfile.map(({ id }) => id),
      }));
      // One statement for each profile of the scheme, of which there are three, and not for each sheet.
      for (const { decided, ids } of scores) await this.decide(ids, decided, actor, now);
      await this.records.update(branchMonth, {});
      await this.trail.append({
        chain: chainOf(branchMonth.branchId),
        at: now,
        action: 'month.acceptUnchanged',
        actorAccountId: actor.accountId,
        about: {
          branchMonthId,
          accepted: scores.map(({ decided, ids }) => ({ sheetIds: ids, scoreHundredths: decided.scoreHundredths })),
          memberIds: sheets.map(({ memberId }) => memberId),
        },
      });
      return sheets.length;
    });
  }

  private async unchanged({ id, branchId }: BranchMonth, actor: Actor, today: Day): Promise<Unchanged[]> {
    const sheets = await this.database.rows<Unchanged>(
      `SELECT id, memberId, profileCode FROM sheets
        WHERE branchMonthId = ? AND state IN ('submitted', 'preReviewed') AND late = 0
          AND NOT EXISTS (SELECT 1 FROM sheet_lines WHERE sheet_lines.sheetId = sheets.id)
        ORDER BY id${this.database.dialect.forUpdate}`,
      [id],
    );
    const branchPath = await this.records.pathOf(branchId);
    const standings = await this.deciders.standingsIn(branchId, today);
    const nobody = { decides: false, bureauOnly: false };
    return sheets.filter(({ memberId }) => {
      const standing = standings.get(memberId) ?? nobody;
      return whyNotDecide(actor, { memberId, branchPath, ...standing }) === null;
    });
  }

  private async decide(
    ids: readonly number[],
    decided: ReturnType<typeof decidedRows>['sheet'],
    actor: Actor,
    now: string,
  ): Promise<void> {
    const columns = {
      ...decided,
      decidedAt: now,
      decidedBy: actor.accountId,
      decidedByMemberId: actor.memberId,
    };
    const changed = await this.database.change(
      `UPDATE sheets SET ${Object.keys(columns)
        .map((name) => `${name} = ?`)
        .join(', ')},
              state = 'decided', fromRecords = 0, version = version + 1
        WHERE state IN ('submitted', 'preReviewed') AND id IN ${marks(ids)}`,
      [...Object.values(columns), ...ids],
    );
    if (changed !== ids.length) throw new Refusal('stale');
  }
}

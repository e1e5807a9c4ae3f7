import { Injectable } from '@nestjs/common';
import { Clock, type Day } from '../calendar.js';
import { Calendars } from '../calendars/calendars.service.js';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { Refusal } from '../http/refusal.js';
import { may } from '../identity/rights.js';
import { isWindowOver } from '../publication/window.js';
import { Schemes } from '../schemes/schemes.service.js';
import { ClosingHistory } from './closing-history.service.js';
import type { Closing } from './closing.entity.js';
import { ClosingRecords } from './closing-records.service.js';
import { ClosingRowViews } from './closing-rows-views.service.js';
import type {
  ClosingBoardView,
  ClosingObjectionView,
  ClosingRowView,
  MemberClosingList,
  MemberClosingView,
} from './closing.view.js';
import { isStanding } from './states.js';

type PlacedClosing = Closing & { branchName: string; branchPath: string };

const placed = `SELECT closings.*, units.name AS branchName, units.path AS branchPath
  FROM closings JOIN units ON units.id = closings.branchId`;

/** A member's own half-years, and what his branch published. */
@Injectable()
export class MemberClosings {
  constructor(
    private readonly database: Database,
    private readonly schemes: Schemes,
    private readonly records: ClosingRecords,
    private readonly rows: ClosingRowViews,
    private readonly history: ClosingHistory,
    private readonly calendars: Calendars,
    private readonly clock: Clock,
  ) {}

  /** All that list him, the latest first. */
  ofMember(memberId: number, actor: Actor): Promise<MemberClosingList> {
    const today = this.clock.today();
    return this.database.read(async () => {
      const closings = await this.database.rows<PlacedClosing>(
        `${placed} WHERE closings.revision > 0
            AND EXISTS (SELECT 1 FROM closing_rows WHERE closing_rows.closingId = closings.id AND closing_rows.home = 1
                           AND closing_rows.revision = closings.revision AND closing_rows.memberId = ?)
          ORDER BY closings.period DESC`,
        [memberId],
      );
      const items: MemberClosingView[] = [];
      for (const closing of closings) items.push(await this.view(closing, memberId, actor, today));
      return { items };
    });
  }

  /** The published list as the branch's members see it. Refuses with 404 what is not published. */
  board(branchId: number, period: string, actor: Actor): Promise<ClosingBoardView> {
    const today = this.clock.today();
    return this.database.read(async () => {
      const closing = await this.database.row<PlacedClosing>(
        `${placed} WHERE closings.branchId = ? AND closings.period = ?`,
        [branchId, period],
      );
      const publication =
        closing && (await this.history.publications(closing.id)).find((each) => !each.withdrawnReason);
      if (!closing || !publication || !isStanding(closing.state)) throw new Refusal('notFound');
      const rows = await this.rows.of(closing, await this.schemeOf(closing));
      const target = { unitPath: closing.branchPath, memberId: null };
      // Once it is archived a member is shown his own row alone, as on the boards of months.
      const seesAll = closing.state !== 'archived' || may('closing.read', actor, target);
      return {
        unit: { id: branchId, name: closing.branchName, kind: 'branch' },
        period,
        months: rows[0]?.months.map(({ month }) => month) ?? [],
        state: closing.state,
        publication,
        rows: rows.filter(({ memberId }) => seesAll || memberId === actor.memberId).map(boardRow),
        mayObject:
          closing.state === 'published' &&
          actor.memberId !== null &&
          !isWindowOver(publication.untilDay, today) &&
          may('closing.object', actor, target),
        ownMemberId: actor.memberId,
      };
    });
  }

  /** An objection in which whoever asks has a part. */
  ownObjection(branchId: number, period: string, objectionId: number, actor: Actor): Promise<ClosingObjectionView> {
    const today = this.clock.today();
    return this.database.read(async () => {
      const closing = await this.records.find(branchId, period);
      const at = { today, calendar: await this.calendars.current(), memberId: actor.memberId };
      const found = closing && (await this.history.objections(closing, actor, at)).find(({ id }) => id === objectionId);
      if (!found) throw new Refusal('notFound');
      return found;
    });
  }

  private async view(closing: PlacedClosing, memberId: number, actor: Actor, today: Day): Promise<MemberClosingView> {
    const [row] = (await this.rows.of(closing, await this.schemeOf(closing), { memberId })) as [ClosingRowView];
    const standing = isStanding(closing.state);
    const publication = standing
      ? ((await this.history.publications(closing.id)).find((each) => !each.withdrawnReason) ?? null)
      : null;
    const isOpen = closing.state === 'published' && publication && !isWindowOver(publication.untilDay, today);
    const calendar = await this.calendars.current();
    return {
      unit: { id: closing.branchId, name: closing.branchName, kind: 'branch' },
      period: closing.period,
      state: closing.state,
      months: row.months.map(({ month }) => month),
      row: standing ? row : withoutBand(row),
      acknowledgeUntil: closing.acknowledgeUntil,
      mayAcknowledge:
        row.acknowledgedAt === null &&
        closing.state !== 'archived' &&
        closing.state !== 'notGenerated' &&
        memberId === actor.memberId,
      objectionUntil: isOpen ? publication.untilDay : null,
      publication,
      objections: await this.history.objections(closing, actor, { today, calendar, memberId }),
    };
  }

  private async schemeOf(closing: Closing) {
    const [revision] = await this.records.revisions([closing]);
    return (await this.schemes.byId(revision?.schemeVersionId ?? 0)).definition;
  }
}

/** Nobody learns before the publication which band was suggested or proposed for him. */
function withoutBand(row: ClosingRowView): ClosingRowView {
  const before = row.before && { ...row.before, bandCode: null };
  return { ...row, suggestedBand: null, band: null, bandReason: null, openBands: [], reasons: [], looks: [], before };
}

function boardRow(row: ClosingRowView): ClosingBoardView['rows'][number] {
  const { position, memberId, name, months, countedMonths, meanHundredths, resultHundredths } = row;
  const { deductionHundredths, contributionHundredths, veto, band, remarks, before } = row;
  return {
    ...{ position, memberId, name, months, countedMonths, meanHundredths, resultHundredths },
    ...{ deductionHundredths, contributionHundredths, veto, band, remarks, before },
  };
}

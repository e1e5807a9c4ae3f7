import { Injectable } from '@nestjs/common';
import { Clock, type Day } from '../calendar.js';
import { Calendars } from '../calendars/calendars.service.js';
import { Database } from '../database/database.js';
import type { Action, Actor } from '../http/allow.js';
import type { FieldProblem } from '../http/refusal.js';
import { may } from '../identity/rights.js';
import { Schemes } from '../schemes/schemes.service.js';
import { bandsOf } from '../scoring/bands.js';
import type { Scheme } from '../scoring/scheme.js';
import { HalfYears } from '../summaries/half-years.service.js';
import { Acknowledgements } from './acknowledgements.service.js';
import { fillingsOf, overfull, withProposals } from './bands.js';
import { ClosingHistory } from './closing-history.service.js';
import { ClosingPublications } from './closing-publications.service.js';
import type { Closing } from './closing.entity.js';
import { type BranchPlace, ClosingRecords, perOf } from './closing-records.service.js';
import { ClosingRowViews } from './closing-rows-views.service.js';
import type {
  AcknowledgementsView,
  ClosingMayView,
  ClosingView,
  MissingMonthView,
  NextStepView,
} from './closing.view.js';
import { missingMonths, unexplained } from './readiness.js';
import { changedRows, rowsOf } from './rows.js';
import type { ClosingState, ClosingStepKind } from './states.js';

const nextSteps: Record<ClosingState, { step: ClosingStepKind | null; may: keyof ClosingMayView | null }> = {
  notGenerated: { step: 'generation', may: 'generate' },
  generated: { step: 'examination', may: 'examine' },
  branchExamined: { step: 'acceptance', may: 'accept' },
  bureauExamined: { step: 'publication', may: 'publish' },
  published: { step: 'confirmation', may: 'confirm' },
  confirmed: { step: 'archiving', may: 'archive' },
  archived: { step: null, may: null },
};

/** A branch's closing as its committee and the bureau see it. */
@Injectable()
export class ClosingViews {
  constructor(
    private readonly database: Database,
    private readonly schemes: Schemes,
    private readonly halfYears: HalfYears,
    private readonly records: ClosingRecords,
    private readonly rows: ClosingRowViews,
    private readonly history: ClosingHistory,
    private readonly acknowledgements: Acknowledgements,
    private readonly publications: ClosingPublications,
    private readonly calendars: Calendars,
    private readonly clock: Clock,
  ) {}

  /** @throws notFound where there is no branch */
  one(branchId: number, period: string, actor: Actor): Promise<ClosingView> {
    const today = this.clock.today();
    return this.database.read(async () => {
      const branch = await this.records.branch(branchId);
      const closing = await this.records.find(branchId, period);
      const { rule, summaries } = await this.halfYears.ofEach([branchId], period);
      const live = summaries.get(branchId)?.view;
      const [revision] = closing ? await this.records.revisions([closing]) : [];
      const scheme = revision ? (await this.schemes.byId(revision.schemeVersionId)).definition : rule.definition;
      const per = perOf(period);
      const proposals = closing ? await this.records.proposals([closing]) : [];
      const isOpen = closing?.state === 'generated';
      const propose = isOpen
        ? (rows: Parameters<typeof withProposals>[1]) => withProposals({ scheme, per }, rows, proposals)
        : undefined;
      const rows =
        closing && closing.revision > 0 ? await this.rows.of(closing, scheme, { ...(propose && { propose }) }) : [];
      const explanations = closing ? await this.records.explanations([closing]) : [];
      const missing = missingMonths(live?.blockedBy ?? [], explanations);
      const summary = summaries.get(branchId);
      const changedSince =
        closing && summary && closing.revision > 0
          ? changedRows(await this.records.rows(closing), rowsOf(summary))
          : [];
      const acknowledgements = await this.read(closing, today);
      const fillings = fillingsOf(
        { scheme, per },
        rows.map((row) => ({
          home: row.home ? 1 : 0,
          suggestedBandCode: row.suggestedBand?.code ?? null,
          bandCode: row.band?.code ?? null,
        })),
      );
      const mays = mayOf(actor, branch);
      const state = closing?.state ?? 'notGenerated';
      const obstacles = await this.obstacles(closing, { missing, acknowledgements, fillings, scheme, period, today });
      return {
        unit: { id: branch.id, name: branch.name, kind: 'branch' },
        period,
        per,
        months: live?.months ?? [],
        state,
        version: closing?.version ?? 0,
        revision: closing?.revision ?? 0,
        schemeVersionId: revision?.schemeVersionId ?? null,
        minutesNumber: closing?.minutesNumber ?? null,
        missing: missing.map(shownMissing),
        bands: bandsOf(scheme, per).map((band, index) => ({
          code: band.code,
          name: band.name,
          limit: fillings[index]?.limit ?? null,
          suggested: fillings[index]?.suggested ?? 0,
          proposed: fillings[index]?.proposed ?? 0,
        })),
        acknowledgements,
        rows,
        changedSince,
        ...(await this.history.of(closing, actor, { today, calendar: await this.calendars.current() })),
        next: nextOf(state, mays, obstacles),
        may: mays,
      };
    });
  }

  private async read(closing: Closing | undefined, today: Day): Promise<AcknowledgementsView> {
    const untilDay = closing?.acknowledgeUntil ?? null;
    const { noted, of } =
      closing && closing.revision > 0 ? await this.acknowledgements.count(closing) : { noted: 0, of: 0 };
    return { noted, of, untilDay, isOver: untilDay !== null && today > untilDay };
  }

  private async obstacles(
    closing: Closing | undefined,
    about: {
      missing: ReturnType<typeof missingMonths>;
      acknowledgements: AcknowledgementsView;
      fillings: ReturnType<typeof fillingsOf>;
      scheme: Scheme;
      period: string;
      today: Day;
    },
  ): Promise<FieldProblem[]> {
    const { missing, acknowledgements, fillings, scheme, period, today } = about;
    switch (closing?.state ?? 'notGenerated') {
      case 'notGenerated': {
        const offered = scheme.summaries.some(({ per }) => per === perOf(period));
        if (!offered) return [{ path: 'period', code: 'notOffered' }];
        const count = unexplained(missing).length;
        return count > 0 ? [{ path: 'months', code: 'missing', params: { count } }] : [];
      }
      case 'generated': {
        const { noted, of, untilDay, isOver } = acknowledgements;
        const unread = noted < of && !isOver && untilDay !== null;
        const count = unexplained(missing).length;
        return [
          ...(count > 0 ? [{ path: 'months', code: 'missing', params: { count } }] : []),
          ...(unread ? [{ path: 'acknowledgements', code: 'notRead', params: { noted, of, untilDay } }] : []),
          ...overfull(fillings).map(({ code, limit, proposed }) => ({
            ...{ path: `bands.${code}`, code: 'overQuota', params: { limit: limit ?? 0, proposed } },
          })),
        ];
      }
      case 'branchExamined': {
        const open = await this.database.row<{ count: number }>(
          `SELECT COUNT(*) AS count FROM closing_examined_rows WHERE closingId = ? AND round = ? AND finding IS NULL`,
          [closing?.id ?? 0, closing?.round ?? 0],
        );
        return open?.count ? [{ path: 'members', code: 'withoutFinding', params: { count: open.count } }] : [];
      }
      case 'published':
      case 'confirmed':
        return this.publications.notOver(closing?.id ?? 0, today);
      default:
        return [];
    }
  }
}

export function shownMissing(each: ReturnType<typeof missingMonths>[number]): MissingMonthView {
  return { ...each, waitsFor: [...each.waitsFor] };
}

function nextOf(state: ClosingState, mays: ClosingMayView, blockedBy: FieldProblem[]): NextStepView {
  const { step, may: right } = nextSteps[state];
  return { step, may: right !== null && mays[right] === true, blockedBy };
}

function mayOf(actor: Actor, { path }: BranchPlace): ClosingMayView {
  const here = (action: Action) => may(action, actor, { unitPath: path, memberId: null });
  return {
    generate: here('closing.generate'),
    explain: here('closing.explain'),
    propose: here('closing.propose'),
    examine: here('closing.examine'),
    find: here('closing.accept'),
    accept: here('closing.accept'),
    publish: here('closing.publish'),
    withdraw: here('closing.withdraw'),
    confirm: here('closing.confirm'),
    archive: here('closing.archive'),
    notePaper: here('closing.notePaper'),
    ownMemberId: actor.memberId,
  };
}

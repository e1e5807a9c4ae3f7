import { Injectable } from '@nestjs/common';
import type { BranchMonthState } from '../assessments/states.js';
import { Clock, type Day, type Month } from '../calendar.js';
import { Calendars } from '../calendars/calendars.service.js';
import { Database, type SqlValue } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { may } from '../identity/rights.js';
import type { UnitKind } from '../organisation/unit.entity.js';
import {
  appealUntil,
  type CountsWorkingDays,
  dueStep,
  mayBecome,
  type Officer,
  seesAuthor,
  whyNotDecideAppeal,
  whyNotHandle,
} from '../publication/objection.js';
import type { Objection } from '../publication/objection.entity.js';
import { caseOf, Officers, officersAt } from '../publication/officers.service.js';
import { Schemes } from '../schemes/schemes.service.js';
import { itemOf, type Scheme } from '../scoring/scheme.js';
import { SealedRows } from '../vault/sealed-rows.service.js';
import type { ObjectionView } from './objection.view.js';
import { below, holdsIn, isBelow } from '../identity/scope.js';

type Row = Objection & {
  month: Month;
  monthState: BranchMonthState;
  schemeVersionId: number;
  branchId: number;
  branchName: string;
  branchKind: UnitKind;
  branchPath: string;
  subjectName: string;
  authorName: string;
  acknowledgedByName: string | null;
  answeredByName: string | null;
  appealAnsweredByName: string | null;
  scoreBeforeHundredths: number | null;
  amendedBy: number | null;
  scoreAfterHundredths: number | null;
};

/** Objections as an account sees them: cut to what it may know, with what it may do. */
@Injectable()
export class ObjectionViews {
  constructor(
    private readonly database: Database,
    private readonly schemes: Schemes,
    private readonly officers: Officers,
    private readonly calendars: Calendars,
    private readonly clock: Clock,
    private readonly sealed: SealedRows,
  ) {}

  /** The objections to a month's rows, for those who handle or oversee them. */
  ofMonth(branchMonthId: number, actor: Actor): Promise<ObjectionView[]> {
    return this.views('objections.branchMonthId = ?', [branchMonthId], actor);
  }

  /** A branch's objections of a year, by the day they were received. */
  ofBranch(branchId: number, year: number, actor: Actor): Promise<ObjectionView[]> {
    const condition = 'branch_months.branchId = ? AND objections.receivedDay BETWEEN ? AND ?';
    return this.views(condition, [branchId, `${year}-01-01`, `${year}-12-31`], actor);
  }

  /** The appeals that wait for an answer, in a unit and everything below it: the longest waiting first. */
  async appealsIn(unitId: number, actor: Actor): Promise<ObjectionView[]> {
    const unit = await this.database.read(() =>
      this.database.row<{ path: string }>('SELECT path FROM units WHERE id = ?', [unitId]),
    );
    const waiting = await this.views(
      `objections.appealState = 'open' AND ${isBelow('units.path')}`,
      [below(unit?.path ?? '')],
      actor,
    );
    return waiting.sort((one, other) => ((one.due?.dueDay ?? '') < (other.due?.dueDay ?? '') ? -1 : 1));
  }

  /** One's own objections, and the answered ones about one's own rows. */
  async mine(actor: Actor): Promise<ObjectionView[]> {
    if (actor.memberId === null) return [];
    const mine =
      'objections.authorMemberId = ? OR (objections.subjectMemberId = ? AND objections.answeredAt IS NOT NULL)';
    return (await this.views(mine, [actor.memberId, actor.memberId], actor)).reverse();
  }

  /** What the account itself has to do with one: its author, the member whose row it is, or an officer. */
  async one(key: string, actor: Actor): Promise<ObjectionView | undefined> {
    const [view] = await this.views('objections.publicKey = ?', [key], actor);
    return view;
  }

  /** Ordered by day and then by the random key: neither tells in which order the objections of a day came. */
  private views(condition: string, parameters: readonly SqlValue[], actor: Actor): Promise<ObjectionView[]> {
    const today = this.clock.today();
    return this.database.read(async () => {
      const rows = await this.database.rows<Row>(
        `SELECT objections.*, branch_months.month, branch_months.state AS monthState, branch_months.schemeVersionId,
                branch_months.branchId, units.name AS branchName, units.kind AS branchKind, units.path AS branchPath,
                subjects.name AS subjectName, authors.name AS authorName, acknowledgers.displayName AS acknowledgedByName,
                answerers.displayName AS answeredByName, appealAnswerers.displayName AS appealAnsweredByName,
                originals.scoreHundredths AS scoreBeforeHundredths, amended.publicationId AS amendedBy,
                changed.scoreHundredths AS scoreAfterHundredths
           FROM objections
           JOIN branch_months ON branch_months.id = objections.branchMonthId
           JOIN units ON units.id = branch_months.branchId
           JOIN members subjects ON subjects.id = objections.subjectMemberId
           JOIN members authors ON authors.id = objections.authorMemberId
           LEFT JOIN accounts acknowledgers ON acknowledgers.id = objections.acknowledgedBy
           LEFT JOIN accounts answerers ON answerers.id = objections.answeredBy
           LEFT JOIN accounts appealAnswerers ON appealAnswerers.id = objections.appealAnsweredBy
           LEFT JOIN published_sheets originals ON originals.publicationId = objections.publicationId
                AND originals.sheetId = objections.sheetId
           LEFT JOIN amendments amended ON amended.objectionId = objections.id
                AND amended.onAppeal = (SELECT MAX(last.onAppeal) FROM amendments last WHERE last.objectionId = objections.id)
           LEFT JOIN published_sheets changed ON changed.publicationId = amended.publicationId
                AND changed.sheetId = objections.sheetId
          WHERE ${condition}
          ORDER BY objections.receivedDay, objections.publicKey`,
        parameters,
      );
      const officers = await this.officers.ofEach(
        rows.map(({ branchPath }) => branchPath),
        today,
      );
      const calendar = await this.calendars.current();
      const schemes = new Map<number, Scheme>();
      for (const { schemeVersionId } of rows)
        if (!schemes.has(schemeVersionId))
          schemes.set(schemeVersionId, (await this.schemes.byId(schemeVersionId)).definition);
      return rows.map((row) =>
        viewOf(this.sealed.open('objections', row), schemes.get(row.schemeVersionId) as Scheme, {
          actor,
          today,
          calendar,
          officers: officersAt(officers, row.branchPath),
        }),
      );
    });
  }
}

interface Reading {
  actor: Actor;
  today: Day;
  calendar: CountsWorkingDays;
  officers: readonly Officer[];
}

function viewOf(row: Row, scheme: Scheme, { actor, today, calendar, officers }: Reading): ObjectionView {
  const objection = caseOf(row);
  const isMine = actor.memberId !== null && actor.memberId === row.authorMemberId;
  const isAboutMe = actor.memberId !== null && actor.memberId === row.subjectMemberId;
  const isDisciplineCommissioner = holdsIn(actor, ['disciplineCommissioner'], row.branchPath);
  const shown = seesAuthor({ ...actor, isDisciplineCommissioner }, objection);
  const until = appealUntil(row, calendar);
  const target = { unitPath: row.branchPath, memberId: null };
  const waits = row.state === 'received' || row.state === 'acknowledged';
  const whyNot = waits && may('objection.handle', actor, target) ? whyNotHandle(actor, officers, objection) : null;
  const itemName = row.itemCode === null ? null : (itemOf(scheme, row.itemCode)?.name ?? null);
  return {
    key: row.publicKey,
    version: row.version,
    branchMonthId: row.branchMonthId,
    month: row.month,
    branch: { id: row.branchId, name: row.branchName, kind: row.branchKind },
    sheetId: row.sheetId,
    member: { id: row.subjectMemberId, name: row.subjectName },
    itemCode: row.itemCode,
    itemName,
    anonymous: Boolean(row.anonymous),
    author: shown ? { id: row.authorMemberId, name: row.authorName } : null,
    isMine,
    isAboutMe,
    reason: row.reason,
    state: row.state,
    receivedDay: row.receivedDay,
    receivedAt: row.receivedAt,
    acknowledgedAt: row.acknowledgedAt,
    acknowledgedBy: row.acknowledgedByName,
    answeredAt: row.answeredAt,
    answeredBy: row.answeredByName,
    answer: row.answer,
    appeal: appealOf(row),
    closedNote: row.closedNote,
    due: dueStep(row, calendar, today),
    appealUntil: until,
    scoreBeforeHundredths: row.amendedBy === null ? null : row.scoreBeforeHundredths,
    scoreAfterHundredths: row.scoreAfterHundredths,
    changed: row.amendedBy !== null,
    mayHandle: waits && may('objection.handle', actor, target) && whyNot === null,
    whyNotHandle: whyNot,
    mayDecideAppeal:
      row.appealState === 'open' &&
      may('appeal.decide', actor, target) &&
      whyNotDecideAppeal(actor, { ...objection, answeredBy: row.answeredBy }) === null,
    mayWithdraw: isMine && mayBecome(row.state, 'withdrawn'),
    mayAppeal: (isMine || isAboutMe) && until !== null && today <= until,
    unread: isUnread(row, { isMine, isAboutMe }),
  };
}

function appealOf(row: Row): ObjectionView['appeal'] {
  if (row.appealState === null || row.appealedDay === null) return null;
  return {
    state: row.appealState,
    byObjector: Boolean(row.appealedByAuthor),
    day: row.appealedDay,
    reason: row.appealReason ?? '',
    answeredAt: row.appealAnsweredAt,
    answeredBy: row.appealAnsweredByName,
    answer: row.appealAnswer,
  };
}

function isUnread(row: Row, { isMine, isAboutMe }: { isMine: boolean; isAboutMe: boolean }): boolean {
  const answered = row.answeredAt !== null;
  const told = answered || row.state === 'closed';
  return (isMine && told && row.authorReadAt === null) || (isAboutMe && answered && row.subjectReadAt === null);
}

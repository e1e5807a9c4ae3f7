import { Injectable } from '@nestjs/common';
import type { LockedSheet } from '../assessments/sheet-records.service.js';
import { Clock, type Day, type Instant } from '../calendar.js';
import { Calendars } from '../calendars/calendars.service.js';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { invalid, Refusal } from '../http/refusal.js';
import type { Changes } from '../publication/amended-lines.js';
import { Amendments } from '../publication/amendments.service.js';
import { mayBecome, nextAppealStates, whyNotDecideAppeal, whyNotHandle } from '../publication/objection.js';
import type { Objection } from '../publication/objection.entity.js';
import { caseOf, Officers } from '../publication/officers.service.js';
import { windowOf } from '../publication/window.js';
import { ObjectionRecords } from './objection-records.service.js';
import { refuseStale, wrongState } from './objections.service.js';

export interface Answer {
  outcome: 'upheld' | 'rejected';
  answer: string;
  changes: Changes | null;
}

interface Handling {
  branchMonthId: number;
  key: string;
  version: number;
  actor: Actor;
}

/** What officers do with an objection: acknowledge and answer it; and what the level above does with an appeal. */
@Injectable()
export class ObjectionAnswers {
  constructor(
    private readonly database: Database,
    private readonly records: ObjectionRecords,
    private readonly officers: Officers,
    private readonly amendments: Amendments,
    private readonly calendars: Calendars,
    private readonly clock: Clock,
  ) {}

  async acknowledge({ branchMonthId, key, version, actor }: Handling): Promise<void> {
    const { now, today } = this.clock.moment();
    await this.database.write(async () => {
      const { objection, branchId } = await this.lock(branchMonthId, key);
      await this.refuseOthers(objection, actor, today);
      if (!mayBecome(objection.state, 'acknowledged')) throw wrongState(objection);
      refuseStale(objection, version);
      await this.records.update(objection, {
        state: 'acknowledged',
        acknowledgedAt: now,
        acknowledgedBy: actor.accountId,
      });
      await this.records.record('acknowledge', objection, { branchId, actor, now, asAuthor: false });
    });
  }

  /** Answers with reasons. Upheld, the row is changed and published again by itself, with a window of its own. */
  async answer({ branchMonthId, key, version, actor }: Handling, answer: Answer): Promise<void> {
    refuseUnfitting(answer);
    const { now, today } = this.clock.moment();
    await this.database.write(async () => {
      const { objection, branchId, locked } = await this.lock(branchMonthId, key);
      await this.refuseOthers(objection, actor, today);
      if (!mayBecome(objection.state, answer.outcome)) throw wrongState(objection);
      refuseStale(objection, version);
      const publicationId = await this.amend(objection, locked, answer, { actor, now, today, onAppeal: false });
      await this.records.update(objection, {
        state: answer.outcome,
        ...(objection.acknowledgedAt === null && { acknowledgedAt: now, acknowledgedBy: actor.accountId }),
        answeredAt: now,
        answeredDay: today,
        answeredBy: actor.accountId,
        answeredByMemberId: actor.memberId,
        answer: answer.answer,
        authorReadAt: null,
        subjectReadAt: null,
      });
      const about = { outcome: answer.outcome, publicationId };
      const by = { branchId, actor, now, asAuthor: false };
      await this.records.record('answer', objection, by, about, { answer: answer.answer });
    });
  }

  /** The level above answers the appeal. That is final. */
  async answerAppeal({ branchMonthId, key, version, actor }: Handling, answer: Answer): Promise<void> {
    refuseUnfitting(answer);
    const { now, today } = this.clock.moment();
    await this.database.write(async () => {
      const { objection, branchId, locked } = await this.lock(branchMonthId, key);
      const refusal = whyNotDecideAppeal(actor, { ...caseOf(objection), answeredBy: objection.answeredBy });
      if (refusal) throw new Refusal(refusal);
      const open = objection.appealState;
      if (open === null || !nextAppealStates[open].includes(answer.outcome)) throw wrongState(objection);
      refuseStale(objection, version);
      const publicationId = await this.amend(objection, locked, answer, { actor, now, today, onAppeal: true });
      await this.records.update(objection, {
        appealState: answer.outcome,
        appealAnsweredAt: now,
        appealAnsweredBy: actor.accountId,
        appealAnswer: answer.answer,
        authorReadAt: null,
        subjectReadAt: null,
      });
      const about = { outcome: answer.outcome, publicationId };
      const by = { branchId, actor, now, asAuthor: false };
      await this.records.record('answerAppeal', objection, by, about, { answer: answer.answer });
    });
  }

  private async lock(
    branchMonthId: number,
    key: string,
  ): Promise<{ objection: Objection; branchId: number; locked: LockedSheet }> {
    const found = await this.records.find(key, branchMonthId);
    const locked = await this.amendments.lock(branchMonthId, found.sheetId);
    return { objection: await this.records.lock(found), branchId: locked.branchMonth.branchId, locked };
  }

  private async refuseOthers(objection: Objection, actor: Actor, today: Day): Promise<void> {
    const { path } = await this.records.branchOf(objection.branchMonthId);
    const refusal = whyNotHandle(actor, await this.officers.of(path, today), caseOf(objection));
    if (refusal) throw new Refusal(refusal);
  }

  /** Answers the publication of the changed row; null where nothing was changed. */
  private async amend(
    objection: Objection,
    locked: LockedSheet,
    { outcome, changes }: Answer,
    by: { actor: Actor; now: Instant; today: Day; onAppeal: boolean },
  ): Promise<number | null> {
    if (outcome === 'rejected' || changes === null) return null;
    const { actor, now, today, onAppeal } = by;
    if (locked.sheet.state !== 'published') throw new Refusal('wrongState', { params: { state: locked.sheet.state } });
    const { workingDays: days } = await this.amendments.standingFor(locked.sheet);
    return this.amendments.amend(locked, {
      kind: 'objection',
      cause: { objectionId: objection.id, onAppeal },
      changes,
      state: 'published',
      window: { ...windowOf(today, days, await this.calendars.current()), workingDays: days },
      at: now,
      today,
      actor,
      action: 'row.amend',
      about: { objectionKey: objection.publicKey, onAppeal },
    });
  }
}

/** Upheld means that something changes, and rejected that nothing does. */
function refuseUnfitting({ outcome, changes }: Answer): void {
  if (outcome === 'upheld' && changes === null) throw invalid('changes', 'changesMissing');
  if (outcome === 'rejected' && changes !== null) throw invalid('changes', 'changesNotAllowed');
}

import { Injectable } from '@nestjs/common';
import type { Day } from '../calendar.js';
import type { WorkingCalendar } from '../calendars/working-calendar.js';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { may } from '../identity/rights.js';
import { objectionClocks } from '../publication/objection.js';
import { ClosingObjections } from './closing-objections.service.js';
import type { ClosingObjection, ClosingPublication } from './closing-publication.entity.js';
import type { ClosingRevision } from './closing-row.entity.js';
import type { ClosingStep } from './closing-step.entity.js';
import type { Closing } from './closing.entity.js';
import { ClosingRecords } from './closing-records.service.js';
import type { ClosingObjectionView, ClosingPublicationView, ClosingView } from './closing.view.js';

type ObjectionRow = ClosingObjection & { subjectName: string; authorName: string; answeredByName: string | null };

/** What was done to a closing, its revisions, publications and objections. All of it inside `read`. */
@Injectable()
export class ClosingHistory {
  constructor(
    private readonly database: Database,
    private readonly records: ClosingRecords,
    private readonly closingObjections: ClosingObjections,
  ) {}

  async of(
    closing: Closing | undefined,
    actor: Actor,
    at: { today: Day; calendar: WorkingCalendar },
  ): Promise<Pick<ClosingView, 'steps' | 'revisions' | 'publications' | 'objections'>> {
    if (!closing) return { steps: [], revisions: [], publications: [], objections: [] };
    const steps = await this.database.rows<ClosingStep & { name: string | null }>(
      `SELECT closing_steps.*, accounts.displayName AS name
         FROM closing_steps LEFT JOIN accounts ON accounts.id = closing_steps.doneBy
        WHERE closing_steps.closingId = ? ORDER BY closing_steps.id`,
      [closing.id],
    );
    const revisions = await this.database.rows<ClosingRevision & { year: number | null; number: number | null }>(
      `SELECT closing_revisions.*, corrections.year, corrections.number
         FROM closing_revisions LEFT JOIN corrections ON corrections.id = closing_revisions.correctionId
        WHERE closing_revisions.closingId = ? ORDER BY closing_revisions.revision`,
      [closing.id],
    );
    return {
      steps: steps.map(({ step, fromState, toState, revision, note, doneAt, name }) => ({
        ...{ step, fromState, toState, revision, note, doneAt, doneBy: name },
      })),
      revisions: revisions.map(({ revision, cause, digest, madeAt, year, number }) => ({
        ...{ revision, cause, digest, madeAt },
        correctionNumber: year === null || number === null ? null : `${year}-${number}`,
      })),
      publications: await this.publications(closing.id),
      objections: await this.objections(closing, actor, at),
    };
  }

  /** The latest first. */
  async publications(closingId: number): Promise<ClosingPublicationView[]> {
    const rows = await this.database.rows<ClosingPublication & { withdrawnReason: string | null }>(
      `SELECT closing_publications.*, closing_withdrawals.reason AS withdrawnReason
         FROM closing_publications
         LEFT JOIN closing_withdrawals ON closing_withdrawals.publicationId = closing_publications.id
        WHERE closing_publications.closingId = ? ORDER BY closing_publications.number DESC`,
      [closingId],
    );
    return rows.map((row) => ({
      number: row.number,
      kind: row.kind,
      revision: row.revision,
      fromDay: row.fromDay,
      untilDay: row.untilDay,
      workingDays: row.workingDays,
      contact: row.contact,
      publishedAt: row.publishedAt,
      digest: row.digest,
      trailSequence: row.trailSequence,
      trailHash: row.trailHash,
      withdrawnReason: row.withdrawnReason,
    }));
  }

  /** All of them, or those in which one member has a part. */
  async objections(
    closing: Closing,
    actor: Actor,
    { today, calendar, memberId = null }: { today: Day; calendar: WorkingCalendar; memberId?: number | null },
  ): Promise<ClosingObjectionView[]> {
    const rows = await this.database.rows<ObjectionRow>(
      `SELECT closing_objections.*, subjects.name AS subjectName, authors.name AS authorName,
              accounts.displayName AS answeredByName
         FROM closing_objections
         JOIN members subjects ON subjects.id = closing_objections.subjectMemberId
         JOIN members authors ON authors.id = closing_objections.authorMemberId
         LEFT JOIN accounts ON accounts.id = closing_objections.answeredBy
        WHERE closing_objections.closingId = ?
          AND (? IS NULL OR closing_objections.subjectMemberId = ? OR closing_objections.authorMemberId = ?)
        ORDER BY closing_objections.id`,
      [closing.id, memberId, memberId, memberId],
    );
    const { path } = await this.records.branch(closing.branchId);
    const answers = may('closing.answer', actor, { unitPath: path, memberId: null });
    const views: ClosingObjectionView[] = [];
    for (const row of rows) {
      const isOpen = row.state === 'open';
      const dueDay = isOpen ? calendar.add(row.raisedDay, objectionClocks.answerWithin) : null;
      views.push({
        id: row.id,
        version: row.version,
        subject: { memberId: row.subjectMemberId, name: row.subjectName },
        author: { memberId: row.authorMemberId, name: row.authorName },
        reason: row.reason,
        state: row.state,
        raisedDay: row.raisedDay,
        dueDay,
        overdue: dueDay !== null && today > dueDay,
        answer: row.answer,
        answeredBy: row.answeredByName,
        mayWithdraw: isOpen && row.authorMemberId === actor.memberId,
        mayAnswer: isOpen && answers && (await this.closingObjections.mayAnswer(closing, row, actor, today)),
      });
    }
    return views;
  }
}

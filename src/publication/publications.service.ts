import { Injectable } from '@nestjs/common';
import { BranchMonthRecords } from '../assessments/branch-month-records.service.js';
import { privateFindings } from '../assessments/confidentiality.js';
import { MonthStepRecords } from '../assessments/month-step-records.service.js';
import { missingBeforePublication } from '../assessments/month-steps.js';
import { chainOf, Trail } from '../audit/trail.service.js';
import { Clock } from '../calendar.js';
import { Calendars } from '../calendars/calendars.service.js';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { invalid, Refusal } from '../http/refusal.js';
import { PublicationRecords } from './publication-records.service.js';
import type { Publication } from './publication.entity.js';
import { SheetVetoes } from './sheet-vetoes.service.js';
import { WaitingRows } from './waiting-rows.service.js';
import { isWindowOver, windowOf } from './window.js';

export interface PublicationWish {
  workingDays: number;
  contact: string;
  contactNote?: string;
}

/** Publishes a branch's month, and confirms it once the window is over. */
@Injectable()
export class Publications {
  constructor(
    private readonly database: Database,
    private readonly trail: Trail,
    private readonly steps: MonthStepRecords,
    private readonly records: BranchMonthRecords,
    private readonly publicationRecords: PublicationRecords,
    private readonly calendars: Calendars,
    private readonly waitingRows: WaitingRows,
    private readonly sheetVetoes: SheetVetoes,
    private readonly clock: Clock,
  ) {}

  /**
   * Copies what was decided into rows that are only ever inserted, with their digest, their number and the running head of
   * the branch's trail. Refuses unless two people have checked and approved the list, and a contact with a person's number in it
   * unless that is answered: it is typed after the check, and as public as everything that was looked through there.
   */
  async publish(branchMonthId: number, version: number, wish: PublicationWish, actor: Actor): Promise<void> {
    const { now, today } = this.clock.moment();
    await this.database.write(async () => {
      const branchMonth = await this.publicationRecords.lock(branchMonthId, version, 'ready');
      await this.refuseUnsigned(branchMonthId);
      const findings = privateFindings([{ place: 'contact', text: wish.contact }]).length;
      if (findings > 0 && wish.contactNote === undefined)
        throw invalid('contact', 'findingsUnanswered', { count: findings });
      const sheets = await this.database.rows<{ id: number }>('SELECT id FROM sheets WHERE branchMonthId = ?', [
        branchMonthId,
      ]);
      const window = windowOf(today, wish.workingDays, await this.calendars.current());
      await this.records.update(branchMonth, { state: 'published' });
      await this.sheetVetoes.apply(branchMonth);
      await this.publicationRecords.insertPublication({
        kind: 'full',
        branchMonth,
        sheetIds: sheets.map(({ id }) => id),
        window: { ...window, workingDays: wish.workingDays },
        contact: wish.contact,
        at: now,
        publishedBy: actor.accountId,
        action: 'month.publish',
        ...(findings > 0 && { about: { contactNote: wish.contactNote ?? '', findings } }),
      });
    });
  }

  /** Ends the publication: its window is over, and the figures are final. */
  async confirm(branchMonthId: number, version: number, actor: Actor): Promise<void> {
    const { now, today } = this.clock.moment();
    await this.database.write(async () => {
      const branchMonth = await this.records.lock(branchMonthId, version, 'published');
      const publication = (await this.database.row<Publication>(
        "SELECT * FROM publications WHERE branchMonthId = ? AND kind = 'full' ORDER BY revision DESC LIMIT 1",
        [branchMonthId],
      )) as Publication;
      const { id: publicationId, untilDay } = publication;
      if (!isWindowOver(untilDay, today)) throw new Refusal('wrongState', { params: { state: 'published', untilDay } });
      // A disputed row waits by itself, and is confirmed when it is settled.
      const waitingSheetIds = await this.waitingRows.confirmOthers(branchMonthId, today);
      await this.records.update(branchMonth, { state: 'confirmed', confirmedAt: now, confirmedBy: actor.accountId });
      await this.trail.append({
        chain: chainOf(branchMonth.branchId),
        at: now,
        action: 'month.confirm',
        actorAccountId: actor.accountId,
        about: { branchMonthId, publicationId, digest: publication.digest, waitingSheetIds },
      });
    });
  }

  private async refuseUnsigned(branchMonthId: number): Promise<void> {
    const missing = missingBeforePublication(await this.steps.of(branchMonthId));
    if (missing.length === 0) return;
    throw new Refusal('conflict', { errors: missing.map((code) => ({ path: 'branchMonth', code })) });
  }
}

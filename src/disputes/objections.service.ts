import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { BranchSettingsService } from '../assessments/branch-settings.service.js';
import { SheetRecords } from '../assessments/sheet-records.service.js';
import type { Sheet } from '../assessments/sheet.entity.js';
import { canonicalJson } from '../audit/canonical.js';
import { Clock, type Day } from '../calendar.js';
import { Calendars } from '../calendars/calendars.service.js';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { invalid, Refusal } from '../http/refusal.js';
import { appealUntil, mayBecome, mayHideName, type ObjectionCase } from '../publication/objection.js';
import { Objection } from '../publication/objection.entity.js';
import { caseOf, Officers } from '../publication/officers.service.js';
import type { Publication } from '../publication/publication.entity.js';
import { isWindowOver } from '../publication/window.js';
import { itemOf, profileOf, type Scheme } from '../scoring/scheme.js';
import { SealedRows } from '../vault/sealed-rows.service.js';
import { ObjectionRecords } from './objection-records.service.js';

export interface ObjectionWish {
  requestId: string;
  itemCode: string | null;
  reason: string;
  anonymous: boolean;
}

type StandingPublication = Pick<Publication, 'id' | 'untilDay'> & { onAppeal: 0 | 1 | null };

/** What members do: object to a published row, take it back, appeal, and read the answer. */
@Injectable()
export class Objections {
  constructor(
    private readonly database: Database,
    private readonly sheets: SheetRecords,
    private readonly records: ObjectionRecords,
    private readonly officers: Officers,
    private readonly settings: BranchSettingsService,
    private readonly calendars: Calendars,
    private readonly clock: Clock,
    private readonly sealed: SealedRows,
  ) {}

  /**
   * Objects to a row or to one of its items, while the publication of that row is open. Answers the objection's key.
   * Refuses after the window (409), a second open objection to the same (409), and a hidden name where it could not stay hidden.
   */
  async raise(sheetId: number, wish: ObjectionWish, actor: Actor): Promise<string> {
    const { now, today } = this.clock.moment();
    const authorMemberId = actor.memberId;
    if (authorMemberId === null) throw new Refusal('forbidden');
    return this.database.write(async () => {
      const { sheet, branchMonth, scheme } = await this.sheets.lock(sheetId);
      const repeated = await this.repeated(sheetId, wish, authorMemberId);
      if (repeated) return repeated;
      const publication = await this.openPublication(sheet, today);
      refuseItem(scheme, sheet, wish.itemCode);
      const deciders = await this.decidersOf(sheet);
      const { anonymous, itemCode, reason, requestId } = wish;
      const objection = {
        publicKey: randomUUID(),
        requestId,
        branchMonthId: branchMonth.id,
        sheetId,
        publicationId: publication.id,
        subjectMemberId: sheet.memberId,
        authorMemberId,
        anonymous,
        itemCode,
        reason,
        deciders: canonicalJson(deciders),
        state: 'received' as const,
        receivedAt: anonymous ? null : now,
        receivedDay: today,
        version: 1,
      };
      await this.refuseSecond(objection);
      const { branchId, path } = await this.records.branchOf(branchMonth.id);
      if (anonymous) await this.refuseTellingName(actor, { ...caseOf(objection), anonymous }, branchId, path, today);
      await this.database.insert(Objection, [this.sealed.seal('objections', objection.publicKey, objection)]);
      const by = { branchId, actor, now, asAuthor: true };
      await this.records.record('raise', objection, by, { day: today }, { reason });
      return objection.publicKey;
    });
  }

  /** Takes one's own objection back before it is answered. */
  async withdraw(key: string, version: number, actor: Actor): Promise<void> {
    const now = this.clock.now();
    await this.database.write(async () => {
      const objection = await this.lockOwn(key, actor);
      if (!mayBecome(objection.state, 'withdrawn')) throw wrongState(objection);
      refuseStale(objection, version);
      await this.records.update(objection, { state: 'withdrawn' });
      const { branchId } = await this.records.branchOf(objection.branchMonthId);
      await this.records.record('withdraw', objection, { branchId, actor, now, asAuthor: true });
    });
  }

  /** Takes an answer to the level above: once, by who objected or by who it was about, within the days for it. */
  async appeal(key: string, version: number, reason: string, actor: Actor): Promise<void> {
    const { now, today } = this.clock.moment();
    await this.database.write(async () => {
      const objection = await this.lockOwn(key, actor, { orAboutMe: true });
      const until = appealUntil(objection, await this.calendars.current());
      if (until === null || today > until)
        throw new Refusal('wrongState', { params: { state: objection.state, ...(until && { untilDay: until }) } });
      refuseStale(objection, version);
      const byAuthor = objection.authorMemberId === actor.memberId;
      await this.records.update(objection, {
        appealState: 'open',
        appealedByAuthor: byAuthor,
        appealedDay: today,
        appealReason: reason,
      });
      const { branchId } = await this.records.branchOf(objection.branchMonthId);
      const by = { branchId, actor, now, asAuthor: byAuthor };
      await this.records.record('appeal', objection, by, { day: today, byAuthor }, { reason });
    });
  }

  /** Notes that the answer was read by one of the two it was given to. */
  async read(key: string, actor: Actor): Promise<void> {
    const now = this.clock.now();
    await this.database.write(async () => {
      const { id, authorMemberId } = await this.lockOwn(key, actor, { orAboutMe: true });
      const column = authorMemberId === actor.memberId ? 'authorReadAt' : 'subjectReadAt';
      await this.database.change(`UPDATE objections SET ${column} = ? WHERE id = ? AND ${column} IS NULL`, [now, id]);
    });
  }

  /** One's own objection, or an answered one about one's own row. Anybody else's isn't there. */
  private async lockOwn(key: string, actor: Actor, { orAboutMe = false } = {}): Promise<Objection> {
    const found = await this.records.find(key);
    const isMine = found.authorMemberId === actor.memberId;
    const isAboutMe = orAboutMe && found.subjectMemberId === actor.memberId && found.answeredAt !== null;
    if (actor.memberId === null || !(isMine || isAboutMe)) throw new Refusal('notFound');
    await this.database.lock('branch_months', found.branchMonthId);
    return this.records.lock(found);
  }

  private async repeated(sheetId: number, { requestId, itemCode, reason }: ObjectionWish, memberId: number) {
    const found = await this.database.row<Objection>('SELECT * FROM objections WHERE requestId = ?', [requestId]);
    if (!found) return undefined;
    const first = this.sealed.open('objections', found);
    const isSame = first.sheetId === sheetId && first.authorMemberId === memberId && first.reason === reason;
    if (!isSame || first.itemCode !== itemCode) throw invalid('requestId', 'usedForSomethingElse');
    return first.publicKey;
  }

  /** The publication that the row stands in, if it is still open: accepted from the first minute to the last day's end. */
  private async openPublication({ state, publicationId }: Sheet, today: Day): Promise<StandingPublication> {
    const publication = await this.database.row<StandingPublication>(
      `SELECT publications.id, publications.untilDay, amendments.onAppeal
         FROM publications LEFT JOIN amendments ON amendments.publicationId = publications.id
        WHERE publications.id = ?`,
      [publicationId ?? 0],
    );
    if (state !== 'published' || !publication) throw new Refusal('wrongState', { params: { state } });
    const { untilDay, onAppeal } = publication;
    if (isWindowOver(untilDay, today)) throw new Refusal('wrongState', { params: { state: 'windowOver', untilDay } });
    // What was changed on appeal is final.
    if (onAppeal) throw new Refusal('wrongState', { params: { state: 'appealed' } });
    return publication;
  }

  /** Who decided the row or any of its lines: none of them answers an objection to it. */
  private async decidersOf({ id, decidedBy }: Sheet): Promise<number[]> {
    const lines = await this.database.rows<{ decidedBy: number }>(
      'SELECT DISTINCT decidedBy FROM sheet_lines WHERE sheetId = ? AND decidedBy IS NOT NULL',
      [id],
    );
    const ids = [...lines.map((line) => line.decidedBy), ...(decidedBy === null ? [] : [decidedBy])];
    return [...new Set(ids)].sort((one, other) => one - other);
  }

  private async refuseSecond(objection: Pick<Objection, 'sheetId' | 'authorMemberId' | 'itemCode' | 'publicationId'>) {
    const { sheetId, authorMemberId, itemCode, publicationId } = objection;
    const others = await this.database.rows<Pick<Objection, 'itemCode'>>(
      `SELECT itemCode FROM objections
        WHERE sheetId = ? AND authorMemberId = ? AND publicationId = ? AND state NOT IN ('withdrawn', 'closed')`,
      [sheetId, authorMemberId, publicationId],
    );
    if (others.some((other) => other.itemCode === itemCode)) throw new Refusal('duplicate');
  }

  private async refuseTellingName(actor: Actor, objection: ObjectionCase, branchId: number, path: string, today: Day) {
    if (!(await this.mayBeAnonymous(branchId))) throw invalid('anonymous', 'notOffered');
    const officers = await this.officers.of(path, today);
    if (!mayHideName(actor, officers, objection)) throw invalid('anonymous', 'wouldTellName');
  }

  /** Whether the branch takes objections without a name. */
  async mayBeAnonymous(branchId: number): Promise<boolean> {
    return (await this.settings.of(branchId)).objectionsAnonymous;
  }
}

function refuseItem(scheme: Scheme, { profileCode, notScoredReason }: Sheet, itemCode: string | null): void {
  if (itemCode === null) return;
  const notApplicable = profileOf(scheme, profileCode)?.notApplicable ?? [];
  if (!itemOf(scheme, itemCode)) throw invalid('itemCode', 'unknownItem');
  if (notScoredReason !== null || notApplicable.includes(itemCode)) throw invalid('itemCode', 'notApplicable');
}

export function wrongState({ state, appealState }: Objection): Refusal {
  return new Refusal('wrongState', { params: { state, ...(appealState && { appealState }) } });
}

export function refuseStale(objection: Objection, version: number): void {
  if (objection.version !== version) throw new Refusal('stale', { params: { version: objection.version } });
}

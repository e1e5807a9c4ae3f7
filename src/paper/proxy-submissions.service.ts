import { Injectable } from '@nestjs/common';
import { type Canonical, canonicalJson } from '../audit/canonical.js';
import { saltedDigests, sha256 } from '../audit/trail.service.js';
import { deadlineOf } from '../assessments/extension.js';
import { type Consent, ProxyEntry } from '../assessments/proxy-entry.entity.js';
import { SheetRecords } from '../assessments/sheet-records.service.js';
import type { Sheet } from '../assessments/sheet.entity.js';
import { refuseIfAny, Submissions } from '../assessments/submission.service.js';
import { Clock, type Day, dayOf } from '../calendar.js';
import { Database, marks } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { Refusal } from '../http/refusal.js';
import { may } from '../identity/rights.js';
import { isEmpty, scopeOf } from '../identity/scope.js';
import type { WrittenLine } from '../assessments/lines.js';
import type { PaperOutcomeView, PaperProblemView } from './paper.view.js';
import { isPaperLate, paperProblems, type Proxied, whyNotEnter } from './proxy.js';

/** A member's paper as it was typed in. */
export interface Paper {
  sheetId: number;
  version: number;
  lines: WrittenLine[];
  reason: string;
  consent: Consent;
  consentNote: string;
  receivedOn: Day;
  paperCode: string | null;
  replacesDraft: boolean;
}

interface Place {
  memberId: number;
  openedAt: string;
}

/** Enters members' paper sheets for them (代录). */
@Injectable()
export class ProxySubmissions {
  constructor(
    private readonly database: Database,
    private readonly records: SheetRecords,
    private readonly submissions: Submissions,
    private readonly clock: Clock,
  ) {}

  /**
   * Hands a sheet in for its member. The same paper entered again changes nothing, whatever version it names: so a stack whose
   * answer was lost is simply sent again.
   */
  async enter(paper: Paper, actor: Actor): Promise<'submitted' | 'unchanged'> {
    const { now, today } = this.clock.moment();
    const { sheetId, version, receivedOn, consent, consentNote, reason, replacesDraft, lines } = paper;
    const contentDigest = digestOf(paper);
    return this.database.write(async () => {
      const place = await this.placeOf(sheetId);
      refuseIfAny(paperProblems(paper, { today, opened: dayOf(place.openedAt) }));
      await this.database.lock('members', place.memberId);
      const known = await this.proxied(sheetId);
      if (known.sheet.state !== 'draft' && known.contentDigest === contentDigest) return 'unchanged';
      const obstacle = whyNotEnter(known, actor.memberId, replacesDraft);
      if (obstacle) throw new Refusal(obstacle);
      await this.records.take({ step: 'proxy', sheetId, version, actor, now }, async (locked) => {
        const { sheet, branchMonth } = locked;
        const late = isPaperLate(known, receivedOn, deadlineOf(sheet, branchMonth));
        const handedIn = await this.submissions.handIn(locked, lines, { now, today, late });
        const { memberId } = sheet;
        const by = { enteredAt: now, enteredBy: actor.accountId, enteredByMemberId: actor.memberId };
        await this.database.insert(ProxyEntry, [
          { sheetId, memberId, ...by, receivedOn, reason, consent, consentNote, contentDigest },
        ]);
        const said = saltedDigests(locked.salt, { reason, consentNote });
        return { ...handedIn, ...said, receivedOn, consent, replacesDraft: known.hasOwnLines && !known.byProxy };
      });
      return 'submitted';
    });
  }

  /**
   * Enters a stack, each sheet in a transaction of its own: a mistake in one does not hold up the others, and each answer says what
   * became of it. Sheets that are not of this month, or not for the actor to enter, are not there; 403 for who enters nobody's.
   */
  async enterStack(branchMonthId: number, stack: readonly Paper[], actor: Actor): Promise<PaperOutcomeView[]> {
    if (isEmpty(scopeOf(actor, 'sheet.proxy'))) throw new Refusal('forbidden');
    const twice = stack.findIndex(
      ({ sheetId }, index) => stack.findIndex((paper) => paper.sheetId === sheetId) < index,
    );
    if (twice >= 0) refuseIfAny([{ path: `sheets[${twice}].sheetId`, code: 'sheetTwice' }]);
    const within = await this.within(branchMonthId, stack, actor);
    const outcomes: PaperOutcomeView[] = [];
    for (const paper of stack) outcomes.push(await this.outcomeOf(paper, within.has(paper.sheetId), actor));
    return outcomes;
  }

  private async outcomeOf(paper: Paper, isWithin: boolean, actor: Actor): Promise<PaperOutcomeView> {
    const { sheetId } = paper;
    try {
      if (!isWithin) throw new Refusal('notFound');
      return { sheetId, outcome: await this.enter(paper, actor), problem: null };
    } catch (error) {
      // What is wrong with one sheet is its own answer; a fault of the service, or its absence, is everybody's.
      if (!(error instanceof Refusal) || error.status >= 500) throw error;
      return { sheetId, outcome: 'refused', problem: problemOf(error) };
    }
  }

  /** Which of these sheets are of this month, and the actor's to enter. */
  private async within(branchMonthId: number, stack: readonly Paper[], actor: Actor): Promise<Set<number>> {
    const ids = stack.map(({ sheetId }) => sheetId);
    const rows = await this.database.read(() =>
      this.database.rows<{ sheetId: number; memberId: number; unitPath: string }>(
        `SELECT sheets.id AS sheetId, sheets.memberId, COALESCE(teams.path, branches.path) AS unitPath
           FROM sheets
           JOIN branch_months ON branch_months.id = sheets.branchMonthId
           JOIN units branches ON branches.id = branch_months.branchId
           LEFT JOIN units teams ON teams.id = sheets.groupId
          WHERE sheets.branchMonthId = ? AND sheets.id IN ${marks(ids)}`,
        [branchMonthId, ...ids],
      ),
    );
    return new Set(rows.filter((row) => may('sheet.proxy', actor, row)).map(({ sheetId }) => sheetId));
  }

  private async placeOf(sheetId: number): Promise<Place> {
    const place = await this.database.row<Place>(
      `SELECT sheets.memberId, branch_months.openedAt
         FROM sheets JOIN branch_months ON branch_months.id = sheets.branchMonthId WHERE sheets.id = ?`,
      [sheetId],
    );
    if (!place) throw new Refusal('notFound');
    return place;
  }

  /** The sheet as it stands; its member is locked, so nobody hands it in meanwhile. */
  private async proxied(sheetId: number): Promise<Proxied & { contentDigest: string | null }> {
    const row = await this.database.row<Sheet & { contentDigest: string | null; ownLines: number }>(
      `SELECT sheets.*, proxy_entries.contentDigest,
              (SELECT COUNT(*) FROM sheet_lines WHERE sheet_lines.sheetId = sheets.id AND sheet_lines.origin = 'self') AS ownLines
         FROM sheets LEFT JOIN proxy_entries ON proxy_entries.sheetId = sheets.id WHERE sheets.id = ?`,
      [sheetId],
    );
    if (!row) throw new Refusal('notFound');
    const { contentDigest, ownLines, ...sheet } = row;
    return { sheet, byProxy: contentDigest !== null, hasOwnLines: ownLines > 0, contentDigest };
  }
}

/** Of all that a paper says; how often, and over which version, it was sent makes no difference. */
function digestOf({ lines, reason, consent, consentNote, receivedOn }: Paper): string {
  return sha256(canonicalJson({ lines: lines as unknown as Canonical, reason, consent, consentNote, receivedOn }));
}

function problemOf({ code, more }: Refusal): PaperProblemView {
  return { code, errors: more.errors ?? [], params: more.params ?? {} };
}

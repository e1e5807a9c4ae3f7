import { Injectable } from '@nestjs/common';
import { type Canonical, canonicalJson } from '../audit/canonical.js';
import { chainOf, saltedDigests, Trail } from '../audit/trail.service.js';
import { Clock, type Day } from '../calendar.js';
import { Database, marks } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { Refusal } from '../http/refusal.js';
import { Schemes } from '../schemes/schemes.service.js';
import { scoreSheet } from '../scoring/score.js';
import { BranchMonthRecords } from './branch-month-records.service.js';
import type { BranchMonth } from './branch-month.entity.js';
import { EarlierSheets } from './earlier-sheets.service.js';
import { countedAlready } from './line-problems.js';
import { decidedEntry, withAutomaticLines } from './lines.js';
import type { PreReview, PreReviewLine } from './pre-review.entity.js';
import { PreReviewRecords } from './pre-review-records.service.js';
import { whyNotPreReview } from './pre-reviewers.js';
import { type LineDecision, type Review, reviewedLines, reviewProblems } from './review.js';
import type { ReviewStep } from './reviews.service.js';
import { nothingDecided, type LockedSheet, SheetRecords } from './sheet-records.service.js';
import type { SheetLine } from './sheet-line.entity.js';
import { refuseIfAny } from './submission.service.js';
import { isEmpty, scopeOf } from '../identity/scope.js';

interface Unchanged {
  id: number;
  memberId: number;
  profileCode: string;
  selfScoreHundredths: number | null;
}

/** What is looked at before the branch decides: agreed, changed with a reason, or given back with a reason. */
@Injectable()
export class PreReviews {
  constructor(
    private readonly database: Database,
    private readonly trail: Trail,
    private readonly schemes: Schemes,
    private readonly months: BranchMonthRecords,
    private readonly sheets: SheetRecords,
    private readonly preReviews: PreReviewRecords,
    private readonly earlierSheets: EarlierSheets,
    private readonly clock: Clock,
  ) {}

  /** Puts this opinion in the place of the one before. A line that it says nothing about is agreed with. */
  async give(by: ReviewStep, opinion: Review): Promise<void> {
    const { now, today } = this.clock.moment();
    await this.sheets.take({ ...by, step: 'preReview', now }, async (locked) => {
      const { sheet, branchMonth, scheme } = locked;
      await this.refuseOthers(by.actor, locked, today);
      const lines = withAutomaticLines(scheme, sheet, locked.lines);
      const complete = withTheRest(lines, opinion);
      const frame = { scheme, profileCode: sheet.profileCode, month: branchMonth.month, today };
      refuseIfAny(reviewProblems(frame, lines, complete));
      const elsewhere = await this.sheets.linesElsewhere(sheet, opinion.additions);
      refuseIfAny(countedAlready(opinion.additions, elsewhere, 'additions'));
      const seen = reviewedLines(sheet.id, lines, complete, { accountId: by.actor.accountId, now });
      const earlier = await this.earlierSheets.usedUp(scheme, sheet, branchMonth.month);
      const { scoreHundredths } = scoreSheet(scheme, sheet.profileCode, seen.map(decidedEntry), earlier);
      const said = opinionLines(seen);
      await this.preReviews.replace([rowOf(sheet, by.actor, now, scoreHundredths)], said);
      await this.sheets.update(sheet, { state: 'preReviewed', returnedReason: null });
      const words = saltedDigests(locked.salt, { lines: canonicalJson(said as unknown as Canonical) });
      return { scoreHundredths, differing: said.length, ...words };
    });
  }

  /** Gives the sheet back to its member, with a reason. */
  async giveBack(by: ReviewStep, reason: string): Promise<void> {
    const { now, today } = this.clock.moment();
    await this.sheets.take({ ...by, step: 'preReviewReturn', now }, async (locked) => {
      const { sheet, salt } = locked;
      await this.refuseOthers(by.actor, locked, today);
      await this.preReviews.clear(sheet.id);
      await this.sheets.update(sheet, { ...nothingDecided, state: 'draft', returnedReason: reason });
      return saltedDigests(salt, { reason });
    });
  }

  /**
   * Agrees with every sheet that was handed in in time and on which nothing differs, as far as they are this person's to
   * pre-review; never with his own. Answers how many.
   */
  async agreeWithUnchanged(branchMonthId: number, version: number, actor: Actor): Promise<number> {
    const { now, today } = this.clock.moment();
    if (isEmpty(scopeOf(actor, 'sheet.preReview'))) throw new Refusal('forbidden');
    return this.database.write(async () => {
      const branchMonth = await this.months.lock(branchMonthId, version, 'preReview');
      const cases = await this.preReviews.casesOf([branchMonthId], today);
      const mine = new Set([...cases].filter(([, about]) => whyNotPreReview(actor, about) === null).map(([id]) => id));
      if (mine.size === 0) throw new Refusal('forbidden');
      const sheets = (await this.unchanged(branchMonth)).filter(({ id }) => mine.has(id));
      if (sheets.length === 0) return 0;
      const { definition } = await this.schemes.byId(branchMonth.schemeVersionId);
      const asTheyStand = ({ profileCode }: Unchanged) => scoreSheet(definition, profileCode, []).scoreHundredths;
      await this.preReviews.replace(
        sheets.map((sheet) => rowOf(sheet, actor, now, sheet.selfScoreHundredths ?? asTheyStand(sheet))),
        [],
      );
      const ids = sheets.map(({ id }) => id);
      const changed = await this.database.change(
        `UPDATE sheets SET state = 'preReviewed', version = version + 1 WHERE state = 'submitted' AND id IN ${marks(ids)}`,
        ids,
      );
      if (changed !== ids.length) throw new Refusal('stale');
      await this.months.update(branchMonth, {});
      await this.trail.append({
        chain: chainOf(branchMonth.branchId),
        at: now,
        action: 'month.agreeUnchanged',
        actorAccountId: actor.accountId,
        about: { branchMonthId, sheetIds: ids },
      });
      return ids.length;
    });
  }

  private unchanged({ id }: BranchMonth): Promise<Unchanged[]> {
    return this.database.rows<Unchanged>(
      `SELECT id, memberId, profileCode, selfScoreHundredths FROM sheets
        WHERE branchMonthId = ? AND state = 'submitted' AND late = 0
          AND NOT EXISTS (SELECT 1 FROM sheet_lines WHERE sheet_lines.sheetId = sheets.id)
        ORDER BY id${this.database.dialect.forUpdate}`,
      [id],
    );
  }

  private async refuseOthers(actor: Actor, { sheet, branchMonth }: LockedSheet, today: Day): Promise<void> {
    const about = (await this.preReviews.casesOf([branchMonth.id], today)).get(sheet.id);
    const refusal = about ? whyNotPreReview(actor, about) : 'forbidden';
    if (refusal) throw new Refusal(refusal);
  }
}

/** The opinion with a word about every line: what it does not mention it agrees with. */
function withTheRest(lines: readonly SheetLine[], { decisions, additions }: Review): Review {
  const said = new Set(decisions.map(({ number }) => number));
  const agreed = lines
    .filter(({ origin, number }) => origin === 'self' && !said.has(number))
    .map(({ number }): LineDecision => {
      return { number, outcome: 'accepted', optionCode: null, count: null, pointsHundredths: null, reason: '' };
    });
  return { decisions: [...decisions, ...agreed], additions };
}

/** What of the lines, as they were pre-reviewed, says something else than the sheet. */
function opinionLines(lines: readonly SheetLine[]): PreReviewLine[] {
  return lines.flatMap((line): PreReviewLine[] => {
    const { sheetId, number, itemCode, occurredOn, description, reason, outcome } = line;
    if (line.origin === 'review') {
      const { optionCode, count, pointsHundredths } = line;
      const value = { optionCode, count, pointsHundredths };
      return [{ sheetId, number, itemCode, outcome: 'found', ...value, occurredOn, description, reason }];
    }
    if (outcome !== 'changed' && outcome !== 'refused') return [];
    const { decidedOptionCode: optionCode, decidedCount: count, decidedPointsHundredths: pointsHundredths } = line;
    const words = { occurredOn: null, description: '', reason: line.decisionReason ?? '' };
    return [{ sheetId, number, itemCode, outcome, optionCode, count, pointsHundredths, ...words }];
  });
}

function rowOf(
  sheet: { id: number; memberId: number },
  { accountId, memberId: byMemberId }: Actor,
  at: string,
  scoreHundredths: number,
): PreReview {
  return { sheetId: sheet.id, memberId: sheet.memberId, at, accountId, byMemberId, scoreHundredths };
}

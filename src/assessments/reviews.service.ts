import { Injectable } from '@nestjs/common';
import { type Canonical, canonicalJson } from '../audit/canonical.js';
import { saltedDigests } from '../audit/trail.service.js';
import { Clock, type Day } from '../calendar.js';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { type FieldProblem, Refusal } from '../http/refusal.js';
import { scoreSheet } from '../scoring/score.js';
import { type Case, whyNotDecide } from './deciders.js';
import { Deciders } from './deciders.service.js';
import { EarlierSheets } from './earlier-sheets.service.js';
import { EvidenceFiles } from '../evidence/evidence-files.service.js';
import { needsReason } from './doubles.js';
import { countedAlready, fileProblems } from './line-problems.js';
import { LineProofs } from './line-proofs.service.js';
import { decidedEntry, decidedRows, withAutomaticLines } from './lines.js';
import { openItems, type Review, reviewedLines, reviewProblems } from './review.js';
import { PreReviewRecords } from './pre-review-records.service.js';
import { type LockedSheet, nothingDecided, SheetRecords } from './sheet-records.service.js';
import type { Sheet } from './sheet.entity.js';
import type { SheetState } from './states.js';
import type { SheetLine } from './sheet-line.entity.js';
import { refuseIfAny } from './submission.service.js';
import { undecidedSheet } from './undecided.js';

export interface ReviewStep {
  sheetId: number;
  version: number;
  actor: Actor;
}

/** What reviewers do with one sheet: decide it line by line, take the decision back, or return the sheet to its member. */
@Injectable()
export class Reviews {
  constructor(
    private readonly database: Database,
    private readonly records: SheetRecords,
    private readonly deciders: Deciders,
    private readonly preReviews: PreReviewRecords,
    private readonly earlierSheets: EarlierSheets,
    private readonly evidence: EvidenceFiles,
    private readonly proofs: LineProofs,
    private readonly clock: Clock,
  ) {}

  /**
   * Puts this review in the place of the one before. Complete, it decides the sheet, for which no line may be open;
   * otherwise it is kept, and the sheet stays where it is.
   */
  async decide(by: ReviewStep, review: Review, complete: boolean): Promise<void> {
    const { now, today } = this.clock.moment();
    const decider = { accountId: by.actor.accountId, now };
    await this.records.take({ ...by, step: 'decide', now }, async (locked) => {
      const { sheet, branchMonth, scheme } = locked;
      const { branchPath } = await this.refuseOtherDeciders(by.actor, locked, today);
      const lines = withAutomaticLines(scheme, sheet, locked.lines);
      const frame = { scheme, profileCode: sheet.profileCode, month: branchMonth.month, today };
      refuseIfAny([...reviewProblems(frame, lines, review), ...(await this.proofProblems(locked, branchPath, review))]);
      const elsewhere = await this.records.linesElsewhere(sheet, review.additions);
      refuseIfAny(countedAlready(review.additions, elsewhere, 'additions'));
      const reviewed = reviewedLines(sheet.id, lines, review, decider);
      if (complete) return this.complete(by.actor, locked, reviewed, now);
      await this.records.replaceAllLines(sheet.id, reviewed);
      await this.records.update(sheet, { state: sheet.state });
      return { complete: false, ...said(locked, reviewed) };
    });
  }

  /** Takes a decision back before it is published. What was said about the lines stays, to be said anew or differently. */
  async reopen(by: ReviewStep): Promise<void> {
    const { now, today } = this.clock.moment();
    await this.records.take({ ...by, step: 'reopen', now }, async (locked) => {
      const { sheet } = locked;
      await this.refuseOtherDeciders(by.actor, locked, today);
      await this.records.update(sheet, {
        ...nothingDecided,
        state: await this.stateBefore(sheet),
      });
      return {};
    });
  }

  /** Gives the sheet back to its member with a reason. What reviewers found themselves stays; what they decided is void. */
  async giveBack(by: ReviewStep, reason: string): Promise<void> {
    const { now, today } = this.clock.moment();
    await this.records.take({ ...by, step: 'return', now }, async (locked) => {
      const { sheet, salt } = locked;
      await this.refuseOtherDeciders(by.actor, locked, today);
      await this.database.change(
        `UPDATE sheet_lines SET outcome = NULL, decidedOptionCode = NULL, decidedCount = NULL, decidedPointsHundredths = NULL,
                decisionReason = NULL, decidedBy = NULL, decidedAt = NULL,
                claimedHundredths = NULL, countedHundredths = NULL, notes = NULL
          WHERE sheetId = ? AND origin <> 'review'`,
        [sheet.id],
      );
      await this.preReviews.clear(sheet.id);
      await this.records.update(sheet, { ...nothingDecided, state: 'draft', returnedReason: reason });
      return saltedDigests(salt, { reason });
    });
  }

  private async stateBefore({ id, submittedAt }: Sheet): Promise<SheetState> {
    if (submittedAt === null) return 'draft';
    return (await this.preReviews.of(id)) ? 'preReviewed' : 'submitted';
  }

  private async complete(actor: Actor, locked: LockedSheet, lines: readonly SheetLine[], now: string) {
    const { sheet, branchMonth, scheme } = locked;
    const open = openItems(scheme, sheet.profileCode, lines, true, branchMonth.month);
    if (open.length > 0) {
      const name = await this.deciders.nameOf(sheet.memberId);
      throw new Refusal('undecided', { errors: [undecidedSheet(sheet.id, name, open)] });
    }
    const earlier = await this.earlierSheets.usedUp(scheme, sheet, branchMonth.month);
    const decided = decidedRows(scoreSheet(scheme, sheet.profileCode, lines.map(decidedEntry), earlier), earlier);
    await this.records.replaceAllLines(
      sheet.id,
      lines.map((line) => ({ ...line, ...decided.lines.get(line.number) })),
    );
    await this.records.update(sheet, {
      ...decided.sheet,
      state: 'decided',
      fromRecords: sheet.submittedAt === null,
      decidedAt: now,
      decidedBy: actor.accountId,
      decidedByMemberId: actor.memberId,
    });
    const { scoreHundredths } = decided.sheet;
    return { complete: true, scoreHundredths, ...said(locked, lines) };
  }

  private async refuseOtherDeciders(actor: Actor, { sheet, branchMonth }: LockedSheet, today: Day): Promise<Case> {
    const { memberId } = sheet;
    const about = await this.deciders.caseOf(memberId, branchMonth.branchId, today);
    const refusal = whyNotDecide(actor, about);
    if (refusal) throw new Refusal(refusal);
    return about;
  }

  /** The files of the reviewers' own lines must be the sheet's; what was used elsewhere is not accepted without a word. */
  private async proofProblems(
    { sheet, branchMonth, lines, scheme }: LockedSheet,
    branchPath: string,
    { decisions, additions }: Review,
  ): Promise<FieldProblem[]> {
    const files = await this.evidence.ofSheet(sheet.id);
    const unexplained = new Set(
      decisions.filter(({ outcome, reason }) => outcome === 'accepted' && reason === '').map(({ number }) => number),
    );
    const asked = lines.filter(({ number, origin }) => origin === 'self' && unexplained.has(number));
    const doubles = await this.proofs.doubles({ ...branchMonth, ...sheet, branchPath }, scheme, asked);
    return [
      ...fileProblems(additions, new Set(files.map(({ id }) => id)), 'additions'),
      ...decisions.flatMap(({ number }, index) =>
        doubles.get(number)?.some(needsReason) ? [{ path: `decisions[${index}].reason`, code: 'usedElsewhere' }] : [],
      ),
    ];
  }
}

function said({ salt }: LockedSheet, lines: readonly SheetLine[]): Record<string, string | null> {
  return saltedDigests(salt, { lines: canonicalJson(lines as unknown as Canonical) });
}

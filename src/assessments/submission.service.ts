import { Injectable } from '@nestjs/common';
import { type Canonical, canonicalJson } from '../audit/canonical.js';
import { saltedDigests } from '../audit/trail.service.js';
import { Clock, type Day, type Moment } from '../calendar.js';
import type { Actor } from '../http/allow.js';
import { type FieldProblem, Refusal } from '../http/refusal.js';
import { scoreSheet } from '../scoring/score.js';
import { deadlineOf } from './extension.js';
import { EarlierSheets } from './earlier-sheets.service.js';
import { countedAlready, fileProblems, type Frame, valueProblems, wordProblems } from './line-problems.js';
import { EvidenceFiles } from '../evidence/evidence-files.service.js';
import { claimedEntry, numbered, saysNothing, saySame, withAutomaticLines, type WrittenLine } from './lines.js';
import { type LockedSheet, SheetRecords } from './sheet-records.service.js';
import type { SheetLine } from './sheet-line.entity.js';
import type { Sheet } from './sheet.entity.js';

export interface OwnStep {
  sheetId: number;
  version: number;
  actor: Actor;
}

/** A sheet as such a step has left it: its version, and its lines as they are stored now. */
export interface WrittenSheet {
  sheetId: number;
  version: number;
  lines: readonly SheetLine[];
}

/** What a member does with his own sheet: writes, hands in, takes back. */
@Injectable()
export class Submissions {
  constructor(
    private readonly records: SheetRecords,
    private readonly earlierSheets: EarlierSheets,
    private readonly evidence: EvidenceFiles,
    private readonly clock: Clock,
  ) {}

  /** Keeps what was written so far. The values must be possible; reasons may still be missing. Nothing is decided: no trail. */
  async save(by: OwnStep, lines: readonly WrittenLine[]): Promise<WrittenSheet> {
    const { now, today } = this.clock.moment();
    const isDone = (locked: LockedSheet) => locked.sheet.state === 'draft' && this.says(locked, lines);
    const left = await this.records.take({ ...by, step: 'save', now, isDone }, async (locked) => {
      refuseIfAny([...valueProblems(frameOf(locked, today), lines), ...(await this.fileProblems(locked, lines))]);
      await this.records.replaceSelfLines(locked, meaningful(locked, lines));
      await this.records.update(locked.sheet, { state: 'draft' });
      return null;
    });
    return writtenBy(by, left);
  }

  /** Hands the sheet in; [] confirms it unchanged. Handed in again, it replaces what was there, and stays in time if it was. */
  async submit(by: OwnStep, lines: readonly WrittenLine[]): Promise<WrittenSheet> {
    const { now, today } = this.clock.moment();
    const isDone = (locked: LockedSheet) => locked.sheet.state === 'submitted' && this.says(locked, lines);
    const left = await this.records.take({ ...by, step: 'submit', now, isDone }, async (locked) => {
      const late = isLate(locked.sheet, today, deadlineOf(locked.sheet, locked.branchMonth));
      return this.handIn(locked, lines, { now, today, late });
    });
    return writtenBy(by, left);
  }

  /**
   * Makes these lines the member's opinion and the sheet submitted, whoever brings them; the caller has locked the sheet and
   * says whether it is late. Answers what the trail is to say.
   */
  async handIn(
    locked: LockedSheet,
    lines: readonly WrittenLine[],
    { now, today, late }: Moment & { late: boolean },
  ): Promise<Record<string, Canonical>> {
    const { sheet, branchMonth, scheme } = locked;
    const frame = frameOf(locked, today);
    refuseIfAny([
      ...valueProblems(frame, lines),
      ...wordProblems(frame, lines),
      ...(await this.fileProblems(locked, lines)),
    ]);
    const kept = meaningful(locked, lines);
    refuseIfAny(countedAlready(lines, await this.records.linesElsewhere(sheet, lines)));
    const entries = withAutomaticLines(scheme, { ...sheet, submittedAt: now, late }, kept).map(claimedEntry);
    const earlier = await this.earlierSheets.usedUp(scheme, sheet, branchMonth.month, true);
    const { scoreHundredths: selfScoreHundredths } = scoreSheet(scheme, sheet.profileCode, entries, earlier);
    await this.records.replaceSelfLines(locked, kept);
    const state = 'submitted';
    await this.records.update(sheet, { state, submittedAt: now, late, selfScoreHundredths, returnedReason: null });
    const said = { lines: canonicalJson(kept as unknown as Canonical) };
    return {
      late,
      selfScoreHundredths,
      lineCount: kept.length,
      ...saltedDigests(locked.salt, said),
    };
  }

  /** Takes the sheet back while nobody has begun to decide. Its lines stay as a draft; handed in anew, the day counts anew. */
  async withdraw(by: OwnStep): Promise<WrittenSheet> {
    const isDone = ({ sheet }: LockedSheet) => sheet.state === 'draft' && sheet.submittedAt === null;
    const now = this.clock.now();
    const left = await this.records.take({ ...by, step: 'withdraw', now, isDone }, async ({ sheet }) => {
      await this.records.update(sheet, { state: 'draft', submittedAt: null, late: false, selfScoreHundredths: null });
      return {};
    });
    return writtenBy(by, left);
  }

  private says(locked: LockedSheet, lines: readonly WrittenLine[]): boolean {
    const own = locked.lines.filter(({ origin }) => origin === 'self');
    return saySame(own, meaningful(locked, lines));
  }

  private async fileProblems({ sheet }: LockedSheet, lines: readonly WrittenLine[]): Promise<FieldProblem[]> {
    if (lines.every(({ evidenceFileIds }) => evidenceFileIds.length === 0)) return [];
    return fileProblems(lines, new Set((await this.evidence.ofSheet(sheet.id)).map(({ id }) => id)));
  }
}

/** In time is who hands in on the last day at the latest, as the organisation's zone has it; who was in time once stays so. */
export function isLate({ submittedAt, late }: Pick<Sheet, 'submittedAt' | 'late'>, today: Day, until: Day): boolean {
  return submittedAt === null ? today > until : Boolean(late);
}

/** Each step gives the sheet its next version, and one that was done before has given it the same. */
function writtenBy({ sheetId, version }: OwnStep, { lines }: LockedSheet): WrittenSheet {
  return { sheetId, version: version + 1, lines };
}

function frameOf({ sheet, branchMonth, scheme }: LockedSheet, today: Day): Frame {
  return { scheme, profileCode: sheet.profileCode, month: branchMonth.month, today };
}

function meaningful({ scheme, sheet }: LockedSheet, lines: readonly WrittenLine[]) {
  return numbered(
    sheet.id,
    'self',
    lines.filter((line) => !saysNothing(scheme, line)),
  );
}

export function refuseIfAny(errors: FieldProblem[]): void {
  if (errors.length > 0) throw new Refusal('invalid', { errors: errors.slice(0, 200) });
}

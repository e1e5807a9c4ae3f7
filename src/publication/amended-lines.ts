import { type DecisionOutcome, type SheetLine } from '../assessments/sheet-line.entity.js';
import { at, type Frame, wordProblems } from '../assessments/line-problems.js';
import { decidedEntry, firstNumberOf, numbered, type WrittenLine } from '../assessments/lines.js';
import type { ExemptionReason } from '../assessments/exemptions.service.js';
import type { Instant } from '../calendar.js';
import type { FieldProblem } from '../http/refusal.js';
import { checkEntries } from '../scoring/entry.js';

/** Another decision about a line that is there, whoever brought it. The value belongs to 'changed' alone. */
export interface LineChange {
  number: number;
  outcome: DecisionOutcome;
  optionCode: string | null;
  count: number | null;
  pointsHundredths: number | null;
  reason: string;
}

/** What an upheld objection or a correction slip makes of a published sheet; what it doesn't speak of stays as it was decided. */
export interface Changes {
  lines: readonly LineChange[];
  /** Deductions, contributions and base items that are missing on the sheet. */
  additions: readonly WrittenLine[];
  /** Null: scored or not as before; 'score': scored after all; otherwise why the month is not scored. */
  scoring: 'score' | ExemptionReason | null;
}

export interface Decider {
  accountId: number;
  now: Instant;
}

/** The sheet's lines with these changes. A line that doesn't change keeps who decided it and when. */
export function amendedLines(
  sheetId: number,
  lines: readonly SheetLine[],
  { lines: changes, additions }: Changes,
  { accountId, now }: Decider,
): SheetLine[] {
  const changeOf = new Map(changes.map((change) => [change.number, change]));
  const first = Math.max(firstNumberOf.review - 1, ...lines.filter(isReviewers).map(({ number }) => number)) + 1;
  const found = numbered(sheetId, 'review', additions).map((line, index): SheetLine => ({
    ...line,
    number: first + index,
    outcome: 'accepted',
    decisionReason: '',
    decidedBy: accountId,
    decidedAt: now,
  }));
  const kept = lines.map((line): SheetLine => {
    const change = changeOf.get(line.number);
    if (!change) return line;
    return {
      ...line,
      outcome: change.outcome,
      decidedOptionCode: change.optionCode,
      decidedCount: change.count,
      decidedPointsHundredths: change.pointsHundredths,
      decisionReason: change.reason,
      decidedBy: accountId,
      decidedAt: now,
    };
  });
  return [...kept, ...found];
}

function isReviewers({ origin }: SheetLine): boolean {
  return origin === 'review';
}

/** What is wrong with changes to these lines, by the field of the request: `changes.lines[0].number`. */
export function changeProblems(
  frame: Frame,
  sheet: { notScored: boolean; vetoDiffers?: boolean },
  lines: readonly SheetLine[],
  changes: Changes,
  path = 'changes',
): FieldProblem[] {
  if (changes.lines.length + changes.additions.length === 0 && changes.scoring === null && !sheet.vetoDiffers)
    return [{ path, code: 'changesNothing' }];
  const scoring = scoringProblems(sheet, changes, path);
  if (scoring.length > 0) return scoring;
  const shape = [...lineProblems(lines, changes, path), ...additionProblems(frame, changes, path)];
  if (shape.length > 0) return shape;
  return [
    ...valueProblems(frame, lines, changes, path),
    ...wordProblems(frame, changes.additions, `${path}.additions`),
  ];
}

/** A month without a score has no lines to change; and what it is already, it need not become. */
function scoringProblems({ notScored }: { notScored: boolean }, changes: Changes, path: string): FieldProblem[] {
  const becomesNotScored = changes.scoring !== null && changes.scoring !== 'score';
  if (changes.scoring === 'score' && !notScored) return [{ path: `${path}.scoring`, code: 'alreadyScored' }];
  if (becomesNotScored && notScored) return [{ path: `${path}.scoring`, code: 'alreadyNotScored' }];
  const hasLines = changes.lines.length + changes.additions.length > 0;
  if (hasLines && (becomesNotScored || (notScored && changes.scoring !== 'score')))
    return [{ path: `${path}.scoring`, code: 'notScoredHasNoLines' }];
  return [];
}

function lineProblems(lines: readonly SheetLine[], { lines: changes }: Changes, path: string): FieldProblem[] {
  const byNumber = new Map(lines.map((line) => [line.number, line]));
  const seen = new Set<number>();
  return changes.flatMap((change, index) => {
    const at = `${path}.lines[${index}]`;
    const problems: FieldProblem[] = [];
    const line = byNumber.get(change.number);
    if (!line) problems.push({ path: `${at}.number`, code: 'unknownLine' });
    else if (seen.has(change.number)) problems.push({ path: `${at}.number`, code: 'duplicateNumber' });
    else if (isSame(line, change)) problems.push({ path: at, code: 'changesNothing' });
    seen.add(change.number);
    const hasValue = change.optionCode !== null || change.count !== null || change.pointsHundredths !== null;
    if (change.outcome !== 'changed' && hasValue) problems.push({ path: at, code: 'valueNotAllowed' });
    if (change.reason === '') problems.push({ path: `${at}.reason`, code: 'reasonMissing' });
    return problems;
  });
}

function isSame(line: SheetLine, change: LineChange): boolean {
  return (
    line.outcome === change.outcome &&
    line.decidedOptionCode === change.optionCode &&
    line.decidedCount === change.count &&
    line.decidedPointsHundredths === change.pointsHundredths
  );
}

function additionProblems({ scheme }: Frame, { additions }: Changes, path: string): FieldProblem[] {
  return additions.flatMap(({ itemCode, reason }, index) => {
    const at = `${path}.additions[${index}]`;
    const problems: FieldProblem[] = [];
    if (scheme.items.find(({ code }) => code === itemCode)?.automatic)
      problems.push({ path: `${at}.itemCode`, code: 'notClaimable', params: { item: itemCode } });
    if (reason === '') problems.push({ path: `${at}.reason`, code: 'reasonMissing' });
    return problems;
  });
}

/** Holds the whole sheet as it would become against the scheme; lines that nobody decided yet are named by `openItems`. */
function valueProblems(frame: Frame, lines: readonly SheetLine[], changes: Changes, path: string): FieldProblem[] {
  const after = amendedLines(0, lines, changes, { accountId: 0, now: '' }).filter(({ outcome }) => outcome !== null);
  const brought = after.length - changes.additions.length;
  return checkEntries(frame.scheme, frame.profileCode, after.map(decidedEntry)).map((problem) => {
    const index = Number(/\[(\d+)\]/.exec(problem.path)?.[1]);
    const place =
      index >= brought
        ? `${path}.additions[${index - brought}]`
        : `${path}.lines[${changes.lines.findIndex(({ number }) => number === after[index]?.number)}]`;
    const named = Number.isNaN(index) || place.endsWith('[-1]') ? at(problem.path, path) : undefined;
    return { ...problem, path: named ?? problem.path.replace(/^entries\[\d+\]/, place) };
  });
}

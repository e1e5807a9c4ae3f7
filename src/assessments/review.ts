import type { Instant, Month } from '../calendar.js';
import type { FieldProblem } from '../http/refusal.js';
import { checkEntries } from '../scoring/entry.js';
import { undecidedItems } from '../scoring/gaps.js';
import { itemOf, type Scheme } from '../scoring/scheme.js';
import { at, type Frame, wordProblems } from './line-problems.js';
import { claimedEntry, decidedEntry, numbered, type WrittenLine } from './lines.js';
import type { DecisionOutcome, SheetLine } from './sheet-line.entity.js';

/** What a reviewer says about one line. The value belongs to 'changed' alone. */
export interface LineDecision {
  number: number;
  outcome: DecisionOutcome;
  optionCode: string | null;
  count: number | null;
  pointsHundredths: number | null;
  reason: string;
}

export interface Review {
  decisions: readonly LineDecision[];
  /** What the reviewers found themselves: deductions, contributions, reduced base items. */
  additions: readonly WrittenLine[];
}

export interface Decider {
  accountId: number;
  now: Instant;
}

/**
 * The sheet's lines after a review, which replaces the one before: the member's lines and the automatic ones as decided,
 * and the reviewers' own. An automatic line nobody speaks about stands: no reviewer is made to remember it.
 */
export function reviewedLines(
  sheetId: number,
  lines: readonly SheetLine[],
  { decisions, additions }: Review,
  by: Decider,
): SheetLine[] {
  const said = new Map(decisions.map((decision) => [decision.number, decision]));
  const brought = lines
    .filter(({ origin }) => origin !== 'review')
    .map((line) => decided(line, said.get(line.number) ?? standing(line), by));
  const found = numbered(sheetId, 'review', additions).map((line) => decided(line, accepted(line), by));
  return [...brought, ...found];
}

function standing(line: SheetLine): LineDecision | undefined {
  return line.origin === 'automatic' ? accepted(line) : undefined;
}

function accepted({ number }: SheetLine): LineDecision {
  return { number, outcome: 'accepted', optionCode: null, count: null, pointsHundredths: null, reason: '' };
}

function decided(line: SheetLine, decision: LineDecision | undefined, { accountId, now }: Decider): SheetLine {
  return {
    ...line,
    outcome: decision?.outcome ?? null,
    decidedOptionCode: decision?.optionCode ?? null,
    decidedCount: decision?.count ?? null,
    decidedPointsHundredths: decision?.pointsHundredths ?? null,
    decisionReason: decision?.reason ?? null,
    decidedBy: decision ? accountId : null,
    decidedAt: decision ? now : null,
    claimedHundredths: null,
    countedHundredths: null,
    notes: null,
  };
}

/** What is wrong with a review of these lines, by the field of the request. */
export function reviewProblems(frame: Frame, lines: readonly SheetLine[], review: Review): FieldProblem[] {
  const shape = [...decisionProblems(lines, review.decisions), ...additionProblems(frame.scheme, review.additions)];
  return shape.length > 0
    ? shape
    : [...valueProblems(frame, lines, review), ...wordProblems(frame, review.additions, 'additions')];
}

function decisionProblems(lines: readonly SheetLine[], decisions: readonly LineDecision[]): FieldProblem[] {
  const known = new Set(lines.filter(({ origin }) => origin !== 'review').map(({ number }) => number));
  const seen = new Set<number>();
  return decisions.flatMap(({ number, outcome, optionCode, count, pointsHundredths, reason }, index) => {
    const path = `decisions[${index}]`;
    const problems: FieldProblem[] = [];
    if (!known.has(number)) problems.push({ path: `${path}.number`, code: 'unknownLine' });
    else if (seen.has(number)) problems.push({ path: `${path}.number`, code: 'duplicateNumber' });
    seen.add(number);
    const hasValue = optionCode !== null || count !== null || pointsHundredths !== null;
    if (outcome !== 'changed' && hasValue) problems.push({ path, code: 'valueNotAllowed' });
    if (outcome !== 'accepted' && reason === '') problems.push({ path: `${path}.reason`, code: 'reasonMissing' });
    return problems;
  });
}

function additionProblems(scheme: Scheme, additions: readonly WrittenLine[]): FieldProblem[] {
  return additions.flatMap(({ itemCode, reason }, index) => {
    const problems: FieldProblem[] = [];
    if (itemOf(scheme, itemCode)?.automatic)
      problems.push({ path: `additions[${index}].itemCode`, code: 'notClaimable', params: { item: itemCode } });
    if (reason === '') problems.push({ path: `additions[${index}].reason`, code: 'reasonMissing' });
    return problems;
  });
}

/** Holds the whole sheet as it would be decided against the scheme: every line, decided or not yet. */
function valueProblems(frame: Frame, lines: readonly SheetLine[], review: Review): FieldProblem[] {
  const nobody = { accountId: 0, now: '' };
  const after = reviewedLines(0, lines, review, nobody);
  const brought = after.length - review.additions.length;
  const entries = after.map((line) => (line.outcome === null ? claimedEntry(line) : decidedEntry(line)));
  return checkEntries(frame.scheme, frame.profileCode, entries).map((problem) => {
    const index = Number(/\[(\d+)\]/.exec(problem.path)?.[1]);
    if (index >= brought)
      return { ...problem, path: problem.path.replace(/^entries\[\d+\]/, `additions[${index - brought}]`) };
    const place = review.decisions.findIndex(({ number }) => number === after[index]?.number);
    return {
      ...problem,
      path: place < 0 ? at(problem.path, 'lines') : problem.path.replace(/^entries\[\d+\]/, `decisions[${place}]`),
    };
  });
}

/** The items of lines that are still undecided; for a sheet not decided as a whole, with every base item nobody spoke of. */
export function openItems(
  scheme: Scheme,
  profileCode: string,
  lines: readonly Pick<SheetLine, 'itemCode' | 'outcome' | 'origin'>[],
  restDecided: boolean,
  month: Month,
): string[] {
  const decisions = lines.map(({ itemCode, outcome, origin }) => ({
    itemCode,
    decided: outcome !== null || origin === 'automatic',
  }));
  return undecidedItems(scheme, profileCode, decisions, restDecided, month);
}

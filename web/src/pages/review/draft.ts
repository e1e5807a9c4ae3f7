/** A sheet while the branch decides it: pure functions from what the service holds to what is typed, and back. */
import { claimedHundredths, valueProperty } from '../../../../src/scoring/entry.js';
import { itemOf, type Item, type Scheme } from '../../../../src/scoring/scheme.js';
import { checkEntries, scoreSheet, type Entry, type Score } from '../../../../src/scoring/score.js';
import type { Addition, Decision, EvidenceFile, LineValue, PreReviewOpinion, Sheet, SheetLine } from '../../api-types';

export type Outcome = Decision['outcome'];
type Value = Required<LineValue>;
export interface DecisionDraft extends Value {
  number: number;
  outcome: Outcome;
  reason: string;
}
/** What the branch enters itself: a reduced item that the member did not mention, a deduction, a contribution. */
export interface AdditionDraft extends Value {
  /** An entry number that no line of the sheet has. */
  key: number;
  itemCode: string;
  occurredOn: string;
  description: string;
  reason: string;
  evidence: string;
  evidenceFiles: EvidenceFile[];
  deedKey: string | null;
}
export interface ReviewDraft {
  decisions: DecisionDraft[];
  additions: AdditionDraft[];
}
/** What is written or added beside a value. */
export type Words = Partial<
  Pick<AdditionDraft, 'occurredOn' | 'description' | 'reason' | 'evidence' | 'evidenceFiles'>
>;
/** What keeps a sheet from being decided, by the row it is on (see rows.ts). */
export interface DraftProblem {
  number: number;
  code:
    | 'reasonMissing'
    | 'usedElsewhere'
    | 'descriptionMissing'
    | 'occurredOnMissing'
    | 'proofMissing'
    | 'valueMissing'
    | 'outOfRange'
    | 'offStep'
    | 'notAnInteger'
    | 'notTaken';
}

export function valueOf(given: LineValue): Value {
  return {
    optionCode: given.optionCode ?? null,
    count: given.count ?? null,
    pointsHundredths: given.pointsHundredths ?? null,
  };
}

export function sameValue(one: LineValue, other: LineValue): boolean {
  return JSON.stringify(valueOf(one)) === JSON.stringify(valueOf(other));
}

/** Decided before or not: what isn't decided yet starts as accepted, so that a true sheet is one key. */
export function draftOf(sheet: Sheet): ReviewDraft {
  return {
    decisions: sheet.lines
      .filter((line) => line.origin !== 'review')
      .map((line) => preReviewedDecision(sheet, line) ?? decisionOf(line)),
    additions: startAdditions(sheet),
  };
}

/** What a pre-review says about a line or an item, where it says something else than the sheet. */
export function opinionOn(
  preReview: Sheet['preReview'],
  { number, item, addition }: { number: number | null; item: Pick<Item, 'code'>; addition: AdditionDraft | null },
): PreReviewOpinion | null {
  const found = preReview?.opinions.find((opinion) =>
    addition || number === null
      ? opinion.outcome === 'found' && opinion.itemCode === item.code
      : opinion.number === number && opinion.outcome !== 'found',
  );
  return found ?? null;
}

/** Nobody has decided about the line yet: it starts as the pre-review would have it. */
function preReviewedDecision(sheet: Sheet, line: SheetLine): DecisionDraft | null {
  if (line.decision) return null;
  const opinion = sheet.preReview?.opinions.find(
    ({ number, outcome }) => number === line.number && outcome !== 'found',
  );
  if (!opinion || opinion.outcome === 'found') return null;
  const value = opinion.outcome === 'changed' ? opinion : line;
  return { number: line.number, outcome: opinion.outcome, ...valueOf(value), reason: opinion.reason };
}

/** The reviewers' own entries; before there are any, and nothing is decided, those of the pre-review. */
function startAdditions(sheet: Sheet): AdditionDraft[] {
  const own = sheet.lines.filter((line) => line.origin === 'review').map(additionOf);
  const begun = own.length > 0 || sheet.state !== 'preReviewed' || sheet.lines.some(({ decision }) => decision);
  if (begun) return own;
  return (sheet.preReview?.opinions ?? [])
    .filter(({ outcome }) => outcome === 'found')
    .map(({ number, itemCode, occurredOn, description, reason, ...value }) => ({
      ...{ key: number, itemCode, description, reason, evidence: '', evidenceFiles: [], deedKey: null },
      ...valueOf(value),
      occurredOn: occurredOn ?? '',
    }));
}

function decisionOf(line: SheetLine): DecisionDraft {
  const { decision } = line;
  const value = decision?.outcome === 'changed' ? decision : line;
  return {
    number: line.number,
    outcome: decision?.outcome ?? 'accepted',
    ...valueOf(value),
    reason: decision?.reason ?? '',
  };
}

function additionOf(line: SheetLine): AdditionDraft {
  const value = line.decision?.outcome === 'changed' ? line.decision : line;
  return {
    key: line.number,
    itemCode: line.itemCode,
    ...valueOf(value),
    occurredOn: line.occurredOn ?? '',
    description: line.description,
    reason: line.reason || (line.decision?.reason ?? ''),
    evidence: line.evidence,
    evidenceFiles: line.evidenceFiles,
    deedKey: line.deedKey,
  };
}

/** What was typed against an older version, laid over the newest: lines that are gone go, new ones are accepted. */
export function rebased(draft: ReviewDraft, sheet: Sheet): ReviewDraft {
  const fresh = draftOf(sheet);
  return {
    decisions: fresh.decisions.map((now) => draft.decisions.find((mine) => mine.number === now.number) ?? now),
    additions: draft.additions,
  };
}

export function sameDraft(one: ReviewDraft, other: ReviewDraft): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

export function toSend(draft: ReviewDraft): { decisions: Decision[]; additions: Addition[] } {
  return {
    decisions: draft.decisions.map(({ reason, ...decision }) => ({
      ...(decision.outcome === 'changed' ? decision : { number: decision.number, outcome: decision.outcome }),
      ...(reason.trim() ? { reason: reason.trim() } : {}),
    })),
    additions: draft.additions.map((addition) => {
      const { itemCode, occurredOn, description, reason, evidence, evidenceFiles, deedKey, ...value } = addition;
      return {
        itemCode,
        ...valueOf(value),
        occurredOn: occurredOn || null,
        description: description.trim(),
        reason: reason.trim(),
        evidence: evidence.trim(),
        evidenceFileIds: evidenceFiles.map(({ id }) => id),
        deedKey,
      };
    }),
  };
}

function entriesOf(sheet: Sheet, draft: ReviewDraft): Entry[] {
  const decided = sheet.lines
    .filter((line) => line.origin !== 'review')
    .map((line): Entry => {
      const decision = draft.decisions.find((candidate) => candidate.number === line.number);
      const value = valueOf(decision?.outcome === 'changed' ? decision : line);
      const { number, itemCode, deedKey } = line;
      return { number, itemCode, ...value, deedKey, refused: decision?.outcome === 'refused' };
    });
  const added = draft.additions.map(({ key, itemCode, deedKey, ...addition }): Entry => ({
    number: key,
    itemCode,
    ...valueOf(addition),
    deedKey,
  }));
  return [...decided, ...added];
}

type ValueProblem = DraftProblem['code'];
function faults(scheme: Scheme, sheet: Sheet, entries: readonly Entry[]): Map<number, ValueProblem> {
  const known = ['valueMissing', 'outOfRange', 'offStep', 'notAnInteger'] as const;
  return new Map(
    checkEntries(scheme, sheet.profileCode, entries).map(({ path, code }) => [
      Number(/^entries\[(\d+)\]/.exec(path)?.[1] ?? -1),
      known.find((candidate) => candidate === code) ?? 'notTaken',
    ]),
  );
}

/** The score by the very function that the service decides with. Null where the profile isn't scored: no zero. */
export function liveScore(scheme: Scheme, sheet: Sheet, draft: ReviewDraft): Score | null {
  const entries = entriesOf(sheet, draft);
  const bad = faults(scheme, sheet, entries);
  if (bad.has(-1)) return null;
  return scoreSheet(
    scheme,
    sheet.profileCode,
    entries.filter((_, index) => !bad.has(index)),
  );
}

export function problemsOf(scheme: Scheme, sheet: Sheet, draft: ReviewDraft): DraftProblem[] {
  const entries = entriesOf(sheet, draft);
  const values = [...faults(scheme, sheet, entries)].flatMap(([index, code]) => {
    const entry = entries[index];
    return entry ? [{ number: entry.number, code }] : [];
  });
  const doubled = new Set(
    sheet.lines.filter((line) => line.doubles.some((double) => double.needsReason)).map((line) => line.number),
  );
  const usedElsewhere = draft.decisions.filter(
    ({ number, outcome, reason }) => doubled.has(number) && outcome === 'accepted' && !reason.trim(),
  );
  const unexplained = [
    ...draft.decisions.filter((decision) => decision.outcome !== 'accepted' && !decision.reason.trim()),
    ...draft.additions
      .filter((addition) => !addition.reason.trim())
      .map((addition) => ({ ...addition, number: addition.key })),
  ];
  return [
    ...values,
    ...unexplained.map(({ number }) => ({ number, code: 'reasonMissing' as const })),
    ...usedElsewhere.map(({ number }) => ({ number, code: 'usedElsewhere' as const })),
    ...draft.additions.flatMap((addition) => missingFacts(scheme, addition)),
  ];
}

/** What the branch claims for a member needs what he would need himself: the day, the deed and its proof. */
function missingFacts(
  scheme: Scheme,
  { key, itemCode, occurredOn, description, evidence, evidenceFiles }: AdditionDraft,
): DraftProblem[] {
  const isProven = evidence.trim() !== '' || evidenceFiles.length > 0;
  const item = itemOf(scheme, itemCode);
  if (item?.kind !== 'contribution') {
    return item?.evidenceRequired && !isProven ? [{ number: key, code: 'proofMissing' }] : [];
  }
  if (!occurredOn) return [{ number: key, code: 'occurredOnMissing' }];
  if (!description.trim()) return [{ number: key, code: 'descriptionMissing' }];
  return isProven ? [] : [{ number: key, code: 'proofMissing' }];
}

/** A number that no entry of the sheet has. */
export function freeNumber(sheet: Sheet, draft: ReviewDraft): number {
  return Math.max(0, ...sheet.lines.map((line) => line.number), ...draft.additions.map((addition) => addition.key)) + 1;
}

/** The value an item has when nothing is said about it; of a deduction or contribution, the least one can enter. */
export function startValue(item: Item): Value {
  const none = { optionCode: null, count: null, pointsHundredths: null };
  const property = valueProperty(item);
  const presumes = item.kind === 'base' || item.kind === 'factor';
  if (property === 'optionCode') {
    const presumed = item.options?.find((option) => presumes && option.pointsHundredths === item.standardHundredths);
    return { ...none, optionCode: (presumed ?? item.options?.[0])?.code ?? null };
  }
  if (property === 'count') return { ...none, count: presumes ? 0 : 1 };
  const least = item.kind === 'deduction' ? item.range?.toHundredths : item.range?.fromHundredths;
  return { ...none, pointsHundredths: presumes ? item.standardHundredths : (least ?? 0) };
}

export function isDefault(item: Item, value: LineValue): boolean {
  return (
    (item.kind === 'base' || item.kind === 'factor') &&
    !item.required &&
    claimedHundredths(item, { number: 0, itemCode: item.code, ...value }) === item.standardHundredths
  );
}

/** The new draft after somebody chose a value for a row: of a line, or of an item that nobody had entered. */
export function withValue(
  draft: ReviewDraft,
  sheet: Sheet,
  scheme: Scheme,
  target: { number: number | null; itemCode: string },
  value: LineValue,
): ReviewDraft {
  const line = sheet.lines.find((candidate) => candidate.number === target.number && candidate.origin !== 'review');
  if (line) {
    const outcome: Outcome = sameValue(line, value) ? 'accepted' : 'changed';
    return withDecision(draft, line.number, { ...valueOf(value), outcome });
  }
  const item = itemOf(scheme, target.itemCode);
  if (!item) return draft;
  const { additions } = draft;
  if (isDefault(item, value)) return { ...draft, additions: additions.filter(({ key }) => key !== target.number) };
  if (additions.some(({ key }) => key === target.number)) {
    return withAddition(draft, target.number ?? 0, valueOf(value));
  }
  const words = { occurredOn: '', description: '', reason: '', evidence: '', evidenceFiles: [], deedKey: null };
  const fresh = { key: freeNumber(sheet, draft), itemCode: item.code, ...valueOf(value), ...words };
  return { ...draft, additions: [...additions, fresh] };
}

export function withDecision(draft: ReviewDraft, number: number, change: Partial<DecisionDraft>): ReviewDraft {
  const decisions = draft.decisions.map((decision) =>
    decision.number === number ? { ...decision, ...change } : decision,
  );
  return { ...draft, decisions };
}

export function withAddition(draft: ReviewDraft, key: number, change: Partial<AdditionDraft>): ReviewDraft {
  const additions = draft.additions.map((addition) => (addition.key === key ? { ...addition, ...change } : addition));
  return { ...draft, additions };
}

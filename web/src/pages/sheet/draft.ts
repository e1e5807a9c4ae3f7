/** A sheet while its member writes in it: pure functions from what the service holds to what is typed, and back. */
import { automaticOption, profileOf, type Item, type Scheme } from '../../../../src/scoring/scheme.js';
import { checkEntries, scoreSheet, type Entry, type Score } from '../../../../src/scoring/score.js';
import { valueProperty } from '../../../../src/scoring/entry.js';
import type { SelfLine, Sheet, SheetLine } from '../../api-types';

export interface DraftLine {
  /** Unlike an index it stays with the line while others come and go. */
  key: number;
  itemCode: string;
  optionCode: string | null;
  count: number | null;
  pointsHundredths: number | null;
  occurredOn: string;
  description: string;
  reason: string;
  evidence: string;
  witness: string;
  deedKey: string;
}
export type Field = 'value' | 'occurredOn' | 'description' | 'reason' | 'proof';
/** Codes are worded under `sheet.problem`. */
export interface FieldProblem {
  key: number;
  field: Field;
  code:
    | 'reasonMissing'
    | 'occurredOnMissing'
    | 'occurredOnLater'
    | 'descriptionMissing'
    | 'proofMissing'
    | 'valueMissing'
    | 'outOfRange'
    | 'offStep'
    | 'notAnInteger'
    | 'tooManyOfItem'
    | 'notTaken';
  params?: Record<string, string | number>;
}

export function emptyLine(key: number, itemCode: string): DraftLine {
  return {
    key,
    itemCode,
    optionCode: null,
    count: null,
    pointsHundredths: null,
    occurredOn: '',
    description: '',
    reason: '',
    evidence: '',
    witness: '',
    deedKey: '',
  };
}

export function draftOf(sheet: Sheet): DraftLine[] {
  return sheet.lines
    .filter((line) => line.origin === 'self')
    .map((line) => ({ ...emptyLine(line.number, line.itemCode), ...words(line) }));
}

function words(line: SheetLine): Omit<DraftLine, 'key' | 'itemCode'> {
  return {
    optionCode: line.optionCode ?? null,
    count: line.count ?? null,
    pointsHundredths: line.pointsHundredths ?? null,
    occurredOn: line.occurredOn ?? '',
    description: line.description,
    reason: line.reason,
    evidence: line.evidence,
    witness: line.witness,
    deedKey: line.deedKey ?? '',
  };
}

/** What goes to the service: only what differs from the standard or is claimed. */
export function linesToSend(draft: readonly DraftLine[], scheme: Scheme): SelfLine[] {
  return draft
    .filter((line) => !saysNothing(line, scheme))
    .map((line) => ({
      itemCode: line.itemCode,
      optionCode: line.optionCode,
      count: line.count,
      pointsHundredths: line.pointsHundredths,
      occurredOn: line.occurredOn || null,
      description: line.description.trim(),
      reason: line.reason.trim(),
      evidence: line.evidence.trim(),
      witness: line.witness.trim(),
      deedKey: line.deedKey || null,
    }));
}

/** A base line back at its default without a word beside it is the same as no line. */
function saysNothing(line: DraftLine, scheme: Scheme): boolean {
  const item = scheme.items.find((candidate) => candidate.code === line.itemCode);
  return item?.kind === 'base' && isDefault(item, line) && !line.reason.trim();
}

/** Whether a line of a base item is as presumed: the first option, no count, the standard. */
export function isDefault(item: Item, line: DraftLine): boolean {
  if (item.options) return line.optionCode === item.options[0]?.code;
  if (item.each) return !line.count;
  return line.pointsHundredths === item.standardHundredths;
}

/** The value that a base item is presumed to have, for a line just opened. */
export function defaultValue(item: Item): Partial<DraftLine> {
  if (item.options) return { optionCode: item.options[0]?.code ?? null };
  return item.each ? { count: 0 } : { pointsHundredths: item.standardHundredths };
}

export function applies(scheme: Scheme, profileCode: string, item: Item): boolean {
  return !profileOf(scheme, profileCode)?.notApplicable.includes(item.code);
}

function entryOf(line: DraftLine): Entry {
  const { key, itemCode, optionCode, count, pointsHundredths, deedKey } = line;
  return { number: key, itemCode, optionCode, count, pointsHundredths, deedKey: deedKey || null };
}

/**
 * The score as the service would compute it from what is typed. Lines that can't be valued yet are left out, so that
 * there is always a figure; `late` scores the automatic items as the fact "not on time".
 */
export function liveScore(
  scheme: Scheme,
  profileCode: string,
  draft: readonly DraftLine[],
  late: boolean,
): Score | null {
  const entries = draft.map(entryOf);
  const bad = new Set(
    checkEntries(scheme, profileCode, entries).map((problem) =>
      Number(/^entries\[(\d+)\]/.exec(problem.path)?.[1] ?? -1),
    ),
  );
  if (bad.has(-1)) return null; // The profile isn't scored: there is no score, rather than a zero.
  const good = entries.filter((_, index) => !bad.has(index));
  if (late) {
    let number = Math.max(0, ...good.map((entry) => entry.number)) + 1;
    for (const item of scheme.items) {
      if (item.automatic !== undefined && applies(scheme, profileCode, item))
        good.push({ number: number++, itemCode: item.code, optionCode: automaticOption(item, false) });
    }
  }
  return scoreSheet(scheme, profileCode, good);
}

/** Everything that keeps the sheet from being submitted, each at its field. */
export function problemsOf(
  scheme: Scheme,
  profileCode: string,
  draft: readonly DraftLine[],
  today: string,
): FieldProblem[] {
  const found = checkEntries(scheme, profileCode, draft.map(entryOf)).flatMap((problem) => {
    const index = Number(/^entries\[(\d+)\]/.exec(problem.path)?.[1] ?? -1);
    const line = draft[index];
    return line
      ? [
          {
            key: line.key,
            field: 'value' as const,
            code: known(problem.code),
            ...(problem.params ? { params: problem.params } : {}),
          },
        ]
      : [];
  });
  return [...found, ...draft.flatMap((line) => missingWords(scheme, line, today))];
}

const valueCodes = ['valueMissing', 'outOfRange', 'offStep', 'notAnInteger', 'tooManyOfItem'] as const;
function known(code: string): FieldProblem['code'] {
  return valueCodes.find((candidate) => candidate === code) ?? 'notTaken';
}

/** The contract's rule for a member's own lines: a changed base item needs its reason, a claim its day, deed and proof. */
function missingWords(scheme: Scheme, line: DraftLine, today: string): FieldProblem[] {
  const item = scheme.items.find((candidate) => candidate.code === line.itemCode);
  if (!item) return [];
  const missing = (field: Field, code: FieldProblem['code']): FieldProblem => ({ key: line.key, field, code });
  if (item.kind === 'base')
    return !isDefault(item, line) && !line.reason.trim() ? [missing('reason', 'reasonMissing')] : [];
  const problems: FieldProblem[] = [];
  if (!line.occurredOn) problems.push(missing('occurredOn', 'occurredOnMissing'));
  else if (line.occurredOn > today) problems.push(missing('occurredOn', 'occurredOnLater'));
  if (!line.description.trim()) problems.push(missing('description', 'descriptionMissing'));
  if (!line.evidence.trim() && !line.witness.trim()) problems.push(missing('proof', 'proofMissing'));
  return problems;
}

/** What a member may claim himself, in the scheme's order. */
export function claimableItems(scheme: Scheme): Item[] {
  return scheme.items.filter((item) => item.kind === 'contribution' && item.claimedBy.includes('member'));
}

/** A new claim starts with one time or the only option, so that the shortest claim needs no figure at all. */
export function newClaim(key: number, item: Item, occurredOn: string): DraftLine {
  const property = valueProperty(item);
  const value =
    property === 'count'
      ? { count: 1 }
      : property === 'optionCode' && item.options?.length === 1
        ? { optionCode: item.options[0]!.code }
        : {};
  return { ...emptyLine(key, item.code), occurredOn, ...value };
}

export function sameLines(a: readonly SelfLine[], b: readonly SelfLine[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

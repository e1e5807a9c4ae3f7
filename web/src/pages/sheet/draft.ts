/** A sheet while its member writes in it: pure functions from what the service holds to what is typed, and back. */
import { missingReasons } from '../../../../src/scoring/gaps.js';
import { automaticOption, itemOf, profileOf, type Item, type Scheme } from '../../../../src/scoring/scheme.js';
import { checkEntries, scoreSheet, type Entry, type Score } from '../../../../src/scoring/score.js';
import { claimedHundredths, valueProperty } from '../../../../src/scoring/entry.js';
import type { SelfLine, Sheet, SheetLine } from '../../api-types';
import { fileOf, type DraftFile } from './draft-files';

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
  files: DraftFile[];
}
export type Field = 'value' | 'occurredOn' | 'description' | 'reason' | 'proof';
/** Codes are worded under `sheet.problem`. */
const codes = [
  'reasonMissing',
  'occurredOnMissing',
  'inTheFuture',
  'outsideMonth',
  'descriptionMissing',
  'evidenceMissing',
  'fileRefused',
  'unknownFile',
  'valueMissing',
  'outOfRange',
  'offStep',
  'notAnInteger',
  'tooManyOfItem',
  'sameDeedTwice',
  'alreadyCounted',
  'notClaimable',
  'notTaken',
] as const;
type MessageCode = (typeof codes)[number];
export interface FieldProblem {
  key: number;
  field: Field;
  code: MessageCode;
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
    files: [],
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
    files: line.evidenceFiles.map(fileOf),
  };
}

/** What goes to the service: only what differs from the standard or is claimed. */
export function linesToSend(draft: readonly DraftLine[], scheme: Scheme): SelfLine[] {
  return saying(draft, scheme).map((line) => ({
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
    evidenceFileIds: line.files.flatMap(({ id }) => id ?? []),
  }));
}

/** The lines that go out, in their order: the service's 'lines[2]' is the third of these. */
export function saying(draft: readonly DraftLine[], scheme: Scheme): DraftLine[] {
  return draft.filter((line) => !saysNothing(line, scheme));
}

/** A base line back at its default without a word beside it is the same as no line. */
function saysNothing(line: DraftLine, scheme: Scheme): boolean {
  const item = itemOf(scheme, line.itemCode);
  if (item?.kind !== 'base' || line.reason.trim()) return false;
  return isBlank(line) || (!item.required && isDefault(item, line));
}

/** Opened, and nothing chosen yet. */
export function isBlank(line: DraftLine): boolean {
  return hasNoValue(line) && !line.reason.trim();
}

/** Whether a line of a base item says what is presumed anyway. */
export function isDefault(item: Item, line: DraftLine): boolean {
  return hasNoValue(line) || claimedHundredths(item, entryOf(line)) === item.standardHundredths;
}

/** An item that has to be decided, and about which nothing is said yet. */
export function isOpen(item: Item, line: DraftLine | undefined): boolean {
  return item.required && (line === undefined || hasNoValue(line));
}

function hasNoValue({ optionCode, count, pointsHundredths }: DraftLine): boolean {
  return optionCode === null && count === null && pointsHundredths === null;
}

/**
 * The value that a base item is presumed to have, for a line just opened. Of an item that has to be decided nothing is
 * presumed, and a standard that is none of the options or levels leaves the line open, too.
 */
export function defaultValue(item: Item): Partial<DraftLine> {
  if (item.required) return {};
  if (item.options) {
    const presumed = item.options.find((option) => option.pointsHundredths === item.standardHundredths);
    return { optionCode: presumed?.code ?? null };
  }
  if (item.each) return { count: 0 };
  if (item.levels) return item.standardHundredths === 0 ? { count: 0 } : {};
  return { pointsHundredths: item.standardHundredths };
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

/** A code of a newer rule is still said at its field, in general words. */
function known(code: string): MessageCode {
  return codes.find((candidate) => candidate === code) ?? 'notTaken';
}

/** What must stand beside the values, by the engine's own rule; and a claim's day and deed, which the service asks for. */
function missingWords(scheme: Scheme, line: DraftLine, today: string): FieldProblem[] {
  const item = itemOf(scheme, line.itemCode);
  if (!item) return [];
  const problem = (field: Field, code: MessageCode): FieldProblem => ({ key: line.key, field, code });
  const isClaim = item.kind === 'contribution';
  const entry = {
    ...entryOf(line),
    reason: isClaim ? line.description : line.reason,
    witness: line.witness,
    evidenceCount: (line.evidence.trim() ? 1 : 0) + line.files.filter((file) => !file.problem).length,
    enteredBy: 'known',
    enteredAt: 'known',
  };
  const problems = missingReasons(scheme, [entry]).map(({ code }) => {
    if (code === 'evidenceMissing') return problem('proof', code);
    return isClaim ? problem('description', 'descriptionMissing') : problem('reason', 'reasonMissing');
  });
  if (line.files.some((file) => file.problem)) problems.push(problem('proof', 'fileRefused'));
  if (isClaim && !line.occurredOn) problems.push(problem('occurredOn', 'occurredOnMissing'));
  else if (line.occurredOn > today) problems.push(problem('occurredOn', 'inTheFuture'));
  return problems;
}

const fieldOf: Record<string, Field> = {
  occurredOn: 'occurredOn',
  description: 'description',
  reason: 'reason',
  evidence: 'proof',
  evidenceFileIds: 'proof',
  witness: 'proof',
};

/** What the service found in lines as they were sent ('lines[2].description'), at the fields they were typed in. */
export function problemsFromService(
  sent: readonly DraftLine[],
  errors: readonly { path: string; code: string; params?: Record<string, string | number> }[],
): FieldProblem[] {
  return errors.flatMap(({ path, code, params }) => {
    const [, index, property = ''] = /^lines\[(\d+)\](?:\.(\w+))?/.exec(path) ?? [];
    const line = sent[Number(index)];
    return line
      ? [
          {
            key: line.key,
            field: fieldOf[property] ?? ('value' as const),
            code: known(code),
            ...(params ? { params } : {}),
          },
        ]
      : [];
  });
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

import { createHash } from 'node:crypto';
import { type Canonical, canonicalJson } from '../audit/canonical.js';
import type { Day } from '../calendar.js';
import { claimedHundredths, type Entry } from '../scoring/entry.js';
import { automaticOption, type Item, profileOf, type Scheme } from '../scoring/scheme.js';
import type { Earlier, Score } from '../scoring/score.js';
import type { LineOrigin, SheetLine } from './sheet-line.entity.js';

/** What somebody wrote about one item, completely: absent words are empty, absent values null. */
export interface WrittenLine {
  itemCode: string;
  optionCode: string | null;
  count: number | null;
  pointsHundredths: number | null;
  occurredOn: Day | null;
  description: string;
  reason: string;
  evidence: string;
  witness: string;
  deedKey: string | null;
  /** Files of the same sheet. */
  evidenceFileIds: number[];
}

type Nullish<T> = { [K in keyof T]?: T[K] | null | undefined };

/** The same line with everything filled in that may be left out. */
export function written(line: { itemCode: string } & Nullish<Omit<WrittenLine, 'itemCode'>>): WrittenLine {
  return {
    itemCode: line.itemCode,
    optionCode: line.optionCode ?? null,
    count: line.count ?? null,
    pointsHundredths: line.pointsHundredths ?? null,
    occurredOn: line.occurredOn ?? null,
    description: line.description ?? '',
    reason: line.reason ?? '',
    evidence: line.evidence ?? '',
    witness: line.witness ?? '',
    deedKey: line.deedKey ?? null,
    evidenceFileIds: line.evidenceFileIds ?? [],
  };
}

/** Each origin counts from a place of its own, so that replacing one's lines never renumbers another's. */
export const firstNumberOf: Record<LineOrigin, number> = { self: 1, review: 1001, automatic: 2001 };

/** At most this many lines of one origin on a sheet; with all origins a sheet stays within the rule's own limit. */
export const linesMax = 400;

const undecided = {
  outcome: null,
  decidedOptionCode: null,
  decidedCount: null,
  decidedPointsHundredths: null,
  decisionReason: null,
  decidedBy: null,
  decidedAt: null,
  claimedHundredths: null,
  countedHundredths: null,
  notes: null,
};

/** Lines as they are stored, numbered, with nothing decided about them yet. */
export function numbered(sheetId: number, origin: LineOrigin, lines: readonly WrittenLine[]): SheetLine[] {
  return lines.map((line, index) => ({
    sheetId,
    number: firstNumberOf[origin] + index,
    origin,
    ...line,
    evidenceFileIds: line.evidenceFileIds.length === 0 ? null : JSON.stringify(line.evidenceFileIds),
    documentDigest: documentDigestOf(line),
    ...undecided,
  }));
}

/** What a stored line says, as it was written. */
export function writtenLine(row: SheetLine): WrittenLine {
  return written({ ...row, evidenceFileIds: fileIdsOf(row) });
}

/** The evidence files that a stored line names. */
export function fileIdsOf({ evidenceFileIds }: Pick<SheetLine, 'evidenceFileIds'>): number[] {
  return JSON.parse(evidenceFileIds ?? '[]') as number[];
}

/** Whether stored lines say the very same, in the same order. */
export function saySame(stored: readonly SheetLine[], others: readonly SheetLine[]): boolean {
  const said = (lines: readonly SheetLine[]) => JSON.stringify(lines.map((line) => [line.number, writtenLine(line)]));
  return said(stored) === said(others);
}

/** A document's number has at least this many digits. */
const documentDigitsMin = 4;

/**
 * Stands for the numbered document (a certificate, an order) that the evidence of a line names: the words without case, width,
 * blanks and marks. Null where the words hold no number that could tell one document from another.
 */
export function documentDigestOf({ itemCode, evidence }: Pick<WrittenLine, 'itemCode' | 'evidence'>): string | null {
  const words = evidence
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{P}\p{S}]+/gu, '');
  if ((words.match(/\d/g)?.length ?? 0) < documentDigitsMin) return null;
  return createHash('sha256').update(`${itemCode}\n${words}`).digest('hex');
}

/** A base line at its default without a word beside it says nothing: there are lines only where something differs. */
export function saysNothing(scheme: Scheme, line: WrittenLine): boolean {
  const item = scheme.items.find(({ code }) => code === line.itemCode);
  return item?.kind === 'base' && line.reason === '' && isDefault(item, line);
}

function isDefault(item: Item, line: WrittenLine): boolean {
  if (item.options) return line.optionCode === item.options[0]?.code;
  return claimedHundredths(item, { number: 0, ...line }) === item.standardHundredths;
}

/** What of a line makes its entry. */
export type ClaimedLine = { number: number } & Pick<
  WrittenLine,
  'itemCode' | 'optionCode' | 'count' | 'pointsHundredths' | 'deedKey'
>;

/** The line as it was claimed. */
export function claimedEntry(line: ClaimedLine): Entry {
  const { number, itemCode, optionCode, count, pointsHundredths, deedKey } = line;
  return { number, itemCode, optionCode, count, pointsHundredths, deedKey };
}

/** What of a line makes the entry that was decided. */
export type DecidedLine = ClaimedLine &
  Pick<SheetLine, 'sheetId' | 'outcome' | 'decidedOptionCode' | 'decidedCount' | 'decidedPointsHundredths'>;

/** The line as it was decided. Call it for decided lines only: undecided is not zero (domain/scheme.md, arithmetic 5). */
export function decidedEntry(line: DecidedLine): Entry {
  if (line.outcome === null) throw new Error(`Line ${line.number} of sheet ${line.sheetId} is not decided.`);
  if (line.outcome === 'accepted') return claimedEntry(line);
  if (line.outcome === 'refused') return { ...claimedEntry(line), refused: true };
  return {
    ...claimedEntry(line),
    optionCode: line.decidedOptionCode,
    count: line.decidedCount,
    pointsHundredths: line.decidedPointsHundredths,
  };
}

/** A sheet's facts that the service itself scores: whether it was handed in, and in time. */
export interface HandedIn {
  submittedAt: string | null;
  late: boolean | 0 | 1;
}

/**
 * The lines that the service adds by itself: an automatic item whose fact isn't so takes its last option
 * (domain/scheme.md, B1-04). Where it is so, the item counts in full and needs no line.
 */
export function automaticLines(
  scheme: Scheme,
  { id, profileCode, submittedAt, late }: { id: number; profileCode: string } & HandedIn,
): SheetLine[] {
  const onTime = submittedAt !== null && !late;
  const notApplicable = profileOf(scheme, profileCode)?.notApplicable ?? [];
  if (onTime) return [];
  const items = scheme.items.filter(({ code, automatic }) => automatic && !notApplicable.includes(code));
  return numbered(
    id,
    'automatic',
    items.map((item) => written({ itemCode: item.code, optionCode: automaticOption(item, false) })),
  );
}

/**
 * A sheet's lines with the automatic ones as its facts are now. A reviewer's word about an automatic line stays with it.
 * They are stored when the sheet is decided, and derived until then: no reviewer has to remember them.
 */
export function withAutomaticLines(
  scheme: Scheme,
  sheet: { id: number; profileCode: string } & HandedIn,
  stored: readonly SheetLine[],
): SheetLine[] {
  const kept = new Map(stored.map((line) => [line.number, line]));
  const automatic = automaticLines(scheme, sheet).map((line) => {
    const same = kept.get(line.number);
    return same?.itemCode === line.itemCode ? same : line;
  });
  return [...stored.filter(({ origin }) => origin !== 'automatic'), ...automatic];
}

/** What a decided score puts into the sheet and into each of its lines; publishing only copies these. */
export function decidedRows(score: Score, earlier: Earlier) {
  const { baseHundredths, deductionHundredths, contributionHundredths, scoreHundredths } = score;
  const { categories, lines, parts } = score;
  const points = Object.fromEntries(categories.map(({ code, pointsHundredths }) => [code, pointsHundredths]));
  return {
    sheet: {
      baseHundredths,
      deductionHundredths,
      contributionHundredths,
      scoreHundredths,
      categoryPoints: canonicalJson(points),
      parts: canonicalJson({ ...parts, ...earlier }),
    },
    lines: new Map(
      lines
        .filter(({ entryNumber }) => entryNumber !== null)
        .map(({ entryNumber, claimedHundredths: claimed, countedHundredths: counted, notes }) => [
          entryNumber as number,
          {
            claimedHundredths: claimed,
            countedHundredths: counted,
            notes: canonicalJson(notes as unknown as Canonical),
          },
        ]),
    ),
  };
}

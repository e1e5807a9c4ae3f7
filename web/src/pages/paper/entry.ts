/** What is typed about a paper sheet, read as people type it: pure functions, from keys to lines. */
import { rowCalled, type FormRow, type FormRows } from '../../../../src/paper/form-rows.js';
import { readPaperCode } from '../../../../src/paper/paper-code.js';
import { itemOf, type Item, type Scheme } from '../../../../src/scoring/scheme.js';
import { emptyLine, problemsOf, type DraftLine, type FieldProblem } from '../sheet/draft';

/** One exception while its cells are filled in. */
export interface Entry {
  /** What stands in the first cell: an item's number or code, or a form's code. */
  typed: string;
  /** The item, once it is known; then the other cells are open. */
  itemCode: string;
  value: string;
  day: string;
  words: string;
  proof: string;
}
export type Cell = 'value' | 'day' | 'words' | 'proof';

export const emptyEntry = (): Entry => ({ typed: '', itemCode: '', value: '', day: '', words: '', proof: '' });

export type Typed =
  | { kind: 'nothing' }
  | { kind: 'row'; row: FormRow }
  | { kind: 'code'; sheetId: number }
  | { kind: 'badCode' }
  | { kind: 'unknownItem' };

/** An item has at most three digits on any form, a form's code has six and more. */
export function readTyped(text: string, rows: FormRows): Typed {
  const said = plain(text);
  if (said === '') return { kind: 'nothing' };
  const row = rowCalled(rows, said);
  if (row) return { kind: 'row', row };
  const sheetId = readPaperCode(said);
  if (sheetId !== null) return { kind: 'code', sheetId };
  return { kind: /^\d{4,}$/.test(said.replace(/[\s-]/g, '')) ? 'badCode' : 'unknownItem' };
}

/** The cells to fill in about an item, in the order of the form. */
export function cellsOf(item: Item): Cell[] {
  if (item.kind === 'contribution') return ['value', 'day', 'words', 'proof'];
  return item.evidenceRequired ? ['value', 'words', 'proof'] : ['value', 'words'];
}

const plain = (text: string) => text.normalize('NFKC').trim();

type Value = Pick<DraftLine, 'optionCode' | 'count' | 'pointsHundredths'>;
const none: Value = { optionCode: null, count: null, pointsHundredths: null };

/** A case by its number on the form, a count, or points; null when it is none of what the item takes. */
export function readValue(item: Item, text: string): Value | null {
  const said = plain(text).replace('−', '-');
  if (item.options) {
    const option = /^\d{1,3}$/.test(said) ? item.options[Number(said) - 1] : undefined;
    return option ? { ...none, optionCode: option.code } : null;
  }
  const counted = item.each ?? item.levels;
  if (counted) {
    const count = /^\d{1,4}$/.test(said) ? Number(said) : NaN;
    return count <= counted.countMax ? { ...none, count } : null;
  }
  return /^-?\d{1,4}(\.\d{1,2})?$/.test(said) ? { ...none, pointsHundredths: Math.round(Number(said) * 100) } : null;
}

/** '3', '11-03', '1103', '11月3日' or '2026-11-03', next to the form's month; null when it is no day. */
export function readDay(text: string, month: string): string | null {
  const said = plain(text);
  const [, year, whole, wholeDay] = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(said) ?? [];
  const [, of, day] = /^(\d{1,2})[-/.月](\d{1,2})日?$/.exec(said) ?? /^(\d{2})(\d{2})$/.exec(said) ?? [];
  if (year) return known(`${year}-${two(whole!)}-${two(wholeDay!)}`);
  // A later month than the form's was last year's.
  if (of) return known(`${Number(month.slice(0, 4)) - Number(two(of) > month.slice(5))}-${two(of)}-${two(day!)}`);
  return /^\d{1,2}日?$/.test(said) ? known(`${month}-${two(said.replace('日', ''))}`) : null;
}

const two = (digits: string) => digits.padStart(2, '0');

function known(day: string): string | null {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day) ? day : null;
}

export type Unread = { cell: Cell; code: 'badValue' | 'badCount' | 'badPoints' | 'badDay' };

/** The line that the cells make, or the first cell that can't be read. */
export function lineOf(key: number, item: Item, entry: Entry, month: string): DraftLine | Unread {
  const value = readValue(item, entry.value);
  const counted = item.each ?? item.levels;
  if (!value) return { cell: 'value', code: item.options ? 'badValue' : counted ? 'badCount' : 'badPoints' };
  const occurredOn = item.kind === 'contribution' ? readDay(entry.day, month) : '';
  if (occurredOn === null) return { cell: 'day', code: 'badDay' };
  const proof = entry.proof.trim();
  const witness = /^[@＠]/.test(proof) ? proof.slice(1).trim() : '';
  const words = entry.words.trim();
  return {
    ...emptyLine(key, item.code),
    ...value,
    occurredOn,
    ...(item.kind === 'contribution' ? { description: words } : { reason: words }),
    ...(witness ? { witness } : { evidence: proof }),
  };
}

/** A line back in its cells, to be changed. */
export function entryOf(line: DraftLine, rows: FormRows, scheme: Scheme): Entry {
  const item = itemOf(scheme, line.itemCode);
  const option = item?.options?.findIndex(({ code }) => code === line.optionCode) ?? -1;
  const points = line.pointsHundredths === null ? '' : String(line.pointsHundredths / 100);
  return {
    typed: String(rowCalled(rows, line.itemCode)?.number ?? line.itemCode),
    itemCode: line.itemCode,
    value: option >= 0 ? String(option + 1) : line.count === null ? points : String(line.count),
    day: line.occurredOn,
    words: line.description || line.reason,
    proof: line.witness ? `@${line.witness}` : line.evidence,
  };
}

export const cellOf: Record<FieldProblem['field'], Cell> = {
  value: 'value',
  occurredOn: 'day',
  description: 'words',
  reason: 'words',
  proof: 'proof',
};

/** What keeps a line from being handed in; of the line itself only, whatever else stands on the sheet. */
export function lineProblems(scheme: Scheme, profileCode: string, line: DraftLine, today: string): FieldProblem[] {
  return problemsOf(scheme, profileCode, [line], today);
}

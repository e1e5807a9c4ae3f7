/** One member's row in the batch: what the service holds, and what was typed since. */
import type { PaperOutcome, PaperSheet } from '../../api-types';
import { t } from '../../i18n';
import { emptyLine, type DraftLine, type FieldProblem } from '../sheet/draft';
import { emptyEntry, type Entry } from './entry';
import type { KeptRow, Stack } from './kept-batch';

export interface BatchRow {
  sheet: PaperSheet;
  lines: DraftLine[];
  entry: Entry;
  /** The whole paper is typed, and waits to be saved. */
  done: boolean;
  /** The form's own code was read, so it is this member's for certain. */
  checked: boolean;
  replacesDraft: boolean;
  /** Of a saved paper: its day, reason and consent as they were corrected; null: as they were saved. */
  said: Stack | null;
  /** Why the service did not take it, and where. */
  refusal: PaperOutcome['problem'];
  problems: FieldProblem[];
}

/** As the service holds it: nothing typed yet, or what was entered before. */
export function rowOf(sheet: PaperSheet, kept?: KeptRow): BatchRow {
  const lines = (sheet.lines ?? []).map(({ deedKey, occurredOn, ...line }, index) => ({
    ...emptyLine(index + 1, line.itemCode),
    ...line,
    occurredOn: occurredOn ?? '',
    deedKey: deedKey ?? '',
  }));
  const fresh = { lines, entry: emptyEntry(), done: false, checked: false, replacesDraft: false, said: null };
  return { sheet, ...fresh, ...kept, refusal: null, problems: [] };
}

/** What has to be kept of a row; null where nothing was typed since the service was asked. */
export function keptOf(row: BatchRow): KeptRow | null {
  const { lines, entry, done, checked, replacesDraft, said } = row;
  return isTouched(row) ? { lines, entry, done, checked, replacesDraft, said } : null;
}

/** Something was typed in the row that the service doesn't have. */
export function isTouched(row: BatchRow): boolean {
  const { done, checked, replacesDraft, entry } = row;
  return done || checked || replacesDraft || isBegun(entry) || isChanged(row);
}

const isBegun = ({ typed, itemCode }: Entry) => typed !== '' || itemCode !== '';
export const isChanged = (row: BatchRow) =>
  row.said !== null || JSON.stringify(row.lines) !== JSON.stringify(rowOf(row.sheet).lines);

/** What is said of a saved paper, as corrected or as it was saved; null of one that is not saved. */
export function saidOf({ said, sheet: { proxy } }: BatchRow): Stack | null {
  if (said || !proxy) return said;
  const { receivedOn, reason, consent, consentNote } = proxy;
  return { receivedOn, reason, consent, consentNote };
}

export const isSaved = ({ sheet }: BatchRow) => sheet.proxy !== null && sheet.state !== 'draft';

/** Nobody has typed it yet, neither here nor before. */
export const isWaiting = (row: BatchRow) => !row.done && !isSaved(row);

export type RowState =
  'refused' | 'normal' | 'exceptions' | 'unfinished' | 'saved' | 'savedLate' | 'returned' | 'waiting';

export function stateOf(row: BatchRow): RowState {
  if (row.refusal) return 'refused';
  if (row.done) return row.lines.length > 0 ? 'exceptions' : 'normal';
  if (isTouched(row) && !(isSaved(row) && !isChanged(row) && !isBegun(row.entry))) return 'unfinished';
  if (isSaved(row)) return row.sheet.late ? 'savedLate' : 'saved';
  return row.sheet.returnedReason === null ? 'waiting' : 'returned';
}

export const stateInWords = (row: BatchRow) => t(`paper.state.${stateOf(row)}`, { n: row.lines.length });

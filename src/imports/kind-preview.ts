import type { Canonical } from '../audit/canonical.js';
import type { Month } from '../calendar.js';
import type { Text } from '../scoring/item.js';
import type { Params } from './cell-values.js';
import type { CellProblem } from './past-months.js';

export type RowOutcome = 'add' | 'change' | 'transfer' | 'leave' | 'unchanged' | 'bad';

export interface PreviewRow {
  rowNumber: number;
  memberName: string;
  memberNumber: string;
  outcome: RowOutcome;
  /** What would be written: a field or figure, as it is and as it would be. */
  changes: { what: string; before: string; after: string }[];
}

/** What importing a table would do. Nothing is written while there is a problem. */
export interface KindPreview {
  counts: Record<RowOutcome, number>;
  problems: CellProblem[];
  notes: { code: string; params?: Params }[];
  rows: PreviewRow[];
  /** Facts only: what somebody entered otherwise, and whether the table is to replace it. */
  conflicts: {
    key: string;
    rowNumber: number;
    cell: string;
    memberName: string;
    itemCode: string;
    before: Text;
    after: Text;
    overwrite: boolean;
  }[];
  unknownValues: { itemCode: string; text: string; count: number }[];
  /** The months that it would bring, or the one that it is about. */
  months: { month: Month; outcome: 'add' | 'unchanged'; members: number; meanHundredths: number | null }[];
  /** Everything that would be written: what the preview's digest is over, beside the file and its mapping. */
  changes: Canonical;
}

export function countsOf(rows: readonly PreviewRow[]): KindPreview['counts'] {
  const counts = { add: 0, change: 0, transfer: 0, leave: 0, unchanged: 0, bad: 0 };
  for (const { outcome } of rows) counts[outcome] += 1;
  return counts;
}

/** Nothing is left to be written. */
export function isDone({ problems, rows }: KindPreview): boolean {
  return problems.length === 0 && rows.every(({ outcome }) => outcome === 'unchanged');
}

/** Who stands where in the queue, and what one should know before opening his sheet. */
import type { SheetSummary } from '../../api-types';

export type Flag = 'changed' | 'claims' | 'deduction' | 'ownCase' | 'notSubmitted' | 'returned' | 'late' | 'notScored';

export function flagsOf(sheet: SheetSummary): Flag[] {
  if (sheet.state === 'notScored') return ['notScored'];
  const flags: Flag[] = [];
  if (sheet.returned) flags.push('returned');
  else if (sheet.fromRecords || sheet.state === 'draft') flags.push('notSubmitted');
  if (sheet.ownCase) flags.push('ownCase');
  if (sheet.deductions > 0) flags.push('deduction');
  if (sheet.changedLines > 0) flags.push('changed');
  if (sheet.claims > 0) flags.push('claims');
  if (sheet.late) flags.push('late');
  return flags;
}

/** Waiting for a look, waiting with nothing different, decided, and what one can't decide. */
export type Place = 'look' | 'unchanged' | 'decided' | 'away' | 'notScored';
export const places: Place[] = ['look', 'unchanged', 'away', 'decided', 'notScored'];

export function placeOf(sheet: SheetSummary, preReviewing: boolean): Place {
  if (sheet.state === 'notScored') return 'notScored';
  if (sheet.state === 'draft') return isMissing(sheet) && !preReviewing ? 'look' : 'away';
  if (preReviewing && sheet.state === 'submitted' && !sheet.mayPreReview) return 'away';
  if (!waits(sheet, preReviewing)) return 'decided';
  return flagsOf(sheet).length > 0 ? 'look' : 'unchanged';
}

/** By place, within it in roster order. Taken once when the desk opens: a row stays where the eye left it. */
export function orderOf(sheets: readonly SheetSummary[], preReviewing: boolean): number[] {
  const inPlace = places.flatMap((place) => sheets.filter((sheet) => placeOf(sheet, preReviewing) === place));
  // One's own sheet is for somebody else to decide: it doesn't head the queue.
  const own = (sheet: SheetSummary) => Number(sheet.ownCase && placeOf(sheet, preReviewing) === 'look');
  const look = inPlace
    .filter((sheet) => placeOf(sheet, preReviewing) === 'look')
    .sort((one, other) => own(one) - own(other));
  return [...look, ...inPlace.slice(look.length)].map((sheet) => sheet.id);
}

/** Never handed in, and self-assessment is over: the branch decides it from its records. */
const isMissing = (sheet: SheetSummary) => sheet.state === 'draft' && sheet.fromRecords && !sheet.returned;

/** Handed in, and nobody whose turn it is has said anything about it yet. */
const waits = ({ state }: SheetSummary, preReviewing: boolean) =>
  state === 'submitted' || (!preReviewing && state === 'preReviewed');

/** Whether somebody at this desk may say something about it now. */
export const canDecide = (sheet: SheetSummary, preReviewing: boolean) =>
  preReviewing
    ? sheet.mayPreReview && sheet.state === 'submitted'
    : (waits(sheet, false) || isMissing(sheet)) && !sheet.ownCase;

/** The next sheet that waits, after this one and then from the top; null when none waits. */
export function nextWaiting(queue: readonly SheetSummary[], id: number, preReviewing: boolean): SheetSummary | null {
  const from = queue.findIndex((sheet) => sheet.id === id) + 1;
  return (
    [...queue.slice(from), ...queue.slice(0, from)].find(
      (sheet) => canDecide(sheet, preReviewing) && sheet.id !== id,
    ) ?? null
  );
}

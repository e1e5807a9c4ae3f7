import type { Entry } from '../../../../src/scoring/entry.js';
import { adjustmentLine, explainLine } from '../../../../src/scoring/explain.js';
import { type NoteContext, noteWords } from '../../../../src/scoring/note-words.js';
import type { Note } from '../../../../src/scoring/problem.js';
import type { Scheme } from '../../../../src/scoring/scheme.js';
import type { Line, Score } from '../../../../src/scoring/score.js';
import { common } from '../../../../src/scoring/words/common.js';
import type { SheetLine } from '../../api-types';
import { formatDay, formatMonth } from '../../format';
import { t } from '../../i18n';
import { preferences } from '../../preferences';
import type { FieldProblem } from './draft';

/** A problem at its field. Days and months in it are written as people write them. */
export function problemInWords({ code, params = {} }: FieldProblem): string {
  const { from, until, month } = params;
  return t(`sheet.problem.${code}`, {
    from: typeof from === 'string' ? formatDay(from) : '',
    until: typeof until === 'string' ? formatDay(until) : '',
    month: typeof month === 'string' ? formatMonth(month) : '',
  });
}

/** Why a line counted as it did, in the rule's own words: the page, print and the command line say the same. */
export function noteInWords(scheme: Scheme, note: Note, context: NoteContext = {}): string {
  const { locale } = preferences;
  return noteWords(scheme, note, locale, context) + common[locale].stop;
}

/** How a line came to its points, and by which rule. `entries` holds what was entered in the end. */
export function lineInWords(scheme: Scheme, profileCode: string, entries: readonly Entry[], line: Line): string {
  const { locale } = preferences;
  return explainLine(scheme, entries, line, locale, profileCode).sentence + common[locale].stop;
}

type Adjusted = Pick<Score, 'scoreHundredths' | 'lines'>;

/** What a group or the total adds to, or takes from, what its parts come to. */
export function adjustmentInWords(scheme: Scheme, score: Adjusted, adjustment: Score['adjustments'][number]): string {
  const { locale } = preferences;
  const { head, sentence } = adjustmentLine(scheme, score, adjustment, locale);
  return head + common[locale].colon + sentence + common[locale].stop;
}

/** A line of a sheet as it counts: what the branch decided, else what was entered. */
export function entryOfLine(line: SheetLine): Entry {
  const { number, itemCode, deedKey, decision } = line;
  const { optionCode, count, pointsHundredths } = decision?.outcome === 'changed' ? decision : line;
  return { number, itemCode, optionCode, count, pointsHundredths, deedKey };
}

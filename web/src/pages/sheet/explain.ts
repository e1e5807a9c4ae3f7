import { adjustmentLine } from '../../../../src/scoring/explain-adjustments.js';
import { noteWords } from '../../../../src/scoring/note-words.js';
import type { Scheme } from '../../../../src/scoring/scheme.js';
import type { Score } from '../../../../src/scoring/score.js';
import { formatDay, formatMonth } from '../../format';
import { t } from '../../i18n';
import { preferences } from '../../preferences';
import type { FieldProblem } from './draft';
import type { ShownScore } from './sections';

/** A problem at its field. Days and months in it are written as people write them. */
export function problemInWords({ code, params = {} }: FieldProblem): string {
  const { from, until, month } = params;
  return t(`sheet.problem.${code}`, {
    from: typeof from === 'string' ? formatDay(from) : '',
    until: typeof until === 'string' ? formatDay(until) : '',
    month: typeof month === 'string' ? formatMonth(month) : '',
  });
}

type Note = { code: string; params?: Record<string, string | number> };

/** Why a line counted as it did: the rule's code as a sentence, by the rule's own words. */
export function noteInWords(scheme: Scheme, note: Note, itemCode?: string): string {
  return `${noteWords(scheme, note, preferences.locale, itemCode === undefined ? {} : { itemCode })}${t('words.stop')}`;
}

/** What a group or the total adds to, or takes from, what its parts come to. */
export function adjustmentInWords(scheme: Scheme, score: ShownScore, adjustment: Score['adjustments'][number]): string {
  const { head, sentence } = adjustmentLine(scheme, { ...score, parts: {} }, adjustment, preferences.locale);
  return `${head}${t('words.colon')}${sentence}`;
}

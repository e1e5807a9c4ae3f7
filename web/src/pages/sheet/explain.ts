import { itemOf, type Scheme } from '../../../../src/scoring/scheme.js';
import { formatDay, formatMonth, formatPoints, inLanguage } from '../../format';
import { t } from '../../i18n';
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

type Note = { code: string; params?: Record<string, string | number> };
const known = [
  'refused',
  'notApplicable',
  'sameFact',
  'onlyHighest',
  'itemCap',
  'groupCap',
  'contributionsCap',
] as const;

/** Why a line counted as it did: the rule's code as a sentence. A code of a newer rule is shown as it is. */
export function noteInWords(scheme: Scheme, note: Note): string {
  const code = known.find((candidate) => candidate === note.code);
  if (!code) return note.code;
  const { item, capHundredths, cutHundredths } = note.params ?? {};
  return t(`sheet.note.${code}`, {
    item: inLanguage(itemOf(scheme, item)?.name),
    cap: formatPoints(Math.abs(Number(capHundredths ?? 0))),
    cut: formatPoints(Number(cutHundredths ?? 0)),
  });
}

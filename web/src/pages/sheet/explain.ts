import { itemOf, type Scheme } from '../../../../src/scoring/scheme.js';
import { formatPoints, inLanguage } from '../../format';
import { t } from '../../i18n';

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

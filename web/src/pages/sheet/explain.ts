import { itemOf, PERIODS, type Scheme } from '../../../../src/scoring/scheme.js';
import type { Score } from '../../../../src/scoring/score.js';
import { formatDay, formatMonth, formatPoints, formatSigned, inLanguage } from '../../format';
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
  'averaged',
  'itemCap',
  'itemFloor',
  'groupCap',
  'groupFloor',
  'onceAPeriod',
] as const;

/** Why a line counted as it did: the rule's code as a sentence. A code of a newer rule is shown as it is. */
export function noteInWords(scheme: Scheme, note: Note): string {
  const code = known.find((candidate) => candidate === note.code);
  if (!code) return note.code;
  const { item, group, per, entries, capHundredths, floorHundredths, cutHundredths } = note.params ?? {};
  if (code === 'onlyHighest' && group !== undefined) {
    return t('sheet.note.highestOfGroup', { group: groupName(scheme, String(group)) });
  }
  const named = itemOf(scheme, item);
  return t(`sheet.note.${code}`, {
    item: inLanguage(named?.name),
    group: groupName(scheme, String(group ?? '')),
    cap: formatPoints(Math.abs(Number(capHundredths ?? floorHundredths ?? 0))),
    cut: formatPoints(Number(cutHundredths ?? 0)),
    n: Number(entries ?? 1),
    period: isPeriod(per) ? t(`words.period.${per}`) : '',
  });
}

const isPeriod = (per: unknown): per is (typeof PERIODS)[number] => PERIODS.some((known) => known === per);
const groupName = (scheme: Scheme, code: string) =>
  inLanguage(scheme.groups.find((group) => group.code === code)?.name) || t('sheet.total');

/** What a group or the total adds to, or takes from, what its parts come to. */
export function adjustmentInWords(scheme: Scheme, adjustment: Score['adjustments'][number]): string {
  const { code, group, pointsHundredths } = adjustment;
  const rules = scheme.groups.find((one) => one.code === group) ?? scheme.total;
  return t(`sheet.adjustment.${code}`, {
    group: groupName(scheme, group ?? ''),
    change: formatSigned(pointsHundredths),
    points: formatPoints(Math.abs(pointsHundredths)),
    cap: formatPoints(rules.capHundredths),
    floor: formatPoints(rules.floorHundredths),
  });
}

import type { Scheme } from '../../../../../src/scoring/scheme.js';
import { formatPoints, inLanguage } from '../../../format';
import { t } from '../../../i18n';
import type { TrialMember } from '../contract';

export type Turn = 'gain' | 'lose' | 'same' | 'open';

/** Whether somebody's result rises or falls; open where one of both has none. */
export function turnOf({ before, after }: TrialMember): Turn {
  const change = changeOf(before.resultHundredths, after.resultHundredths);
  if (change === null) return before.resultHundredths === after.resultHundredths ? 'same' : 'open';
  return change > 0 ? 'gain' : change < 0 ? 'lose' : 'same';
}

export function changeOf(before: number | null, after: number | null): number | null {
  return before === null || after === null ? null : after - before;
}

/** The name of a band in the draft; a band that the draft no longer has keeps its code. */
export function bandName(scheme: Scheme, code: string | null): string {
  if (code === null) return t('schemes.trial.noBand');
  return inLanguage(scheme.bands.find((band) => band.code === code)?.name) || code;
}

export function result(hundredths: number | null): string {
  return hundredths === null ? '—' : formatPoints(hundredths, 2);
}

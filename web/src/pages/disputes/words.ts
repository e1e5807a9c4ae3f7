import type { ApiProblem } from '../../api';
import type { Correction, CorrectionEffects, Objection } from '../../api-types';
import { formatMonth, formatPoints, inLanguage } from '../../format';
import { t, type MessageKey } from '../../i18n';

/** '王芳 · 2026年11月 · 主题党日全程参加' */
export function aboutInWords({ member, month, itemCode, itemName }: Objection, withMonth = true): string {
  const item = itemCode === null ? t('dispute.wholeRow') : inLanguage(itemName);
  return [member.name, ...(withMonth ? [formatMonth(month)] : []), item].join(t('words.separator'));
}

type Figures = Correction['row']['before'];

export function scoreInWords({ notScoredReason, scoreHundredths }: Figures): string {
  return notScoredReason === null ? formatPoints(scoreHundredths) : t('dispute.notScored');
}

type Standing = CorrectionEffects['summaries'][number]['before'];

export function standingInWords({ resultHundredths, band, rank }: Standing): string {
  return [
    formatPoints(resultHundredths, 2),
    band ? inLanguage(band.name) : t('dispute.noBand'),
    ...(rank === null ? [] : [t('dispute.place', { rank })]),
  ].join(t('words.list'));
}

const worded = [
  'changesNothing',
  'reasonMissing',
  'descriptionMissing',
  'occurredOnMissing',
  'evidenceMissing',
  'proofMissing',
  'valueMissing',
  'notOffered',
  'wouldTellName',
  'alreadyCounted',
] as const;

export function fieldProblemInWords(code: string): string {
  const known = worded.find((one) => one === code);
  return known ? t(`dispute.problem.${known}`) : t('dispute.problem.other', { code });
}

/** What the service said about one field or what is in it; empty when nothing. */
export function problemAt(problem: ApiProblem | null, path: string): string {
  const found = problem?.errors.find((error) => error.path === path || error.path.startsWith(`${path}.`));
  return found ? fieldProblemInWords(found.code) : '';
}

/** Why an objection was not taken, where more can be said than for any other request. */
export function whyNotTaken(problem: ApiProblem): MessageKey | null {
  if (problem.code === 'duplicate') return 'dispute.duplicate';
  if (problem.code === 'wrongState')
    return problem.params['state'] === 'appealed' ? 'dispute.final' : 'dispute.tooLate';
  return null;
}

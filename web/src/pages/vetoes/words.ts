import { periodOf } from '../../../../src/scoring/periods.js';
import type { ApiProblem } from '../../api';
import type { Veto } from '../../api-types';
import { formatMonth, formatPoints, inLanguage } from '../../format';
import { t } from '../../i18n';
import { halfYearName } from '../half-year/half-years';

/** What the veto is called: as the rule calls it, or by its code where the rule has it no more. */
export function ruleName({ rule, vetoCode }: Pick<Veto, 'rule' | 'vetoCode'>): string {
  return rule ? inLanguage(rule.name) : vetoCode;
}

export function periodName(period: string): string {
  return periodOf(period) === 'month' ? formatMonth(period) : halfYearName(period);
}

/** '2026 年下半年的结果最多 59 分' */
export function effectOf({ rule, period }: Pick<Veto, 'rule' | 'period'>): string {
  if (!rule || !period) return t('veto.unknownRule');
  return t('veto.effect', { period: periodName(period), points: formatPoints(rule.capHundredths) });
}

const known = [
  'required',
  'future',
  'beforeFact',
  'beforeVeto',
  'sameDocument',
  'usedForMember',
  'unknownVeto',
  'noSchemeInForce',
  'trimmed',
  'plainText',
] as const;

/** What the service said about each field, in words, by the field's name. */
export function fieldProblems(problem: ApiProblem): Record<string, string> {
  return Object.fromEntries(
    problem.errors.map(({ path, code }) => {
      const found = known.find((candidate) => candidate === code);
      return [path, found ? t(`veto.problem.${found}`) : t('veto.problem.other', { code })];
    }),
  );
}

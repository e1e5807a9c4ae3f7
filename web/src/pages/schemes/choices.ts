/** What the fields of a scheme offer, in words. */
import { DECIDERS } from '../../../../src/scoring/scheme-shape.js';
import { PERIODS, type ItemKind, type Scheme } from '../../../../src/scoring/scheme.js';
import { inLanguage } from '../../format';
import { t } from '../../i18n';
import type { Choice } from './fields/ChoiceField.vue';

export const kinds: ItemKind[] = ['base', 'deduction', 'contribution', 'factor'];
export const ways = ['options', 'each', 'range', 'levels'] as const;

export const periodChoices = (): Choice[] => PERIODS.map((value) => ({ value, word: t(`schemes.per.${value}`) }));
export const kindChoices = (): Choice[] => kinds.map((value) => ({ value, word: t(`schemes.kind.${value}`) }));
export const combineChoices = (): Choice[] =>
  (['sum', 'highest', 'mean'] as const).map((value) => ({ value, word: t(`schemes.combine.${value}`) }));
export const itemCombineChoices = (): Choice[] => [
  ...combineChoices(),
  { value: 'trimmedMean', word: t('schemes.combine.trimmedMean') },
];
export const overChoices = (): Choice[] =>
  (['sum', 'mean', 'highest', 'latest'] as const).map((value) => ({ value, word: t(`schemes.over.${value}`) }));
export const deciderChoices = (): Choice[] => DECIDERS.map((value) => ({ value, word: t(`schemes.decider.${value}`) }));
export const claimerChoices = (): Choice[] => [
  { value: 'member', word: t('schemes.decider.member') },
  ...deciderChoices(),
];

type Named = { code: string; name: { zh: string; en: string } };
const named = ({ code, name }: Named): Choice => ({ value: code, word: `${code} ${inLanguage(name)}`.trim() });
export const namedChoices = (list: readonly Named[]): Choice[] => list.map(named);
export const itemChoices = (scheme: Scheme, ...of: ItemKind[]): Choice[] =>
  scheme.items.filter(({ kind }) => of.length === 0 || of.includes(kind)).map(named);
export const partChoices = (scheme: Scheme): Choice[] => [...namedChoices(scheme.groups), ...itemChoices(scheme)];

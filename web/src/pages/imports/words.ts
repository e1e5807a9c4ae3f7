import type { ImportDraft, ImportKind, ImportPreview } from '../../api-types';
import { addMonths, formatDay, formatMonth, formatPoints, inLanguage, today } from '../../format';
import { t, type MessageKey } from '../../i18n';
import zh from '../../i18n/zh/imports';
import { wordsOf } from '../members/fields';

type Params = Record<string, string | number>;

/** What the service found wrong, in words; figures of points come in hundredths. */
export function problemWords(code: string, params: Params = {}): string {
  if (!(code in zh.problem)) return wordsOf(code, params);
  return t(`imports.problem.${code}` as MessageKey, shown(params));
}

export function noteWords(code: string, params: Params = {}): string {
  if (code in zh.note) return t(`imports.note.${code}` as MessageKey, shown(params));
  const known = [
    'hiddenRows',
    'otherSheets',
    'unknownColumn',
    'totalRow',
    'newGroup',
    'sameName',
    'notInFile',
    'hiddenColumns',
    'hiddenSheets',
    'roundedNumber',
    'nameAndContentDiffer',
    'noRows',
  ];
  return known.includes(code) ? t(`members.note.${code}` as MessageKey, params) : code;
}

function shown(params: Params): Params {
  const entries = Object.entries(params).map(([name, value]): [string, string | number] => {
    if (name.endsWith('Hundredths')) return [name.replace(/Hundredths$/, ''), formatPoints(Number(value), 0)];
    if (name === 'month' || name === 'first') return [name, formatMonth(String(value))];
    return name === 'day' ? [name, formatDay(String(value), { year: true })] : [name, value];
  });
  return Object.fromEntries(entries);
}

export interface Choice {
  value: string;
  text: string;
}
export interface ChoiceGroup {
  name: string;
  choices: Choice[];
}

/** What a column is called that means this. */
export function meaningWords(meaning: string, draft: Pick<ImportDraft, 'items' | 'categories'>): string {
  const [figure = '', month] = meaning.split('@');
  if (figure === 'score' && month) return formatMonth(month);
  const [kind, code] = figure.split(':');
  const named = [...draft.items, ...draft.categories].find((one) => one.code === code);
  const word =
    kind === 'item' || kind === 'category'
      ? `${code} ${inLanguage(named?.name)}`.trim()
      : figure in zh.meaning
        ? t(`imports.meaning.${figure}` as MessageKey)
        : figure;
  return month ? t('imports.ofMonth', { month: formatMonth(month), figure: word }) : word;
}

/** What a column of a table of this kind may mean, in groups; whatever it means now is among them. */
export function choicesOf(draft: ImportDraft): ChoiceGroup[] {
  const choice = (value: string): Choice => ({ value, text: meaningWords(value, draft) });
  const person = { name: t('imports.group.person'), choices: ['name', 'memberNumber'].map(choice) };
  const groups: Record<ImportKind, () => ChoiceGroup[]> = {
    roster: () => [
      person,
      {
        name: t('imports.group.more'),
        choices: ['branch', 'standing', 'situation', 'birthYear', 'group', 'profile', 'fromDay', 'leaveDay'].map(
          choice,
        ),
      },
    ],
    pastMonths: () => [
      person,
      {
        name: t('imports.group.month'),
        choices: [
          'score',
          'base',
          'deduction',
          'contribution',
          ...draft.categories.map(({ code }) => `category:${code}`),
          'remark',
        ].map(choice),
      },
      { name: t('imports.group.months'), choices: pastMonths(24).map((month) => choice(`score@${month}`)) },
    ],
    facts: () => [
      person,
      { name: t('imports.group.items'), choices: draft.items.map(({ code }) => choice(`item:${code}`)) },
      { name: t('imports.group.more'), choices: ['remark', 'occurredOn'].map(choice) },
    ],
  };
  const all = groups[draft.kind]();
  const known = new Set(all.flatMap(({ choices }) => choices.map(({ value }) => value)));
  const others = [...new Set(draft.mapping.columns)].filter(
    (meaning): meaning is string => meaning !== null && !known.has(meaning),
  );
  return others.length === 0 ? all : [...all, { name: t('imports.group.months'), choices: others.map(choice) }];
}

/** The months before this one, the latest first. */
export function pastMonths(count: number): string[] {
  return Array.from({ length: count }, (_, index) => addMonths(today().slice(0, 7), -1 - index));
}

/** What would become of a field, a figure or an item. */
export function changeWords(change: ImportPreview['rows'][number]['changes'][number], draft: ImportDraft): string {
  const value = (text: string) => {
    if (text in zh.absence) return t(`imports.absence.${text}` as MessageKey);
    if (change.what.startsWith('score')) return text === '' ? '' : formatPoints(Number(text), 0);
    if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return formatDay(text, { year: true });
    return text;
  };
  const named = meaningWords(change.what, draft);
  return change.before === ''
    ? `${named} ${value(change.after)}`
    : `${named} ${value(change.before)} → ${value(change.after)}`;
}

import type { components } from '../../api-schema';
import type { ApiProblem } from '../../api';
import { t, type MessageKey } from '../../i18n';

type Schemas = components['schemas'];
export type Template = Schemas['TemplateView'];
export type TemplateList = Schemas['TemplateListView'];
export type TemplateWord = Schemas['TemplateWordView'];
export type TemplateChoices = Schemas['TemplateChoicesView'];
export type TemplatePreview = Schemas['TemplatePreviewView'];
export type TemplateFinding = Schemas['TemplateFindingView'];
export type TemplateSource = Template['source'];

export const sources = ['month', 'period', 'memberYear'] as const satisfies readonly TemplateSource[];

/** What was chosen to fill a template with; empty strings: nothing yet. */
export interface Wish {
  month: string;
  period: string;
  memberId: number | null;
  year: string;
}

/** The part of a wish that this kind of template needs; null while something is missing. */
export function queryOf(
  source: TemplateSource,
  { month, period, memberId, year }: Wish,
): Record<string, string> | null {
  if (source === 'month') return month ? { month } : null;
  if (source === 'period') return period ? { period } : null;
  return memberId && year ? { memberId: String(memberId), year } : null;
}

/** Begins with the newest of everything. */
export function firstWish({ months, periods, members, years }: TemplateChoices): Wish {
  return {
    month: months[0] ?? '',
    period: periods.find((period) => period.includes('-H')) ?? periods[0] ?? '',
    memberId: members[0]?.id ?? null,
    year: years[0] ?? '',
  };
}

export function periodWords(period: string): string {
  const [year = '', part = ''] = period.split('-');
  if (!part) return t('halfYear.year', { year });
  if (part.startsWith('Q')) return t('halfYear.quarter', { year, quarter: part.slice(1) });
  return t(part === 'H1' ? 'halfYear.first' : 'halfYear.second', { year });
}

const fileCodes = new Set([
  'empty',
  'tooLarge',
  'kindNotAccepted',
  'oldFormat',
  'htmlDisguised',
  'encrypted',
  'macros',
  'activeContent',
  'infected',
  'zipBomb',
  'brokenFile',
  'tooComplex',
  'otherKind',
  'noPlaceholders',
  'tooManyRows',
  'tooManyColumns',
  'tooManyCells',
  'nameTaken',
  'tooManyTemplates',
  'tooManyVersions',
  'notPublished',
  'notABranch',
]);

/** Why a file was refused, in a sentence; nothing where the general one says it all. */
export function reasonOf({ errors = [], code }: Pick<ApiProblem, 'errors' | 'code'>): string {
  if (code === 'tooLarge') return t('templates.file.tooLarge');
  const [first] = errors;
  if (!first) return '';
  if (first.path === 'name' && first.code === 'missing') return t('templates.file.nameMissing');
  if (!fileCodes.has(first.code)) return /!|^\d/.test(first.path) ? t('templates.file.placeholders') : '';
  const params = { ...first.params } as Record<string, string | number>;
  const what = String(params['what'] ?? '');
  if (what) params['what'] = [whatWords(what), params['where'] ?? ''].filter(Boolean).join(' ');
  return t(`templates.file.${first.code}` as MessageKey, params);
}

function whatWords(what: string): string {
  const known = ['embeddedObject', 'externalContent', 'formControl', 'field', 'formula', 'pivotTable', 'foreignPart'];
  return known.includes(what) ? t(`templates.what.${what}` as MessageKey) : what;
}

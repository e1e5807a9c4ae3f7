import type { RouteLocationRaw } from 'vue-router';
import type { FigureCode, WorkReport, WorkReportFigure } from '../../api-types';
import { formatPoints } from '../../format';
import { t, type MessageKey } from '../../i18n';

/** The report's sentences, in their order. */
const sentences = ['assessments', 'meetings', 'dues', 'points', 'disputes', 'members'] as const;

/** A piece of running text, or the figure that fills a slot. */
export type Piece = { text: string } | { figure: WorkReportFigure };

/** The sentences with their slots filled. A branch alone doesn't say how many branches there are. */
export function pieces(report: WorkReport): Piece[][] {
  const byCode = new Map<string, WorkReportFigure>(report.figures.map((figure) => [figure.code, figure]));
  return sentences.map((key) => {
    const sentence = t(`records.sentences.${key}`);
    const own = report.unit.kind === 'branch' ? sentence.replace(/^[^[]*\[branches\][^，,]*[，,]\s*/u, '') : sentence;
    return own
      .split(/(\[\w+\])/u)
      .filter(Boolean)
      .map((part) => {
        const figure = byCode.get(part.slice(1, -1));
        return part.startsWith('[') && figure ? { figure } : { text: part };
      });
  });
}

export function figureInWords({ kind, value }: Pick<WorkReportFigure, 'kind' | 'value'>): string {
  if (value === null) return t('records.report.emptySlot');
  if (kind === 'tenThousandths') return String(value / 100);
  return kind === 'hundredths' ? formatPoints(value, 2) : String(value);
}

/** The running text as it is taken over into a report. */
export function textOf(report: WorkReport, prefix: string): string {
  return pieces(report)
    .map((sentence) => sentence.map((piece) => ('text' in piece ? piece.text : figureInWords(piece.figure))).join(''))
    .map((sentence, index) => (index === 0 ? `${prefix}${sentence}` : sentence))
    .join('\n');
}

type Origin =
  | 'branches'
  | 'months'
  | 'publications'
  | 'themeDays'
  | 'rows'
  | 'objections'
  | 'corrections'
  | 'talks'
  | 'exemptions'
  | 'sheets'
  | 'items'
  | 'halfYear'
  | 'typed';

const origins: Partial<Record<FigureCode, Origin>> = {
  branches: 'branches',
  assessments: 'months',
  monthPublications: 'publications',
  periodPublications: 'publications',
  publications: 'publications',
  themeDays: 'themeDays',
  objections: 'objections',
  objectionsAnswered: 'objections',
  objectionsUpheld: 'objections',
  corrections: 'corrections',
  talks: 'talks',
  exemptions: 'exemptions',
  proxies: 'sheets',
  selfAssessmentRate: 'sheets',
  themeDayRate: 'items',
  duesRate: 'items',
  summarised: 'halfYear',
  mean: 'halfYear',
};

const originOf = ({ code, source }: Pick<WorkReportFigure, 'code' | 'source'>): Origin =>
  source === 'typed' ? 'typed' : (origins[code] ?? 'rows');

export function sourceInWords(figure: Pick<WorkReportFigure, 'code' | 'source'>): string {
  return t(`records.from.${originOf(figure)}` satisfies MessageKey);
}

/** The page on which a figure can be followed to what it is made of. */
export function placeOf(
  figure: Pick<WorkReportFigure, 'code' | 'source'>,
  { unit, period }: WorkReport,
): RouteLocationRaw {
  const params = { unitId: unit.id };
  const isBranch = unit.kind === 'branch';
  const year = period.slice(0, 4);
  switch (originOf(figure)) {
    case 'typed':
      return isBranch ? { name: 'reportFacts', params: { ...params, halfYear: period } } : { hash: '#branches' };
    case 'talks':
      return { name: 'talks', params: { ...params, year } };
    case 'exemptions':
      return { name: 'exemptions', params };
    case 'objections':
      return isBranch ? { name: 'objections', params: { ...params, year } } : { hash: '#branches' };
    case 'corrections':
      return isBranch ? { name: 'corrections', params: { ...params, year } } : { hash: '#branches' };
    case 'publications':
    case 'rows':
    case 'items':
    case 'months':
    case 'themeDays':
      return isBranch ? { name: 'board', params } : { hash: '#branches' };
    case 'sheets':
      return isBranch ? { name: 'reviewNewest', params } : { hash: '#branches' };
    case 'branches':
      return { hash: '#branches' };
    case 'halfYear':
      return { name: 'halfYear', params: { ...params, halfYear: period } };
  }
}

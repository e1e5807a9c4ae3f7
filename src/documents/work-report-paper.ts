import type { FigureView, HalfYearReportView } from '../records/half-year-report.view.js';
import type { DocumentCell, DocumentDescription, DocumentPart } from './description.js';
import { dayName, type Stamp } from './document-words.js';
import { monthWords, percentWords, periodWords, pointsWords } from './papers-words.js';
import { figureNames, workReportSentences } from './work-report-sentences.js';

/**
 * Document 14, the figures of the half-year work report: running text that is ready to be taken over, and a table that says where
 * each figure is from. What nobody has said stays an empty slot, with the branches that have not said it.
 */
export function workReportPaper(view: HalfYearReportView, stamp: Stamp): DocumentDescription {
  const { unit, period, months, asOf, figures, unconfirmedMonths } = view;
  const when = periodWords(period);
  const byCode = new Map(figures.map((figure) => [figure.code as string, figure]));
  const sentences = Object.values(workReportSentences).map((sentence) => filled(sentence, byCode));
  const own =
    unit.kind === 'branch' ? sentences.map((text) => text.replace(/^共有1个支部开展党员积分化考核，/u, '')) : sentences;
  const gaps = figures.filter(({ missing }) => missing.length > 0);
  const first = months[0];
  const last = months.at(-1);
  const parts: DocumentPart[] = [
    ...own.map((text, index): DocumentPart => ({
      kind: 'paragraph',
      text: `${index === 0 ? `${when}，${unit.name}` : ''}${text}`,
    })),
    ...(gaps.length > 0 ? missingParts(gaps) : []),
  ];
  const sources: DocumentPart[] = [
    { kind: 'line', text: unit.name },
    ...(first && last
      ? [
          {
            kind: 'line' as const,
            text: `统计月份：${monthWords(first)}至${monthWords(last)}，数据截至${dayName(asOf)}。${unconfirmedMonths > 0 ? `尚有${unconfirmedMonths}个支部月份未确认，数据可能变化。` : ''}`,
          },
        ]
      : []),
    {
      kind: 'table',
      columns: [
        { title: '序号', widthCharacters: 6 },
        { title: '指标', widthCharacters: 24, align: 'left' },
        { title: '数值', widthCharacters: 11 },
        { title: '单位', widthCharacters: 7 },
        { title: '来源', widthCharacters: 36, align: 'left' },
        { title: '说明', widthCharacters: 21, align: 'left' },
      ],
      rows: figures.map((figure, index) => [
        { integer: index + 1 },
        { text: figureNames[figure.code].name },
        valueCell(figure),
        { text: figureNames[figure.code].unit },
        { text: figureNames[figure.code].source },
        { text: remark(figure, view) },
      ]),
    },
  ];
  return {
    fileName: `${unit.name}${period}工作报告数据`,
    plainName: `work-report-${unit.id}-${period}`,
    stamp,
    version: `数据截至${dayName(asOf)}`,
    sections: [
      {
        name: '工作报告数据',
        orientation: 'portrait',
        title: `${when}党员积分化考核工作报告数据`,
        parts,
      },
      { name: '数据来源', orientation: 'portrait', title: '工作报告数据来源', parts: sources },
      ...(unit.kind === 'branch' ? [] : [branchSection(view)]),
    ],
  };
}

const emptySlot = '＿＿';

function filled(sentence: string, figures: ReadonlyMap<string, FigureView>): string {
  return sentence.replace(/\{(\w+)\}/gu, (_, code: string) => {
    const figure = figures.get(code);
    return figure?.value === null || figure === undefined ? emptySlot : valueWords(figure);
  });
}

function valueWords({ kind, value }: Pick<FigureView, 'kind' | 'value'>): string {
  if (value === null) return emptySlot;
  if (kind === 'tenThousandths') return percentWords(value);
  return kind === 'hundredths' ? pointsWords(value) : String(value);
}

function valueCell({ kind, value }: FigureView): DocumentCell {
  if (value === null) return { text: '—' };
  if (kind === 'tenThousandths') return { text: percentWords(value) };
  return kind === 'hundredths' ? { hundredths: value } : { integer: value };
}

function remark({ code, part, of, missing, source }: FigureView, { branches, unit }: HalfYearReportView): string {
  if (of !== null) return of === 0 ? '没有适用的评定项目' : `${part} ÷ ${of}`;
  if (missing.length > 0) return unit.kind === 'branch' ? '未填报' : `${missing.length}个支部未填报`;
  if (source === 'typed' && unit.kind === 'branch')
    return branches[0]?.typed.find((one) => one.code === (code as string))?.source ?? '';
  return '';
}

function missingParts(gaps: readonly FigureView[]): DocumentPart[] {
  const byBranches = new Map<string, string[]>();
  for (const { code, missing } of gaps) {
    if (code === 'threeMeetings') continue;
    const names = missing.map(({ name }) => name).join('、');
    byBranches.set(names, [...(byBranches.get(names) ?? []), figureNames[code].name]);
  }
  return [...byBranches].map(([names, figures]) => ({
    kind: 'line',
    bold: true,
    text: `（未填报：${names}——${figures.join('、')}。上述支部未计入，不按零计算。）`,
  }));
}

/** What the bureau's figures are added up from. */
const branchColumns = ['assessments', 'publications', 'themeDays', 'threeMeetings', 'scored', 'talks'] as const;
const branchShares = ['duesRate', 'themeDayRate', 'selfAssessmentRate'] as const;

function branchSection({ period, branches }: HalfYearReportView): DocumentDescription['sections'][number] {
  const codes = [...branchColumns, ...branchShares];
  return {
    name: '各支部数据',
    orientation: 'landscape',
    title: `${periodWords(period)}工作报告数据（各支部）`,
    parts: [
      {
        kind: 'table',
        keyColumns: 2,
        columns: [
          { title: '序号', widthCharacters: 6 },
          { title: '支部', widthCharacters: 24, align: 'left' },
          ...codes.map((code) => ({
            title: `${figureNames[code].name}\n（${figureNames[code].unit}）`,
            widthCharacters: 13,
          })),
          { title: '填报依据', widthCharacters: 26, align: 'left' as const },
        ],
        rows: branches.map(({ branch, figures, typed }, index) => [
          { integer: index + 1 },
          { text: branch.name },
          ...codes.map((code): DocumentCell => {
            const figure = figures.find((one) => one.code === code);
            if (!figure || figure.value === null) return { text: figure?.source === 'typed' ? '未填报' : '—' };
            return figure.kind === 'tenThousandths' ? { tenThousandths: figure.value } : { integer: figure.value };
          }),
          { text: [...new Set(typed.map(({ source }) => source))].join('；') },
        ]),
      },
    ],
  };
}

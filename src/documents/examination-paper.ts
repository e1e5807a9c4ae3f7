import { dayOf, type Instant } from '../calendar.js';
import type { DocumentDescription, DocumentPart, DocumentSection } from './description.js';
import { dayName, type Stamp } from './document-words.js';
import { listedName, periodWords, pointsWords } from './papers-words.js';

/** The bureau's examination of one branch's half-year, as far as the document needs it. */
export interface ExaminationView {
  branch: { id: number; name: string };
  round: number;
  drawnAt: Instant;
  /** How many members the branch's summary lists. */
  size: number;
  rows: readonly ExaminedRowView[];
  conclusion: 'accepted' | 'returned' | null;
  note: string | null;
  concludedAt: Instant | null;
  concludedBy: string | null;
}

export interface ExaminedRowView {
  name: string;
  sampled: boolean;
  /** veto, award, atLeast95, below60 */
  reasons: readonly string[];
  resultHundredths: number | null;
  bandName: string | null;
  finding: 'inOrder' | 'problem' | null;
  text: string | null;
}

export interface ExaminationPaperView {
  unit: { id: number; name: string };
  bureauName: string;
  period: string;
  examinations: readonly ExaminationView[];
}

/** Document 10, 审核意见表: what the bureau looked at, what it found, and what it came to; a page for each branch. */
export function examinationPaper(view: ExaminationPaperView, stamp: Stamp): DocumentDescription {
  const { unit, period, examinations } = view;
  return {
    fileName: `${unit.name}${period}积分汇总审核意见表`,
    plainName: `examination-${unit.id}-${period}`,
    stamp,
    version: `审核意见，${periodWords(period)}`,
    sections:
      examinations.length > 0
        ? examinations.map((examination, index) => sectionOf(examination, view, index + 1))
        : [
            {
              name: '审核意见表',
              orientation: 'portrait',
              title: '党员积分汇总审核意见表',
              parts: [
                { kind: 'paragraph', text: `${unit.name}${periodWords(period)}汇总尚未提交审核，没有审核记录。` },
              ],
            },
          ],
  };
}

const reasonWords: Record<string, string> = {
  veto: '一票否决',
  award: '市级以上表彰',
  atLeast95: '95分及以上',
  below60: '60分以下',
};
const findingWords = { inOrder: '属实', problem: '有问题' } as const;
const conclusionWords = {
  accepted: '经审核，汇总结果属实、程序完备，同意公示。',
  returned: '经审核，汇总结果存在问题，退回支部重新研究。',
} as const;

function sectionOf(
  examination: ExaminationView,
  { bureauName, period }: ExaminationPaperView,
  place: number,
): DocumentSection {
  const { branch, round, drawnAt, size, rows, conclusion, note, concludedAt, concludedBy } = examination;
  const sampled = rows.filter((row) => row.sampled).length;
  const must = rows.filter(({ reasons }) => reasons.length > 0).length;
  const problems = rows.filter(({ finding }) => finding === 'problem');
  const text = (words: string) => ({ text: words });
  const share = size === 0 ? '' : `（占${Math.round((sampled * 1000) / size) / 10}%）`;
  return {
    name: `审核意见表${place}`,
    orientation: 'portrait',
    title: '党员积分汇总审核意见表',
    parts: [
      {
        kind: 'fields',
        fields: [
          { label: '被审核支部', cell: text(branch.name) },
          { label: '审核期', cell: text(`${periodWords(period)}${round > 1 ? `（第${round}次报送）` : ''}`) },
          { label: '汇总人数', cell: { integer: size } },
          { label: '抽取日期', cell: text(dayName(dayOf(drawnAt))) },
          { label: '随机抽查', cell: text(`${sampled}人${share}`) },
          { label: '必查人员', cell: text(`${must}人`) },
        ],
      },
      { kind: 'heading', level: 1, text: '一、抽查情况' },
      rows.length === 0 ? { kind: 'paragraph', text: '没有抽查人员。' } : tableOf(rows),
      { kind: 'heading', level: 1, text: '二、发现问题' },
      ...problemParts(problems, rows),
      { kind: 'heading', level: 1, text: '三、审核结论' },
      {
        kind: 'paragraph',
        text: conclusion === null ? '尚未作出结论。' : `${conclusionWords[conclusion]}${note ? note : ''}`,
      },
      { kind: 'signatures', places: ['审核人', '机关党委（盖章）'] },
      ...(concludedAt === null
        ? []
        : [
            {
              kind: 'line' as const,
              text: `结论由${concludedBy ?? ''}于${dayName(dayOf(concludedAt))}在系统中作出，审核单位：${bureauName}。`,
            },
          ]),
    ],
  };
}

function tableOf(rows: readonly ExaminedRowView[]): DocumentPart {
  return {
    kind: 'table',
    columns: [
      { title: '序号', widthCharacters: 6 },
      { title: '姓　名', widthCharacters: 12 },
      { title: '汇总得分', widthCharacters: 10 },
      { title: '建议等次', widthCharacters: 12 },
      { title: '查阅原因', widthCharacters: 16 },
      { title: '结果', widthCharacters: 8 },
      { title: '问题说明', widthCharacters: 22, align: 'left' },
    ],
    rows: rows.map(({ name, sampled, reasons, resultHundredths, bandName, finding, text }, index) => [
      { integer: index + 1 },
      { text: listedName(name) },
      { text: pointsWords(resultHundredths) },
      { text: bandName ?? '不列等次' },
      {
        text: [...(sampled ? ['随机抽查'] : []), ...reasons.map((reason) => reasonWords[reason] ?? reason)].join('\n'),
      },
      { text: finding === null ? '未查' : findingWords[finding] },
      { text: text ?? '' },
    ]),
  };
}

function problemParts(problems: readonly ExaminedRowView[], rows: readonly ExaminedRowView[]): DocumentPart[] {
  const unseen = rows.filter(({ finding }) => finding === null).length;
  return [
    ...(problems.length === 0
      ? [{ kind: 'paragraph' as const, text: unseen === rows.length ? '尚未查阅。' : '查阅中没有发现问题。' }]
      : problems.map(({ name, text }, index) => ({
          kind: 'paragraph' as const,
          text: `${index + 1}. ${name}：${text ?? '（未写明）'}`,
        }))),
    ...(unseen > 0 && unseen < rows.length
      ? [{ kind: 'paragraph' as const, text: `另有 ${unseen} 人尚未查阅。` }]
      : []),
  ];
}

import { dayOf } from '../calendar.js';
import { displayWidth } from '../spreadsheets/display-width.js';
import type { DocumentCell, DocumentColumn, DocumentDescription, DocumentPart } from './description.js';
import { dayName, nameWidth, notScoredWords, type Stamp, widthOf } from './document-words.js';

/** long: points by category. short: place, name, score, remark (domain/documents.md, document 2). */
export const boardForms = ['long', 'short'] as const;
export type BoardForm = (typeof boardForms)[number];

/** The published month as the API hands it out, as far as the document needs it. */
export interface BoardView {
  branch: { id: number; name: string };
  month: string;
  publication: {
    number: number;
    revision: number;
    publishedAt: string;
    fromDay: string;
    untilDay: string;
    workingDays: number;
    contact: string;
    verificationCode: string;
    trailHead: string;
  } | null;
  scheme: { name: { zh: string }; version: string; ceilingHundredths: number | null; legend: { zh: string } };
  categories: { code: string; name: { zh: string } }[];
  rows: BoardRowView[];
  earlierWithdrawals: { number: number; withdrawnAt: string; reason: string }[];
  amendments: { number: number; publishedAt: string; verificationCode: string }[];
  publicOrigin: string | null;
}

export interface BoardRowView {
  position: number;
  name: string;
  standing: string;
  categoryPoints: Record<string, number>;
  baseHundredths: number | null;
  deductionHundredths: number | null;
  contributionHundredths: number | null;
  scoreHundredths: number | null;
  notScoredReason: string | null;
  remarks: string[];
  amendedBy: number | null;
}

/** Document 2, 党员积分月度公示表: one row a member in the order of the roster, A4 portrait, for the notice board. */
export function boardDescription(view: BoardView, stamp: Stamp, form: BoardForm = 'long'): DocumentDescription {
  const columns = columnsOf(view, form);
  const title = `${view.branch.name}${Number(view.month.slice(0, 4))}年${Number(view.month.slice(5, 7))}月党员积分公示表`;
  const draft = '草表：本月尚未公示，仅供支部研究使用，不得张贴。';
  return {
    fileName: `${view.branch.name}${view.month}党员积分公示表`,
    plainName: `board-${view.branch.id}-${view.month}`,
    stamp,
    version: `${view.publication ? `公示第 ${view.publication.number} 号` : '草表，未公示'}，办法第 ${view.scheme.version} 版`,
    sections: [
      {
        name: '月度公示表',
        orientation: 'portrait',
        title,
        parts: [
          { kind: 'line', text: '单位：分', align: 'right' },
          ...(view.publication ? [] : [{ kind: 'line' as const, text: draft, bold: true }]),
          {
            kind: 'table',
            keyColumns: 2,
            columns: columns.map(({ cell: _, ...column }) => column),
            rows: view.rows.map((row) => columns.map(({ cell }) => cell(row))),
          },
          ...closing(view),
        ],
      },
    ],
  };
}

interface Column extends DocumentColumn {
  cell: (row: BoardRowView) => DocumentCell;
}

function columnsOf({ categories, rows }: BoardView, form: BoardForm): Column[] {
  const words = rows
    .filter(({ scoreHundredths }) => scoreHundredths === null)
    .map(({ notScoredReason }) => notScoredWords(notScoredReason));
  const points = (
    title: string,
    widthCharacters: number,
    pick: (row: BoardRowView) => number | null | undefined,
  ): Column => ({
    title,
    widthCharacters,
    cell: (row) => {
      const hundredths = row.scoreHundredths === null ? null : (pick(row) ?? null);
      return hundredths === null ? { text: '—' } : { hundredths };
    },
  });
  const details = [
    ...categories.map(({ code, name }) => points(inTwoLines(name.zh), 9, ({ categoryPoints }) => categoryPoints[code])),
    points('基础\n积分', 8, ({ baseHundredths }) => baseHundredths),
    points('违规\n扣分', 8, ({ deductionHundredths }) => deductionHundredths),
    points('贡献\n积分', 8, ({ contributionHundredths }) => contributionHundredths),
  ];
  return [
    { title: '序号', widthCharacters: 5, cell: ({ position }) => ({ integer: position }) },
    { title: '姓名', widthCharacters: nameWidth(rows), cell: ({ name }) => ({ text: name }) },
    ...(form === 'long' ? details : []),
    {
      title: '当月\n得分',
      widthCharacters: Math.max(9, ...words.map((text) => displayWidth(text) + 2)),
      bold: true,
      cell: ({ scoreHundredths, notScoredReason }) =>
        scoreHundredths === null ? { text: notScoredWords(notScoredReason) } : { hundredths: scoreHundredths },
    },
    {
      title: '备注',
      widthCharacters: form === 'long' ? widthOf(rows.map(remarkWords), { least: 10, most: 18 }) : 40,
      align: 'left',
      cell: (row) => ({ text: remarkWords(row) }),
    },
  ];
}

function remarkWords({ remarks, amendedBy }: BoardRowView): string {
  return [...remarks.map((code) => REMARK_WORDS[code] ?? ''), amendedBy === null ? '' : `更正 第${amendedBy}号`]
    .filter(Boolean)
    .join('\n');
}

/** 参加组织活动 → 参加组织 / 活动. */
function inTwoLines(name: string): string {
  return name.length > 4 ? `${name.slice(0, 4)}\n${name.slice(4)}` : name;
}

const REMARK_WORDS: Record<string, string> = {
  probationary: '预备党员',
  light: '简项考核',
  fromRecords: '按组织记录评定',
};

function closing(view: BoardView): DocumentPart[] {
  const line = (text: string): DocumentPart => ({ kind: 'line', text });
  const { publication, scheme, rows, earlierWithdrawals, amendments, publicOrigin } = view;
  const scored = rows.filter(({ scoreHundredths }) => scoreHundredths !== null).length;
  const lines = [
    `应列 ${rows.length} 人，计分 ${scored} 人，不计分 ${rows.length - scored} 人。`,
    `依据：《${scheme.name.zh}》第 ${scheme.version} 版。${scheme.legend.zh}`,
  ];
  if (!publication) return lines.map(line);
  const published = [
    ...lines,
    `公示期：${dayName(publication.fromDay)}至${dayName(publication.untilDay)}（${publication.workingDays} 个工作日）。`,
    `异议受理：${publication.contact}。`,
    '对公示内容有异议的，请在公示期内提出；对答复不服的，可向上级党组织申请复核。',
    ...earlierWithdrawals.map(
      ({ number, withdrawnAt, reason }) => `公示第 ${number} 号已于${dayName(dayOf(withdrawnAt))}撤回：${reason}`,
    ),
    ...amendments.map(
      ({ number, publishedAt, verificationCode }) =>
        `公示第 ${number} 号（${dayName(dayOf(publishedAt))}）更正了表中注明的行，核验码：${verificationCode}`,
    ),
    `核验码：${publication.verificationCode}（公示第 ${publication.number} 号）${publicOrigin ? `，核验：${publicOrigin}/verify/${publication.verificationCode}` : ''}`,
    `记录链：${publication.trailHead}`,
  ];
  return [
    ...published.map(line),
    { kind: 'signedBy', organisation: '支部（盖章）', day: dayName(dayOf(publication.publishedAt)) },
  ];
}

import { dayOf, type Day, type Instant, type Month } from '../calendar.js';
import type { DocumentDescription, DocumentPart } from './description.js';
import { dayName, type Stamp } from './document-words.js';
import { monthWords, periodWords, pointsWords } from './papers-words.js';

/** A publication of a month or of a longer period, as its notice tells it. No names: those stand in the table that hangs beside it. */
export interface NoticeView {
  branch: { id: number; name: string };
  /** '2026-05' of a month; '2026-H1' of a closing. */
  covers: Month | string;
  number: number;
  publishedAt: Instant;
  fromDay: Day;
  untilDay: Day;
  workingDays: number;
  contact: string;
  listed: number;
  scored: number;
  notScored: number;
  scheme: { name: string; version: string };
  /** Only of a month; a closing is checked with its own code. */
  verificationCode: string | null;
  publicOrigin: string | null;
}

/** Document 14, 公示公告, in the layout of GB/T 9704: what is published, for how long, and where one objects. */
export function publicationNotice(view: NoticeView, stamp: Stamp): DocumentDescription {
  const { branch, covers, number, publishedAt, fromDay, untilDay, workingDays, contact } = view;
  const isMonth = /^\d{4}-\d{2}$/.test(covers);
  const what = isMonth ? `${monthWords(covers)}党员积分` : `${periodWords(covers)}党员积分汇总结果`;
  const subject = isMonth ? `关于${what}的公示公告` : `关于${periodWords(covers)}党员积分\n汇总结果的公示公告`;
  const counted = isMonth ? '计分' : '列等次';
  const parts: DocumentPart[] = [
    { kind: 'line', text: `公示第${number}号`, align: 'centre' },
    {
      kind: 'paragraph',
      text: `根据《${view.scheme.name}》（第${view.scheme.version}版），经${isMonth ? '个人自评、支部评定' : '支部研究、机关党委审核'}，现将${branch.name}${what}予以公示。`,
    },
    { kind: 'heading', level: 1, text: '一、公示内容' },
    {
      kind: 'paragraph',
      text: `本次公示应列党员${view.listed}人，${counted}${view.scored}人，${isMonth ? '不计分' : '不列等次'}${view.notScored}人。具体结果见《${isMonth ? '党员积分月度公示表' : '半年积分汇总表'}》。`,
    },
    { kind: 'heading', level: 1, text: '二、公示时间' },
    { kind: 'paragraph', text: `${dayName(fromDay)}至${dayName(untilDay)}，共${workingDays}个工作日。` },
    { kind: 'heading', level: 1, text: '三、异议受理' },
    {
      kind: 'paragraph',
      text: `对公示内容有异议的，请在公示期内实名向支部提出，或在积分册系统中提交。受理人和方式：${contact}。`,
    },
    {
      kind: 'paragraph',
      text: '支部自收到之日起1个工作日内受理，3个工作日内答复；对答复不服的，可向上级党组织申请复核。公示期满无异议的，公示结果即行确认。',
    },
    ...(view.verificationCode
      ? [
          {
            kind: 'paragraph' as const,
            text: `核验码：${view.verificationCode}${view.publicOrigin ? `（${view.publicOrigin}/verify/${view.verificationCode}）` : ''}。`,
          },
        ]
      : []),
    { kind: 'signedBy', organisation: branch.name, day: dayName(dayOf(publishedAt)) },
  ];
  return {
    fileName: `${branch.name}${what}公示公告`,
    plainName: `notice-${branch.id}-${covers}-${number}`,
    stamp,
    version: `公示第 ${number} 号`,
    sections: [{ name: '公示公告', orientation: 'portrait', title: subject, parts }],
  };
}

/** What a bureau tells its branches of an examined half-year. Nobody is named but those whom a publication has named already. */
export interface CircularView {
  unit: { id: number; name: string };
  period: string;
  /** How many months of branches may still change figures: then it is a draft. */
  unconfirmedMonths: number;
  branches: number;
  listed: number;
  summarised: number;
  meanHundredths: number | null;
  medianHundredths: number | null;
  highestHundredths: number | null;
  lowestHundredths: number | null;
  bands: readonly { name: string | null; count: number }[];
  /** Of branches that may be told apart: who has few scored members is in the total alone. */
  branchRows: readonly { name: string; summarised: number; meanHundredths: number | null; bands: readonly number[] }[];
  hiddenBranches: number;
  /** In the highest band, of branches whose summary stands published with their names. */
  praised: readonly { branchName: string; names: readonly string[] }[];
  bandName: string | null;
  problems: readonly CircularProblem[];
  day: Day;
}

export interface CircularProblem {
  code: 'unconfirmed' | 'late' | 'fromRecords' | 'corrections' | 'upheld' | 'warned' | 'unpaidDues' | 'examined';
  count: number;
  /** Branches that it is about; empty where it is told for all together. */
  branches: readonly string[];
}

/** Document 14, 关于××积分汇总审核结果的通报. */
export function halfYearCircular(view: CircularView, stamp: Stamp): DocumentDescription {
  const { unit, period, unconfirmedMonths, day } = view;
  const when = periodWords(period);
  const parts: DocumentPart[] = [
    ...(unconfirmedMonths > 0
      ? [
          {
            kind: 'line' as const,
            text: `草稿：尚有${unconfirmedMonths}个支部月份未确认，数据可能变化，不得印发。`,
            bold: true,
          },
        ]
      : []),
    { kind: 'paragraph', text: '各党支部：', flush: true },
    {
      kind: 'paragraph',
      text: `${when}党员积分化考核汇总工作已经完成。各支部逐月评定、公示、确认并形成汇总，${unit.name}对汇总结果进行了审核。现将有关情况通报如下。`,
    },
    { kind: 'heading', level: 1, text: '一、总体情况' },
    {
      kind: 'paragraph',
      text:
        `${view.branches}个党支部应列党员${view.listed}人，纳入汇总${view.summarised}人。` +
        (view.meanHundredths === null
          ? '尚无可统计的得分。'
          : `汇总得分平均${pointsWords(view.meanHundredths)}分，中位数${pointsWords(view.medianHundredths)}分，最高${pointsWords(view.highestHundredths)}分，最低${pointsWords(view.lowestHundredths)}分。`),
    },
    {
      kind: 'paragraph',
      text: `等次分布：${view.bands.map(({ name, count }) => `${name ?? '不列等次'}${count}人`).join('，')}。`,
    },
    { kind: 'heading', level: 1, text: '二、各支部情况' },
    branchTable(view),
    ...(view.hiddenBranches > 0
      ? [
          {
            kind: 'line' as const,
            text: `另有${view.hiddenBranches}个支部汇总人数较少，为保护个人信息不单列，已计入总数。`,
          },
        ]
      : []),
    ...praiseParts(view),
    { kind: 'line', text: '' },
    { kind: 'heading', level: 1, text: `${view.praised.length > 0 ? '四' : '三'}、存在的问题` },
    ...problemParts(view.problems),
    {
      kind: 'paragraph',
      text: '请各支部对照上述情况抓好整改，按规定做好下一阶段的评定、公示和归档工作。',
    },
    { kind: 'signedBy', organisation: unit.name, day: dayName(day) },
  ];
  return {
    fileName: `关于${when}党员积分汇总审核结果的通报`,
    plainName: `circular-${unit.id}-${period}`,
    stamp,
    version: unconfirmedMonths > 0 ? `草稿，${when}汇总` : `通报，${when}汇总`,
    sections: [
      {
        name: '通报',
        orientation: 'portrait',
        title: `关于${when}党员积分\n汇总审核结果的通报`,
        parts,
      },
    ],
  };
}

function branchTable({ branchRows, bands }: CircularView): DocumentPart {
  if (branchRows.length === 0) return { kind: 'paragraph', text: '没有可以单列的支部。' };
  return {
    kind: 'table',
    columns: [
      { title: '序号', widthCharacters: 6 },
      { title: '支部', widthCharacters: 26, align: 'left' },
      { title: '汇总\n人数', widthCharacters: 7 },
      { title: '平均分', widthCharacters: 9 },
      ...bands.map(({ name }) => ({
        title: inTwoLines(name ?? '不列等次'),
        widthCharacters: 8,
        above: '建议等次（人）',
      })),
    ],
    rows: branchRows.map((row, index) => [
      { integer: index + 1 },
      { text: row.name },
      { integer: row.summarised },
      row.meanHundredths === null ? { text: '—' } : { hundredths: row.meanHundredths },
      ...row.bands.map((count) => ({ integer: count })),
    ]),
  };
}

/** 基本合格 → 基本 / 合格: so that the columns stay narrow. */
function inTwoLines(name: string): string {
  return name.length === 4 ? `${name.slice(0, 2)}\n${name.slice(2)}` : name;
}

function praiseParts({ praised, bandName }: CircularView): DocumentPart[] {
  if (praised.length === 0) return [];
  return [
    { kind: 'heading', level: 1, text: `三、${bandName ?? '优秀'}等次名单` },
    { kind: 'paragraph', text: '以下名单已在所在支部公示：' },
    ...praised.map(({ branchName, names }): DocumentPart => ({
      kind: 'paragraph',
      text: `${branchName}（${names.length}人）：${names.join('、')}。`,
    })),
  ];
}

const problemWords: Record<CircularProblem['code'], (count: number) => string> = {
  unconfirmed: (count) => `有${count}个支部月份尚未完成公示确认`,
  late: (count) => `有${count}个支部月份未按期公示`,
  fromRecords: (count) => `有${count}人次逾期未自评，由支部按组织记录评定`,
  corrections: (count) => `结果确认后又更正${count}份，事前核对不够`,
  upheld: (count) => `公示期间异议成立${count}件`,
  warned: (count) => `有${count}名党员汇总得分低于合格线，需落实谈话提醒`,
  unpaidDues: (count) => `有${count}人次未按月足额交纳党费`,
  examined: (count) => `机关党委审核中发现问题${count}处`,
};

function problemParts(problems: readonly CircularProblem[]): DocumentPart[] {
  if (problems.length === 0) return [{ kind: 'paragraph', text: '本期汇总和审核中没有发现需要通报的问题。' }];
  return problems.map(({ code, count, branches }, index) => ({
    kind: 'paragraph',
    text: `${index + 1}. ${problemWords[code](count)}${branches.length > 0 ? `（${branches.join('、')}）` : ''}。`,
  }));
}

import { displayWidth } from '../spreadsheets/display-width.js';
import { writeCsv } from '../spreadsheets/write-csv.js';
import { writeWorkbook, type Choice, type SheetCell, type SheetDescription } from '../spreadsheets/write-workbook.js';

/** One person as the sheet has him: words and numbers as a clerk types them, never codes. */
export interface RosterValues {
  branch: string;
  memberNumber: string;
  name: string;
  standing: string;
  situation: string;
  birthYear: string;
  group: string;
  profile: string;
  fromDay: string;
}

interface RosterColumn {
  field: keyof RosterValues;
  title: string;
  widthCharacters: number;
  needed: boolean;
  words?: readonly string[];
  advice: string;
}

/** The columns of the roster, the same in the template, the exports and the import. */
export const ROSTER_COLUMNS: readonly RosterColumn[] = [
  { field: 'branch', title: '支部', widthCharacters: 24, needed: true, advice: '填写支部全称，与系统中的名称一致。' },
  {
    field: 'memberNumber',
    title: '党员编号',
    widthCharacters: 14,
    needed: true,
    advice: '每人唯一，导入时按编号认人。请勿填写身份证号。',
  },
  {
    field: 'name',
    title: '姓名',
    widthCharacters: 18,
    needed: true,
    advice: '按党组织登记的姓名填写，少数民族姓名中的间隔点照写。',
  },
  {
    field: 'standing',
    title: '党员类别',
    widthCharacters: 11,
    needed: true,
    words: ['正式党员', '预备党员'],
    advice: '正式党员或预备党员。',
  },
  {
    field: 'situation',
    title: '人员状态',
    widthCharacters: 11,
    needed: true,
    words: ['在职', '离退休', '流动'],
    advice: '在职、离退休或流动。',
  },
  {
    field: 'birthYear',
    title: '出生年',
    widthCharacters: 9,
    needed: false,
    advice: '四位数字的年份，如 1968；可以不填。',
  },
  {
    field: 'group',
    title: '党小组',
    widthCharacters: 18,
    needed: false,
    advice: '本支部已设的党小组名称；未设党小组的不填。',
  },
  {
    field: 'profile',
    title: '考核方式',
    widthCharacters: 11,
    needed: true,
    words: ['全项', '简项', '免于考核'],
    advice: '全项、简项或免于考核。',
  },
  {
    field: 'fromDay',
    title: '转入日期',
    widthCharacters: 13,
    needed: true,
    advice: '自哪一天起属于本支部，写成 2026-03-01 的样子。',
  },
];

const SHEET_NAME = '党员名册';
const HELP_NAME = '填写说明';
const TEMPLATE_ROWS = 500;

/** An empty roster. The data sheet holds the head row alone: handed in unfilled it has nothing to import; the example is on the second sheet. */
export function rosterTemplateWorkbook(
  branches: readonly string[],
  groups: readonly { branch: string; group: string }[] = [],
): Promise<Buffer> {
  const empty = Object.fromEntries(ROSTER_COLUMNS.map(({ field }) => [field, ''])) as unknown as RosterValues;
  const rows = Array.from({ length: TEMPLATE_ROWS }, () => empty);
  return writeWorkbook({
    sheets: [rosterSheet(rows, choices(TEMPLATE_ROWS, branches.length, groups.length)), helpSheet(branches, groups)],
  });
}

/** The roster as it stands; importing it again changes nothing. */
export function rosterWorkbook(rows: readonly RosterValues[]): Promise<Buffer> {
  return writeWorkbook({ sheets: [rosterSheet(rows, choices(rows.length, 0, 0))] });
}

export function rosterCsv(rows: readonly RosterValues[]): Buffer {
  return writeCsv([
    ROSTER_COLUMNS.map(({ title }) => title),
    ...rows.map((row) => ROSTER_COLUMNS.map(({ field }) => row[field])),
  ]);
}

function rosterSheet(rows: readonly RosterValues[], choice: Choice[]): SheetDescription {
  const head = ROSTER_COLUMNS.map(({ title }): SheetCell => ({ style: 'head', text: title }));
  return {
    name: SHEET_NAME,
    columns: ROSTER_COLUMNS.map(({ field, widthCharacters }) => ({
      widthCharacters: Math.min(
        40,
        Math.max(widthCharacters, ...rows.slice(0, 5000).map((row) => displayWidth(row[field]) + 2)),
      ),
    })),
    rows: [
      { cells: head, heightPoints: 26 },
      ...rows.map((row) => ({ cells: ROSTER_COLUMNS.map(({ field }) => rosterCell(field, row[field])) })),
    ],
    frozen: { rows: 1, columns: 3 },
    repeatedRows: { first: 1, last: 1 },
    page: { orientation: 'landscape' },
    choices: choice,
  };
}

/** Only the year of birth is a number; numbers of members and days stay text, or Excel would change them. */
function rosterCell(field: keyof RosterValues, text: string): SheetCell {
  if (field === 'birthYear' && /^[1-9]\d{3}$/.test(text)) return { style: 'centre', integer: Number(text) };
  return { style: field === 'branch' || field === 'group' || field === 'name' ? 'left' : 'centre', text };
}

function choices(count: number, branchCount: number, groupCount: number): Choice[] {
  if (count === 0) return [];
  return ROSTER_COLUMNS.map(({ field, words, advice }, index) => {
    const place = { column: index + 1, firstRow: 2, lastRow: count + 1, advice };
    if (words) return { ...place, from: words, otherwise: 'refuse' };
    if (field === 'branch' && branchCount > 0)
      return { ...place, from: { range: `'${HELP_NAME}'!$F$2:$F$${branchCount + 1}` }, otherwise: 'refuse' };
    if (field === 'group' && groupCount > 0)
      return { ...place, from: { range: `'${HELP_NAME}'!$H$2:$H$${groupCount + 1}` }, otherwise: 'warn' };
    return { ...place, otherwise: 'warn' };
  });
}

const EXAMPLE: RosterValues = {
  branch: '办公室党支部',
  memberNumber: 'DY00123',
  name: '张三（示例）',
  standing: '正式党员',
  situation: '在职',
  birthYear: '1985',
  group: '第一党小组',
  profile: '全项',
  fromDay: '2026-03-01',
};

const RULES = [
  '一、请在“党员名册”工作表中填写，一人一行，从第 2 行填起；不要改动第 1 行的列名，不要合并单元格。',
  '二、导入前系统逐行核对，有一行不合格则全部不导入，并指出是哪一格、为什么。',
  '三、按党员编号认人：编号已有的更新，没有的新增；支部不同的，自转入日期起转入。同一份文件重复导入，结果不变。',
  '四、同名的人分行填写，编号不同即可。未列入本表的人员不会被删除。',
  '五、系统不登记身份证号、电话和住址，请勿填写。',
];

function helpSheet(
  branches: readonly string[],
  groups: readonly { branch: string; group: string }[],
): SheetDescription {
  const left: SheetCell[][] = [
    ['列名', '是否必填', '怎样填写', '示例'].map((text) => ({ style: 'head', text })),
    ...ROSTER_COLUMNS.map(({ field, title, needed, advice }): SheetCell[] => [
      { style: 'centre', text: title },
      { style: 'centre', text: needed ? '必填' : '可不填' },
      { style: 'left', text: advice },
      { style: 'centre', text: EXAMPLE[field] },
    ]),
    ...RULES.map((text): SheetCell[] => [{ style: 'line', text, columns: 4 }]),
  ];
  const right = Math.max(branches.length, groups.length) + 1;
  const rows = Array.from({ length: Math.max(left.length, right) }, (_, index) => {
    const cells: (SheetCell | null)[] = Array.from({ length: 8 }, () => null);
    (left[index] ?? []).forEach((cell, column) => (cells[column] = cell));
    const list = (column: number, title: string, text: string | undefined) => {
      if (index === 0) cells[column] = { style: 'head', text: title };
      else if (text !== undefined) cells[column] = { style: 'left', text };
    };
    if (branches.length > 0) list(5, '可填的支部', branches[index - 1]);
    if (groups.length > 0) {
      list(6, '党小组所在支部', groups[index - 1]?.branch);
      list(7, '可填的党小组', groups[index - 1]?.group);
    }
    return { cells };
  });
  return {
    name: HELP_NAME,
    columns: [12, 10, 52, 16, 3, 24, 24, 18].map((widthCharacters) => ({ widthCharacters })),
    rows,
    frozen: { rows: 1, columns: 1 },
    page: { orientation: 'landscape' },
  };
}

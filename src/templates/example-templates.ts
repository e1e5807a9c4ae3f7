import {
  AlignmentType,
  Document,
  Footer,
  Packer,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
  VerticalAlign,
  WidthType,
} from 'docx';
import { type SheetCell, type SheetRow, writeWorkbook } from '../spreadsheets/write-workbook.js';
import type { TemplateSource } from './vocabulary.js';

/** Templates to begin with: a person changes what he likes about them and hands them in. */
export async function exampleFile(
  source: TemplateSource,
  format: string,
): Promise<{ bytes: Buffer; fileName: string } | null> {
  if (source === 'month' && format === 'xlsx')
    return { bytes: await monthExample(), fileName: '示例：月度积分公示表.xlsx' };
  if (source === 'period' && format === 'xlsx')
    return { bytes: await periodExample(), fileName: '示例：半年积分汇总表.xlsx' };
  if (source === 'memberYear' && format === 'docx')
    return { bytes: await memberYearExample(), fileName: '示例：党员积分登记卡.docx' };
  return null;
}

const head = (text: string): SheetCell => ({ style: 'head', text });
const centre = (text: string): SheetCell => ({ style: 'centre', text });
const left = (text: string): SheetCell => ({ style: 'left', text });

function across(style: 'title' | 'line' | 'lineRight', text: string, columns: number, heightPoints?: number): SheetRow {
  return { cells: [{ style, text, columns }], ...(heightPoints !== undefined && { heightPoints }) };
}

function monthExample(): Promise<Buffer> {
  const columns: [string, string, number, ((text: string) => SheetCell)?][] = [
    ['序号', '{{成员.序号}}', 6],
    ['姓名', '{{成员.姓名}}', 14],
    ['{{类别.名称}}', '{{成员.类别}}', 12],
    ['基础积分', '{{成员.基础分}}', 10],
    ['违规扣分', '{{成员.扣分}}', 10],
    ['贡献积分', '{{成员.贡献分}}', 10],
    ['当月得分', '{{成员.得分}}', 12],
    ['备注', '{{成员.备注}}', 22, left],
  ];
  return example({
    name: '月度积分公示表',
    columns,
    before: [
      across('title', '{{单位}}{{月份}}党员积分公示表', columns.length, 34),
      across('lineRight', '办法：{{办法}}（{{办法版本}}）　单位：分', columns.length),
    ],
    after: [
      across(
        'line',
        '应评 {{人数}} 人，计分 {{计分人数}} 人；平均 {{平均分}}，最高 {{最高分}}，最低 {{最低分}}。',
        columns.length,
      ),
      across(
        'line',
        '公示期：{{公示开始}}至{{公示截止}}（{{公示工作日}} 个工作日）。异议受理：{{受理方式}}。验证码：{{验证码}}',
        columns.length,
        32,
      ),
      across('line', '支部书记（签字）：＿＿＿＿＿＿＿　　　　支部（盖章）　　　　{{公示日期}}', columns.length, 44),
    ],
  });
}

function periodExample(): Promise<Buffer> {
  const columns: [string, string, number, ((text: string) => SheetCell)?][] = [
    ['序号', '{{成员.序号}}', 6],
    ['支部', '{{成员.支部}}', 16, left],
    ['姓名', '{{成员.姓名}}', 14],
    ['{{月.名称}}', '{{成员.月}}', 9],
    ['计分\n月数', '{{成员.计分月数}}', 7],
    ['平均分', '{{成员.平均分}}', 9],
    ['扣分\n合计', '{{成员.扣分}}', 9],
    ['贡献\n合计', '{{成员.贡献分}}', 9],
    ['一票\n否决', '{{成员.一票否决}}', 8],
    ['建议等次', '{{成员.建议等次}}', 10],
    ['本人确认', '', 11],
    ['备注', '{{成员.备注}}', 20, left],
  ];
  return example({
    name: '半年积分汇总表',
    columns,
    before: [
      across('title', '{{单位}}{{期间}}党员积分汇总表', columns.length, 34),
      across('lineRight', '{{草稿说明}}　单位：分', columns.length),
    ],
    after: [
      across(
        'line',
        '统计：列 {{人数}} 人，有计分月的 {{计分人数}} 人；平均 {{平均分}}，中位 {{中位分}}，最高 {{最高分}}，最低 {{最低分}}。',
        columns.length,
      ),
      across(
        'line',
        '填报人（签字）：＿＿＿＿＿＿　　审核人（签字）：＿＿＿＿＿＿　　负责人（签字）：＿＿＿＿＿＿　　{{导出日期}}',
        columns.length,
        44,
      ),
    ],
  });
}

function example({
  name,
  columns,
  before,
  after,
}: {
  name: string;
  columns: readonly [string, string, number, ((text: string) => SheetCell)?][];
  before: SheetRow[];
  after: SheetRow[];
}): Promise<Buffer> {
  const headRow = before.length + 1;
  return writeWorkbook({
    sheets: [
      {
        name,
        columns: columns.map(([, , widthCharacters]) => ({ widthCharacters })),
        rows: [
          ...before,
          { cells: columns.map(([title]) => head(title)), heightPoints: 32 },
          { cells: columns.map(([, placeholder, , cell = centre]) => cell(placeholder)), heightPoints: 24 },
          ...after,
        ],
        frozen: { rows: headRow, columns: 0 },
        repeatedRows: { first: headRow, last: headRow },
        page: { orientation: 'landscape', footerLeft: '{{组织}}', footerRight: '{{导出说明}}' },
      },
    ],
  });
}

const SONG = '宋体';
const FANGSONG = '仿宋';

function words(text: string, font = FANGSONG, size = 24, bold = false): TextRun {
  return new TextRun({ text, font, size, bold });
}

function cell(text: string, bold = false): TableCell {
  return new TableCell({
    verticalAlign: VerticalAlign.CENTER,
    children: [new Paragraph({ alignment: AlignmentType.CENTER, children: [words(text, SONG, 21, bold)] })],
  });
}

async function memberYearExample(): Promise<Buffer> {
  const heads = ['月份', '支部', '基础分', '扣分', '贡献分', '得分', '备注'];
  const row = heads.map((name) => (name === '月份' ? '{{#月}}{{月.名称}}' : `{{月.${name}}}`));
  const file = new Document({
    sections: [
      {
        properties: {
          page: { size: { width: 11906, height: 16838 }, margin: { top: 1418, bottom: 1418, left: 1304, right: 1304 } },
        },
        footers: {
          default: new Footer({ children: [new Paragraph({ children: [words('{{导出说明}}', FANGSONG, 18)] })] }),
        },
        children: [
          new Paragraph({
            alignment: AlignmentType.CENTER,
            spacing: { after: 240 },
            children: [words('党员个人积分登记卡（{{年份}}年）', SONG, 36, true)],
          }),
          new Paragraph({
            spacing: { after: 160 },
            children: [words('支部：{{支部}}　　姓名：{{姓名}}　　编号：{{编号}}　　身份：{{身份}}')],
          }),
          new Table({
            width: { size: 100, type: WidthType.PERCENTAGE },
            columnWidths: [1000, 2200, 1250, 1150, 1150, 1250, 1298],
            rows: [
              new TableRow({
                tableHeader: true,
                height: { value: 480, rule: 'atLeast' },
                children: heads.map((text) => cell(text, true)),
              }),
              new TableRow({ height: { value: 440, rule: 'atLeast' }, children: row.map((text) => cell(text)) }),
            ],
          }),
          new Paragraph({
            spacing: { before: 240 },
            children: [
              words(
                '上半年平均分 {{上半年平均分}}，建议等次 {{上半年等次}}；下半年平均分 {{下半年平均分}}，建议等次 {{下半年等次}}。',
              ),
            ],
          }),
          new Paragraph({
            spacing: { before: 480 },
            children: [words('本人（签字）：＿＿＿＿＿＿　　支部书记（签字）：＿＿＿＿＿＿　　　　年　　月　　日')],
          }),
        ],
      },
    ],
  });
  return Packer.toBuffer(file);
}

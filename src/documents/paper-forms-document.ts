import {
  AlignmentType,
  BorderStyle,
  Document,
  Footer,
  type ITableCellOptions,
  LineRuleType,
  Packer,
  PageBreak,
  Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  VerticalAlignTable,
  WidthType,
} from 'docx';
import { formHint } from '../paper/form-words.js';
import { type FormRow, formRows, type FormSection } from '../paper/form-rows.js';
import type { PaperFormsView, PaperSheetView } from '../paper/paper.view.js';
import { formatPoints } from '../scoring/points.js';
import type { Scheme } from '../scoring/scheme.js';
import { footerWords, type Stamp } from './document-words.js';

/** Sizes in half points, lengths in twentieths of a point, as Word counts them. */
const size = { title: 32, name: 26, code: 30, text: 19, hint: 16 };
const millimetre = 56.7;
const page = {
  width: 210 * millimetre,
  height: 297 * millimetre,
  margin: 11 * millimetre,
  footer: Math.round(4 * millimetre),
};
const song = { ascii: 'Times New Roman', eastAsia: '宋体', hAnsi: 'Times New Roman' };
const closedWords = { automatic: '由系统记录', notApplicable: '不适用', byOrganisation: '支部填' };

/** Widths of the columns, in millimetres; together the 188 between the margins. */
const columns = {
  items: [9, 15, 74, 10, 12, 12, 12, 44],
  claims: [20, 20, 62, 26, 40, 20],
  deductions: [24, 22, 122, 20],
};

/**
 * Document 1 as Word: a member's monthly self-assessment, one page of A4 each, to be written on by hand. The same lines and numbers
 * as the printed page (paper/form-rows.ts), so that batch entry reads either.
 */
export function paperFormsDocument(
  forms: PaperFormsView,
  sheets: readonly PaperSheetView[],
  scheme: Scheme,
  stamp: Stamp,
): Promise<Uint8Array> {
  const children = sheets.flatMap((sheet, index) => formOf(forms, sheet, scheme, index === sheets.length - 1));
  const document = new Document({
    title: `党员月度积分自评表 ${forms.branchMonth.branch.name} ${forms.branchMonth.month}`,
    styles: {
      default: { document: { run: { font: song, size: size.text }, paragraph: { spacing: { line: 240 } } } },
    },
    sections: [
      {
        properties: {
          page: {
            size: { width: Math.round(page.width), height: Math.round(page.height) },
            margin: {
              top: page.margin,
              bottom: page.margin,
              left: page.margin,
              right: page.margin,
              footer: page.footer,
            },
          },
        },
        footers: { default: footer(stamp) },
        children: children.length > 0 ? children : [new Paragraph('没有要打印的表')],
      },
    ],
  });
  return Packer.toBuffer(document);
}

function formOf(forms: PaperFormsView, sheet: PaperSheetView, scheme: Scheme, isLast: boolean) {
  const rows = formRows(scheme, sheet.profileCode);
  const [year, month] = forms.branchMonth.month.split('-');
  const [, untilMonth, untilDay] = forms.branchMonth.selfAssessmentUntil.split('-');
  return [
    new Paragraph({
      children: [
        text('党员月度积分自评表', { size: size.title, bold: true }),
        text(`　　表号 `),
        text(sheet.paperCode, { size: size.code, bold: true }),
      ],
    }),
    new Paragraph({
      spacing: { before: 60, after: 60 },
      children: [
        text(`支部：${forms.branchMonth.branch.name}　党小组：${sheet.member.groupName ?? '—'}　姓名：`),
        text(sheet.member.name, { size: size.name, bold: true }),
        text(`　考核月份：${year}年${Number(month)}月　办法版本：${scheme.name.zh} ${forms.schemeVersion}`),
      ],
    }),
    new Paragraph({
      spacing: { after: 60 },
      children: [
        text('与正常情况一样的不用填。有不一样的，在“自评”栏写序号（①②…）、次数或分值，并在“说明／佐证”栏写明原因。'),
        text(`请在${Number(untilMonth)}月${Number(untilDay)}日前交回。`, { bold: true }),
      ],
    }),
    table(columns.items, [
      head(['序号', '编码', '考核内容', '标准', '自评', '初审', '评定', '说明／佐证']),
      ...rows.base.flatMap((section) => [sectionRow(section), ...section.rows.map(itemRow)]),
    ]),
    ...(rows.claims.length > 0 ? claims(rows.claims) : []),
    heading('违规扣分（由支部填写）'),
    table(columns.deductions, [head(['日期', '编码', '事由', '扣分']), blank(4)]),
    signs('基础积分________　违规扣分________　贡献积分________　当月得分________'),
    signs('本人签字____________　日期__________　党小组长____________　支部书记____________'),
    signs('收到日期__________　代录人__________　代录原因______________　本人同意：□签字纸质表 □电话 □当面', isLast),
  ];
}

function claims(rows: readonly FormRow[]) {
  const list = rows.map((row) => `${row.number} ${row.item.name.zh}（${formHint(row.item, 'zh')}）`).join('　');
  return [
    heading('贡献申报（没有可以不填）'),
    table(columns.claims, [
      head(['项目序号', '哪一天', '做了什么', '次数或档次', '佐证或证明人', '审定']),
      ...[1, 2, 3].map(() => blank(6)),
    ]),
    new Paragraph({ spacing: { before: 40 }, children: [text(`可以申报的项目：${list}`, { size: size.hint })] }),
  ];
}

function sectionRow({ name, rows }: FormSection): TableRow {
  const full = formatPoints(rows.reduce((sum, row) => sum + row.standardHundredths, 0));
  const words = text(`${name?.zh ?? '基础积分'}（${full}）`, { bold: true });
  return row([cell([words], { columnSpan: columns.items.length, shading: { fill: 'EEEEEE' } })]);
}

function itemRow({ number, item, closed, standardHundredths }: FormRow): TableRow {
  const hint = closed ? [] : [text(`　${formHint(item, 'zh')}`, { size: size.hint })];
  const start = [
    centred(String(number)),
    centred(item.code),
    cell([text(item.name.zh), ...hint]),
    centred(formatPoints(standardHundredths)),
  ];
  if (closed) return row([...start, centred(closedWords[closed], { columnSpan: 4 })]);
  return row([...start, ...[1, 2, 3, 4].map(() => cell([]))]);
}

const text = (words: string, look: { size?: number; bold?: boolean } = {}): TextRun =>
  new TextRun({ text: words, font: song, ...look });

const footer = (stamp: Stamp): Footer =>
  new Footer({
    children: [
      new Paragraph({
        alignment: AlignmentType.RIGHT,
        spacing: { line: 160, lineRule: LineRuleType.EXACT },
        children: [text(footerWords(stamp), { size: 14 })],
      }),
    ],
  });

const heading = (words: string): Paragraph =>
  new Paragraph({ spacing: { before: 100, after: 20 }, keepNext: true, children: [text(words, { bold: true })] });

/** The last line of a member's form ends his page. */
const signs = (words: string, isLast = true): Paragraph =>
  new Paragraph({ spacing: { before: 140 }, children: [text(words), ...(isLast ? [] : [new PageBreak()])] });

const look: Partial<ITableCellOptions> = {
  verticalAlign: VerticalAlignTable.CENTER,
  margins: { top: 25, bottom: 25, left: 60, right: 60 },
};

function cell(children: TextRun[], more: Partial<ITableCellOptions> = {}): TableCell {
  return new TableCell({ ...look, ...more, children: [new Paragraph({ children })] });
}

function centred(words: string, more: Partial<ITableCellOptions> = {}, bold = false): TableCell {
  const paragraph = new Paragraph({ alignment: AlignmentType.CENTER, children: [text(words, { bold })] });
  return new TableCell({ ...look, ...more, children: [paragraph] });
}

const row = (children: TableCell[]): TableRow => new TableRow({ children, cantSplit: true });
const head = (words: readonly string[]): TableRow =>
  new TableRow({ tableHeader: true, cantSplit: true, children: words.map((word) => centred(word, {}, true)) });
const blank = (cells: number): TableRow =>
  new TableRow({
    cantSplit: true,
    height: { value: Math.round(8 * millimetre), rule: 'atLeast' },
    children: Array.from({ length: cells }, () => cell([])),
  });

function table(widths: readonly number[], rows: TableRow[]): Table {
  const line = { style: BorderStyle.SINGLE, size: 4, color: '000000' };
  return new Table({
    layout: TableLayoutType.FIXED,
    width: { size: Math.round(widths.reduce((sum, width) => sum + width, 0) * millimetre), type: WidthType.DXA },
    columnWidths: widths.map((width) => Math.round(width * millimetre)),
    borders: { top: line, bottom: line, left: line, right: line, insideHorizontal: line, insideVertical: line },
    rows,
  });
}

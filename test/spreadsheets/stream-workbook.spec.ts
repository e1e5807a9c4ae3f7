import { setTimeout as pause } from 'node:timers/promises';
import { readTable } from '#src/spreadsheets/read-table.js';
import {
  type StreamedPage,
  type StreamedSheet,
  streamWorkbook,
  TooManyRows,
} from '#src/spreadsheets/stream-workbook.js';
import { type SheetDescription, type SheetRow, writeWorkbook } from '#src/spreadsheets/write-workbook.js';
import { streamCsv, writeCsv } from '#src/spreadsheets/write-csv.js';
import { unpack } from './workbooks.js';

const madeAt = new Date('2026-07-05T02:00:00.000Z');

const TEXTS = [
  '=HYPERLINK("x")', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1', "'=1", '1.1E+17', '0012', 'TRUE', '#N/A', 'constructor',
  '阿依古丽·买买提', '𠮷田', '👨‍👩‍👧', '<b>&amp;"x"</b>', ' 前后 ', '第一行\n第二行', '_x0041_', ']]>', '\u200f右', 'a\u0001b',
]; // prettier-ignore

const body: SheetRow[] = [
  { cells: [{ style: 'title', text: '台账', columns: 3 }] },
  {
    cells: [
      { style: 'head', text: '姓名', rows: 2 },
      { style: 'head', text: '积分', columns: 2 },
    ],
  },
  { cells: [null, { style: 'head', text: '得分' }, { style: 'head', text: '次数' }] },
  ...TEXTS.map((text, index): SheetRow => ({
    cells: [
      { style: 'left', text },
      { style: 'centre', hundredths: 8790 - index },
      { style: 'bold', integer: index },
    ],
  })),
  { cells: [{ style: 'left', text: '率' }, { style: 'centre', tenThousandths: 9850 }, null] },
];

const sheet: Omit<SheetDescription, 'rows'> = {
  name: '台账',
  columns: [{ widthCharacters: 20 }, { widthCharacters: 8 }, { widthCharacters: 8 }],
  frozen: { rows: 3, columns: 1 },
  repeatedRows: { first: 2, last: 3 },
  page: { orientation: 'landscape', paper: 'A3', footerLeft: '甲 & 乙', footerRight: '右' },
};

async function* pagesOf(...pages: SheetRow[][]): AsyncGenerator<StreamedPage> {
  for (const rows of pages) yield await Promise.resolve({ rows });
}

async function written(...sheets: StreamedSheet[]): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of streamWorkbook(sheets, madeAt)) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** The same rows, as values under the look of their columns. */
async function* plainPages(): AsyncGenerator<StreamedPage> {
  yield await Promise.resolve({ rows: body.slice(0, 3) });
  const styles = (['left', 'centre', 'bold'] as const).map((style) => ({ text: style, number: style }));
  const values = body.slice(3, -1).map(({ cells }) => cells.map((cell) => ({ ...cell! })));
  yield { styles, values };
  yield { rows: body.slice(-1) };
}

describe('a workbook written row by row', () => {
  test('is the same whether each cell says how it looks or the columns say it for all', async () => {
    const [one, other] = [
      await written({ ...sheet, pages: pagesOf(body) }),
      await written({ ...sheet, pages: plainPages() }),
    ];
    expect(unpack(other)['xl/worksheets/sheet1.xml']).toBe(unpack(one)['xl/worksheets/sheet1.xml']);
  });

  test('reads back as the one that was written in one go, and no text of it is a formula', async () => {
    const streamed = await written({ ...sheet, pages: pagesOf(body.slice(0, 5), [], body.slice(5)) });
    const whole = await writeWorkbook({ sheets: [{ ...sheet, rows: body }] });
    const [one, other] = [await readTable(streamed, 'a.xlsx'), await readTable(whole, 'a.xlsx')];
    const cells = (table: typeof one) =>
      table.rows.map((row) => row.cells.map(({ text, kind }) => [text.replace(/^constructor $/, 'constructor'), kind]));
    // The other writer leaves out what XML can't hold.
    const expected = cells(other).map((row) => row.map(([text, kind]) => [text === 'ab' ? 'a\u0001b' : text, kind]));
    expect(cells(one)).toEqual(expected);
    expect(one.rows).toHaveLength(body.length);
    expect(unpack(streamed)['xl/worksheets/sheet1.xml']).not.toMatch(/<f[ >/]/);
  });

  test('prints and scrolls as the other: paper, head rows, frozen panes, merged cells with their lines', async () => {
    const parts = unpack(
      await written({ ...sheet, pages: pagesOf(body) }, { ...sheet, name: "it's", pages: pagesOf() }),
    );
    const xml = parts['xl/worksheets/sheet1.xml']!;
    expect(xml).toContain('<pageSetup paperSize="8" orientation="landscape" fitToWidth="1" fitToHeight="0"/>');
    expect(xml).toContain('<pane ySplit="3" xSplit="1" topLeftCell="B4" activePane="bottomRight" state="frozen"/>');
    expect(xml).toContain(
      '<mergeCells count="3"><mergeCell ref="A1:C1"/><mergeCell ref="A2:A3"/><mergeCell ref="B2:C2"/>',
    );
    expect(xml).toContain('甲 &amp;&amp; 乙');
    const order = [
      '<sheetPr>',
      '<sheetViews>',
      '<cols>',
      '<sheetData>',
      '<mergeCells',
      '<printOptions',
      '<pageMargins',
      '<pageSetup',
      '<headerFooter>',
    ];
    expect(order.map((element) => xml.indexOf(element))).toEqual(
      order.map((element) => xml.indexOf(element)).sort((a, b) => a - b),
    );
    const head = /<c r="A2" s="(\d+)"/.exec(xml)?.[1];
    expect(xml).toContain(`<c r="A3" s="${head}"/>`);
    expect(parts['xl/workbook.xml']).toContain(
      `<definedName name="_xlnm.Print_Titles" localSheetId="1">'it''s'!$2:$3</definedName>`,
    );
  });

  test('goes no faster than it is taken, and whoever stops taking ends the work', async () => {
    let [made, closed] = [0, false];
    // Text that can't be packed, so that what is written is about as much as what is made.
    const noise = () => Array.from({ length: 40 }, () => Math.random().toString(36)).join('');
    async function* endless(): AsyncGenerator<StreamedPage> {
      try {
        for (;;) {
          made += 1;
          yield await Promise.resolve({
            rows: [
              {
                heightPoints: 20,
                cells: Array.from({ length: 20 }, () => ({ style: 'left' as const, text: noise() })),
              },
            ],
          });
        }
      } finally {
        closed = true;
      }
    }
    const pieces = streamWorkbook(
      [{ ...sheet, columns: Array.from({ length: 20 }, () => ({ widthCharacters: 9 })), pages: endless() }],
      madeAt,
    );
    for (let taken = 0; taken < 4_000;) taken += (await pieces.next()).value!.length;
    await pause(100);
    const then = made;
    await pause(100);
    expect(made).toBe(then);
    await pieces.return(undefined);
    await pause(20);
    expect(closed).toBe(true);
  });

  test('throws what the rows throw, and has closed them', async () => {
    const reasons: string[] = [];
    async function* broken(): AsyncGenerator<StreamedPage> {
      try {
        yield await Promise.resolve({ rows: body });
        throw new Error('the database is away');
      } finally {
        reasons.push('closed');
      }
    }
    await expect(written({ ...sheet, pages: broken() })).rejects.toThrow('the database is away');
    expect(reasons).toEqual(['closed']);
    const pointless: SheetRow = { cells: [{ style: 'centre', hundredths: 0.5 }] };
    await expect(written({ ...sheet, pages: pagesOf([pointless]) })).rejects.toThrow(RangeError);
  });

  test('says that a worksheet has no room for more rows instead of writing a file that nothing opens', async () => {
    const empty: SheetRow[] = Array.from({ length: 65_536 }, () => ({ heightPoints: 20, cells: [] }));
    const full = Array.from({ length: 16 }, () => empty);
    await expect(written({ ...sheet, columns: [], pages: pagesOf(...full, [empty[0]!]) })).rejects.toThrow(TooManyRows);
  });
});

test('CSV written page by page is the same as in one go, guarded against formulas', async () => {
  const rows = TEXTS.filter((text) => !text.includes('\u0001')).map((text, index) => [text, { plain: `-${index}.00` }]);
  async function* pages() {
    yield await Promise.resolve(rows.slice(0, 3));
    yield rows.slice(3);
  }
  const pieces: Buffer[] = [];
  for await (const piece of streamCsv(pages())) pieces.push(piece);
  expect(Buffer.concat(pieces)).toEqual(writeCsv(rows));
  const table = await readTable(Buffer.concat(pieces), 'a.csv');
  expect(table.rows[0]!.cells[0]!.text).toBe('=HYPERLINK("x")');
  expect(Buffer.concat(pieces).toString('utf8')).toMatch(/^\ufeff"'=HYPERLINK/);
});

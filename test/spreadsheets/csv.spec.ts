import { readTable } from '#src/spreadsheets/read-table.js';
import { SpreadsheetProblem } from '#src/spreadsheets/spreadsheet-problem.js';
import { writeCsv } from '#src/spreadsheets/write-csv.js';

const HEAD = '姓名,党员类别,出生年';
/** 张三,正式党员,1961 in GB18030. */
const GBK_LINE = Buffer.from([
  0xd5, 0xc5, 0xc8, 0xfd, 0x2c, 0xd5, 0xfd, 0xca, 0xbd, 0xb5, 0xb3, 0xd4, 0xb1, 0x2c, 0x31, 0x39, 0x36, 0x31, 0x0d,
  0x0a,
]);

const texts = async (bytes: Uint8Array, name = '名册.csv') =>
  (await readTable(bytes, name)).rows.map(({ cells }) => cells.map(({ text }) => text));
async function refusal(bytes: Uint8Array): Promise<string> {
  try {
    await readTable(bytes, '名册.csv');
  } catch (error) {
    if (error instanceof SpreadsheetProblem) return error.code;
    throw error;
  }
  return 'accepted';
}

describe('a CSV is read in the encoding it is in', () => {
  it.each([
    ['UTF-8', Buffer.from(`${HEAD}\n张三,正式党员,1961`), 'utf-8'],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${HEAD}\n张三,正式党员,1961`), 'utf-8'],
    [
      'UTF-16 with a mark, tabs',
      Buffer.from(`\ufeff${HEAD}\n张三,正式党员,1961`.replaceAll(',', '\t'), 'utf16le'),
      'utf-16le',
    ],
  ])('%s', async (_, bytes, encoding) => {
    const table = await readTable(bytes, '名册.csv');
    expect(table.encoding).toBe(encoding);
    expect(await texts(bytes)).toEqual([
      ['姓名', '党员类别', '出生年'],
      ['张三', '正式党员', '1961'],
    ]);
  });

  it('GB18030, with a rare character in four bytes', async () => {
    const rare = Buffer.concat([GBK_LINE, Buffer.from([0x95, 0x32, 0x82, 0x36, 0x2c]), GBK_LINE.subarray(5)]); // 𠀀
    const table = await readTable(rare, '名册.csv');
    expect(table.encoding).toBe('gb18030');
    expect(table.rows.map(({ cells }) => cells[0]!.text)).toEqual(['张三', '𠀀']);
  });

  it('two encodings pasted together, broken UTF-8 after a mark and half a character are refused', async () => {
    expect(await refusal(Buffer.concat([GBK_LINE, Buffer.from('李四,正式党员,1962\r\n')]))).toBe('mixedEncoding');
    expect(await refusal(Buffer.concat([Buffer.from(`${HEAD}\r\n`), GBK_LINE]))).toBe('mixedEncoding');
    expect(await refusal(Buffer.concat([Buffer.from('\ufeffa,b\r\n'), GBK_LINE]))).toBe('mixedEncoding');
    expect(await refusal(Buffer.concat([GBK_LINE, Buffer.from([0xd5])]))).toBe('mixedEncoding');
    expect(await refusal(Buffer.from([0xfe, 0xff, 0x59, 0xd3]))).toBe('unknownEncoding');
  });
});

describe('a CSV is read by RFC 4180', () => {
  it('separators, quotes, line breaks in a cell, trailing separators, blank lines', async () => {
    expect(await texts(Buffer.from('a;b;c\r\n"x;""y""";"1\r\n2";z;\r\n\r\n;;\r\nq;;\r\n'))).toEqual([
      ['a', 'b', 'c'],
      ['x;"y"', '1\r\n2', 'z'],
      ['q'],
    ]);
    expect(await texts(Buffer.from('"a,b"\tc\n1\t2'))).toEqual([
      ['a,b', 'c'],
      ['1', '2'],
    ]);
    const table = await readTable(Buffer.from('a,b\n\n\n,c\n'), '名册.csv');
    expect(
      table.rows.map(({ rowNumber, cells }) => [rowNumber, cells.map(({ address, kind }) => `${address} ${kind}`)]),
    ).toEqual([
      [1, ['A1 text', 'B1 text']],
      [4, ['A4 empty', 'B4 text']],
    ]);
  });

  it('a quote that never ends or stands in the middle, too many columns and rows, nothing', async () => {
    expect(await refusal(Buffer.from('a,b\n"x,1\n'))).toBe('brokenCsv');
    expect(await refusal(Buffer.from('a,b\nx"y,1\n'))).toBe('brokenCsv');
    expect(await refusal(Buffer.from(Array.from({ length: 61 }, () => 'x').join(',')))).toBe('tooManyColumns');
    expect(await refusal(Buffer.from('x\n'.repeat(20_001)))).toBe('tooManyRows');
    expect(await refusal(Buffer.from(`x,${','.repeat(3_000_000)}y\n`))).toBe('tooManyColumns');
    expect(await refusal(Buffer.from('x'.repeat(40_000)))).toBe('cellTooLong');
    expect(await refusal(Buffer.from('\ufeff\r\n,,\r\n'))).toBe('empty');
  });

  it('five million lines end at the limit, not in memory', async () => {
    const bytes = Buffer.from('x\n'.repeat(4_999_999));
    const [before, started] = [process.memoryUsage().rss, performance.now()];
    expect(await refusal(bytes)).toBe('tooManyRows');
    expect(performance.now() - started).toBeLessThan(3_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(200_000_000);
  });

  it('notes a number that a spreadsheet program has rounded', async () => {
    expect((await readTable(Buffer.from('姓名,证号\n张三,1.1E+17\n'), '名册.csv')).notes).toEqual([
      { code: 'roundedNumber', params: { cell: 'B2' } },
    ]);
  });
});

describe('a CSV that we write', () => {
  const DANGEROUS = [
    '=HYPERLINK("x")',
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '＝1',
    '＋1',
    '－1',
    '＠x',
    "'=1",
    "''=1",
    "=cmd|' /C calc'!A0",
  ];

  it('starts with a mark and never shows a formula to a spreadsheet program', () => {
    const lines = writeCsv(DANGEROUS.map((text) => [text])).toString('utf8');
    expect(lines.startsWith('\ufeff')).toBe(true);
    for (const record of lines.slice(1).split('\r\n').filter(Boolean)) expect(record).toMatch(/^"?'/);
  });

  it('comes back equal, cell by cell', async () => {
    const rows = [...DANGEROUS, '阿依古丽·买买提', '𠮷田', '张"三"', 'a,b', 'a\nb', "'quoted'", ' 空格 ', 'a;b\tc'].map(
      (text, index) => [String(index), text],
    );
    expect(await texts(writeCsv([['序', '姓名'], ...rows]))).toEqual([['序', '姓名'], ...rows]);
  });
});

import { readTemplate } from '#src/templates/read-template.js';
import type { TemplateData } from '#src/templates/template-data.js';
import type { TemplateSource } from '#src/templates/vocabulary.js';
import {
  cellsOf,
  formula,
  halfYearData,
  halfYearTable,
  mergesOf,
  packed,
  type PartTexts,
  text,
  unpacked,
  workbook,
} from './fixtures.js';

async function filled(parts: PartTexts, data: TemplateData, source: TemplateSource = 'period') {
  const template = await readTemplate(packed(parts), source);
  template.fill(data);
  const bytes = template.file.packed();
  // What comes out can be handed in again.
  await readTemplate(bytes, source);
  const after = unpacked(bytes);
  return { after, sheet: after['xl/worksheets/sheet1.xml']!, cells: cellsOf(after['xl/worksheets/sheet1.xml']!) };
}

async function found(parts: PartTexts, data: TemplateData | null = null, source: TemplateSource = 'period') {
  return (await readTemplate(packed(parts), source)).findings(data);
}

describe('a clerk’s half-year table', () => {
  test('comes back with a row for each member and a column for each month, in the styles it had', async () => {
    const { cells } = await filled(halfYearTable(), halfYearData());
    expect(cells).toMatchObject({
      A1: ['1', '第一支部 & 机关2026年上半年党员积分汇总表'],
      C2: ['2', '各月得分'],
      D2: ['2', null],
      C3: ['2', '1月'],
      D3: ['2', '2月'],
      E2: ['2', '平均分'],
      A4: ['3', 1],
      B4: ['3', '张三'],
      C4: ['8', 80],
      D4: ['8', 79.5],
      E4: ['4', 80.01],
      G4: ['3', '预备党员'],
      A6: ['3', 3],
      D6: ['3', '不计分'],
      E5: ['4', null],
      A7: ['7', '合计'],
      A8: ['0', '平均 82.50 分；支部书记（签字）：＿＿＿＿ 2026年7月15日'],
    });
  });

  test('keeps a name that looks like a formula, or like an escape, as the text it is', async () => {
    const { cells, sheet } = await filled(halfYearTable(), halfYearData());
    expect(cells['B5']).toEqual(['3', '=HYPERLINK("http://x","y")']);
    expect(sheet).not.toMatch(/<f>HYPERLINK/);
    expect(sheet).toContain('_x005F_x0041_ &lt;&amp;&gt; 阿卜杜拉·买买提');
    // A name split over three pieces of formatted text is one name, in the formatting of the first.
    expect(sheet).toMatch(/<r><rPr><b\/><sz val="11"\/><\/rPr><t xml:space="preserve">张三<\/t><\/r>/);
  });

  test('lets merges, sums, filters, formats, panes, breaks and print set-up follow', async () => {
    const { after, cells, sheet } = await filled(halfYearTable(), halfYearData());
    expect(mergesOf(sheet)).toEqual(['A1:G1', 'A2:A3', 'A8:G8', 'B2:B3', 'C2:D2', 'E2:E3', 'F2:F3', 'G2:G3']);
    expect(cells).toMatchObject({
      F4: ['4', '=E4-E$7'],
      F6: ['4', '=E6-E$7'],
      C7: ['7', '=AVERAGE(C4:C6)'],
      D7: ['7', '=AVERAGE(D4:D6)'],
      E7: ['7', '=AVERAGE(E4:E6)'],
      F7: ['7', '=COUNT(E4:E6)'],
    });
    expect(sheet).toContain('<autoFilter ref="A3:G6"/>');
    expect(sheet).toContain('<conditionalFormatting sqref="C4:D6">');
    expect(sheet).toContain('sqref="G4:G6"><formula1>$A$7:$A$8</formula1>');
    expect(sheet).toContain('<pane xSplit="2" ySplit="3" topLeftCell="C4"');
    expect(sheet).toContain('<brk id="7" ');
    expect(sheet).toContain('<dimension ref="A1:G8"/>');
    expect(sheet).toContain(
      '<col min="3" max="3" width="8.5" customWidth="1"/><col min="4" max="4" width="8.5" customWidth="1"/><col min="5" max="7" width="11" customWidth="1"/>',
    );
    expect(sheet).toContain('<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>');
    expect(sheet).toContain('<oddHeader>&amp;L甲 &amp;&amp; 乙</oddHeader>');
    expect(sheet).toContain('&amp;R李文 2026-07-15 09:30 导出</oddFooter>');
    expect(sheet).toMatch(/<row r="1" ht="40" customHeight="1">/);
    expect(sheet).toMatch(/<row r="8" ht="44" customHeight="1">/);
    expect(sheet).toMatch(/<row r="5" ht="20">/);
    const book = after['xl/workbook.xml']!;
    expect(book).toContain(`localSheetId="0">'半年 表'!$A$1:$G$8<`);
    expect(book).toContain(`'半年 表'!$A:$B,'半年 表'!$2:$3<`);
    expect(book).toContain(`name="全部平均">'半年 表'!$E$4:$E$6<`);
    expect(book).toContain('<calcPr fullCalcOnLoad="1"/>');
    const second = cellsOf(after['xl/worksheets/sheet2.xml']!);
    expect(second).toMatchObject({
      B1: ['2', '优秀'],
      C1: ['2', '合格'],
      B2: ['3', 1],
      C2: ['3', 2],
      A4: ['0', "=SUM('半年 表'!E4:E6)"],
      B4: ['0', "='半年 表'!E7"],
    });
  });

  test('gives points two decimals where the cell has no format of its own, and only there', async () => {
    const { after } = await filled(halfYearTable(), halfYearData());
    const formats = /<cellXfs count="(\d+)">(.*?)<\/cellXfs>/s.exec(after['xl/styles.xml']!)!;
    const xfs = [...formats[2]!.matchAll(/<xf .*?(?:\/>|<\/xf>)/gs)].map(([xf]) => xf);
    expect([formats[1], xfs.length]).toEqual(['9', 9]);
    expect(xfs[8]).toBe(
      xfs[3]!
        .replace('numFmtId="0"', 'numFmtId="2"')
        .replace('applyAlignment="1"', 'applyAlignment="1" applyNumberFormat="1"'),
    );
    expect(xfs.slice(0, 8).join('')).toBe(
      [
        .../<cellXfs.*?>(.*?)<\/cellXfs>/s
          .exec(unpacked(packed(halfYearTable()))['xl/styles.xml']!)![1]!
          .matchAll(/<xf .*?(?:\/>|<\/xf>)/gs),
      ]
        .map(([xf]) => xf)
        .join(''),
    );
  });

  test('keeps one empty row where there is nobody, so that the sums still have something to sum', async () => {
    const { cells, sheet } = await filled(halfYearTable(), halfYearData([]));
    expect(cells).toMatchObject({ A4: ['3', null], B4: ['3', null], C5: ['7', '=AVERAGE(C4:C4)'] });
    expect(mergesOf(sheet)).toContain('A6:G6');
  });

  test('is told cell by cell what each placeholder becomes', async () => {
    const all = await found(halfYearTable(), halfYearData());
    const at = (address: string) => all.filter((each) => each.address === address && each.sheet === '半年 表');
    expect(at('A1').map(({ name, value }) => [name, value])).toEqual([
      ['单位', '第一支部 & 机关'],
      ['期间', '2026年上半年'],
    ]);
    expect(at('B4')).toMatchObject([
      { written: '{{成员.姓名}}', name: '成员.姓名', value: '张三', repeats: { axis: 'rows', times: 3 } },
    ]);
    expect(at('C3')).toMatchObject([{ name: '月.名称', value: '1月', repeats: { axis: 'columns', times: 2 } }]);
    expect(at('F4')).toMatchObject([{ written: '{{member.remark}}', name: '成员.备注' }]);
    expect(at('oddFooter')).toMatchObject([{ part: 'pageHeader', name: '导出说明' }]);
    expect(all.filter(({ problem }) => problem)).toEqual([]);
  });
});

describe('what is wrong with a template is said where it is', () => {
  const sheet = (...cells: string[]) =>
    workbook([
      { inner: `<sheetData>${cells.map((cell, at) => `<row r="${at + 1}">${cell}</row>`).join('')}</sheetData>` },
    ]);

  test.each([
    ['{{成员.姓明}}', 'unknownName', ['成员.姓名']],
    ['{{member.nam}}', 'unknownName', ['member.name']],
    ['{{平均份}}', 'unknownName', ['平均分']],
    ['{{完全不相干的东西}}', 'unknownName', []],
    ['{{验证码}}', 'otherSource', []],
    ['{{成员.姓名', 'unclosed', []],
    ['{{成员.姓名} }', 'unclosed', []],
    ['{{ {{单位}}', 'unclosed', []],
    ['单位}}', 'unopened', []],
    ['{{}}', 'nothingInside', []],
    [`{{${'长'.repeat(90)}}}`, 'tooLong', []],
    ['{{成员.月.13}}', 'unknownCode', []],
    ['{{等次.不存在}}', 'unknownCode', []],
  ])('%s: %s', async (words, problem, suggestions) => {
    const all = await found(sheet(text('B1', words)), halfYearData());
    const wrong = all.filter((each) => each.problem !== null);
    expect(wrong[0]).toMatchObject({ sheet: '表1', address: 'B1', problem });
    for (const each of suggestions) expect(wrong[0]!.suggestions).toContain(each);
  });

  test('two lists in one row or column, a placeholder in a formula or in the name of a sheet', async () => {
    const twoRows = await found(sheet(text('A1', '{{#月}}{{成员.姓名}}')));
    expect(twoRows.some(({ problem }) => problem === 'twoLists')).toBe(true);
    const twoColumns = await found(sheet(text('A1', '{{月.名称}}'), text('A2', '{{等次.名称}}')));
    expect(twoColumns.find(({ problem }) => problem === 'twoLists')?.address).toBe('A2');
    const inFormula = await found(sheet(text('A1', '{{单位}}') + formula('B1', '"{{单位}}"')));
    expect(inFormula.find(({ problem }) => problem === 'inFormula')?.address).toBe('B1');
    const inName = await found(
      workbook([{ name: '{{单位}}', inner: `<sheetData><row r="1">${text('A1', '{{单位}}')}</row></sheetData>` }]),
    );
    expect(inName.find(({ problem }) => problem === 'inSheetName')).toBeDefined();
  });
});

test('a month by its place or its name, a list downwards by its mark, and a share as a number', async () => {
  const inner = `<sheetData><row r="1">${text('A1', '{{成员.姓名}}')}${text('B1', '{{成员.月.2}}')}${text('C1', '{{成员.月.2026-01}}', 5)}</row>
<row r="2">${text('A2', '{{#月}}{{月.名称}}')}${text('B2', '{{#月}}')}${formula('C2', 'ROW(A2)')}</row></sheetData>`;
  const { cells } = await filled(workbook([{ inner }]), halfYearData());
  expect(cells).toMatchObject({
    B1: ['8', 79.5],
    // The cell was formatted as text for the sake of the placeholder.
    C1: ['9', 80],
    B3: ['0', '不计分'],
    A4: ['0', '1月'],
    A5: ['0', '2月'],
    B5: ['0', null],
    C4: ['0', '=ROW(A4)'],
    C5: ['0', '=ROW(A5)'],
  });
});

test('two rows for each member stay together, and formulas that cells share are written out', async () => {
  const inner = `<sheetData><row r="1">${text('A1', '{{成员.姓名}}')}<c r="B1"><f t="shared" ref="B1:B3" si="0">C1*2</f><v>0</v></c></row>
<row r="2">${text('A2', '{{成员.备注}}')}<c r="B2"><f t="shared" si="0"/><v>0</v></c></row><row r="3"><c r="B3"><f t="shared" si="0"/></c>${formula('C3', 'SUM(B1:B2)+B1')}</row></sheetData><mergeCells count="1"><mergeCell ref="D1:D2"/></mergeCells>`;
  const { cells, sheet } = await filled(workbook([{ inner }]), halfYearData());
  expect(cells).toMatchObject({
    A1: ['0', '张三'],
    A2: ['0', '预备党员'],
    B4: ['0', '=C4*2'],
    B7: ['0', '=C7*2'],
    C7: ['0', '=SUM(B1:B6)+B1'],
  });
  expect(mergesOf(sheet)).toEqual(['D1:D2', 'D3:D4', 'D5:D6']);
});

test('pictures and charts move along; notes of whoever made the template are left out', async () => {
  const inner = `<sheetData><row r="1">${text('A1', '{{成员.姓名}}')}</row><row r="2">${text('A2', '底')}</row></sheetData><drawing r:id="rId1"/><legacyDrawing r:id="rId2"/>`;
  const drawing = `<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:twoCellAnchor><xdr:from><xdr:col>0</xdr:col><xdr:row>1</xdr:row></xdr:from><xdr:to><xdr:col>1</xdr:col><xdr:row>2</xdr:row></xdr:to><xdr:sp><xdr:txBody><a:p><a:r><a:t>{{单</a:t></a:r><a:r><a:t>位}}章</a:t></a:r></a:p></xdr:txBody></xdr:sp></xdr:twoCellAnchor></xdr:wsDr>`;
  const chart = `<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:val><c:numRef><c:f>表1!$B$1:$B$1</c:f><c:numCache><c:ptCount val="1"/></c:numCache></c:numRef></c:val></c:chartSpace>`;
  const { after } = await filled(
    workbook(
      [
        {
          inner,
          relations: [
            ['rId1', 'drawing', '../drawings/drawing1.xml'],
            ['rId2', 'vmlDrawing', '../drawings/vmlDrawing1.vml'],
            ['rId3', 'comments', '../comments1.xml'],
          ],
        },
      ],
      {
        extra: {
          'xl/drawings/drawing1.xml': drawing,
          'xl/drawings/_rels/drawing1.xml.rels':
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/chart" Target="../charts/chart1.xml"/></Relationships>',
          'xl/charts/chart1.xml': chart,
          'xl/drawings/vmlDrawing1.vml': '<xml/>',
          'xl/comments1.xml': '<comments/>',
        },
      },
    ),
    halfYearData(),
  );
  expect(after['xl/drawings/drawing1.xml']).toContain('<xdr:row>3</xdr:row>');
  expect(after['xl/drawings/drawing1.xml']).toContain('<a:t>第一支部 &amp; 机关</a:t>');
  expect(after['xl/charts/chart1.xml']).toContain('<c:f>表1!$B$1:$B$3</c:f>');
  expect(after['xl/charts/chart1.xml']).not.toContain('numCache');
  expect(Object.keys(after)).not.toContain('xl/comments1.xml');
  expect(after['xl/worksheets/sheet1.xml']).not.toContain('legacyDrawing');
});

test('a height that nobody set is measured anew where texts are broken into lines', async () => {
  const wrapped = workbook([
    { inner: `<sheetData><row r="1" ht="15">${text('A1', '{{成员.备注}}', 8)}</row></sheetData>` },
  ]);
  const style = '<xf numFmtId="0" fontId="0" applyAlignment="1"><alignment wrapText="1"/></xf></cellXfs>';
  wrapped['xl/styles.xml'] = String(wrapped['xl/styles.xml']).replace('</cellXfs>', style);
  expect((await filled(wrapped, halfYearData())).sheet).toMatch(/<row r="1">/);
});

test('is refused before it would become larger than a sheet may be', async () => {
  const many = halfYearData(Array.from({ length: 20_001 }, (_, at) => `成员${at}`));
  await expect(filled(halfYearTable(), many)).rejects.toMatchObject({ code: 'tooManyRows' });
  const wide = { ...many, lists: { ...many.lists, member: many.lists.member!.slice(0, 20_000) } };
  const broad = `<sheetData><row r="1">${Array.from({ length: 26 }, (_, at) => text(`${String.fromCharCode(65 + at)}1`, '{{成员.姓名}}')).join('')}</row></sheetData>`;
  await expect(filled(workbook([{ inner: broad }]), wide)).rejects.toMatchObject({ code: 'tooManyCells' });
});

test('a bureau of two thousand is filled in one go', async () => {
  const names = Array.from({ length: 2_000 }, (_, at) => `成员${at}`);
  const template = await readTemplate(packed(halfYearTable()), 'period');
  template.fill(halfYearData(names));
  const sheet = unpacked(template.file.packed())['xl/worksheets/sheet1.xml']!;
  expect(sheet).toContain('成员1999');
  expect(sheet).toContain('AVERAGE(C4:C2003)');
});

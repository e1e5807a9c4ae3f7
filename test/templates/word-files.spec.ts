import { readTemplate } from '#src/templates/read-template.js';
import type { TemplateData } from '#src/templates/template-data.js';
import { halfYearData, packed, paragraph, type PartTexts, tableCell, unpacked, wordFile } from './fixtures.js';

async function filled(parts: PartTexts, data: TemplateData = halfYearData()) {
  const template = await readTemplate(packed(parts), 'period');
  template.fill(data);
  const after = unpacked(template.file.packed());
  return { after, body: after['word/document.xml']! };
}

/** The words of each paragraph, in order. */
const wordsOf = (xml: string) =>
  [...xml.matchAll(/<w:p[ >].*?<\/w:p>|<w:p>.*?<\/w:p>/gs)].map(([each]) =>
    [...each.matchAll(/<w:t[^>]*?(?:\/>|>(.*?)<\/w:t>)/gs)].map(([, words = '']) => words).join(''),
  );

const bold = (words: string) => `<w:r><w:rPr><w:b/></w:rPr><w:t>${words}</w:t></w:r>`;
const table = (grid: string, ...rows: string[]) =>
  `<w:tbl><w:tblPr><w:tblStyle w:val="a"/></w:tblPr><w:tblGrid>${grid}</w:tblGrid>${rows.map((row) => (row.startsWith('<w:tr') ? row : `<w:tr>${row}</w:tr>`)).join('')}</w:tbl>`;
const column = '<w:gridCol w:w="3000"/>';

test('a placeholder that Word has split over several runs is one, and keeps the look of its beginning', async () => {
  const { body, after } = await filled(
    wordFile(paragraph(bold('关于{'), bold('{期'), '<w:proofErr w:type="spellStart"/>', '间', '}}', '的通报'), {
      'word/header1.xml': `<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">${paragraph('{{组织}}')}</w:hdr>`,
    }),
  );
  expect(wordsOf(body)[0]).toBe('关于2026年上半年的通报');
  expect(body).toContain('<w:rPr><w:b/></w:rPr><w:t xml:space="preserve">关于2026年上半年</w:t>');
  expect(after['word/footer1.xml']).toContain('李文 2026-07-15 09:30 导出');
  expect(after['word/header1.xml']).toContain('甲 &amp; 乙');
});

test('rows repeat for members and cells for months; what stands over the months spans them', async () => {
  const { body } = await filled(
    wordFile(
      table(
        column.repeat(3),
        tableCell(paragraph('姓名'), '<w:vMerge w:val="restart"/>') +
          tableCell(paragraph('各月得分')) +
          tableCell(paragraph('平均')),
        tableCell(paragraph(), '<w:vMerge/>') + tableCell(paragraph('{{月.名称}}')) + tableCell(paragraph()),
        `<w:tr w14:paraId="11"><w:trPr><w:cantSplit/></w:trPr>${tableCell('<w:p><w:bookmarkStart w:id="1" w:name="x"/><w:r><w:t>{{成员.姓名}}</w:t></w:r></w:p>')}${tableCell(paragraph('{{成员.月}}'))}${tableCell(paragraph('{{成员.平均分}}'))}</w:tr>`,
        tableCell(paragraph('全体平均 {{平均分}}'), '<w:gridSpan w:val="3"/>'),
      ),
    ),
  );
  expect(wordsOf(body)).toEqual([
    ...['姓名', '各月得分', '平均'],
    ...['1月', '2月'],
    ...['张三', '80.00', '79.50', '80.01'],
    ...['=HYPERLINK("http://x","y")', '80.01', '79.50', ''],
    ...['_x0041_ &lt;&amp;&gt; 阿卜杜拉·买买提', '80.02', '不计分', '82.01'],
    '全体平均 82.50',
  ]);
  expect([...body.matchAll(/<w:gridCol w:w="(\d+)"\/>/g)].map(([, width]) => width)).toEqual([
    '3000',
    '1500',
    '1500',
    '3000',
  ]);
  expect([...body.matchAll(/<w:gridSpan w:val="(\d)"\/>/g)].map(([, span]) => span)).toEqual(['2', '4']);
  expect(body.match(/<w:cantSplit\/>/g)).toHaveLength(3);
  // What may be in a file once is in it once.
  expect(body.match(/bookmarkStart/g)).toHaveLength(1);
  expect(body.match(/paraId/g)).toHaveLength(1);
});

test('paragraphs outside of tables repeat as well, and an empty list leaves one without words', async () => {
  const parts = wordFile(paragraph('名单：') + paragraph('{{成员.序号}}．{{成员.姓名}}') + paragraph('共 {{人数}} 人'));
  expect(wordsOf((await filled(parts)).body).slice(0, 3)).toEqual([
    '名单：',
    '1．张三',
    '2．=HYPERLINK("http://x","y")',
  ]);
  expect(wordsOf((await filled(parts, halfYearData([]))).body)).toEqual(['名单：', '．', '共  人']);
});

test('the dry run counts paragraphs, tables, rows and cells as a person would', async () => {
  const parts = wordFile(
    paragraph('{{单位}}') +
      table(column, tableCell(paragraph('头')), tableCell(paragraph('{{成员.姓名}}') + paragraph('{{成员.性名}}'))) +
      paragraph('{{期间') +
      paragraph('{{成员.姓名}}{{等次.名称}}'),
  );
  const all = (await readTemplate(packed(parts), 'period')).findings(halfYearData());
  expect(all.map(({ part, address, written, problem, value }) => [part, address, written, problem, value])).toEqual([
    ['paragraph', '1', '{{单位}}', null, '第一支部 & 机关'],
    ['tableCell', '1-2-1', '{{成员.姓名}}', null, '张三'],
    ['tableCell', '1-2-1', '{{成员.性名}}', 'unknownName', null],
    ['paragraph', '2', '{{期间', 'unclosed', null],
    ['paragraph', '3', '{{成员.姓名}}', null, '张三'],
    ['paragraph', '3', '{{等次.名称}}', 'outsideList', null],
    ['pageHeader', '1', '{{导出说明}}', null, '李文 2026-07-15 09:30 导出'],
  ]);
  expect(all[1]!.repeats).toEqual({ axis: 'rows', times: 3 });
});

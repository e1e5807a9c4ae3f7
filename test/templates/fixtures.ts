import { strToU8, unzipSync, zipSync, type Zippable } from 'fflate';
import type { TemplateData } from '#src/templates/template-data.js';

/** Templates as a clerk would make them, written part by part so that a test sees every byte that changed. */
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const W = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';

export const relationshipsXml = (items: [id: string, type: string, target: string, mode?: string][]): string =>
  `<Relationships xmlns="${PACKAGE}/relationships">${items
    .map(
      ([id, type, target, mode]) =>
        `<Relationship Id="${id}" Type="${RELATIONS}/${type}" Target="${target}"${mode ? ` TargetMode="${mode}"` : ''}/>`,
    )
    .join('')}</Relationships>`;

const contentTypes = (overrides: [part: string, type: string][]): string =>
  `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${overrides
    .map(
      ([part, type]) =>
        `<Override PartName="/${part}" ContentType="application/vnd.openxmlformats-officedocument.${type}+xml"/>`,
    )
    .join('')}</Types>`;

export type PartTexts = Record<string, string | Uint8Array>;

export function packed(parts: PartTexts): Buffer {
  const bytes = Object.entries(parts).map(([name, part]) => [name, typeof part === 'string' ? strToU8(part) : part]);
  return Buffer.from(zipSync(Object.fromEntries(bytes) as Zippable));
}

export function unpacked(bytes: Uint8Array): Record<string, string> {
  return Object.fromEntries(
    Object.entries(unzipSync(bytes)).map(([name, data]) => [name, Buffer.from(data).toString('utf8')]),
  );
}

export const text = (address: string, words: string, style = 0) =>
  `<c r="${address}" s="${style}" t="inlineStr"><is><t>${words}</t></is></c>`;
export const formula = (address: string, words: string, style = 0) =>
  `<c r="${address}" s="${style}"><f>${words}</f><v>1</v></c>`;

/** 1 title, 2 coloured head, 3 body with lines, 4 body with one decimal, 5 text format, 6 percent, 7 bold total. */
export const styles = `<styleSheet xmlns="${MAIN}">
<numFmts count="1"><numFmt numFmtId="164" formatCode="0.0&quot;分&quot;"/></numFmts>
<fonts count="4"><font><sz val="11"/><name val="宋体"/></font><font><b/><sz val="18"/><name val="黑体"/></font><font><b/><sz val="11"/><color rgb="FFFFFFFF"/><name val="宋体"/></font><font><b/><sz val="11"/><name val="宋体"/></font></fonts>
<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFC0392B"/></patternFill></fill></fills>
<borders count="2"><border/><border><left style="thin"/><right style="thin"/><top style="thin"/><bottom style="thin"/></border></borders>
<cellStyleXfs count="1"><xf/></cellStyleXfs>
<cellXfs count="8"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>
<xf numFmtId="0" fontId="1" fillId="0" borderId="0" applyAlignment="1"><alignment horizontal="center" vertical="center"/></xf>
<xf numFmtId="0" fontId="2" fillId="2" borderId="1" applyAlignment="1"><alignment horizontal="center" vertical="center"/></xf>
<xf numFmtId="0" fontId="0" fillId="0" borderId="1" applyAlignment="1"><alignment horizontal="center"/></xf>
<xf numFmtId="164" fontId="0" fillId="0" borderId="1" applyNumberFormat="1"/>
<xf numFmtId="49" fontId="0" fillId="0" borderId="1"/>
<xf numFmtId="10" fontId="0" fillId="0" borderId="1"/>
<xf numFmtId="0" fontId="3" fillId="0" borderId="1" applyAlignment="1"><alignment horizontal="center"/></xf></cellXfs>
<dxfs count="1"><dxf><font><color rgb="FF9C0006"/></font></dxf></dxfs></styleSheet>`;

export interface SheetParts {
  name?: string;
  /** Everything within `<worksheet>`. */
  inner: string;
  relations?: [string, string, string, string?][];
}

export function workbook(
  sheets: readonly SheetParts[],
  { names = '', strings = '', extra = {} }: { names?: string; strings?: string; extra?: PartTexts } = {},
): PartTexts {
  return {
    '[Content_Types].xml': contentTypes([
      ['xl/workbook.xml', 'spreadsheetml.sheet.main'],
      ...sheets.map((_, at): [string, string] => [`xl/worksheets/sheet${at + 1}.xml`, 'spreadsheetml.worksheet']),
      ['xl/styles.xml', 'spreadsheetml.styles'],
      ['xl/sharedStrings.xml', 'spreadsheetml.sharedStrings'],
    ]),
    '_rels/.rels': relationshipsXml([['rId1', 'officeDocument', 'xl/workbook.xml']]),
    'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets>${sheets
      .map(({ name }, at) => `<sheet name="${name ?? `表${at + 1}`}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`)
      .join('')}</sheets>${names}</workbook>`,
    'xl/_rels/workbook.xml.rels': relationshipsXml([
      ...sheets.map((_, at): [string, string, string] => [
        `rId${at + 1}`,
        'worksheet',
        `worksheets/sheet${at + 1}.xml`,
      ]),
      ['rId98', 'styles', 'styles.xml'],
      ['rId99', 'sharedStrings', 'sharedStrings.xml'],
    ]),
    'xl/styles.xml': styles,
    'xl/sharedStrings.xml': `<sst xmlns="${MAIN}">${strings}</sst>`,
    ...Object.fromEntries(
      sheets.flatMap(({ inner, relations }, at) => [
        [`xl/worksheets/sheet${at + 1}.xml`, `<worksheet xmlns="${MAIN}" xmlns:r="${RELATIONS}">${inner}</worksheet>`],
        ...(relations ? [[`xl/worksheets/_rels/sheet${at + 1}.xml.rels`, relationshipsXml(relations)]] : []),
      ]),
    ),
    ...extra,
  };
}

/** The half-year table with everything that a clerk puts into one. */
export function halfYearTable(): PartTexts {
  const inner = `<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><dimension ref="A1:F6"/>
<sheetViews><sheetView workbookViewId="0"><pane xSplit="2" ySplit="3" topLeftCell="C4" activePane="bottomRight" state="frozen"/></sheetView></sheetViews>
<cols><col min="1" max="1" width="6" customWidth="1"/><col min="2" max="2" width="14" customWidth="1"/><col min="3" max="3" width="8.5" customWidth="1"/><col min="4" max="6" width="11" customWidth="1"/></cols>
<sheetData>
<row r="1" ht="40" customHeight="1">${text('A1', '{{单位}}{{期间}}党员积分汇总表', 1)}</row>
<row r="2" ht="22" customHeight="1">${text('A2', '序号', 2)}${text('B2', '姓名', 2)}${text('C2', '各月得分', 2)}${text('D2', '平均分', 2)}${text('E2', '较均值', 2)}${text('F2', '备注', 2)}</row>
<row r="3" ht="22" customHeight="1"><c r="A3" s="2"/><c r="B3" s="2"/>${text('C3', '{{ 月.名称 }}', 2)}<c r="D3" s="2"/><c r="E3" s="2"/><c r="F3" s="2"/></row>
<row r="4" ht="20">${text('A4', '{{成员.序号}}', 3)}<c r="B4" s="3" t="s"><v>0</v></c>${text('C4', '{{成员.月}}', 3)}${text('D4', '｛｛成员.平均分｝｝', 4)}${formula('E4', 'D4-D$5', 4)}${text('F4', '{{member.remark}}', 3)}</row>
<row r="5">${text('A5', '合计', 7)}<c r="B5" s="7"/>${formula('C5', 'AVERAGE(C4:C4)', 7)}${formula('D5', 'AVERAGE(D4)', 7)}${formula('E5', 'COUNT(D4)', 7)}<c r="F5" s="7"/></row>
<row r="6" ht="44" customHeight="1">${text('A6', '平均 {{平均分}} 分；支部书记（签字）：＿＿＿＿ {{导出日期}}', 0)}</row>
</sheetData>
<autoFilter ref="A3:F4"/>
<mergeCells count="7"><mergeCell ref="A1:F1"/><mergeCell ref="A2:A3"/><mergeCell ref="B2:B3"/><mergeCell ref="D2:D3"/><mergeCell ref="E2:E3"/><mergeCell ref="F2:F3"/><mergeCell ref="A6:F6"/></mergeCells>
<conditionalFormatting sqref="C4"><cfRule type="cellIs" dxfId="0" priority="1" operator="lessThan"><formula>80</formula></cfRule></conditionalFormatting>
<dataValidations count="1"><dataValidation type="list" sqref="F4"><formula1>$A$5:$A$6</formula1></dataValidation></dataValidations>
<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>
<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>
<headerFooter><oddHeader>&amp;L{{组织}}</oddHeader><oddFooter>&amp;C第 &amp;P 页&amp;R{{导出说明}}</oddFooter></headerFooter>
<rowBreaks count="1" manualBreakCount="1"><brk id="5" max="16383" man="1"/></rowBreaks>`;
  // Excel splits a text wherever somebody once changed its colour.
  const strings = `<si><r><rPr><b/><sz val="11"/></rPr><t>{{成</t></r><r><rPr><sz val="11"/></rPr><t>员.姓</t></r><r><t>名}}</t></r></si>`;
  const bands = `<sheetData><row r="1">${text('A1', '等次', 2)}${text('B1', '{{等次.名称}}', 2)}</row><row r="2">${text('A2', '人数', 3)}${text('B2', '{{等次.人数}}', 3)}</row><row r="4">${formula('A4', "SUM('半年 表'!D4:D4)")}${formula('B4', "'半年 表'!D5")}</row></sheetData>`;
  return workbook(
    [
      { name: '半年 表', inner },
      { name: '等次', inner: bands },
    ],
    {
      strings,
      names: `<definedNames><definedName name="_xlnm.Print_Area" localSheetId="0">'半年 表'!$A$1:$F$6</definedName><definedName name="_xlnm.Print_Titles" localSheetId="0">'半年 表'!$A:$B,'半年 表'!$2:$3</definedName><definedName name="全部平均">'半年 表'!$D$4:$D$4</definedName></definedNames>`,
    },
  );
}

/** Made-up figures: three members, two months, two bands. */
export function halfYearData(
  names: readonly string[] = ['张三', '=HYPERLINK("http://x","y")', '_x0041_ <&> 阿卜杜拉·买买提'],
): TemplateData {
  const months = ['2026-01', '2026-02'];
  return {
    scalars: {
      unit: { text: '第一支部 & 机关' },
      organisation: { text: '甲 & 乙' },
      period: { text: '2026年上半年' },
      mean: { hundredths: 8250 },
      filledOn: { text: '2026年7月15日' },
      stamp: { text: '李文 2026-07-15 09:30 导出' },
    },
    lists: {
      member: names.map((name, at) => ({
        code: String(at + 1),
        fields: {
          position: { integer: at + 1 },
          name: { text: name },
          mean: at === 1 ? null : { hundredths: 8001 + at * 100 },
          remark: { text: at === 0 ? '预备党员' : '' },
        },
        crossings: {
          month: {
            '2026-01': { hundredths: 8000 + at },
            '2026-02': at === 2 ? { text: '不计分' } : { hundredths: 7950 },
          },
        },
      })),
      month: months.map((month) => ({
        code: month,
        fields: { name: { text: `${Number(month.slice(5))}月` }, fullName: { text: month } },
      })),
      band: [
        { code: '优秀', fields: { name: { text: '优秀' }, count: { integer: 1 } } },
        { code: '合格', fields: { name: { text: '合格' }, count: { integer: 2 } } },
      ],
    },
  };
}

/** Every cell of a sheet: address → [style, value or text or =formula]. */
export function cellsOf(sheet: string): Record<string, [style: string, content: string | number | null]> {
  const plain = (words: string) =>
    words.replace(/&(lt|gt|amp|quot);/g, (_, name: string) => ({ lt: '<', gt: '>', amp: '&', quot: '"' })[name]!);
  const cells = [...sheet.matchAll(/<c ([^>]*?)(?:\/>|>(.*?)<\/c>)/gs)].map(([, attributes = '', inner = '']) => {
    const [, address = ''] = /r="([^"]+)"/.exec(attributes) ?? [];
    const [, style = '0'] = /s="([^"]+)"/.exec(attributes) ?? [];
    const [, f] = /<f[^>]*>(.*?)<\/f>/s.exec(inner) ?? [];
    const [, v] = /<v>(.*?)<\/v>/.exec(inner) ?? [];
    const words = [...inner.matchAll(/<t[^>]*?(?:\/>|>(.*?)<\/t>)/gs)].map(([, each = '']) => plain(each)).join('');
    const content =
      f !== undefined ? `=${plain(f)}` : v !== undefined ? Number(v) : /t="inlineStr"/.test(attributes) ? words : null;
    return [address, [style, content]] as const;
  });
  return Object.fromEntries(cells) as ReturnType<typeof cellsOf>;
}

export const mergesOf = (sheet: string): string[] =>
  [...sheet.matchAll(/<mergeCell ref="([^"]+)"/g)].map(([, ref]) => ref!).sort();

export const paragraph = (...runs: string[]) =>
  `<w:p>${runs.map((run) => (run.startsWith('<') ? run : `<w:r><w:t xml:space="preserve">${run}</w:t></w:r>`)).join('')}</w:p>`;
export const tableCell = (inner: string, properties = '') =>
  `<w:tc><w:tcPr><w:tcW w:w="3000" w:type="dxa"/>${properties}</w:tcPr>${inner}</w:tc>`;

export function wordFile(
  body: string,
  extra: PartTexts = {},
  relations: [string, string, string, string?][] = [],
): PartTexts {
  return {
    '[Content_Types].xml': contentTypes([
      ['word/document.xml', 'wordprocessingml.document.main'],
      ['word/footer1.xml', 'wordprocessingml.footer'],
    ]),
    '_rels/.rels': relationshipsXml([['rId1', 'officeDocument', 'word/document.xml']]),
    'word/document.xml': `<w:document xmlns:w="${W}" xmlns:r="${RELATIONS}" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"><w:body>${body}<w:sectPr><w:footerReference w:type="default" r:id="rId7"/><w:pgSz w:w="11906" w:h="16838"/></w:sectPr></w:body></w:document>`,
    'word/footer1.xml': `<w:ftr xmlns:w="${W}">${paragraph('{{导出说明}}')}</w:ftr>`,
    'word/_rels/document.xml.rels': relationshipsXml([['rId7', 'footer', 'footer1.xml'], ...relations]),
    ...extra,
  };
}

import type { DocumentDescription, DocumentRow } from '#src/documents/description.js';
import { name, STAMP } from './examples.js';

/** A description with every kind of part, and a table of so many people. */
export function describedTable(count: number): DocumentDescription {
  return {
    fileName: '某支部2026年上半年一览表',
    plainName: 'table',
    stamp: STAMP,
    version: '公示第 3 号，办法 2026-1 版',
    sections: [
      {
        name: '一览表',
        orientation: 'landscape',
        title: '某支部2026年上半年一览表',
        parts: [
          { kind: 'line', text: '单位：分', align: 'right' },
          {
            kind: 'table',
            keyColumns: 2,
            columns: [
              { title: '序号', widthCharacters: 5 },
              { title: '姓名', widthCharacters: 18 },
              ...[1, 2, 3, 4, 5, 6].map((month) => ({
                title: `${month}月`,
                above: '各月得分',
                widthCharacters: 8,
              })),
              { title: '平均分', widthCharacters: 9, bold: true },
              { title: '完成率', widthCharacters: 9 },
              { title: '备注', widthCharacters: 24, align: 'left' },
            ],
            rows: Array.from({ length: count }, (_, index): DocumentRow => [
              { integer: index + 1 },
              { text: name(index) },
              ...[0, 1, 2, 3, 4].map((month) => ({ hundredths: 8000 + index + month })),
              { text: '不计分' },
              { hundredths: -250 },
              { tenThousandths: 9850 },
              index % 4 === 0 ? { text: '3月由专卖科党支部转入\n计分月数不足' } : null,
            ]),
            totals: [{ text: '合计' }, null, ...Array.from({ length: 8 }, () => ({ hundredths: 100_000 })), null],
          },
          { kind: 'line', text: '说明：不计分的月份不计为零。' },
          { kind: 'signatures', places: ['支部书记', '审核人', '支部（盖章）'] },
        ],
      },
      {
        name: '审批/表',
        orientation: 'portrait',
        title: '免于考核审批表',
        parts: [
          {
            kind: 'fields',
            fields: [
              { label: '姓名', cell: { text: '阿依古丽·买买提' } },
              { label: '支部', cell: { text: '某县烟草专卖局机关党委办公室党支部' } },
              { label: '月数', cell: { integer: 3 } },
              { label: '得分', cell: { hundredths: 8750 } },
              { label: '情况', cell: { text: '因公外派，不能参加组织生活。' }, wideLines: 5 },
              { label: '结论', cell: null },
            ],
          },
          { kind: 'signatures', places: ['支部书记'] },
        ],
      },
      {
        name: '审批/表',
        orientation: 'portrait',
        title: '关于2026年上半年党员积分汇总审核结果的通报',
        parts: [
          { kind: 'line', text: '各党支部：' },
          { kind: 'heading', level: 1, text: '一、总体情况' },
          {
            kind: 'paragraph',
            text: '2026年上半年，机关党委所属12个党支部按照积分管理办法开展党员积分考核，现将汇总审核结果通报如下。'.repeat(
              3,
            ),
          },
          { kind: 'heading', level: 2, text: '（一）审核' },
          { kind: 'heading', level: 3, text: '1. 抽查' },
          { kind: 'paragraph', text: '抽查10份。' },
          { kind: 'signedBy', organisation: '中共某县烟草专卖局机关委员会', day: '2026年7月20日' },
        ],
      },
    ],
  };
}

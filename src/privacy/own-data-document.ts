import type { DocumentCell, DocumentColumn, DocumentDescription, DocumentSection } from '../documents/description.js';
import { type Stamp, stampedAt, widthOf } from '../documents/document-words.js';
import type { OwnDataView, StoredTableView } from './own-data.view.js';
import type { ValueKind } from './stored.js';
import { wordsOf } from './value-words.js';

/** What is stored about somebody as a workbook: what there is on the first sheet, and a sheet for each table that has rows. */
export function ownDataDocument(data: OwnDataView, stamp: Stamp, person: string): DocumentDescription {
  const filled = data.tables.filter(({ rows }) => rows.length > 0);
  return {
    fileName: `${person}个人信息副本`,
    plainName: `own-data-${data.madeAt.slice(0, 10)}`,
    stamp,
    version: `截至 ${stampedAt({ exportedAt: data.madeAt })}`,
    sections: [overview(data, person), ...filled.map(sectionOf)],
  };
}

function overview({ tables, acts, notTold }: OwnDataView, person: string): DocumentSection {
  return {
    name: '总览',
    orientation: 'portrait',
    title: `${person}的个人信息副本`,
    parts: [
      {
        kind: 'paragraph',
        text: '以下是系统中与本人有关、本人现在可以看到的全部记录。已评定、尚未公示的，只列出有多少条。',
      },
      table(
        ['内容', '条数', '待公示'],
        tables.map(({ words, rows, waiting }) => [{ text: words.zh }, { integer: rows.length }, { integer: waiting }]),
      ),
      ...(acts.length === 0
        ? []
        : ([
            { kind: 'heading', level: 2, text: '本人因职务办理的事项' },
            table(
              ['事项', '条数'],
              acts.map(({ words, count }) => [{ text: words.zh }, { integer: count }]),
            ),
          ] as const)),
      { kind: 'heading', level: 2, text: '未列出的内容和原因' },
      table(
        ['原因', '数据表中的位置'],
        notTold.map(({ reason, columns }) => [{ text: reason.zh }, { text: columns.join('、') }]),
      ),
    ],
  };
}

function table(titles: readonly string[], rows: DocumentCell[][]): DocumentSection['parts'][number] {
  const columns = titles.map((title, index): DocumentColumn => {
    const texts = rows.map((row) => (row[index] && 'text' in row[index] ? row[index].text : ''));
    return {
      title,
      widthCharacters: widthOf([title, ...texts], { least: 8, most: 44 }),
      align: index === 0 ? 'left' : 'centre',
    };
  });
  return { kind: 'table', columns, rows };
}

function sectionOf({ words, columns, rows, more }: StoredTableView, index: number): DocumentSection {
  const shown = rows.map((row) => columns.map(({ kind, name }, at) => cellOf(kind, name, row[at] ?? null)));
  return {
    // A workbook's sheets have short names of their own: no two alike.
    name: `${index + 1} ${words.zh.replace(/[[\]/\\:*?（）]/g, ' ')}`.slice(0, 31).trim(),
    orientation: columns.length > 6 ? 'landscape' : 'portrait',
    title: words.zh,
    parts: [
      {
        kind: 'table',
        columns: columns.map(({ words: title }, at) => ({
          title: title.zh,
          widthCharacters: widthOf(
            [title.zh, ...shown.slice(0, 500).map((row) => (row[at] && 'text' in row[at] ? row[at].text : ''))],
            { least: 8, most: 36 },
          ),
        })),
        rows: shown,
      },
      ...(more ? [{ kind: 'line' as const, text: '较早的记录未列出，可向办公室申请。' }] : []),
    ],
  };
}

function cellOf(kind: ValueKind, column: string, value: string | null): DocumentCell {
  if (value === null) return null;
  switch (kind) {
    case 'points':
      return { hundredths: Number(value) };
    case 'count':
      return { integer: Number(value) };
    case 'flag':
      return { text: value === '1' ? '是' : '否' };
    case 'instant':
      return { text: stampedAt({ exportedAt: value }) };
    case 'code':
      return { text: wordsOf(column, value)?.zh ?? value };
    default:
      return { text: value };
  }
}

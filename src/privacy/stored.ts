/** A sentence or a word in both languages: these stand in a file that is taken out as well as on the page. */
export interface Words {
  zh: string;
  en: string;
}

/** What a value is, so that the page and the workbook write it as people read it. Points are hundredths. */
export const valueKinds = ['text', 'code', 'points', 'count', 'flag', 'day', 'month', 'instant'] as const;
export type ValueKind = (typeof valueKinds)[number];

export interface StoredColumn {
  /** What it is called where it is read, and the expression that reads it. */
  name: string;
  expression: string;
  words: Words;
  kind: ValueKind;
}

/** The headings under which the purpose page tells what is stored, for what, and who reads it. */
export const matters = [
  'account',
  'roster',
  'sheets',
  'evidence',
  'results',
  'closings',
  'disputes',
  'cases',
  'traces',
  'requests',
] as const;
export type Matter = (typeof matters)[number];

/** Something that is stored about a person: the rows of one table, as far as he may see them himself. */
export interface StoredTable {
  table: string;
  matter: Matter;
  words: Words;
  /** The columns, 'sheets.memberId', whose rows are his. */
  by: string;
  columns: readonly StoredColumn[];
  /** FROM, JOIN and WHERE with one `?`: his id as a member, or his account's. */
  from: string;
  of: 'member' | 'account';
  /** ORDER BY, the latest first. */
  order: string;
  /** Counts what is there and not shown to him yet, FROM … WHERE with one `?`. */
  waiting?: string;
}

export const words = (zh: string, en: string): Words => ({ zh, en });

/** A column by its expression: 'sheets.late', or anything `AS` a name. */
export function told(expression: string, zh: string, en: string, kind: ValueKind = 'text'): StoredColumn {
  const name = / AS (\w+)$/.exec(expression)?.[1] ?? expression.slice(expression.lastIndexOf('.') + 1);
  return { name, expression, words: words(zh, en), kind };
}

/** What a member learns of a month only when it is published. */
export const published = "branch_months.state IN ('published', 'confirmed', 'reported', 'archived')";
export const oncePublished = (expression: string): string =>
  `CASE WHEN ${published} THEN ${expression} END AS ${expression.slice(expression.lastIndexOf('.') + 1)}`;

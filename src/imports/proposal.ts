import type { Day, Month } from '../calendar.js';
import { memberNumberOf, nameOf, personNameProblem } from '../organisation/names.js';
import { lastYearWith, monthInTitle, monthNamed, plain, yearInTitle } from './cell-values.js';
import { type Grid, type GridRow, mergedAcross, mergedDown } from './grid.js';
import { type KnownNames, meaningOfWords } from './head-words.js';
import type { ImportKind } from './import-kind.js';
import { figures, type Meaning } from './mapping.js';

export interface ProposalContext extends KnownNames {
  kind: ImportKind;
  /** Who may be meant, for a table whose head says nothing. */
  names: ReadonlySet<string>;
  numbers: ReadonlySet<string>;
  today: Day;
  /** The sheet's and the file's name may say which month it is about. */
  titles: readonly string[];
}

export type RowClass = 'title' | 'head' | 'person' | 'total' | 'note';

export interface Proposal {
  headFrom: number;
  headUntil: number;
  columns: (Meaning | null)[];
  /** The words of the head, column by column, from top to bottom. */
  heads: string[];
  month: Month | null;
  /** No title named the year of the months. */
  yearGuessed: boolean;
}

/** Titles and remarks above the head are at most so many rows. */
const headWithin = 30;
const headRowsMost = 3;

/** Where the head of a table is and what its columns mean, by its words or else by what stands below; a person may say otherwise. */
export function propose(grid: Grid, context: ProposalContext): Proposal {
  const anchor = anchorOf(grid, context);
  const { from, until } = anchor === null ? { from: -1, until: -1 } : headAround(grid, anchor, context);
  const head =
    from < 0
      ? { headFrom: 0, headUntil: 0 }
      : { headFrom: grid.rows[from]!.rowNumber, headUntil: grid.rows[until]!.rowNumber };
  const titleTexts = [
    ...grid.rows.slice(0, Math.max(from, 0)).flatMap(({ cells }) => distinct(cells.map(({ text }) => text))),
    ...context.titles,
  ];
  return { ...head, ...meaningsOf(grid, head, titleTexts, context) };
}

/** What the columns mean below this head. */
export function meaningsOf(
  grid: Grid,
  head: { headFrom: number; headUntil: number },
  titleTexts: readonly string[],
  context: ProposalContext,
): Pick<Proposal, 'columns' | 'heads' | 'month' | 'yearGuessed'> {
  const headRows = grid.rows.filter(({ rowNumber }) => rowNumber >= head.headFrom && rowNumber <= head.headUntil);
  const parts = Array.from({ length: grid.width }, (_, column) =>
    distinct(headRows.map(({ cells }) => cells[column]!.text.replace(/\s+/g, ' ').trim())),
  );
  const heads = parts.map((texts) => texts.join(' '));
  const namedYear = titleTexts.map(yearInTitle).find((year) => year !== null) ?? null;
  let yearGuessed = false;
  const yearOf = (month: number): number => {
    if (namedYear !== null) return namedYear;
    yearGuessed = true;
    return lastYearWith(month, context.today);
  };
  const columns = parts.map((texts) => meaningOfHead(texts, context, yearOf));
  const month = context.kind === 'roster' ? null : (titleTexts.map(monthInTitle).find((one) => one !== null) ?? null);
  return { columns: settled(grid, head.headUntil, columns, context), heads, month, yearGuessed };
}

/** What a row of the table is, as long as nobody says otherwise. */
export function classesOf(
  grid: Grid,
  head: { headFrom: number; headUntil: number },
  columns: readonly (Meaning | null)[],
): Map<number, RowClass> {
  const name = columns.indexOf('name');
  const number = columns.indexOf('memberNumber');
  const headTexts = new Set(grid.rows.filter(({ rowNumber }) => within(rowNumber, head)).map(joined));
  const classes = new Map<number, RowClass>();
  let ended = false;
  for (const row of grid.rows) {
    if (row.rowNumber < head.headFrom) classes.set(row.rowNumber, 'title');
    else if (within(row.rowNumber, head)) classes.set(row.rowNumber, 'head');
    else if (headTexts.has(joined(row))) classes.set(row.rowNumber, 'head');
    else {
      const kind = ended && !isWhole(row, name, number, columns) ? 'note' : classOf(grid, row, name, number, columns);
      classes.set(row.rowNumber, kind);
      // What stands below the total and the signatures are notes, whatever they look like.
      if (kind === 'note' && /^(备注|注|说明|填表|制表|审核|经办|支部书记|书记)/.test(plain(joined(row)))) ended = true;
    }
  }
  return classes;
}

/** How remarks and signatures below a table begin, with a colon or a blank to be filled in. */
const signatureWords =
  /^(备注|注|说明|填表|制表|审核|复核|经办|支部书记|书记|组织委员|纪检委员|负责人|填报|单位|日期)[^0-9]{0,8}[:：_＿]|^(备注|注|说明)[:：]|^(应到|实到|缺席)\d*人/;

const totalWords =
  /^(合计|小计|总计|共计|累计|平均|平均分|平均值|均值|人均|最高分?|最低分?|汇总|total|average|mean|sum)(分|数|人数|值)?[:：]?(\d.*)?$/;

function classOf(
  grid: Grid,
  row: GridRow,
  name: number,
  number: number,
  columns: readonly (Meaning | null)[],
): RowClass {
  const texts = row.cells.map(({ text }) => plain(text));
  const opening = texts.filter((text) => text !== '').slice(0, 3);
  if (opening.some((text) => totalWords.test(text))) return 'total';
  if (signatureWords.test(opening[0] ?? '')) return 'note';
  const nameText = name < 0 ? '' : row.cells[name]!.text;
  const across = name < 0 ? 1 : mergedAcross(grid, row.rowNumber, name + 1);
  const isWideWord = across > 2 || distinct(texts).length === 1;
  if (
    isWideWord &&
    !columns.some(
      (meaning, index) => meaning !== null && index !== name && texts[index] !== '' && texts[index] !== texts[name],
    )
  )
    return 'note';
  if (nameText.trim() !== '') {
    const kept = nameOf(nameText.replace(/^['‘]/, ''));
    const looksLikeAName = personNameProblem(kept) === null && kept.length <= 30 && !/[:：，。；]/.test(kept);
    return looksLikeAName || hasFigures(row, columns) ? 'person' : 'note';
  }
  if (number >= 0 && texts[number] !== '') return /[:：，。]/.test(texts[number]!) ? 'note' : 'person';
  return hasFigures(row, columns) ? 'person' : 'note';
}

function isWhole(row: GridRow, name: number, number: number, columns: readonly (Meaning | null)[]): boolean {
  return (
    (name >= 0 ? row.cells[name]!.text.trim() !== '' : number >= 0) &&
    hasFigures(row, columns) &&
    personNameProblem(nameOf(row.cells[Math.max(name, 0)]!.text)) === null
  );
}

/** Something that looks like a value stands in a column that counts. */
function hasFigures({ cells }: GridRow, columns: readonly (Meaning | null)[]): boolean {
  return columns.some(
    (meaning, index) =>
      meaning !== null &&
      meaning !== 'name' &&
      meaning !== 'remark' &&
      /\d/.test(cells[index]!.text) &&
      !/[:：]|年.*月/.test(cells[index]!.text),
  );
}

const within = (rowNumber: number, { headFrom, headUntil }: { headFrom: number; headUntil: number }) =>
  headUntil > 0 && rowNumber >= headFrom && rowNumber <= headUntil;
const joined = ({ cells }: GridRow) => cells.map(({ text }) => plain(text)).join('|');
const distinct = (texts: readonly string[]) => [...new Set(texts.filter((text) => text.trim() !== ''))];

/** The row that heads names or numbers; without one, the row above the first that holds somebody who is known. */
function anchorOf(grid: Grid, context: ProposalContext): number | null {
  const rows = grid.rows.slice(0, headWithin);
  let best: { index: number; count: number } | null = null;
  rows.forEach(({ cells }, index) => {
    const meanings = distinct(cells.map(({ text }) => text)).map((text) => meaningOfWords(context.kind, text, context));
    if (!meanings.some((meaning) => meaning === 'name' || meaning === 'memberNumber')) return;
    const count = meanings.filter((meaning) => meaning !== null).length;
    if (!best || count > best.count) best = { index, count };
  });
  if (best) return (best as { index: number }).index;
  const first = grid.rows.findIndex(({ cells }) =>
    cells.some(({ text }) => context.names.has(nameOf(text)) || context.numbers.has(memberNumberOf(text))),
  );
  return first > 0 && distinct(grid.rows[first - 1]!.cells.map(({ text }) => text)).length > 1 ? first - 1 : null;
}

/** The head's other rows: above, where words stand over several columns; below, where a cell goes on or the words go deeper. */
function headAround(grid: Grid, anchor: number, context: ProposalContext): { from: number; until: number } {
  let [from, until] = [anchor, anchor];
  const isFull = () => until - from + 1 >= headRowsMost;
  while (!isFull() && until + 1 < grid.rows.length && goesOn(grid, until, context)) until += 1;
  while (!isFull() && from > 0 && standsOver(grid, from - 1)) from -= 1;
  return { from, until };
}

function goesOn(grid: Grid, index: number, context: ProposalContext): boolean {
  const [row, next] = [grid.rows[index]!, grid.rows[index + 1]!];
  if (next.rowNumber !== row.rowNumber + 1) return false;
  if (
    next.cells.some(
      (_, column) =>
        mergedDown(grid, row.rowNumber, column + 1) &&
        row.cells[column]!.text.trim() !== '' &&
        !isName(next.cells[column]!.text, context),
    )
  )
    return true;
  const nameColumn = row.cells.findIndex(({ text }) => meaningOfWords(context.kind, text, context) === 'name');
  if (nameColumn >= 0 && next.cells[nameColumn]!.text.trim() !== '') return false;
  const words = distinct(next.cells.map(({ text }) => text));
  const known = words.filter(
    (text) => meaningOfWords(context.kind, text, context) !== null || monthNamed(text, () => 2000) !== null,
  );
  return (
    known.length > 0 && known.length * 2 >= words.length && !words.some((text) => /^\d+(\.\d+)?$/.test(plain(text)))
  );
}

const isName = (text: string, { names }: ProposalContext) => names.has(nameOf(text));

function standsOver(grid: Grid, index: number): boolean {
  const row = grid.rows[index]!;
  const texts = distinct(row.cells.map(({ text }) => text));
  if (texts.some((text) => /[:：]/.test(text) && text.length > 6)) return false;
  return row.cells.some(({ text }, column) => {
    const across = mergedAcross(grid, row.rowNumber, column + 1);
    return (
      text.trim() !== '' &&
      across > 1 &&
      across < grid.width * 0.8 &&
      texts.length > 0 &&
      !/(表|台账|名册|花名册|汇总)$/.test(text.trim())
    );
  });
}

/** The deepest word says what a column is; a month above or below it says of when. */
function meaningOfHead(
  texts: readonly string[],
  context: ProposalContext,
  yearOf: (month: number) => number,
): Meaning | null {
  const words = [...texts].reverse();
  const own =
    [...words, texts.join('')]
      .map((text) => meaningOfWords(context.kind, text, context))
      .find((meaning) => meaning !== null) ?? null;
  if (context.kind !== 'pastMonths') return own;
  if (own === 'name' || own === 'memberNumber' || own === 'remark') return own;
  if (
    texts.some(
      (text) => /合计|平均|均分|累计|小计|名次|排名|等次|月数/.test(plain(text)) && monthNamed(text, yearOf) === null,
    )
  ) {
    return texts.some((text) => plain(text) === '合计得分') ? own : null;
  }
  const month = words.map((text) => monthNamed(text, yearOf)).find((one) => one !== null) ?? null;
  if (month === null) return own;
  const [last = ''] = words;
  // A word below the month that nobody knows is some other figure of it.
  if (own === null && monthNamed(last, yearOf) === null) return null;
  return `${own ?? 'score'}@${month}`;
}

/** One column for each meaning; where no head names people, the column that holds them. */
function settled(
  grid: Grid,
  headUntil: number,
  columns: (Meaning | null)[],
  context: ProposalContext,
): (Meaning | null)[] {
  const once = columns.map((meaning, index) => (meaning !== null && columns.indexOf(meaning) < index ? null : meaning));
  const hasMonths = once.some((meaning) => meaning?.includes('@'));
  // Beside months, a figure without one is their sum.
  const named = once.map((meaning) =>
    hasMonths && meaning !== null && (figures as readonly string[]).includes(meaning) ? null : meaning,
  );
  if (named.includes('name') || named.includes('memberNumber')) return named;
  const below = grid.rows.filter(({ rowNumber }) => rowNumber > headUntil);
  const counts = (isKnown: (text: string) => boolean) =>
    Array.from({ length: grid.width }, (_, column) => below.filter(({ cells }) => isKnown(cells[column]!.text)).length);
  const most = (found: readonly number[]) => (Math.max(0, ...found) === 0 ? -1 : found.indexOf(Math.max(...found)));
  const [name, number] = [
    most(counts((text) => context.names.has(nameOf(text)))),
    most(counts((text) => context.numbers.has(memberNumberOf(text)))),
  ];
  return named.map((meaning, index) => (index === name ? 'name' : index === number ? 'memberNumber' : meaning));
}

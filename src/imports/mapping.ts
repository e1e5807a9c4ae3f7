import { createHash } from 'node:crypto';
import { canonicalJson } from '../audit/canonical.js';
import { isMonth, type Month } from '../calendar.js';
import type { ImportKind } from './import-kind.js';

/** Figures that a column may hold of a month. */
export const figures = ['score', 'base', 'deduction', 'contribution'] as const;
export type Figure = (typeof figures)[number];

/**
 * What a column means, as one word: a field of the roster ('name', 'memberNumber', 'branch', 'leaveDay', …), a figure of a month
 * ('score', or 'score@2025-03' where months stand beside one another, 'category:B1'), or an item of the rule ('item:B1-01').
 */
export type Meaning = string;

/** What a word in an item's column means: an option's code, points in hundredths, a count, or that nothing is out of the ordinary. */
export interface ValueMeaning {
  itemCode: string;
  /** As in the cells, see `plain`. */
  text: string;
  /** 'default', 'nothing', 'option:<code>' */
  means: string;
}

/** Everything a person may say about how a table is to be read. */
export interface Mapping {
  /** The sheet's name; empty for a text file. */
  sheet: string;
  /** First and last row of the head, by their numbers in the sheet; both 0: there is none. */
  headFrom: number;
  headUntil: number;
  /** By column, from A on; null: the column is left out. */
  columns: (Meaning | null)[];
  /** Rows that are people although they don't look so, and rows that aren't although they do. */
  takenIn: number[];
  leftOut: number[];
  /** The one month that the table is about; null: its columns say so, or the kind needs none. */
  month: Month | null;
  /** Facts only. */
  values: ValueMeaning[];
  /** Facts only: why, where no column says so. */
  reason: string;
  /** Facts only: what somebody entered otherwise and the table is to replace, as 'sheetId:itemCode'. */
  overwrite: string[];
}

/** What is kept of a mapping for the next table with the same head: nothing that belongs to one month or one file. */
export interface RememberedMapping {
  columns: (Meaning | null)[];
  values: ValueMeaning[];
}

const rosterMeanings = [
  'branch',
  'memberNumber',
  'name',
  'standing',
  'situation',
  'birthYear',
  'group',
  'profile',
  'fromDay',
  'leaveDay',
] as const;

/** Whether a column may mean this in a table of this kind. */
export function isMeaning(
  kind: ImportKind,
  meaning: Meaning,
  known: { items: Set<string>; categories: Set<string> },
): boolean {
  if (kind === 'roster') return (rosterMeanings as readonly string[]).includes(meaning);
  if (meaning === 'name' || meaning === 'memberNumber' || meaning === 'remark') return true;
  if (kind === 'facts')
    return meaning === 'occurredOn' || (meaning.startsWith('item:') && known.items.has(meaning.slice(5)));
  const [figure = '', month] = meaning.split('@');
  if (month !== undefined && !isMonth(month)) return false;
  return (
    (figures as readonly string[]).includes(figure) ||
    (figure.startsWith('category:') && known.categories.has(figure.slice(9)))
  );
}

/** The figure and the month that a column holds. */
export function figureOf(meaning: Meaning): { figure: string; month: Month | null } {
  const [figure = '', month = null] = meaning.split('@');
  return { figure, month };
}

/** Of the words of a head, column by column, without the months and years in them: those differ from file to file. */
export function fingerprintOf(kind: ImportKind, heads: readonly string[]): string {
  const words = heads.map((head) =>
    head
      .normalize('NFKC')
      .replace(/\s+/g, '')
      .replace(/\d{2,4}年/g, '#')
      .replace(/\d{1,2}月份?/g, '#')
      .replace(/(上|下)半年/g, '#')
      .replace(/20\d{2}[-./]\d{1,2}([-./]\d{1,2})?/g, '#'),
  );
  while (words.at(-1) === '') words.pop();
  return createHash('sha256').update(canonicalJson({ kind, words })).digest('hex');
}

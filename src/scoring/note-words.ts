import type { Entry } from './entry.js';
import { groupName, itemName, nameIn, partName } from './naming.js';
import { periodOf } from './periods.js';
import { formatPoints } from './points.js';
import type { Note, Params } from './problem.js';
import { itemOf, PERIODS, type Item, type Over, type Period, type Scheme } from './scheme.js';
import { common, type Language } from './words/common.js';
import { noteSentences } from './words/notes.js';
import { sentence } from './words/sentence.js';

/** What a note stands beside, where that is known: it makes the sentence more exact. */
export interface NoteContext {
  /** The item of the line. */
  itemCode?: string;
  /** The sheet's entries, to say which of several a note speaks of. */
  entries?: readonly Entry[];
}

/**
 * A note of a score, a part or a band proposal in words, without a full stop: "每月以 4 分为限，超出的 4 分不计". A code of a newer rule
 * is shown as it is.
 */
export function noteWords(scheme: Scheme, note: Note, language: Language, context: NoteContext = {}): string {
  const { lineNotes, bandNotes, partNotes, unknown } = noteSentences[language];
  const patterns: Record<string, string> = { ...partNotes, ...bandNotes, ...lineNotes };
  const code = variant(scheme, note, context);
  const params = note.params ?? {};
  return sentence(patterns[code] ?? unknown, (name) =>
    name === 'code' ? note.code : saying(scheme, params, context, language, name, code.endsWith('Loss')),
  );
}

const LIMITS = new Set(['itemCap', 'groupCap', 'itemLimit', 'groupLimit']);

/** Some notes are said otherwise of what takes points off, and of a base item. */
function variant(scheme: Scheme, { code, params }: Note, { itemCode }: NoteContext): string {
  if (code === 'refused' && itemOf(scheme, itemCode)?.kind === 'base') return 'refusedBase';
  if (code === 'averaged' && params?.entries === 1) return 'averagedOne';
  return LIMITS.has(code) && Number(params?.capHundredths) < 0 ? `${code}Loss` : code;
}

function saying(
  scheme: Scheme,
  params: Params,
  context: NoteContext,
  language: Language,
  name: string,
  isLoss: boolean,
): string | null {
  const text = common[language];
  const notes = noteSentences[language];
  const value = params[name];
  const per = perOf(scheme, params, context);
  const { item, numerator, denominator } = params;
  switch (name) {
    case 'every':
      return per && text.every[per];
    case 'period':
      return per && text.period[per];
    case 'scoreOf':
      return per && (language === 'en' ? text.scoreOf[per].toLowerCase() : text.scoreOf[per]);
    case 'oneSheet':
      return notes.oneSheet[scheme.period];
    case 'place':
      return placeOf(params, context);
    case 'share':
      return numerator === undefined ? null : text.share({ numerator: +numerator, denominator: Number(denominator) });
    case 'item':
      return item === undefined ? null : text.quoted(partName(scheme, item, language));
    case 'over':
      return value === undefined ? null : notes.over[value as Over];
  }
  if (value === undefined) return null;
  return figure(scheme, name, value, language, isLoss) ?? named(scheme, name, value, context, language);
}

function figure(
  scheme: Scheme,
  name: string,
  value: string | number,
  language: Language,
  isLoss: boolean,
): string | null {
  if (name === 'factorHundredths') return formatPoints(Number(value));
  if (name.endsWith('Hundredths')) {
    return common[language].points(isLoss ? Math.abs(Number(value)) : Number(value));
  }
  if (name === 'countedMonths' || name === 'countedMonthsMin') {
    return common[language].sheetCount(Number(value), scheme.period);
  }
  return null;
}

function named(
  scheme: Scheme,
  name: string,
  value: string | number,
  { itemCode }: NoteContext,
  language: Language,
): string {
  const { quoted, countOf } = common[language];
  switch (name) {
    case 'group':
      return groupName(scheme, String(value), language);
    case 'part':
      return partName(scheme, value, language);
    case 'band':
      return quoted(nameIn(scheme.bands, value, language));
    case 'veto':
      return nameIn(scheme.vetoes, value, language);
    case 'count':
      return countOf(Number(value), unitOf(itemOf(scheme, itemCode), language)).trim();
    case 'month':
      return keyWords(String(value), language);
    default:
      return String(value);
  }
}

/** What an item counts; empty where it counts nothing. */
export function unitOf(item: Item | undefined, language: Language): string {
  return (item?.each ?? item?.levels)?.unit[language] ?? '';
}

/** The note's own period, or that of the item or group whose limit it speaks of. */
function perOf(scheme: Scheme, { per, group }: Params, { itemCode }: NoteContext): Period | null {
  const own = PERIODS.find((period) => period === per);
  if (own) return own;
  if (group !== undefined) return scheme.groups.find(({ code }) => code === group)?.per ?? null;
  return itemOf(scheme, itemCode)?.per ?? null;
}

/** Which of an item's entries, where there are several. */
function placeOf({ item, entryNumber }: Params, { entries }: NoteContext): string | null {
  const ofItem = (entries ?? []).filter(({ itemCode }) => itemCode === item);
  const at = ofItem.findIndex(({ number }) => number === entryNumber);
  return ofItem.length > 1 && at >= 0 ? String(at + 1) : null;
}

/** A period by its name: "2026 年第 1 季度". What is no period's name is shown as it is. */
export function keyWords(key: string, language: Language): string {
  const { keys } = noteSentences[language];
  const [year = '', rest = ''] = key.split('-');
  const per = periodOf(key);
  if (per === null) return key;
  return per === 'year' ? keys.year(year) : keys[per](year, Number(rest.replace(/^[QH]/, '')));
}

/** "C-01 志愿服务", for the head of a line. */
export function lineHead(scheme: Scheme, itemCode: string, language: Language): string {
  const item = itemOf(scheme, itemCode);
  return item ? itemName(item, language) : itemCode;
}

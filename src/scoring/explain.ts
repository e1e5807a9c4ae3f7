import { adjustmentLine } from './explain-adjustments.js';
import type { Entry } from './entry.js';
import { lineHead, noteWords, unitOf } from './note-words.js';
import { formatPoints, sum } from './points.js';
import { itemOf, type Item, type Scheme } from './scheme.js';
import type { Line, Score } from './score.js';
import { common, type Language } from './words/common.js';
import { noteSentences } from './words/notes.js';
import { sentence } from './words/sentence.js';

export { adjustmentLine } from './explain-adjustments.js';
export { explainSummary } from './explain-summary.js';
export { noteWords } from './note-words.js';

/** One line of a score in words: an item's, then what was adjusted, then the sum. */
export interface ExplainedLine {
  of: 'item' | 'adjustment' | 'result';
  /** Null for what nobody entered. */
  entryNumber: number | null;
  /** An item's or group's code; null for the total. */
  code: string | null;
  /** "C-01 志愿服务" */
  head: string;
  /** "2 分 × 4 次 = 8 分，计 4 分：每月以 4 分为限，超出的 4 分不计" */
  sentence: string;
  /** The reasons alone, one by one. */
  notes: string[];
  claimedHundredths: number;
  countedHundredths: number;
}

/**
 * A score in words, every line with the rule that decided: how its points come about, what of them counts, and why the rest
 * doesn't; then what groups and the total changed; then the sum. `profileCode` is the profile that the sheet was scored on:
 * without it, figures that profiles override are left unsaid.
 */
export function explainScore(
  scheme: Scheme,
  entries: readonly Entry[],
  score: Score,
  language: Language,
  profileCode?: string,
): ExplainedLine[] {
  return [
    ...score.lines.map((line) => explainLine(scheme, entries, line, language, profileCode)),
    ...score.adjustments.map((adjustment) => adjustmentLine(scheme, score, adjustment, language, profileCode)),
    resultLine(score, language),
  ];
}

/** A single line of a score, see `explainScore`. */
export function explainLine(
  scheme: Scheme,
  entries: readonly Entry[],
  line: Line,
  language: Language,
  profileCode: string | undefined,
): ExplainedLine {
  const { lines } = noteSentences[language];
  const { itemCode, entryNumber, claimedHundredths, countedHundredths } = line;
  const item = itemOf(scheme, itemCode);
  const entry = entries.find(({ number }) => entryNumber !== null && number === entryNumber);
  const notes = line.notes.map((note) => noteWords(scheme, note, language, { itemCode, entries }));
  const counted = countedSentence(scheme, item, entry, line, language, profileCode);
  // That it doesn't apply is what such a line says already.
  const reasons = line.notes.some(({ code }) => code === 'notApplicable') ? [] : notes;
  return {
    of: 'item',
    entryNumber,
    code: itemCode,
    head: lineHead(scheme, itemCode, language),
    sentence:
      reasons.length === 0 ? counted : fill(lines.reasons, { line: counted, notes: common[language].clauses(reasons) }),
    notes,
    claimedHundredths,
    countedHundredths,
  };
}

function countedSentence(
  scheme: Scheme,
  item: Item | undefined,
  entry: Entry | undefined,
  line: Line,
  language: Language,
  profileCode: string | undefined,
): string {
  const { lines } = noteSentences[language];
  const value = valueSentence(item, entry, line, language);
  if (line.kind === 'factor') {
    const isNamed = item?.options !== undefined || line.entryNumber === null;
    return fill(lines.factor, { value: isNamed ? value : null, counted: formatPoints(line.countedHundredths) });
  }
  const full = item && line.entryNumber !== null ? fullOf(scheme, item, profileCode) : null;
  return fill(lines.counted, {
    value,
    counted: short(line.countedHundredths, language),
    full: full === null ? null : short(full, language),
  });
}

/** What a base item gives in full, in this profile; null where that isn't known or isn't the point. */
function fullOf(scheme: Scheme, item: Item, profileCode?: string): number | null {
  const { kind, code, standardHundredths, capHundredths, per } = item;
  if (kind !== 'base' || per !== scheme.period || capHundredths !== standardHundredths) return null;
  const profiles = scheme.profiles.filter((profile) => profileCode === undefined || profile.code === profileCode);
  const own = profiles.flatMap(({ overrides }) => overrides.filter((override) => override.code === code));
  if (profileCode === undefined && own.length > 0) return null;
  return own[0]?.standardHundredths ?? standardHundredths;
}

/** How the points that were claimed come about: an option's name, or a count times its points. */
function valueSentence(item: Item | undefined, entry: Entry | undefined, line: Line, language: Language): string {
  const { lines } = noteSentences[language];
  const claimed = short(line.claimedHundredths, language);
  if (line.notes.some(({ code }) => code === 'notApplicable')) return lines.notApplicable;
  if (line.entryNumber === null || !item) return lines.unrecorded;
  const count = common[language].countOf(entry?.count ?? 0, unitOf(item, language));
  if (item.options) {
    const option = item.options.find(({ code }) => code === entry?.optionCode);
    return fill(lines.option, { option: option?.name[language] ?? claimed });
  }
  if (item.levels) return fill(lines.level, { count, claimed });
  if (item.each && entry) return eachSentence(item, item.each, entry.count ?? 0, line, language);
  return fill(lines.given, { claimed });
}

function eachSentence(
  { kind }: Item,
  { pointsHundredths, per = 1, unit }: NonNullable<Item['each']>,
  count: number,
  line: Line,
  language: Language,
): string {
  const { lines } = noteSentences[language];
  const { countOf } = common[language];
  const times = (count - (count % per)) / per;
  const isBase = kind === 'base';
  const standard = short(line.claimedHundredths - times * pointsHundredths, language);
  const pattern = per === 1 ? (isBase ? lines.eachBase : lines.each) : isBase ? lines.eachBaseFull : lines.eachFull;
  return fill(pattern, {
    standard,
    sign: pointsHundredths < 0 ? '−' : '+',
    points: short(isBase ? Math.abs(pointsHundredths) : pointsHundredths, language),
    count: countOf(count, unit[language]),
    per: countOf(per, unit[language]),
    claimed: short(line.claimedHundredths, language),
  });
}

/** "基础 72 − 扣分 0 + 贡献 7 = 79" */
function resultLine(score: Score, language: Language): ExplainedLine {
  const { lines } = noteSentences[language];
  const { baseHundredths, deductionHundredths, contributionHundredths, scoreHundredths } = score;
  const adjusted = sum(score.adjustments.map(({ pointsHundredths }) => pointsHundredths));
  const terms = [
    `${lines.base} ${formatPoints(baseHundredths)}`,
    `− ${lines.deduction} ${formatPoints(0 - deductionHundredths)}`,
    `+ ${lines.contribution} ${formatPoints(contributionHundredths)}`,
    ...(adjusted === 0 ? [] : [`${adjusted < 0 ? '−' : '+'} ${lines.adjusted} ${formatPoints(Math.abs(adjusted))}`]),
  ];
  return {
    of: 'result',
    entryNumber: null,
    code: null,
    head: lines.result,
    sentence: `${terms.join(' ')} = ${formatPoints(scoreHundredths)}`,
    notes: [],
    claimedHundredths: scoreHundredths,
    countedHundredths: scoreHundredths,
  };
}

/** In a calculation: "8 分" in Chinese, the bare figure in English. */
function short(hundredths: number, language: Language): string {
  return language === 'zh' ? common.zh.points(hundredths) : formatPoints(hundredths);
}

function fill(pattern: string, values: Record<string, string | null>): string {
  return sentence(pattern, (name) => values[name] ?? null);
}

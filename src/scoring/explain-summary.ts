import { groupName, nameIn } from './naming.js';
import { keyWords, lineHead, noteWords } from './note-words.js';
import { divideHalfUp } from './points.js';
import type { Note } from './problem.js';
import { itemOf, type Scheme, type Veto } from './scheme.js';
import type { MonthOutcome, Part, Summary } from './summary.js';
import { common, type Language } from './words/common.js';
import { noteSentences } from './words/notes.js';
import { sentence } from './words/sentence.js';

/**
 * A summary in words, line by line: what each sheet gave (where `months` are handed in), how they were put together from the
 * inside out, with factors, limits, what was carried over and vetoes; the result; the band, and why not a higher one.
 */
export function explainSummary(
  scheme: Scheme,
  summary: Summary,
  language: Language,
  months: readonly MonthOutcome[] = [],
): string[] {
  const parts = summary.parts.map((part) => partLine(scheme, part, language));
  return [
    ...(months.length === 0 ? [] : [sheetsLine(scheme, months, language)]),
    ...figureLines(scheme, summary, language),
    ...parts,
    ...resultLines(scheme, summary, language),
    ...bandLines(scheme, summary, language),
  ];
}

/** "各月：2026 年 1 月 79 分；2026 年 2 月 不计分" */
function sheetsLine(scheme: Scheme, months: readonly MonthOutcome[], language: Language): string {
  const text = noteSentences[language];
  const scores = months.map((month) =>
    fill(text.summary.score, {
      month: keyWords(month.month, language),
      score: month.outcome === 'counted' ? common[language].points(month.scoreHundredths) : text.summary[month.outcome],
    }),
  );
  return fill(text.summary.sheets, { sheet: text.sheets[scheme.period], scores: common[language].clauses(scores) });
}

function figureLines(scheme: Scheme, summary: Summary, language: Language): string[] {
  const text = noteSentences[language].summary;
  const waiting = summary.unfinishedMonths.map((month) => keyWords(month, language));
  const { points, list } = common[language];
  const figures = summary as unknown as Record<string, number | null>;
  const say = (name: string): string | null => {
    if (name === 'countedMonths') return common[language].sheetCount(summary.countedMonths, scheme.period);
    const value = figures[name];
    return typeof value === 'number' ? points(value) : null;
  };
  return [
    summary.countedMonths === 0 ? text.none : sentence(text.counted, say),
    ...(waiting.length === 0 ? [] : [fill(text.waiting, { months: list(waiting) })]),
  ];
}

/** "“任务分”（2026 年度）：合计 86 分，以 70 分为限，计 70 分" */
function partLine(scheme: Scheme, part: Part, language: Language): string {
  const text = noteSentences[language].summary;
  const { points, phrases } = common[language];
  const notes = part.notes.map((note) => noteWords(scheme, note, language, { itemCode: part.code }));
  const isLimited = part.beforeHundredths !== part.valueHundredths;
  return fill(text.part, {
    part: partHead(scheme, part, language),
    key: keyWords(part.key, language),
    notes: notes.length === 0 ? null : phrases(notes),
    changes: changesWords(part, language),
    before: isLimited ? fill(text.before, { beforeHundredths: points(part.beforeHundredths) }) : null,
    valueHundredths: points(part.valueHundredths),
  });
}

/** What the sheets changed about what a longer period presumes once. */
function changesWords({ notes, beforeHundredths }: Part, language: Language): string | null {
  const changes = notes.flatMap(({ code, params = {} }) => {
    if (code === 'standard') return [beforeHundredths - Number(params.standardHundredths)];
    if (code !== 'carryOver') return [];
    const carried = Number(params.fromHundredths) * Number(params.numerator);
    return [beforeHundredths - divideHalfUp(carried, Number(params.denominator))];
  });
  const [change = 0] = changes;
  return change === 0
    ? null
    : fill(noteSentences[language].summary.changes, { change: common[language].points(change) });
}

function partHead(scheme: Scheme, { code, per }: Part, language: Language): string {
  if (code === 'total') return common[language].scoreOf[per];
  return itemOf(scheme, code) ? lineHead(scheme, code, language) : groupName(scheme, code, language);
}

/** "半年得分：各月取平均，87.9 分". How the total itself came about stands in its part, where it has one. */
function resultLines(scheme: Scheme, summary: Summary, language: Language): string[] {
  const { per, resultHundredths, parts, veto } = summary;
  if (resultHundredths === null) return [];
  const text = noteSentences[language];
  const rule = scheme.vetoes.find(({ code }) => code === veto);
  const { total, period } = scheme;
  const isSimple = parts.every(({ code }) => code !== 'total') && per !== period;
  return [
    fill(text.summary.result, {
      scoreOf: common[language].scoreOf[per],
      how: isSimple ? fill(text.summary.how, { sheet: text.sheets[period], over: text.over[total.over] }) : null,
      veto: rule ? noteWords(scheme, vetoNote(rule), language) : null,
      resultHundredths: common[language].points(resultHundredths),
    }),
  ];
}

function vetoNote({ code, per, capHundredths }: Veto): Note {
  return { code: 'veto', params: { veto: code, per, capHundredths } };
}

/** That a veto holds stands at the result. */
function bandLines(scheme: Scheme, { bandCode, bandReasons }: Summary, language: Language): string[] {
  const text = noteSentences[language].summary;
  const reasons = bandReasons.filter(({ code }) => code !== 'veto');
  const words = common[language].clauses(reasons.map((note) => noteWords(scheme, note, language)));
  const notes = words === '' ? null : words;
  if (bandCode === null) return notes === null ? [] : [fill(text.noBand, { notes })];
  return [fill(text.band, { band: nameIn(scheme.bands, bandCode, language), notes })];
}

function fill(pattern: string, values: Record<string, string | null>): string {
  return sentence(pattern, (name) => values[name] ?? null);
}

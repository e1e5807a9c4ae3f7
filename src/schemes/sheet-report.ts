import { explainScore, explainSummary } from '../scoring/explain.js';
import { itemName, nameIn } from '../scoring/naming.js';
import { keyWords } from '../scoring/note-words.js';
import { periodKey } from '../scoring/periods.js';
import { formatPoints } from '../scoring/points.js';
import { itemOf, type Scheme } from '../scoring/scheme.js';
import { common, type Language } from '../scoring/words/common.js';
import type { MemberResult, SheetResult, SummaryResult } from './sheet-results.js';

/* The results of a sheet file for people, and as data. */

const words = {
  zh: {
    sheet: '自评表',
    result: '结果',
    none: '没有结果',
    noBand: '没有等次',
    notScored: '不计分',
    undecided: (items: string) => `未定：${items}须有记录；补上之前这张表不计入汇总`,
  },
  en: {
    sheet: 'Sheet',
    result: 'Result',
    none: 'no result',
    noBand: 'no band',
    notScored: 'not scored',
    undecided: (items: string) => `Undecided: ${items} must be entered; until then no summary counts this sheet`,
  },
};

/** Every sheet with its figures and each line explained, then every summary. */
export function reportText(scheme: Scheme, results: readonly MemberResult[], language: Language): string {
  const { inBrackets } = common[language];
  const title = `${scheme.name[language]}${inBrackets(`${scheme.code} ${scheme.version}`)}`;
  const blocks = results.flatMap(({ name, sheets, summaries }) => [
    ...(name === null ? [] : [[`== ${name} ==`]]),
    ...sheets.map((sheet) => sheetLines(scheme, sheet, language)),
    ...summaries.map((summary) => summaryLines(scheme, summary, language)),
  ]);
  return [[title], ...blocks].map((lines) => lines.join('\n')).join('\n\n');
}

function sheetLines(scheme: Scheme, sheet: SheetResult, language: Language): string[] {
  const text = words[language];
  const { colon, stop, inBrackets, points, list } = common[language];
  const name = sheet.month === null ? text.sheet : sheetName(scheme, sheet.month, language);
  if (sheet.outcome === 'notScored') return [`${name}${colon}${text.notScored}`];
  const { profileCode, entries, score, undecided } = sheet;
  const profile = inBrackets(nameIn(scheme.profiles, profileCode, language));
  const lines = explainScore(scheme, entries, score, language, profileCode).map(
    ({ head, sentence }) => `  ${head}${colon}${sentence}${stop}`,
  );
  const open = undecided.map((code) => itemNamed(scheme, code, language));
  return [
    `${name}${profile}${colon}${points(score.scoreHundredths)}`,
    ...lines,
    ...(open.length === 0 ? [] : [`  ${text.undecided(list(open))}${stop}`]),
  ];
}

function itemNamed(scheme: Scheme, code: string, language: Language): string {
  const item = itemOf(scheme, code);
  return item ? itemName(item, language) : code;
}

function summaryLines(scheme: Scheme, { period, summary, months }: SummaryResult, language: Language): string[] {
  const text = words[language];
  const { colon, comma, points } = common[language];
  const { resultHundredths, bandCode } = summary;
  const name = period === null ? text.result : keyWords(period, language);
  const result = resultHundredths === null ? text.none : points(resultHundredths);
  const band = bandCode === null ? text.noBand : nameIn(scheme.bands, bandCode, language);
  const head = scheme.bands.length === 0 ? [result] : [result, band];
  const explained = explainSummary(scheme, summary, language, period === null ? [] : months);
  return [`${name}${colon}${head.join(comma)}`, ...explained.map((line) => `  ${line}`)];
}

/** A sheet carries the name of its last month; people say the period that it covers. */
function sheetName(scheme: Scheme, month: string, language: Language): string {
  const key = keyWords(month, language);
  return scheme.period === 'month'
    ? key
    : `${keyWords(periodKey(scheme.period, month, scheme.yearStartsMonth), language)}${common[language].inBrackets(month)}`;
}

/** The same as data: figures in hundredths, sentences in the language asked for. */
export function reportData(scheme: Scheme, results: readonly MemberResult[], language: Language) {
  return {
    scheme: { code: scheme.code, version: scheme.version, name: scheme.name },
    members: results.map(({ name, sheets, summaries }) => ({
      name,
      sheets: sheets.map((sheet) =>
        sheet.outcome === 'notScored'
          ? sheet
          : {
              month: sheet.month,
              outcome: sheet.outcome,
              profileCode: sheet.profileCode,
              points: formatPoints(sheet.score.scoreHundredths).replace('−', '-'),
              ...sheet.score,
              undecided: sheet.undecided,
              explained: explainScore(scheme, sheet.entries, sheet.score, language, sheet.profileCode),
            },
      ),
      summaries: summaries.map(({ period, summary, months }) => ({
        period,
        points: summary.resultHundredths === null ? null : formatPoints(summary.resultHundredths).replace('−', '-'),
        ...summary,
        bandName: summary.bandCode === null ? null : nameIn(scheme.bands, summary.bandCode, language),
        explained: explainSummary(scheme, summary, language, period === null ? [] : months),
      })),
    })),
  };
}

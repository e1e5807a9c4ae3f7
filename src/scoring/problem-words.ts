import type { Problem } from './problem.js';
import { PERIODS } from './scheme.js';
import { common, type Language } from './words/common.js';
import { problemSentences } from './words/problems.js';
import { sentence } from './words/sentence.js';

/**
 * A mistake or a doubt in words: what is wrong, and what to write instead. Where it stands is the caller's to show. Takes
 * what `checkEntries`, `missingReasons`, `checkScheme`, `schemeWarnings` and the file's reader answer; a code that it doesn't
 * know is shown as it is.
 */
export function problemWords({ path, code, params = {} }: Problem, language: Language): string {
  const { entryProblems, schemeProblems, schemeWarnings, unknown } = problemSentences[language];
  const ofScheme: Record<string, string> = { ...schemeWarnings, ...schemeProblems };
  const ofEntries: Record<string, string> = entryProblems;
  const pattern = isAboutEntries(path) ? (ofEntries[code] ?? ofScheme[code]) : (ofScheme[code] ?? ofEntries[code]);
  const stop = common[language].stop;
  return (
    sentence(pattern ?? unknown, (name) => figure(name, { ...params, code: params.code ?? code }, language)) + stop
  );
}

function isAboutEntries(path: string): boolean {
  return /^(entries|months|profileCode)\b/.test(path);
}

function figure(name: string, params: Record<string, string | number>, language: Language): string | null {
  const value = params[name];
  const text = common[language];
  if (value === undefined) return null;
  if (name.endsWith('Hundredths')) return text.points(Number(value));
  switch (name) {
    case 'per':
    case 'period':
      return text.period[PERIODS.find((period) => period === value) ?? 'month'];
    case 'kind':
      return wordFor(text.kinds, value);
    case 'decider':
      return wordFor(text.people, value);
    case 'reason':
      return wordFor(problemSentences[language].reasons, value);
    case 'group':
      return value === 'total' ? text.total : String(value);
    default:
      return String(value);
  }
}

function wordFor(words: Record<string, string>, value: string | number): string {
  return words[value] ?? String(value);
}

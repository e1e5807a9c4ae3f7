/** What is wrong with a scheme, found in the browser by the engine's own check, and said by its own words. */
import { problemWords } from '../../../../src/scoring/problem-words.js';
import { schemeWarnings } from '../../../../src/scoring/scheme-warnings.js';
import type { Scheme } from '../../../../src/scoring/scheme.js';
import { checkScheme } from '../../../../src/scoring/scheme-check.js';
import { preferences } from '../../preferences';
import type { SchemeProblem } from './contract';

/** Mistakes and, where there are none, doubts: of a broken rule they may be about what is broken. */
export function problemsOfScheme(scheme: Scheme): SchemeProblem[] {
  const errors = checkScheme(scheme);
  const severity = errors.length > 0 ? 'error' : 'warning';
  const found = errors.length > 0 ? errors : schemeWarnings(scheme);
  return found.map((problem) => ({ ...problem, severity, line: null, column: null }));
}

export function wordsOfProblem(problem: Pick<SchemeProblem, 'code' | 'path' | 'params'>): string {
  return problemWords(problem, preferences.locale);
}

/** The page of the editor on which a place of the scheme is written. */
export const parts = [
  'basics',
  'items',
  'groups',
  'profiles',
  'periods',
  'bands',
  'vetoes',
  'ownItems',
  'preview',
  'trial',
  'file',
] as const;
export type Part = (typeof parts)[number];

export function partOf(path: string): Part {
  const head = /^[^.[]*/.exec(path)?.[0] ?? '';
  switch (head) {
    case 'items':
    case 'groups':
    case 'profiles':
    case 'bands':
    case 'vetoes':
    case 'ownItems':
      return head;
    case 'total':
      return 'groups';
    case 'period':
    case 'yearStartsMonth':
    case 'summaries':
      return 'periods';
    case 'code':
    case 'name':
    case 'version':
    case 'stepHundredths':
    case 'categories':
    case 'qualifications':
      return 'basics';
    default:
      return 'file';
  }
}

/** What is wrong with a scheme, found in the browser by the engine's own check, and said by its own words. */
import { checkScheme, type Scheme } from '../../../../src/scoring/scheme.js';
import type { SchemeProblem } from './contract';

export function problemsOfScheme(scheme: Scheme): SchemeProblem[] {
  return checkScheme(scheme).map((problem) => ({ ...problem, severity: 'error', line: null, column: null }));
}

export function wordsOfProblem(problem: Pick<SchemeProblem, 'code' | 'path' | 'params'>): string {
  return problem.code;
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

import type { FieldProblem } from '../http/refusal.js';
import { schemeShape } from '../scoring/scheme-shape.js';

/** What somebody may have typed and not finished: a blank name, a count out of range, an empty list. */
const unfinished = new Set(['badCode', 'badText', 'outOfRange', 'tooFew']);

/** What keeps a definition from being written as a file: it is none. A finished one has no problem of any kind. */
export function definitionProblems(definition: unknown): FieldProblem[] {
  return schemeShape(definition)
    .filter(({ code }) => !unfinished.has(code))
    .map((problem) => ({ ...problem, path: problem.path === '' ? 'definition' : `definition.${problem.path}` }));
}

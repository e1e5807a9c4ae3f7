import type { FieldProblem } from '../http/refusal.js';
import { schemeShape } from '../scoring/scheme-shape.js';

/** What somebody may have typed and not finished: a blank name, a count out of range, an empty list. */
const unfinished = new Set(['badCode', 'badText', 'outOfRange', 'tooFew']);

/** What stands at a path such as `items[2].name.zh`; undefined where nothing does. */
function valueAt(definition: unknown, path: string): unknown {
  const steps = path.split(/[.[\]]+/).filter(Boolean);
  return steps.reduce<unknown>(
    (value, step) => (value as Record<string, unknown> | null | undefined)?.[step],
    definition,
  );
}

/** What keeps a definition from being written as a file: it is none. A finished one has no problem of any kind. */
export function definitionProblems(definition: unknown): FieldProblem[] {
  return schemeShape(definition)
    .filter(({ code, path }) => !unfinished.has(code) || valueAt(definition, path) === undefined)
    .map((problem) => ({ ...problem, path: problem.path === '' ? 'definition' : `definition.${problem.path}` }));
}

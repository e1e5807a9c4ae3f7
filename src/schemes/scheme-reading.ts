import type { FieldProblem } from '../http/refusal.js';
import type { Problem } from '../scoring/problem.js';
import { schemeWarnings } from '../scoring/scheme-warnings.js';
import { checkScheme, type Scheme } from '../scoring/scheme.js';
import { reservedProblems } from './own-items.js';
import { readSchemeFile } from './scheme-file.js';
import type { SchemeProblemView } from './scheme-draft.view.js';

/** What a rule says, as far as it can be read, and what is wrong or odd about it: errors first. */
export interface SchemeReading {
  definition: Scheme | null;
  problems: SchemeProblemView[];
}

/** Reads a file that is to become a version of the organisation's. */
export function readSource(source: string): SchemeReading {
  const { scheme, problems } = readSchemeFile(source);
  return { definition: scheme, problems };
}

/** The same of a definition that is in no file. */
export function readDefinition(definition: unknown): SchemeReading {
  const errors = checkScheme(definition);
  if (errors.length > 0) return { definition: null, problems: errors.map(nowhere('error')) };
  const scheme = definition as Scheme;
  const problems = [
    ...reservedProblems(scheme).map(nowhere('error')),
    ...schemeWarnings(scheme).map(nowhere('warning')),
  ];
  return { definition: scheme, problems };
}

export function errorsOf({ problems }: SchemeReading): FieldProblem[] {
  return problems
    .filter(({ severity }) => severity === 'error')
    .map(({ path, code, params }) => ({ path, code, ...(params && { params }) }));
}

const nowhere =
  (severity: SchemeProblemView['severity']) =>
  ({ path, code, params }: Problem): SchemeProblemView => ({
    severity,
    path,
    code,
    ...(params && { params }),
    line: null,
    column: null,
  });

import type { FieldProblem } from '../http/refusal.js';
import type { Problem } from '../scoring/problem.js';
import { schemeWarnings } from '../scoring/scheme-warnings.js';
import type { Scheme } from '../scoring/scheme.js';
import { checkScheme } from '../scoring/scheme-check.js';
import { definitionProblems } from './definition.js';
import { reservedProblems } from './own-items.js';
import type { SchemeProblemView } from './scheme-draft.view.js';
import { readSchemeFile } from './scheme-file.js';

/** What a rule says, right or wrong, as far as it is one (null where not even that), and what is wrong or odd about it. */
export interface SchemeReading {
  definition: Scheme | null;
  problems: SchemeProblemView[];
}

/** Reads a file that is to become a version of the organisation's. */
export function readSource(source: string): SchemeReading {
  const { scheme, definition, problems } = readSchemeFile(source);
  const reserved = scheme ? reservedProblems(scheme).map(nowhere('error')) : [];
  return { definition: formed(definition), problems: [...reserved, ...problems] };
}

/** The same of a definition that is in no file. */
export function readDefinition(definition: unknown): SchemeReading {
  const errors = checkScheme(definition);
  const problems =
    errors.length > 0
      ? errors.map(nowhere('error'))
      : [
          ...reservedProblems(definition as Scheme).map(nowhere('error')),
          ...schemeWarnings(definition as Scheme).map(nowhere('warning')),
        ];
  return { definition: formed(definition), problems: problems.slice(0, 300) };
}

export function errorsOf({ problems }: SchemeReading): FieldProblem[] {
  return problems
    .filter(({ severity }) => severity === 'error')
    .map(({ path, code, params }) => ({ path, code, ...(params && { params }) }));
}

/** What has the form of a scheme, so that whoever shows it finds everything where it belongs. */
function formed(definition: unknown): Scheme | null {
  return definitionProblems(definition).length === 0 ? (definition as Scheme) : null;
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

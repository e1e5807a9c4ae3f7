import type { Problem } from '../scoring/problem.js';
import { checkScheme, type Scheme } from '../scoring/scheme.js';
import { schemeShape } from '../scoring/scheme-shape.js';
import { schemeWarnings } from '../scoring/scheme-warnings.js';
import { schemeOf } from './scheme-file-defaults.js';
import { FILE_PROBLEMS_MAX, openFile, type FileProblem, type OpenFile } from './scheme-file-document.js';
import { offsetOfPath } from './scheme-file-place.js';
import { mayComeFrom, repaired } from './scheme-file-repair.js';
import { schemeForm } from './scheme-file-shape.js';

export interface ReadScheme {
  /** The rule; null while there is an error. */
  scheme: Scheme | null;
  /** What the file says, be it right or wrong; null where something in it couldn't be taken over as it stands. */
  definition: unknown;
  /** Errors and warnings in the order of the file. */
  problems: FileProblem[];
}

/** What is missing or empty can be shown and filled in; everything else that the reader reports can't be taken over. */
const CARRIED = new Set(['missing']);

/**
 * Reads a scheme file (docs/scheme.md): YAML 1.2 or JSON. Points become hundredths by their text, what was left out becomes
 * what it means, and every mistake is answered at once, with its place. Never throws.
 */
export function readSchemeFile(source: string): ReadScheme {
  const { file, problems } = openFile(source);
  if (!file) return { scheme: null, definition: null, problems };
  const held = readRoot(file);
  if (held === null) return { scheme: null, definition: null, problems: inOrder(file.problems) };
  const definition = schemeOf(held);
  const read = [...file.problems];
  const found = checked(file, definition, read);
  const all = inOrder([...read, ...found]);
  const isWrong = all.some(({ severity }) => severity === 'error');
  const isComplete = read.every(({ code }) => CARRIED.has(code));
  return { scheme: isWrong ? null : definition, definition: isComplete ? definition : null, problems: all };
}

function readRoot(file: OpenFile) {
  if (file.root === null) file.report(0, '', 'emptyFile');
  const held = file.problems.length > 0 ? undefined : schemeForm.read(file, file.root, '');
  if (file.tooManyAliases) file.report(0, '', 'tooManyAliases');
  return held ?? null;
}

/** What is wrong in structure and sense, and what is odd. */
function checked(file: OpenFile, definition: Scheme, read: readonly FileProblem[]): FileProblem[] {
  const known = new Set(read.map(({ path }) => path));
  const at = (problem: Problem, severity: FileProblem['severity']): FileProblem => ({
    ...problem,
    severity,
    ...file.place(offsetOfPath(file, schemeForm, problem.path)),
  });
  const shape = schemeShape(definition);
  const broken = [...read, ...shape];
  if (broken.length === 0) {
    const errors = checkScheme(definition);
    if (errors.length > 0) return errors.map((problem) => at(problem, 'error'));
    return schemeWarnings(definition).map((problem) => at(problem, 'warning'));
  }
  const whole = repaired(definition, shape);
  const sense = schemeShape(whole).length > 0 ? [] : checkScheme(whole);
  const isDoubtful = mayComeFrom(broken);
  return [...shape.filter(({ path }) => !known.has(path)), ...sense.filter((problem) => !isDoubtful(problem))].map(
    (problem) => at(problem, 'error'),
  );
}

function inOrder(problems: readonly FileProblem[]): FileProblem[] {
  return problems
    .toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0))
    .slice(0, FILE_PROBLEMS_MAX);
}

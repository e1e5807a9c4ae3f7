import { isDeepStrictEqual } from 'node:util';
import type { Problem } from '../scoring/problem.js';
import type { Scheme } from '../scoring/scheme.js';
import { checkScheme } from '../scoring/scheme-check.js';
import { schemeShape } from '../scoring/scheme-shape.js';
import { schemeWarnings } from '../scoring/scheme-warnings.js';
import { schemeOf } from './scheme-file-defaults.js';
import { FILE_PROBLEMS_MAX, openFile, type FileProblem, type OpenFile } from './scheme-file-document.js';
import { isOtherFile } from './scheme-file-forms.js';
import { applied } from './scheme-file-edits.js';
import { fileOf } from './scheme-file-left-out.js';
import { editsOf } from './scheme-file-merge.js';
import { offsetOfPath } from './scheme-file-place.js';
import { mayComeFrom, repaired } from './scheme-file-repair.js';
import { schemeForm } from './scheme-file-shape.js';
import { fileText } from './scheme-file-text.js';

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
  if (isOtherFile(file.root, ['members', 'sheets', 'entries'])) file.report(0, '', 'aSheetFile');
  const held = file.problems.length > 0 ? undefined : schemeForm.read(file, file.root, '');
  if (file.tooManyAliases) file.report(0, '', 'tooManyAliases');
  return held ?? null;
}

/** What is wrong in structure and sense, and what is odd. */
function checked(file: OpenFile, definition: Scheme, read: readonly FileProblem[]): FileProblem[] {
  const isKnown = ({ path }: Problem) => read.some((known) => path === known.path || path.startsWith(`${known.path}.`));
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
  return [...shape.filter((problem) => !isKnown(problem)), ...sense.filter((problem) => !isDoubtful(problem))].map(
    (problem) => at(problem, 'error'),
  );
}

function inOrder(problems: readonly FileProblem[]): FileProblem[] {
  return problems
    .toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0))
    .slice(0, FILE_PROBLEMS_MAX);
}

/** A file that says the scheme, without what may be left out. Reading it gives the same scheme again. */
export function writeSchemeFile(scheme: Scheme): string {
  return fileText(schemeForm.write(fileOf(scheme, false)) as ReadonlyMap<string, unknown>);
}

/**
 * The file changed so that it says `scheme`: comments, order, style and every line that need not change stay as they are, and
 * what is in a list stays with its code. Where that can't be done (the file can't be read as YAML) it is written anew.
 */
export function mergeIntoSource(source: string, scheme: Scheme): string {
  if (says(source, scheme)) return source;
  const { file } = openFile(source);
  if (!file?.document.contents) return writeSchemeFile(scheme);
  const wanted = { all: fileOf(scheme, true), less: fileOf(scheme, false) };
  const edits = editsOf(file, schemeForm, file.document.contents, wanted);
  const merged = applied(source, 0, source.length, edits);
  return says(merged, scheme) ? merged : writeSchemeFile(scheme);
}

function says(source: string, scheme: Scheme): boolean {
  const { file } = openFile(source);
  const held = file && readRoot(file);
  if (!held || file.problems.some(({ code }) => !CARRIED.has(code))) return false;
  const plain: unknown = JSON.parse(JSON.stringify(scheme));
  return isDeepStrictEqual(JSON.parse(JSON.stringify(schemeOf(held))), plain);
}

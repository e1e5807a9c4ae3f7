import { Composer, isScalar, LineCounter, Parser, type CST, type Document, type Node } from 'yaml';
import type { Params, Problem } from '../scoring/problem.js';

/*
 * A file as YAML 1.2 (JSON is YAML), within limits: what comes from outside may be wrong in any way, and must cost little
 * and never throw. Nothing here knows what the file is about.
 */

/** A mistake or a doubt, and where in the file; line and column begin at 1, null where there is no file to point into. */
export interface FileProblem extends Problem {
  severity: 'error' | 'warning';
  line: number | null;
  column: number | null;
}

export const FILE_LENGTH_MAX = 512 * 1024;
const DEPTH_MAX = 32;
const ALIASES_MAX = 100;
/** Nobody reads more; a file that is wrong in every line is the wrong file. */
export const FILE_PROBLEMS_MAX = 300;

const SYNTAX_PROBLEMS_MAX = 20;

/** Errors of YAML that people meet, in words of our own; every other one is `notYaml`. */
const syntaxCodes: Record<string, string> = {
  TAB_AS_INDENT: 'tabIndent',
  BAD_INDENT: 'badIndent',
  MULTIPLE_DOCS: 'severalDocuments',
  MISSING_CHAR: 'missingCharacter',
  BAD_DQ_ESCAPE: 'badEscape',
  BAD_ALIAS: 'badAlias',
};

/** A file that could be read as YAML. */
export class OpenFile {
  readonly problems: FileProblem[] = [];
  private aliases = 0;

  constructor(
    readonly source: string,
    readonly document: Document.Parsed,
    private readonly lines: LineCounter,
  ) {}

  /** What the file holds; null for nothing. */
  get root(): Node | null {
    return this.resolved(this.document.contents);
  }

  /** Written as JSON: whatever is added to it is JSON as well. */
  get isJson(): boolean {
    return /^\uFEFF?\s*\{\s*"/.test(this.source);
  }

  /** The node itself, or what its alias stands for. */
  resolved(node: Node | null): Node | null {
    if (node === null || !('source' in node) || !('resolve' in node)) return node;
    this.aliases += 1;
    if (this.aliases > ALIASES_MAX) return null;
    return node.resolve(this.document) ?? null;
  }

  get tooManyAliases(): boolean {
    return this.aliases > ALIASES_MAX;
  }

  report(offset: number, path: string, code: string, params?: Params): void {
    if (this.problems.length >= FILE_PROBLEMS_MAX) return;
    this.problems.push({ ...problem(path, code, params), ...this.place(offset) });
  }

  place(offset: number): { line: number; column: number } {
    const { line, col } = this.lines.linePos(Math.max(0, Math.min(offset, this.source.length)));
    return { line: Math.max(1, line), column: Math.max(1, col) };
  }
}

function problem(path: string, code: string, params?: Params) {
  return { severity: 'error' as const, path, code, ...(params ? { params } : {}) };
}

/** Reads the text as one YAML document, or says why that can't be done. */
export function openFile(source: string): { file: OpenFile | null; problems: FileProblem[] } {
  const nowhere = { line: null, column: null };
  if (source.length > FILE_LENGTH_MAX) {
    return { file: null, problems: [{ ...problem('', 'fileTooLarge', { maxKilobytes: 512 }), ...nowhere }] };
  }
  const lines = new LineCounter();
  if (isHopelesslyDeep(source)) {
    return { file: null, problems: [{ ...problem('', 'tooDeep', { max: DEPTH_MAX }), ...nowhere }] };
  }
  const tokens = [...new Parser(lines.addNewLine).parse(source)];
  const deep = tooDeepAt(tokens);
  // Keys are compared by the reader: comparing them here takes time by the square of their number.
  const composer = new Composer({
    version: '1.2',
    schema: 'core',
    merge: false,
    uniqueKeys: false,
    logLevel: 'silent',
    resolveKnownTags: false,
    keepSourceTokens: true,
  });
  const [document, another] = deep === null ? [...composer.compose(tokens, true, source.length)] : [];
  if (!document) {
    const file = new OpenFile(source, {} as Document.Parsed, lines);
    file.report(deep ?? 0, '', 'tooDeep', { max: DEPTH_MAX });
    return { file: null, problems: file.problems };
  }
  const file = new OpenFile(source, document as Document.Parsed, lines);
  if (document.directives?.yaml.explicit && document.directives.yaml.version !== '1.2') {
    file.report(0, '', 'otherYamlVersion');
  }
  // What follows upon the first ones is nobody's mistake any more.
  for (const error of [...document.errors, ...document.warnings].slice(0, SYNTAX_PROBLEMS_MAX))
    reportSyntax(file, error);
  if (another) file.report(another.range?.[0] ?? 0, '', 'severalDocuments');
  const wide = isScalar(document.contents) ? /^[\w.-]+(：)/m.exec(source) : null;
  if (wide && file.problems.length === 0) file.report(wide.index, '', 'fullWidthSign', { sign: wide[1] ?? '' });
  if (file.problems.length > 0) return { file: null, problems: file.problems };
  return { file, problems: [] };
}

function reportSyntax(file: OpenFile, error: Document.Parsed['errors'][number] | Document.Parsed['warnings'][number]) {
  const [offset] = error.pos;
  const lineStart = file.source.lastIndexOf('\n', Math.max(0, offset - 1)) + 1;
  const line = file.source.slice(lineStart, lineStart + 400).split('\n', 1)[0] ?? '';
  // A colon or comma from a Chinese keyboard is the commonest reason for which a file can't be read.
  const wide = /^\s*(?:- )?[\w.-]+(：)/.exec(line) ?? /[{[][^"']*(：|，)/.exec(line);
  if (wide) return file.report(offset, '', 'fullWidthSign', { sign: wide[1] ?? '：' });
  if (error.code === 'TAG_RESOLVE_FAILED') return file.report(offset, '', 'tagNotAllowed');
  const isOpen = /\bend with a [\]}]/.test(error.message);
  const code = isOpen ? 'missingCharacter' : (syntaxCodes[error.code] ?? 'notYaml');
  file.report(offset, '', code, { says: error.message.split('\n', 1)[0] ?? '' });
}

/** Deeper than any text can be by chance: cutting it into tokens alone would take time by the square of its depth. */
function isHopelesslyDeep(source: string): boolean {
  let open = 0;
  for (const sign of source) {
    if (sign === '[' || sign === '{') open += 1;
    else if (sign === ']' || sign === '}') open -= 1;
    if (open > 1000) return true;
  }
  return /(?:[-?:][ \t]+){1000}/.test(source);
}

/** Where the file is nested too deeply to be read safely; null: nowhere. Walks with a list, not by calling itself. */
function tooDeepAt(tokens: readonly CST.Token[]): number | null {
  const waiting: { token: CST.Token; depth: number }[] = tokens.map((token) => ({ token, depth: 0 }));
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { token, depth } = next;
    if (depth > DEPTH_MAX) return 'offset' in token ? token.offset : 0;
    if (token.type === 'document') {
      if (token.value) waiting.push({ token: token.value, depth: depth + 1 });
    } else if ('items' in token) {
      for (const item of token.items) {
        if (item.key) waiting.push({ token: item.key, depth: depth + 1 });
        if (item.value) waiting.push({ token: item.value, depth: depth + 1 });
      }
    }
  }
  return null;
}

import { type SyntaxProblem, tokensOf } from './placeholder.js';
import { resolve, type Resolved } from './reference.js';
import type { TemplateSource } from './vocabulary.js';

/** A piece of a text that has a formatting of its own; a placeholder may be split over several. */
export interface Run {
  text: string;
  set(text: string): void;
}

/** A placeholder of a text, and what it asks for. */
export interface Placeholder {
  start: number;
  end: number;
  /** With its braces. */
  written: string;
  resolved: Resolved;
}

export interface ReadText {
  placeholders: Placeholder[];
  problems: { code: SyntaxProblem; written: string }[];
  /** The whole text is one placeholder, beside a mark: its value may become a number. */
  isOne: boolean;
}

export function readText(text: string, source: TemplateSource): ReadText {
  const { tokens, problems } = tokensOf(text);
  const placeholders = tokens.map(({ start, end, inner }) => ({
    start,
    end,
    written: text.slice(start, end),
    resolved: resolve(inner, source),
  }));
  const values = placeholders.filter(({ resolved }) => !isMark(resolved));
  const around = [...placeholders]
    .reverse()
    .reduce((rest, { start, end }) => rest.slice(0, start) + rest.slice(end), text);
  return { placeholders, problems, isOne: values.length === 1 && around.trim() === '' };
}

/** {{#成员}} says that its row repeats, and is no value itself. */
export function isMark(resolved: Resolved): boolean {
  return 'reference' in resolved && resolved.reference.kind === 'mark';
}

/**
 * Puts values in the place of placeholders, each in the formatting of the run that it begins in; the pieces of it that other runs
 * have are taken out of them.
 */
export function replaceInRuns(
  runs: readonly Run[],
  placeholders: readonly Pick<Placeholder, 'start' | 'end'>[],
  values: readonly string[],
): void {
  const texts = runs.map(({ text }) => text);
  const starts: number[] = [];
  let length = 0;
  for (const text of texts) {
    starts.push(length);
    length += text.length;
  }
  // From the last to the first, so that what was found keeps its place.
  for (let index = placeholders.length - 1; index >= 0; index--) {
    const { start, end } = placeholders[index]!;
    let isFirst = true;
    for (let run = 0; run < runs.length; run++) {
      const runStart = starts[run]!;
      const runEnd = runStart + runs[run]!.text.length;
      if (runEnd <= start || runStart >= end) continue;
      const from = Math.max(0, start - runStart);
      const until = Math.min(runs[run]!.text.length, end - runStart);
      const text = texts[run]!;
      texts[run] = text.slice(0, from) + (isFirst ? values[index]! : '') + text.slice(until);
      isFirst = false;
    }
  }
  runs.forEach((run, index) => {
    if (texts[index] !== run.text) run.set(texts[index]!);
  });
}

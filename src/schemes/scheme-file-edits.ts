/*
 * Changes of a text: pieces of it replaced by others, and lists of pieces put together anew, each with the comments above it.
 */

/** The text from `from` up to `to` becomes another one. */
export interface Edit {
  from: number;
  to: number;
  text: string;
}

/** An element of a list, or a property with its value, as it stands in the text. */
export interface Element {
  from: number;
  to: number;
}

/** One element of what a collection shall be: one that is there, changed within, or a new one. */
export type Step = { at: number; edits: Edit[] } | { text: string } | { written: unknown };

/** The text between two places with the edits that lie in it. */
export function applied(source: string, from: number, to: number, edits: readonly Edit[]): string {
  let at = from;
  let text = '';
  for (const edit of edits.toSorted((a, b) => a.from - b.from)) {
    text += source.slice(at, edit.from) + edit.text;
    at = edit.to;
  }
  return text + source.slice(at, to);
}

/** The lines of a collection put together anew. An element keeps its lines, and the comments and empty lines above it. */
export function rebuilt(
  source: string,
  elements: readonly Element[],
  steps: readonly Step[],
  textOf: (written: unknown, indent: number) => string,
): Edit {
  const lineEnd = source.includes('\r\n') ? '\r\n' : '\n';
  const first = elements[0]!.from;
  const lineStart = source.lastIndexOf('\n', first - 1) + 1;
  const indent = first - lineStart;
  const margin = ' '.repeat(indent);
  // "- code: A": the first property stands behind a dash, which stays where it is.
  const standsAlone = source.slice(lineStart, first).trim() === '';
  const start = standsAlone ? lineStart : first;
  const pieces = elements.map(({ to }, index) => ({
    from: index === 0 ? start : endOfLine(source, elements[index - 1]!.to),
    to: endOfLine(source, to),
  }));
  const texts = steps.map((step, index) => {
    const isBehindDash = index === 0 && !standsAlone;
    if (!('at' in step)) {
      const text = 'text' in step ? step.text : textOf(step.written, indent);
      return (isBehindDash ? '' : margin) + text.replaceAll('\n', lineEnd);
    }
    const piece = pieces[step.at]!;
    const from = isBehindDash ? elements[step.at]!.from : piece.from;
    const text = applied(source, from, piece.to, step.edits);
    return step.at === 0 && !standsAlone && index > 0 ? margin + text : text;
  });
  const last = pieces.at(-1)!.to;
  const text = texts.map((piece) => (piece.endsWith('\n') ? piece : piece + lineEnd)).join('');
  return { from: start, to: last, text: source.slice(0, last).endsWith('\n') ? text : text.slice(0, -lineEnd.length) };
}

function endOfLine(source: string, at: number): number {
  if (source[at - 1] === '\n') return at;
  const next = source.indexOf('\n', at);
  return next < 0 ? source.length : next + 1;
}

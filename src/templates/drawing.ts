import type { Grid } from './formula.js';
import { hasBraces } from './placeholder.js';
import { type ReadText, readText, replaceInRuns, type Run } from './runs.js';
import { type TemplateData, textOfValue, valueOf } from './template-data.js';
import type { TemplateSource } from './vocabulary.js';
import { childOf, childrenOf, elementsNamed, localName, textOf, writable, type XmlElement } from './xml.js';

/** Texts of boxes and shapes that lie on a sheet: what is said once may stand in them. */
export function drawingTexts(root: XmlElement, source: TemplateSource): { runs: Run[]; read: ReadText }[] {
  return [...elementsNamed(root, 'p')].flatMap((paragraph) => {
    const runs = childrenOf(paragraph)
      .filter((child) => localName(child) === 'r')
      .flatMap((run) => childOf(run, 't') ?? [])
      .map((element): Run => ({ text: textOf(element), set: (text) => (element.children = [text]) }));
    const text = runs.map((run) => run.text).join('');
    return hasBraces(text) ? [{ runs, read: readText(text, source) }] : [];
  });
}

export function fillDrawing(root: XmlElement, data: TemplateData, source: TemplateSource): void {
  for (const { runs, read } of drawingTexts(root, source))
    replaceInRuns(
      runs,
      read.placeholders,
      read.placeholders.map(({ resolved }) =>
        writable('reference' in resolved ? textOfValue(valueOf(resolved.reference, data, new Map())) : ''),
      ),
    );
}

/** Pictures stay with the cells that they lie on. */
export function moveAnchors(root: XmlElement, { rows, columns }: Grid): void {
  for (const corner of elementsNamed(root, 'from', 'to'))
    for (const [name, axis] of [
      ['row', rows],
      ['col', columns],
    ] as const) {
      const element = childOf(corner, name);
      const place = Number(element && textOf(element));
      // Counted from 0 in a drawing.
      if (element && Number.isInteger(place)) element.children = [String(axis.first(place + 1) - 1)];
    }
}

import type { Run } from './runs.js';
import { childrenOf, isElement, localName, siblingName, textOf, type XmlElement } from './xml.js';

/** What stands in a paragraph beside its own text, or is text that was deleted. */
const notText = new Set([
  'pPr',
  'rPr',
  'del',
  'moveFrom',
  'instrText',
  'drawing',
  'pict',
  'object',
  'AlternateContent',
]);

/** The pieces of a paragraph's own text; what lies in boxes anchored to it are paragraphs of their own. */
export function paragraphRuns(paragraph: XmlElement): Run[] {
  const runs: Run[] = [];
  const walk = (element: XmlElement): void => {
    for (const child of childrenOf(element)) {
      const local = localName(child);
      if (notText.has(local) || local === 'p') continue;
      if (local === 't') runs.push(textRun(child, element));
      // A tab or a line break ends a name: nobody means a placeholder over two lines.
      else if (local === 'tab') runs.push({ text: '\t', set: () => undefined });
      else if (local === 'br' || local === 'cr') runs.push({ text: '\n', set: () => undefined });
      else walk(child);
    }
  };
  walk(paragraph);
  return runs;
}

function textRun(element: XmlElement, parent: XmlElement): Run {
  return {
    text: textOf(element),
    set(text) {
      const [first = '', ...more] = text.split('\n');
      element.attributes['xml:space'] = 'preserve';
      element.children = first === '' ? [] : [first];
      if (more.length === 0) return;
      const at = parent.children.indexOf(element);
      const lines = more.flatMap((line) => [
        { name: siblingName(element, 'br'), attributes: {}, children: [] },
        { name: element.name, attributes: { 'xml:space': 'preserve' }, children: [line] },
      ]);
      parent.children.splice(at + 1, 0, ...lines);
    },
  };
}

/** The paragraphs below an element; inside of boxes as well, but not in rows of tables that lie in it. */
export function* paragraphsBelow(element: XmlElement): Generator<XmlElement> {
  for (const child of childrenOf(element)) {
    const local = localName(child);
    if (local === 'tr') continue;
    if (local === 'p') yield child;
    yield* paragraphsBelow(child);
  }
}

/** Removes what may be in a file once: bookmarks, and the ids that the program gives to paragraphs and pictures. */
export function withoutIdentity(element: XmlElement, nextId: () => number): void {
  for (const name of Object.keys(element.attributes))
    if (/(^|:)(paraId|textId)$/.test(name)) delete element.attributes[name];
  if (localName(element) === 'docPr') element.attributes['id'] = String(nextId());
  element.children = element.children.filter(
    (child) => !isElement(child) || !/^bookmark(Start|End)$/.test(localName(child)),
  );
  for (const child of childrenOf(element)) withoutIdentity(child, nextId);
}

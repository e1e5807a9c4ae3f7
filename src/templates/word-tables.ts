import type { Block } from './axis.js';
import { attributeOf, childOf, childrenOf, localName, setAttribute, siblingName, type XmlElement } from './xml.js';

/** How many of the table's columns a cell covers. */
export function spanOf(cell: XmlElement): number {
  const properties = childOf(cell, 'tcPr');
  const span = properties && childOf(properties, 'gridSpan');
  return Math.max(1, Number((span && attributeOf(span, 'val')) ?? 1) || 1);
}

/** The column of a row's first cell: a row may begin further to the right. */
export function firstColumnOf(row: XmlElement): number {
  const properties = childOf(row, 'trPr');
  const before = properties && childOf(properties, 'gridBefore');
  return Number((before && attributeOf(before, 'val')) ?? 0) + 1;
}

export function withSpan(cell: XmlElement, span: number): void {
  if (span === spanOf(cell)) return;
  let properties = childOf(cell, 'tcPr');
  if (!properties) {
    properties = { name: siblingName(cell, 'tcPr'), attributes: {}, children: [] };
    cell.children.unshift(properties);
  }
  const known = childOf(properties, 'gridSpan');
  if (known) setAttribute(known, 'val', String(span));
  else {
    // Its place is after the width.
    const width = childrenOf(properties).findIndex((child) => /^(cnfStyle|tcW)$/.test(localName(child)));
    properties.children.splice(width + 1, 0, {
      name: siblingName(cell, 'gridSpan'),
      attributes: { [siblingName(cell, 'val')]: String(span) },
      children: [],
    });
  }
}

/** The copies of a cell share its width: the table stays as wide as the page allows. */
export function widthShared(cell: XmlElement, copies: number): void {
  const properties = childOf(cell, 'tcPr');
  const width = properties && childOf(properties, 'tcW');
  const wide = Number(width && attributeOf(width, 'w'));
  if (width && wide > 0) setAttribute(width, 'w', String(Math.floor(wide / copies)));
}

/** The widths of the columns once some are repeated. */
export function expandedGrid(table: XmlElement, columns: readonly Block[]): void {
  const grid = childOf(table, 'tblGrid');
  if (!grid || columns.length === 0) return;
  const widths = childrenOf(grid);
  const made: XmlElement[] = [];
  for (let index = 0; index < widths.length; index++) {
    const block = columns.find(({ first, last }) => first <= index + 1 && index + 1 <= last);
    if (!block) {
      made.push(widths[index]!);
      continue;
    }
    const ofBlock = widths.slice(block.first - 1, block.last);
    for (let copy = 0; copy < block.entries.length; copy++)
      for (const each of ofBlock) {
        const shared = { ...each, attributes: { ...each.attributes } };
        const wide = Number(attributeOf(each, 'w'));
        if (wide > 0) setAttribute(shared, 'w', String(Math.floor(wide / block.entries.length)));
        made.push(shared);
      }
    index = block.last - 1;
  }
  grid.children = made;
}

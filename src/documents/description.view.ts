import { ApiProperty } from '@nestjs/swagger';
import type { DocumentPart } from './description.js';

const text = { type: 'string' as const };
const integer = { type: 'integer' as const };
const flag = { type: 'boolean' as const };
const listOf = <Schema>(items: Schema) => ({ type: 'array' as const, items });
const one = (value: string) => ({ type: 'string' as const, enum: [value] });

function fields<Properties extends object>(properties: Properties, optional: (keyof Properties)[] = []) {
  const names = Object.keys(properties) as (keyof Properties & string)[];
  return { type: 'object' as const, properties, required: names.filter((name) => !optional.includes(name)) };
}

const cell = {
  oneOf: [
    { type: 'null' as const },
    fields({ text }),
    fields({ hundredths: integer }),
    fields({ integer }),
    fields({ tenThousandths: integer }),
  ],
};

const column = fields(
  {
    title: text,
    above: text,
    widthCharacters: integer,
    align: { type: 'string' as const, enum: ['left', 'centre'] },
    bold: flag,
  },
  ['above', 'align', 'bold'],
);

const parts = {
  line: fields(
    {
      kind: one('line'),
      text,
      align: { type: 'string' as const, enum: ['left', 'right', 'centre'] },
      bold: flag,
    },
    ['align', 'bold'],
  ),
  heading: fields({ kind: one('heading'), level: { type: 'integer' as const, enum: [1, 2, 3] }, text }),
  paragraph: fields({ kind: one('paragraph'), text }),
  fields: fields({
    kind: one('fields'),
    fields: listOf(fields({ label: text, cell, wideLines: integer }, ['wideLines'])),
  }),
  table: fields(
    {
      kind: one('table'),
      columns: listOf(column),
      rows: listOf(listOf(cell)),
      totals: listOf(cell),
      keyColumns: integer,
    },
    ['totals', 'keyColumns'],
  ),
  signatures: fields({ kind: one('signatures'), places: listOf(text) }),
  signedBy: fields({ kind: one('signedBy'), organisation: text, day: text }),
} satisfies Record<DocumentPart['kind'], object>;

export class DocumentStampView {
  exportedBy: string;
  /** An instant in UTC. */
  exportedAt: string;
  organisation: string;
}

export class DocumentSectionView {
  name: string;
  orientation: 'portrait' | 'landscape';
  title: string;
  /** Lines, headings, paragraphs, boxes of a form, tables and places to sign, in their order. */
  @ApiProperty({ type: 'array', items: { oneOf: Object.values(parts) } })
  parts: DocumentPart[];
}

/** A document as data: what every format of it is written from, and what the page shows before it is printed. */
export class DocumentDescriptionView {
  /** Without its ending: as people read it, and in plain letters. */
  fileName: string;
  plainName: string;
  stamp: DocumentStampView;
  /** What the figures are: which publication or revision, by which version of the rule. */
  version: string;
  sections: DocumentSectionView[];
}

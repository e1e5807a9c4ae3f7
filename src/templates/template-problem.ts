/** Why a file cannot be taken as a template, or a template not be filled. A closed list: the client has a sentence for every code. */
export type TemplateProblemCode =
  | 'empty'
  | 'tooLarge' // params: limitBytes
  | 'kindNotAccepted' // params: looksLike
  | 'oldFormat' // .xls, .doc, .et, .wps, .xlsb, .ods: save as .xlsx or .docx
  | 'htmlDisguised'
  | 'encrypted'
  | 'macros'
  | 'activeContent' // params: what (embeddedObject, externalContent, formControl, field, formula, pivotTable, foreignPart), where
  | 'zipBomb'
  | 'brokenFile' // params: part
  | 'tooComplex' // params: limit: more elements than a template needs
  | 'otherKind' // a version of a workbook must be a workbook
  | 'noPlaceholders'
  | 'tooManyRows' // params: limit
  | 'tooManyColumns' // params: limit
  | 'tooManyCells'; // params: limit

export class TemplateProblem extends Error {
  constructor(
    readonly code: TemplateProblemCode,
    readonly params: Record<string, string | number> = {},
  ) {
    super(`Template refused: ${code} ${JSON.stringify(params)}`);
    this.name = 'TemplateProblem';
  }
}

/** What a template may be, and what may become of it. */
export const templateLimits = {
  fileBytes: 5 * 1024 * 1024,
  unpackedBytes: 25_000_000,
  /** Elements and texts of all parts that are read as a tree. */
  nodes: 600_000,
  depth: 200,
  placeholders: 2_000,
  /** Of one sheet when it is filled. */
  rows: 20_000,
  columns: 400,
  cells: 400_000,
  /** Copies of rows, cells and paragraphs in a filled Word file. */
  copies: 20_000,
  templatesOfUnit: 100,
  versionsOfTemplate: 100,
} as const;

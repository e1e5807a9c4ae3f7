/** Why a file cannot be read as a table. A closed list: the client has a sentence for every code, nothing else ever leaves the reader. */
export type SpreadsheetProblemCode =
  | 'tooLarge' // params: limitBytes
  | 'empty'
  | 'notASpreadsheet' // params: looksLike
  | 'oldFormat' // .xls, .et, .xlsb, .ods, XML of 2003: save as .xlsx. params: looksLike
  | 'encrypted'
  | 'macros'
  | 'externalLinks'
  | 'zipBomb' // params: what (entries | unpackedBytes | ratio | sizes), limit
  | 'brokenFile' // params: part
  | 'tooManySheets' // params: limit
  | 'tooManyRows' // params: limit
  | 'tooManyColumns' // params: limit, cell
  | 'tooManyMergedCells' // params: limit
  | 'cellTooLong' // params: limit, cell
  | 'htmlDisguised'
  | 'unknownEncoding' // params: encoding
  | 'mixedEncoding' // params: line
  | 'brokenCsv'; // params: line

export class SpreadsheetProblem extends Error {
  constructor(
    readonly code: SpreadsheetProblemCode,
    readonly params: Record<string, string | number> = {},
  ) {
    super(`Spreadsheet refused: ${code} ${JSON.stringify(params)}`);
    this.name = 'SpreadsheetProblem';
  }
}

/** What a table may hold. A branch has 50 members, a county 35,000 in many files: nobody hands in more than this by hand. */
export const LIMITS = {
  fileBytes: 10_000_000,
  archiveEntries: 200,
  unpackedBytes: 50_000_000,
  /** How much smaller an entry may be packed; real sheets reach 10 to 30. Entries under `ratioFreeBytes` are not worth asking. */
  ratio: 100,
  ratioFreeBytes: 1_000_000,
  sheets: 50,
  rows: 20_000,
  columns: 60,
  mergedRanges: 1_000,
  cellCharacters: 32_767,
  notesPerCode: 100,
} as const;

/** Why a file is not taken as evidence. A closed list: the client has a sentence for every code. */
export type EvidenceProblemCode =
  | 'empty'
  | 'tooLarge' // params: limitBytes
  | 'kindNotAccepted' // params: looksLike
  | 'oldFormat' // .doc, .xls, .et, .wps: save as .docx, .xlsx or PDF
  | 'encrypted'
  | 'macros'
  | 'activeContent' // scripts, programs to be started, embedded objects, templates fetched from elsewhere. params: what
  | 'zipBomb'
  | 'brokenFile'
  | 'tooManyPixels'; // params: limit

export class EvidenceProblem extends Error {
  constructor(
    readonly code: EvidenceProblemCode,
    readonly params: Record<string, string | number> = {},
  ) {
    super(`Evidence refused: ${code} ${JSON.stringify(params)}`);
    this.name = 'EvidenceProblem';
  }
}

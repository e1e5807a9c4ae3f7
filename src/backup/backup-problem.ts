/** Every way in which a backup or a restore says no. The sentences are in `words.ts`. */
export type BackupProblemCode =
  | 'foreign'
  | 'cutOff'
  | 'changed'
  | 'unsealed'
  | 'wrongKey'
  | 'keyMissing'
  | 'notProtected'
  | 'bothProtections'
  | 'recipient'
  | 'identity'
  | 'newer'
  | 'strangeName'
  | 'strangeTable'
  | 'rowsDiffer'
  | 'evidenceDiffers'
  | 'evidenceInTheWay'
  | 'notRestored'
  | 'exists'
  | 'noFile'
  | 'noFolder'
  | 'noSpace';

export class BackupProblem extends Error {
  constructor(
    readonly code: BackupProblemCode,
    readonly params: Readonly<Record<string, string>> = {},
    options?: ErrorOptions,
  ) {
    super(code, options);
    this.name = 'BackupProblem';
  }
}

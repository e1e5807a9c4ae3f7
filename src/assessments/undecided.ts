import type { FieldProblem } from '../http/refusal.js';

/** Names a sheet that isn't decided and its open items (domain/scheme.md, arithmetic 5). */
export function undecidedSheet(sheetId: number, memberName: string, itemCodes: readonly string[]): FieldProblem {
  return {
    path: `sheets[${sheetId}]`,
    code: 'undecided',
    params: { sheetId, memberName, itemCodes: itemCodes.join(',') },
  };
}

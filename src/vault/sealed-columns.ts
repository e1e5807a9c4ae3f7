/**
 * Every column whose text few may read, so that it is sealed in the database (docs/decisions/0030-sealed-texts.md). `row` is the column
 * that a row is known by, also before it is inserted; with the table's and the column's name it is what a sealed text is bound to.
 */
export const sealedColumns = {
  data_requests: { row: 'requestId', columns: ['wish', 'answer', 'deed'] },
  erasure_orders: { row: 'requestId', columns: ['ground'] },
  exemptions: { row: 'requestId', columns: ['reason', 'branchOpinion', 'bureauOpinion', 'endReason'] },
  member_holds: { row: 'memberId', columns: ['reason'] },
  objections: { row: 'publicKey', columns: ['reason', 'answer', 'appealReason', 'appealAnswer'] },
  second_factors: { row: 'accountId', columns: ['sealedSecret'] },
  sheets: { row: 'id', columns: ['notScoredNote', 'extensionReason'] },
  talk_records: { row: 'requestId', columns: ['topic', 'response', 'measures'] },
  vetoes: { row: 'requestId', columns: ['reason', 'liftReason', 'refusalReason'] },
} as const satisfies Record<string, { row: string; columns: readonly string[] }>;

export type SealedTable = keyof typeof sealedColumns;

export const sealedTables = Object.keys(sealedColumns) as SealedTable[];

export function contextOf(table: SealedTable, row: string | number, column: string): string {
  return `${table}/${row}/${column}`;
}

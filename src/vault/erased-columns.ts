import { erasedText } from './erased.js';

/** What was written of a member, where it stands, and which column the row is known by. `members` is a list of ids in SQL. */
export interface ErasedColumns {
  table: string;
  row: string;
  where: (members: string) => string;
  columns: readonly string[];
}

const ofMember =
  (column = 'memberId') =>
  (members: string) =>
    `${column} IN ${members}`;
const ofSheets = (members: string) => `sheetId IN (SELECT id FROM sheets WHERE memberId IN ${members})`;

/**
 * The names and words that are erased with a member. Figures, days and states stay: they belong to the branch's results. Whatever
 * stands here says nothing afterwards but that something was erased, and verification holds it to that.
 */
export const erasedColumns: readonly ErasedColumns[] = [
  { table: 'members', row: 'id', where: ofMember('id'), columns: ['name'] },
  { table: 'accounts', row: 'id', where: ofMember(), columns: ['displayName'] },
  {
    table: 'exemptions',
    row: 'id',
    where: ofMember(),
    columns: ['reason', 'branchOpinion', 'bureauOpinion', 'endReason'],
  },
  { table: 'talk_records', row: 'id', where: ofMember(), columns: ['place', 'topic', 'response', 'measures'] },
  { table: 'vetoes', row: 'id', where: ofMember(), columns: ['reason', 'liftReason', 'refusalReason'] },
  {
    table: 'objections',
    row: 'publicKey',
    where: ofMember('authorMemberId'),
    columns: ['reason', 'answer', 'appealReason', 'appealAnswer'],
  },
  { table: 'data_requests', row: 'id', where: ofMember(), columns: ['wish', 'answer', 'deed'] },
  { table: 'closing_objections', row: 'id', where: ofMember('authorMemberId'), columns: ['reason', 'answer'] },
  { table: 'corrections', row: 'id', where: ofMember('subjectMemberId'), columns: ['reason', 'evidence', 'endReason'] },
  {
    table: 'sheets',
    row: 'id',
    where: ofMember(),
    columns: ['notScoredNote', 'extensionReason', 'returnedReason'],
  },
  {
    table: 'sheet_lines',
    row: 'sheetId',
    where: ofSheets,
    columns: ['description', 'reason', 'evidence', 'witness', 'decisionReason'],
  },
  { table: 'pre_review_lines', row: 'sheetId', where: ofSheets, columns: ['description', 'reason'] },
  { table: 'proxy_entries', row: 'sheetId', where: ofSheets, columns: ['reason', 'consentNote'] },
  { table: 'evidence_files', row: 'id', where: ofSheets, columns: ['fileName'] },
];

/** What there is to erase of a column: nothing written needs none. */
export const isWritten = (column: string): string =>
  `${column} IS NOT NULL AND ${column} <> '' AND ${column} <> '${erasedText}'`;

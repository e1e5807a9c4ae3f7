import { type Canonical, canonicalJson } from '../audit/canonical.js';
import { saltedDigest, sha256 } from '../audit/trail.service.js';
import { type Database, marks, type SqlValue } from '../database/database.js';
import { SealBroken } from '../key-ring.js';
import { grouped } from '../organisation/grouped.js';
import { sealedColumns, type SealedTable } from '../vault/sealed-columns.js';
import type { SealedRows } from '../vault/sealed-rows.service.js';
import { type Finding, finding } from './break.js';
import type { KeptFacts, KeptTable, RecordedRow, RecordedWords } from './kept-facts.js';

type Row = Record<string, SqlValue | undefined> & { salt?: string | null };

interface Kept {
  /** Every row of a branch with the salt of whom its words are about; the branch is the one parameter. */
  sql: string;
  /** The columns that the trail knows a row by. */
  key: readonly string[];
  /** Such rows are only ever changed: one that is gone was deleted by somebody. Others go with what they were about. */
  stays: boolean;
  /** Only some of the rows, or some of the columns, have lines of their own. */
  partial?: true;
  /** What a row consists of elsewhere, as text that a digest was made of. */
  more?: (database: Database, rows: readonly Row[]) => Promise<void>;
}

const ofBranchMonth = (table: string) =>
  `JOIN branch_months ON branch_months.id = ${table}.branchMonthId AND branch_months.branchId = ?`;
const ofSheet = (table: string) =>
  `JOIN sheets ON sheets.id = ${table}.sheetId ${ofBranchMonth('sheets')}
   LEFT JOIN trail_salts ON trail_salts.memberId = sheets.memberId`;
const ofPublication = (table: string) =>
  `JOIN publications ON publications.id = ${table}.publicationId AND publications.branchId = ?`;

const tables: Record<KeptTable, Kept> = {
  branch_months: { sql: 'SELECT id, state FROM branch_months WHERE branchId = ?', key: ['id'], stays: true },
  sheets: {
    sql: `SELECT sheets.id, sheets.extendedUntil, sheets.extendedBy, sheets.extensionReason, sheets.notScoredNote, trail_salts.salt
            FROM sheets ${ofBranchMonth('sheets')} LEFT JOIN trail_salts ON trail_salts.memberId = sheets.memberId`,
    key: ['id'],
    stays: true,
    partial: true,
  },
  month_steps: {
    sql: `SELECT month_steps.* FROM month_steps ${ofBranchMonth('month_steps')}
           WHERE month_steps.step IN ('confidentialityCheck', 'approval')`,
    key: ['branchMonthId', 'step'],
    stays: false,
  },
  pre_reviews: {
    sql: `SELECT pre_reviews.*, trail_salts.salt FROM pre_reviews ${ofSheet('pre_reviews')}`,
    key: ['sheetId'],
    stays: false,
    more: withOpinions,
  },
  proxy_entries: {
    sql: `SELECT proxy_entries.*, trail_salts.salt FROM proxy_entries ${ofSheet('proxy_entries')}`,
    key: ['sheetId'],
    stays: false,
  },
  evidence_files: {
    sql: `SELECT evidence_files.*, trail_salts.salt FROM evidence_files ${ofSheet('evidence_files')}`,
    key: ['id'],
    stays: true,
  },
  meetings: {
    sql: `SELECT meetings.* FROM meetings ${ofBranchMonth('meetings')}`,
    key: ['id'],
    stays: true,
    more: withMinutes,
  },
  publication_receipts: {
    sql: `SELECT publication_receipts.* FROM publication_receipts ${ofPublication('publication_receipts')}`,
    key: ['publicationId', 'memberId'],
    stays: true,
  },
  imported_months: {
    sql: `SELECT publications.number, imported_months.* FROM imported_months ${ofPublication('imported_months')}`,
    key: ['number'],
    stays: true,
  },
  publication_withdrawals: {
    sql: `SELECT publications.number, publication_withdrawals.* FROM publication_withdrawals ${ofPublication('publication_withdrawals')}`,
    key: ['number'],
    stays: true,
  },
  amendments: {
    sql: `SELECT publications.number, amendments.*, objections.publicKey AS objectionKey
            FROM amendments ${ofPublication('amendments')}
            LEFT JOIN objections ON objections.id = amendments.objectionId`,
    key: ['number'],
    stays: true,
  },
  objections: {
    sql: `SELECT objections.*, trail_salts.salt FROM objections ${ofBranchMonth('objections')}
            LEFT JOIN trail_salts ON trail_salts.memberId = objections.authorMemberId`,
    key: ['publicKey'],
    stays: true,
  },
  vetoes: {
    sql: `SELECT vetoes.*, trail_salts.salt FROM vetoes
            LEFT JOIN trail_salts ON trail_salts.memberId = vetoes.memberId WHERE vetoes.branchId = ?`,
    key: ['id'],
    stays: true,
  },
  corrections: {
    sql: `SELECT corrections.*, trail_salts.salt FROM corrections
            LEFT JOIN trail_salts ON trail_salts.memberId = corrections.subjectMemberId WHERE corrections.branchId = ?`,
    key: ['id'],
    stays: true,
  },
  talk_records: {
    sql: `SELECT talk_records.*, trail_salts.salt FROM talk_records
            LEFT JOIN trail_salts ON trail_salts.memberId = talk_records.memberId WHERE talk_records.branchId = ?`,
    key: ['id'],
    stays: true,
  },
  exemptions: {
    sql: `SELECT exemptions.*, trail_salts.salt FROM exemptions
            LEFT JOIN trail_salts ON trail_salts.memberId = exemptions.memberId WHERE exemptions.branchId = ?`,
    key: ['id'],
    stays: true,
  },
  report_facts: { sql: 'SELECT * FROM report_facts WHERE branchId = ?', key: ['period'], stays: true },
};

/** Rows of a branch that are not as the trail last told of them. Call it inside the `read` that finished the trail. */
export async function keptRows(
  database: Database,
  sealed: SealedRows,
  branchId: number,
  facts: KeptFacts,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [table, kept] of Object.entries(tables) as [KeptTable, Kept][]) {
    const recorded = facts.of(table);
    const rows = await database.rows<Row>(kept.sql, [branchId]);
    if (kept.more && rows.length > 0) await kept.more(database, rows);
    const there = new Map(rows.map((row) => [kept.key.map((column) => row[column]).join(' '), row]));
    for (const [key, row] of there) {
      const said = recorded.get(key);
      if (said) findings.push(...differences(table, shownKey(kept, key), opened(sealed, table, row), said));
      else if (!kept.partial) findings.push(finding('rowUnrecorded', table, shownKey(kept, key)));
    }
    if (!kept.stays) continue;
    for (const key of recorded.keys())
      if (!there.has(key)) findings.push(finding('rowGone', table, shownKey(kept, key)));
  }
  return findings;
}

function differences(table: KeptTable, key: Record<string, string>, row: Row, said: RecordedRow): Finding[] {
  return [
    ...Object.entries(said.columns)
      .filter(([column, expected]) => row[column] !== expected)
      .map(([column, expected]) => finding('rowDiffers', table, key, { column, expected, found: row[column] })),
    ...Object.entries(said.words)
      .filter(([column, words]) => !isOf(words, row[column], row.salt))
      .map(([column, words]) => finding('wordsDiffer', table, key, { column, expected: words.digest })),
  ];
}

/** The row with its sealed texts opened; one that doesn't open stays as it is, and so differs from what was recorded. */
function opened(sealed: SealedRows, table: KeptTable, row: Row): Row {
  if (!(table in sealedColumns)) return row;
  const { row: known, columns } = sealedColumns[table as SealedTable];
  const each = columns.map((column) => {
    try {
      return sealed.open(table as SealedTable, { [known]: row[known], [column]: row[column] });
    } catch (error) {
      if (!(error instanceof SealBroken)) throw error;
      return { [column]: row[column] };
    }
  });
  return Object.assign({ ...row }, ...each) as Row;
}

/** Whether the digest is of this text. Without its salt, which is deleted to erase it, nobody can tell. */
function isOf({ name, digest }: RecordedWords, value: SqlValue | undefined, salt: string | null | undefined): boolean {
  if (digest === null) return value === null || value === noLines;
  if (typeof value !== 'string') return false;
  if (name === null) return sha256(value) === digest;
  return salt === null || salt === undefined || saltedDigest(salt, name, value) === digest;
}

const shownKey = ({ key }: Kept, values: string): Record<string, string> =>
  Object.fromEntries(values.split(' ').map((value, index) => [key[index] ?? '', value]));

const noLines = canonicalJson([]);

/** The lines in which a pre-review says something else, as they were when it was given. */
async function withOpinions(database: Database, rows: readonly Row[]): Promise<void> {
  const linesOf = await rowsOf(database, 'pre_review_lines', 'sheetId', rows, 'number');
  for (const row of rows) row.lines = canonicalJson(linesOf.get(row.sheetId) ?? []);
}

/** What was written of a meeting, and what it decided, as they were when its lines in the trail were made. */
async function withMinutes(database: Database, rows: readonly Row[]): Promise<void> {
  const meetings = rows.map(({ id }) => ({ meetingId: id }) as Row);
  const attendance = await rowsOf(database, 'meeting_attendance', 'meetingId', meetings, 'memberId');
  const votes = await rowsOf(database, 'meeting_votes', 'meetingId', meetings, 'number');
  const decisions = await rowsOf(database, 'meeting_decisions', 'meetingId', meetings, 'sheetId');
  for (const row of rows) {
    const { heldOn, time, place, topic, notes, chairMemberId, recorderMemberId } = row;
    row.record = canonicalJson({
      ...({ heldOn, time, place, topic, notes, chairMemberId, recorderMemberId } as Record<string, Canonical>),
      attendance: (attendance.get(row.id) ?? []).map(({ meetingId: _, ...one }) => one),
      votes: (votes.get(row.id) ?? []).map(({ meetingId: _, number: __, ...vote }) => vote),
    });
    row.decisions = canonicalJson(decisions.get(row.id) ?? []);
  }
}

async function rowsOf(
  database: Database,
  table: string,
  column: string,
  of: readonly Row[],
  order: string,
): Promise<ReadonlyMap<unknown, Record<string, Canonical>[]>> {
  const ids = of.map((row) => row[column] as number);
  const rows = await database.rows<Record<string, Canonical>>(
    `SELECT * FROM ${table} WHERE ${column} IN ${marks(ids)} ORDER BY ${column}, ${order}`,
    ids,
  );
  return grouped(rows, (row) => row[column]);
}

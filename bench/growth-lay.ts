/**
 * Lays an organisation of any size with 24 finished months and one that runs into MySQL, for `growth.ts` to measure:
 *
 *     node dist/bench/bench/growth-lay.js mysql://root@127.0.0.1:3306/growth_1m 1000000
 *
 * A third number says of how many finished months, if not of all.
 *
 * Everything follows from numbers, so that two runs lay the same rows. What some bureaus have in one month is one transaction:
 * a run that was killed is begun again and goes on with what is missing. The newest months come first, so that what is there
 * at any time is a whole, younger organisation.
 *
 * The sessions that load check no keys; at the end the counts and the ends of the keys are checked instead. Lines of the trail
 * have the form of real ones, but their hashes are made up: `pointbook verify` is not for such a database.
 */
import { performance } from 'node:perf_hooks';
import mysql from 'mysql2/promise';
import { hashPassword } from '#src/identity/passwords.js';
import { prepareDatabase } from '#src/database/start.js';
import { theDefaultScheme } from '../test/support/months.js';
import {
  branchMonthIdOf,
  configOf,
  membersInBureau,
  months,
  monthsInHalf,
  password,
  rootId,
  running,
  sizeOf,
  unitsInBureau,
} from './growth-numbers.js';
import { type Bureaus, monthRows, organisationRows, rootRows } from './growth-rows.js';

const bureausAtOnce = 20;
const workers = 2;

const [url, members] = [process.argv[2], Number(process.argv[3])];
/** How many finished months; all of them, unless one wants to compare with an organisation that isn't laid to the end. */
const finished = Number(process.argv[4] ?? running);
if (!url?.startsWith('mysql:')) throw new Error('Say where: growth-lay.js mysql://user@host:port/database members');
const size = sizeOf(members);
const database = await prepareDatabase(configOf(url));
const known = await database.read(() => database.rows<{ id: number }>('SELECT id FROM scheme_versions ORDER BY id'));
const schemeVersionId = known[0]?.id ?? (await theDefaultScheme(database));
await database.close();
const passwordHash = await hashPassword(password);

const parts: Bureaus[] = [];
for (let from = 0; from < size.bureaus; from += bureausAtOnce)
  parts.push({ from, until: Math.min(from + bureausAtOnce, size.bureaus) });
const connections = await Promise.all(Array.from({ length: workers }, connect));
const began = performance.now();
let rows = 0;

await unlessThere(connections[0] as mysql.Connection, `SELECT id FROM units WHERE id = ${rootId}`, () =>
  rootRows(size, passwordHash),
);
await forEachPart('organisation', (connection, part) =>
  unlessThere(connection, `SELECT id FROM members WHERE id = ${part.until * membersInBureau}`, () =>
    organisationRows(size, part, passwordHash),
  ),
);
for (let month = running; month >= running - finished; month -= 1)
  await forEachPart(months[month] as string, (connection, part) => {
    const last = month * size.members + part.until * membersInBureau;
    return unlessThere(connection, `SELECT id FROM sheets WHERE id = ${last}`, () =>
      monthRows(size, month, part, schemeVersionId),
    );
  });
await verify(connections[0] as mysql.Connection);
await Promise.all(connections.map((connection) => connection.end()));

async function connect(): Promise<mysql.Connection> {
  const connection = await mysql.createConnection({ uri: url as string, timezone: 'Z' });
  await connection.query(
    `SET SESSION foreign_key_checks = 0, unique_checks = 0, transaction_isolation = 'READ-COMMITTED',
                 cte_max_recursion_depth = 10000000, sql_log_bin = 0`,
  );
  return connection;
}

/** Lays the statements' rows in one transaction, unless the row that would be the last of them is there. */
async function unlessThere(connection: mysql.Connection, last: string, statements: () => string[]): Promise<void> {
  const [found] = await connection.query<mysql.RowDataPacket[]>(last);
  if (found.length > 0) return;
  await connection.beginTransaction();
  for (const sql of statements()) {
    const [{ affectedRows }] = await connection.query<mysql.ResultSetHeader>(sql);
    rows += affectedRows;
  }
  await connection.commit();
}

/** Each connection takes the next part that nobody has taken. */
async function forEachPart(
  name: string,
  work: (connection: mysql.Connection, part: Bureaus) => Promise<void>,
): Promise<void> {
  const [before, start] = [rows, performance.now()];
  const waiting = parts.values();
  await Promise.all(
    connections.map(async (connection) => {
      for (const part of waiting) await work(connection, part);
    }),
  );
  const seconds = (performance.now() - start) / 1000;
  console.log(
    `  ${name}: ${rows - before} rows, ${Math.round((rows - before) / seconds)} rows/s; ${rows} rows in ${Math.round((performance.now() - began) / 1000)} s`,
  );
}

/** Every table has the rows that the numbers say, and what loading did not check holds: keys lead to what is there. */
async function verify(connection: mysql.Connection): Promise<void> {
  const { branches, bureaus } = size;
  const closings = Math.ceil(finished / monthsInHalf) * branches;
  const expected: Record<string, number> = {
    units: 1 + bureaus * unitsInBureau,
    members,
    branch_months: (finished + 1) * branches,
    publications: finished * branches,
    sheets: (finished + 1) * members,
    published_sheets: finished * members,
    closings,
  };
  for (const [table, count] of Object.entries(expected))
    expect(`${table} has`, await counted(connection, `SELECT COUNT(*) AS count FROM ${table}`), count);
  const from = branchMonthIdOf(size, running - 1, 0);
  for (const [what, sql] of Object.entries(strays(from)))
    expect(`the newest finished month has ${what} that lead nowhere:`, await counted(connection, sql), 0);
}

/** Rows of the newest finished month whose keys lead nowhere; the other months are laid by the same statements. */
function strays(from: number): Record<string, string> {
  const months = `months.id BETWEEN ${from} AND ${from + size.branches - 1}`;
  const of = (joins: string, missing: string): string =>
    `SELECT COUNT(*) AS count FROM branch_months months ${joins} WHERE ${months} AND ${missing} IS NULL`;
  const sheets = 'JOIN sheets ON sheets.branchMonthId = months.id';
  return {
    months: of('LEFT JOIN units ON units.id = months.branchId', 'units.id'),
    'sheets of nobody': of(`${sheets} LEFT JOIN members ON members.id = sheets.memberId`, 'members.id'),
    'sheets without publication': of(
      `${sheets} LEFT JOIN published_sheets finals ON finals.publicationId = sheets.publicationId AND finals.sheetId = sheets.id`,
      'finals.sheetId',
    ),
    'decisions of nobody': of(`${sheets} LEFT JOIN accounts ON accounts.id = sheets.decidedBy`, 'accounts.id'),
  };
}

async function counted(connection: mysql.Connection, sql: string): Promise<number> {
  const [[row]] = await connection.query<mysql.RowDataPacket[]>(sql);
  return Number(row?.count);
}

function expect(what: string, found: number, count: number): void {
  if (found !== count) throw new Error(`${what} ${found} rows, not ${count}.`);
}

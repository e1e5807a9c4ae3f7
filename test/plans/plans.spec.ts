import mysql from 'mysql2/promise';
import { type Service, startService } from '../support/app.js';
import { onMysql } from '../support/database.js';
import { excuseFor } from './excused.js';
import { blockOf, keptPages, type Planned, withoutRows, writePages } from './pages.js';
import { firstPlan, type Plan, planOf, type Step } from './plan.js';
import { playAMonth, playEverything } from './played.js';
import { keepStatistics, pretend, smallTables, stopCounting } from './pretended.js';
import { noteStatements, type Statement } from './statements.js';

/*
 * How MySQL reads what the service asks, in an organisation with a million members: played on a small one, planned with the
 * statistics of the large one. Nothing reads a whole table that grows with members or months, and every plan is kept in docs/sql,
 * where a change of it is seen in a review. `npm run plans` plays the whole API and writes docs/sql; here only a month is played.
 */

const writes = process.env.PLANS === 'write';
/** The address of a laid organisation whose statistics shall be kept from now on. */
const statisticsFrom = process.env.PLANS_STATISTICS_FROM;
const onlyOnMysql = onMysql ? describe : describe.skip;

/** The connection of the service's kind: the same session's settings. */
async function connect({ config, database }: Pick<Service, 'config' | 'database'>): Promise<mysql.Connection> {
  if (config.database.kind !== 'mysql') throw new Error('Only MySQL has these plans.');
  const [mode] = await database.read(() => database.rows<{ mode: string }>('SELECT @@sql_mode AS mode'));
  const connection = await mysql.createConnection({ uri: config.database.url, timezone: 'Z', dateStrings: ['DATE'] });
  await connection.query('SET SESSION sql_mode = ?', [mode?.mode]);
  return connection;
}

async function takeStatistics(address: string): Promise<void> {
  const connection = await mysql.createConnection(address);
  await keepStatistics(connection, new URL(address).pathname.slice(1));
  await connection.end();
}

interface Played {
  plans: Planned[];
  version: string;
}

/** Plays on a service of its own, and plans what it sent on its database; `look` may plan more there. */
async function planned(
  play: (service: Service) => Promise<void>,
  look: (connection: mysql.Connection) => Promise<void> = async () => undefined,
): Promise<Played> {
  const service = await startService();
  const connection = await connect(service);
  await stopCounting(connection);
  const noted = noteStatements(service.database);
  await play(service);
  await pretend(connection);
  const plans: Planned[] = [];
  for (const statement of noted.values()) plans.push({ statement, plan: await firstPlan(connection, statement.sent) });
  await look(connection);
  const [[row]] = await connection.query<mysql.RowDataPacket[]>('SELECT VERSION() AS version');
  await connection.end();
  await service.close();
  return { plans, version: String(row?.version) };
}

const isWhole = ({ access, table }: Step): boolean =>
  (access === 'ALL' || access === 'index') && !smallTables.has(table);

/** The steps that read the whole of a table that grows, and for which there is no excuse. */
function wholeReads(plans: readonly Planned[]): string[] {
  return plans.flatMap(({ statement, plan }) =>
    (plan ?? [])
      .filter((step) => isWhole(step) && excuseFor(statement, step) === undefined)
      .map(({ table, access }) => `${access} of ${table}: ${[...statement.files].join(', ')}\n${statement.text}`),
  );
}

/** One list of both: each statement once, with all its files and with the plan that says the most. */
function together(plans: readonly Planned[]): Planned[] {
  const all = new Map<string, Planned>();
  for (const each of plans) {
    const known = all.get(each.statement.text);
    const files = new Set([...(known?.statement.files ?? []), ...each.statement.files]);
    const longer = (known?.plan?.length ?? 0) < (each.plan?.length ?? 0) ? each.plan : (known?.plan ?? null);
    all.set(each.statement.text, { statement: { ...each.statement, files }, plan: longer });
  }
  return [...all.values()];
}

onlyOnMysql('what the service asks of MySQL (on SQLite there are no such plans)', () => {
  let plans: Planned[];
  let version: string;
  const canary: Record<string, Plan> = {};
  const unhelped = "SELECT id FROM members WHERE name = '王芳'";
  const unhelpedJoin = 'SELECT sheets.id FROM sheets JOIN branch_months ON branch_months.id = sheets.branchMonthId';
  const helped = "SELECT id FROM members WHERE memberNumber > '1'";

  beforeAll(async () => {
    if (statisticsFrom !== undefined) await takeStatistics(statisticsFrom);
    ({ plans, version } = await planned(playAMonth, async (connection) => {
      for (const sql of [unhelped, unhelpedJoin, helped])
        canary[sql] = await planOf(connection, { sql, parameters: [] });
    }));
    if (!writes) return;
    plans = together([...plans, ...(await planned(playEverything)).plans]);
    writePages(plans, version);
  }, 900_000);

  test('reads no table whole that grows with members or months', () => {
    expect(plans.length).toBeGreaterThan(150);
    expect(wholeReads(plans)).toEqual([]);
  });

  test('is kept in docs/sql with its plan; if not: npm run plans', () => {
    const kept = keptPages();
    // Another version of MySQL may plan otherwise; the statements are the same.
    const alike = kept.version === version;
    const text = alike ? withoutRows(kept.text) : kept.text;
    const wanted = plans.map((each) => (alike ? withoutRows(blockOf(each)) : each.statement.text));
    expect(wanted.filter((block) => !text.includes(block))).toEqual([]);
  });

  test('canary: a statement that no index helps is found', () => {
    const found = (sql: string) => {
      const statement: Statement = { text: sql, files: new Set(['src/nowhere.ts']), sent: [] };
      return wholeReads([{ statement, plan: canary[sql] ?? null }]).length;
    };
    expect([unhelped, unhelpedJoin, helped].map(found)).toEqual([1, 1, 0]);
  });
});

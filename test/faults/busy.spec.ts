import Sqlite from 'better-sqlite3';
import mysql from 'mysql2/promise';
import { Metrics } from '#src/observation/metrics.js';
import type { Answer, Service } from '../support/app.js';
import { prepareDatabase } from '#src/database/start.js';
import { startService } from '../support/app.js';
import { freshConfig, onMysql } from '../support/database.js';
import { faultRounds, roundsMilliseconds } from '../support/fault-run.js';
import { aBranchAtWork, aBureauWithScheme, type BranchAtWork, openMonth, sheetsOf } from '../support/month.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { recordRoles, verified } from '../verification/behind-our-back.js';

/*
 * A database that is there and does not keep up: a pool of three connections, all of them held up; every statement late; and
 * somebody whose locks cross ours.
 */

const mysqlTest = onMysql ? test : test.skip;
const rounds = faultRounds(2);
const limits = { acquire: 1000, write: 2000, read: 2000 };

let service: Service;
let branch: BranchAtWork;
let sheetIds: number[];
let branchMonthId: number;
let wire: TcpProxy | undefined;
let direct: string;
let drop: () => Promise<void>;

beforeAll(async () => {
  const fresh = freshConfig();
  ({ drop } = fresh);
  let { config } = fresh;
  if (config.database.kind === 'mysql') {
    direct = config.database.url;
    wire = new TcpProxy(new URL(direct));
    await wire.open();
    const through = new URL(direct);
    through.host = `127.0.0.1:${wire.port}`;
    config = { ...config, database: { kind: 'mysql', url: through.href, poolSize: 3 } };
  }
  const database = await prepareDatabase(config, undefined, { limits });
  service = await startService({ on: { config, database, close: () => database.close() } });
  branch = await aBranchAtWork(service, await aBureauWithScheme(service), { size: 10 });
  await recordRoles(database);
  branchMonthId = (await openMonth(branch)).id;
  sheetIds = (await sheetsOf(branch, branchMonthId)).map(({ id }) => id);
}, 120_000);
afterAll(async () => {
  await service.close();
  await wire?.close();
  await drop();
});

let saved = 0;
/** Everybody saves something new at once; asked again with what it answers, everybody says the same. */
function everybody(versions: readonly number[]): () => Promise<Answer[]> {
  saved += 1;
  const line = {
    itemCode: 'C-01',
    count: 1,
    occurredOn: '2026-11-03',
    description: `第 ${saved} 次`,
    evidence: '证明',
  };
  return () =>
    Promise.all(
      sheetIds.map((id, index) =>
        branch.members[index]!.put(`/api/v1/sheets/${id}/draft`, { lines: [line] }, { version: versions[index]! }),
      ),
    );
}

const isClear = ({ status, headers }: Answer): boolean =>
  status === 200 || (status === 503 && Number(headers.get('retry-after')) > 0);

/** Whatever was answered while it was bad: now everybody's is there, once, and nobody waits for a connection any more. */
async function allIsWell(save: () => Promise<Answer[]>, before: number[]): Promise<void> {
  let answers = await save();
  while (answers.every(isClear) && answers.some(({ status }) => status === 503)) answers = await save();
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  expect(await versionsOf()).toEqual(before.map((version) => version + 1));
  for (const { inUse, waiting } of service.database.load()) expect([inUse, waiting]).toEqual([0, 0]);
  expect((await verified(service.database)).breaks).toEqual([]);
}

const versionsOf = async (): Promise<number[]> =>
  (
    await service.database.read(() =>
      service.database.rows<{ version: number }>('SELECT version FROM sheets ORDER BY id'),
    )
  ).map(({ version }) => version);

/** Somebody else holds what everybody needs. Answers how he lets go. */
async function heldUp(how: 'row' | 'table'): Promise<() => Promise<void>> {
  if (!onMysql) {
    const other = new Sqlite((service.config.database as { file: string }).file);
    other.exec('BEGIN IMMEDIATE');
    return async () => {
      other.exec('ROLLBACK');
      other.close();
    };
  }
  const other = await mysql.createConnection(direct);
  if (how === 'table') await other.query('LOCK TABLES sheets WRITE');
  else {
    await other.query('START TRANSACTION');
    await other.query('SELECT id FROM branch_months WHERE id = ? FOR UPDATE', [branchMonthId]);
  }
  return () => other.end();
}

test.each(onMysql ? (['row', 'table'] as const) : (['row'] as const))(
  'every connection waits for a %s that somebody holds: all are told to come again, nobody hangs, and it recovers',
  async (how) => {
    const before = await versionsOf();
    const save = everybody(before);
    const letGo = await heldUp(how);
    const answers = [...(await save()), ...(await save()), ...(await save())];
    expect(answers.map(isClear)).toEqual(answers.map(() => true));
    expect(answers.map(({ status }) => status)).toContain(503);
    expect((await service.anonymous.get('/health/live')).status).toBe(200);
    await letGo();
    await allIsWell(save, before);
  },
  roundsMilliseconds(0),
);

mysqlTest(
  'every statement takes 200 ms longer: who is served is served rightly, the others are told to come again',
  async () => {
    const before = await versionsOf();
    const save = everybody(before);
    wire!.slow(200);
    const answers = [...(await save()), ...(await save())];
    wire!.mend();
    expect(answers.map(isClear)).toEqual(answers.map(() => true));
    await allIsWell(save, before);
  },
  roundsMilliseconds(0),
);

mysqlTest(
  `somebody’s locks cross ours ${rounds} times: the whole work runs again, is right, and is counted`,
  async () => {
    const before = await retries();
    for (let round = 0; round < rounds; round += 1) {
      const other = await mysql.createConnection(direct);
      // The server ends whoever has changed less: he is made to be the one with more, in rows that a submission locks none of.
      await other.query('START TRANSACTION');
      await other.query('DELETE FROM sessions');
      const chain = `unit:${branch.branchId}`;
      await other.query('SELECT chain FROM trail_heads WHERE chain = ? FOR UPDATE', [chain]);
      const [id, member] = [sheetIds[3]!, branch.members[3]!];
      const { version } = await member.get(`/api/v1/sheets/${id}`);
      const submitting = member.put(`/api/v1/sheets/${id}/submission`, { lines: [] }, { version: version! });
      await waitsForALock(other);
      await other.query('SELECT id FROM branch_months WHERE id = ? FOR UPDATE', [branchMonthId]);
      await other.query('ROLLBACK');
      await other.end();
      const submitted = await submitting;
      expect(submitted).toMatchObject({ status: 200, version: version! + 1, body: { state: 'submitted' } });
      expect((await member.delete(`/api/v1/sheets/${id}/submission`, { version: version! + 1 })).status).toBe(200);
    }
    expect((await retries()) - before).toBeGreaterThanOrEqual(rounds);
    const lines = await service.database.read(() =>
      service.database.rows("SELECT sequence FROM trail_records WHERE action = 'sheet.submit'"),
    );
    expect(lines).toHaveLength(rounds);
    expect((await verified(service.database)).breaks).toEqual([]);
  },
  roundsMilliseconds(rounds),
);

/** Comes back when another transaction of this schema waits. */
async function waitsForALock(connection: mysql.Connection): Promise<void> {
  for (;;) {
    const [rows] = await connection.query(
      `SELECT 1 FROM performance_schema.data_lock_waits w JOIN performance_schema.data_locks l
          ON l.engine_lock_id = w.requesting_engine_lock_id WHERE l.object_schema = DATABASE()`,
    );
    if ((rows as unknown[]).length > 0) return;
  }
}

async function retries(): Promise<number> {
  const text = await service.app.get(Metrics).text();
  return Number(/^pointbook_database_retries_total\{lane="write"\} (\d+)$/m.exec(text)?.[1] ?? 0);
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import type { DataSource } from 'typeorm';
import { TrailSalt } from '#src/audit/trail.entity.js';
import type { Config } from '#src/config.js';
import { DatabaseAway } from '#src/database/errors.js';
import { prepareDatabase } from '#src/database/start.js';
import { Jobs } from '#src/jobs/jobs.service.js';
import { type Answer, type Service, startService } from '../support/app.js';
import { freshConfig, onMysql } from '../support/database.js';
import { aBranchAtWork, aBureauWithScheme, type BranchAtWork, openMonth, sheetsOf } from '../support/month.js';
import { TcpProxy } from '../support/tcp-proxy.js';

const mysqlDescribe = onMysql ? describe : describe.skip;
const sqliteDescribe = onMysql ? describe.skip : describe;

const isAway = ({ status, headers }: Answer): boolean => status === 503 && Number(headers.get('retry-after')) > 0;

/** Asks until it is answered as it should be: nobody restarts anything meanwhile. */
async function eventually(ask: () => Promise<Answer>, status: number): Promise<Answer> {
  for (;;) {
    const answer = await ask();
    if (answer.status === status) return answer;
    await pause(100);
  }
}

const salts = Array.from({ length: 5000 }, (_, index) => ({ memberId: 100_000 + index, salt: 'a'.repeat(64) }));

interface Work {
  service: Service;
  branch: BranchAtWork;
  sheetId: number;
}

async function atWork(service: Service): Promise<Work> {
  const branch = await aBranchAtWork(service, await aBureauWithScheme(service), { size: 4 });
  const { id } = await openMonth(branch);
  const [, , , sheet] = await sheetsOf(branch, id);
  return { service, branch, sheetId: sheet!.id };
}

const read = ({ branch, sheetId }: Work): Promise<Answer> => branch.members[3]!.get(`/api/v1/sheets/${sheetId}`);
const write = ({ branch, sheetId }: Work, version: number): Promise<Answer> =>
  branch.members[3]!.put(`/api/v1/sheets/${sheetId}/draft`, { lines: [] }, { version });

mysqlDescribe('while MySQL is away', () => {
  let wire: TcpProxy;
  let config: Config;
  let drop: () => Promise<void>;
  let work: Work;
  const throughWire = (): string => {
    const url = new URL((config.database as { url: string }).url);
    url.port = String(wire.port);
    url.hostname = '127.0.0.1';
    return url.href;
  };

  beforeAll(async () => {
    ({ config, drop } = freshConfig());
    wire = new TcpProxy(new URL((config.database as { url: string }).url));
    await wire.open();
    config = { ...config, database: { kind: 'mysql', url: throughWire(), poolSize: 4 } };
    const database = await prepareDatabase(config);
    work = await atWork(await startService({ on: { config, database, close: () => database.close() } }));
  }, 240_000);
  afterAll(async () => {
    await work.service.close();
    await wire.close();
    await drop();
  });

  test.each(['cut', 'silent'] as const)(
    'the wire is %s: 503 with Retry-After, and then everything goes on',
    async (how) => {
      const before = (await read(work)).version!;
      const kept = (await write(work, before)).version!;
      if (how === 'cut') await wire.close();
      else wire.silence();

      const answers = await Promise.all([...[1, 2, 3, 4, 5, 6].map(() => read(work)), write(work, kept)]);
      expect(answers.map((answer) => [answer.status, isAway(answer)])).toEqual(answers.map(() => [503, true]));
      expect((await work.service.anonymous.get('/health/ready')).status).toBe(503);
      expect((await work.service.anonymous.get('/health/live')).status).toBe(200);
      await expect(work.service.app.get(Jobs).tick()).rejects.toThrow();

      if (how === 'cut') await wire.open();
      else wire.mend();
      const { version } = await eventually(() => read(work), 200);
      expect(version).toBe(kept); // what was acknowledged is there, what was refused is not
      expect((await eventually(() => write(work, kept), 200)).version).toBe(kept + 1);
      await eventually(() => work.service.anonymous.get('/health/ready'), 200);
      await work.service.app.get(Jobs).tick();
    },
  );

  test('the answer to COMMIT is lost: nobody is told no although it was kept', async () => {
    const branch = await aBranchAtWork(work.service, work.branch.bureauId, { size: 4 });
    const { id } = await openMonth(branch);
    const path = `/api/v1/branch-months/${id}`;
    const startReview = () => branch.secretary.put(`${path}/review`, undefined, { version: 1 });
    wire.cutCommits('after', 1);
    expect(isAway(await startReview())).toBe(true);
    expect(wire.cutAtCommit).toBe(1);
    expect((await startReview()).status).toBe(412);
    expect(await branch.secretary.get(path)).toMatchObject({ version: 2, body: { state: 'review' } });
  });

  test('a start waits for it, and says so', async () => {
    const { database } = work.service;
    await database.write(() =>
      database.change('INSERT INTO first_start (id, seededAt) VALUES (1, ?)', ['2026-11-05T00:00:00.000Z']),
    );
    await wire.close();
    const env = { PATH: process.env.PATH!, PORT: '0', LOG_LEVEL: 'warn', DATABASE_URL: throughWire() };
    const keys = { ENCRYPTION_KEYS: `test:${Buffer.alloc(32, 7).toString('base64')}` };
    const start = (seconds: string) => {
      const child = spawn(process.execPath, ['dist/main.js'], {
        env: { ...env, ...keys, DATABASE_WAIT_SECONDS: seconds },
      });
      const output = { said: '' };
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (chunk: Buffer) => (output.said += chunk.toString()));
      return { child, output, ended: once(child, 'exit') };
    };

    const impatient = start('1');
    expect((await impatient.ended)[0]).toBe(1);
    expect(impatient.output.said).toMatch(/did not answer for 1 s \(DATABASE_WAIT_SECONDS\)/);

    const patient = start('600');
    while (!patient.output.said.includes('Waiting up to 600 s for it')) await pause(50);
    await wire.open();
    while (!/serves at http/.test(patient.output.said)) {
      if (patient.child.exitCode !== null) throw new Error(patient.output.said);
      await pause(50);
    }
    patient.child.kill('SIGTERM');
    await patient.ended;
  }, 240_000);
});

sqliteDescribe('while the SQLite file can’t be written', () => {
  let work: Work;
  beforeAll(async () => (work = await atWork(await startService())));
  afterAll(() => work.service.close());

  test('another process holds it: 503 with Retry-After, reading goes on, and so does writing afterwards', async () => {
    const { version } = await read(work);
    const file = (work.service.config.database as { file: string }).file;
    const other = new Sqlite(file);
    other.exec('BEGIN IMMEDIATE');
    try {
      expect(isAway(await write(work, version!))).toBe(true);
      expect((await read(work)).version).toBe(version);
    } finally {
      other.exec('ROLLBACK');
      other.close();
    }
    expect((await write(work, version!)).version).toBe(version! + 1);
  });

  test('the disk is full: 503 with Retry-After, nothing by half, and it goes on when there is room', async () => {
    const { version } = await read(work);
    const { sources } = work.service.database as unknown as { sources: { write: DataSource } };
    const pages = async (most: string): Promise<void> => {
      await sources.write.query(`PRAGMA max_page_count = ${most}`);
    };
    // More than a page holds, so that the file would have to grow.
    const lines = Array.from({ length: 8 }, (_, index) => ({
      itemCode: 'C-01',
      count: 1,
      occurredOn: '2026-11-04',
      description: `${index} ${'雪'.repeat(400)}`,
    }));
    const pile = () =>
      work.branch.members[3]!.put(`/api/v1/sheets/${work.sheetId}/draft`, { lines }, { version: version! });
    await pages('1'); // SQLite takes as many as there are
    await expect(
      work.service.database.write(() => work.service.database.insert(TrailSalt, salts)), // takes what was free
    ).rejects.toBeInstanceOf(DatabaseAway);
    const full = await pile();
    expect([full.status, isAway(full)]).toEqual([503, true]);
    await pages('1000000');
    expect((await read(work)).version).toBe(version);
    expect((await write(work, version!)).status).toBe(200);
  });
});

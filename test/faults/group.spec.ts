import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import mysql from 'mysql2/promise';
import { mysqlAddresses } from '#src/config.js';
import { Database } from '#src/database/database.js';
import { DatabaseAway } from '#src/database/errors.js';
import { Account, Entry, testEntities, testMigrations } from '../database/support/entities.js';
import { type Ledger, type Thing, Writer } from '../support/acknowledged.js';
import { Client } from '../support/app.js';
import { freshDatabase } from '../support/database.js';
import { aGround, type Conclusion, faultRounds, type Ground, nothingWrong } from '../support/fault-run.js';
import { loadNow, OfficeLoad } from '../support/office-load.js';
import { ServiceProcess } from '../support/service-process.js';

/*
 * MySQL Group Replication with one primary, and two instances of the service that know all of its members. Runs where DATABASE_URL
 * names several hosts and FAULTS_GROUP_TOOL a command for them, which takes the number of a host in the order of DATABASE_URL:
 *
 *   primary    prints the number of the one that takes writes
 *   kill N     ends its server with SIGKILL
 *   start N    starts it again, and comes back when it is ONLINE in the group
 *   pause N    stops its process with SIGSTOP
 *   resume N   lets it go on with SIGCONT
 */

const tool = process.env.FAULTS_GROUP_TOOL;
const hosts = mysqlAddresses(process.env.DATABASE_URL ?? '');
const groupDescribe = tool && hosts.length > 1 ? describe : describe.skip;

const group = async (word: 'primary' | 'kill' | 'start' | 'pause' | 'resume', ...host: number[]): Promise<number> =>
  Number((await promisify(execFile)(tool!, [word, ...host.map(String)])).stdout);

async function atHost<T>(host: number, work: (connection: mysql.Connection) => Promise<T>): Promise<T> {
  const { href } = Object.assign(new URL(hosts[host - 1]!), { pathname: '/' });
  const connection = await mysql.createConnection(href);
  try {
    return await work(connection);
  } finally {
    await connection.end();
  }
}

/** What an operator does before he takes the primary out: another one takes over first. */
const handOverTo = (host: number): Promise<unknown> =>
  atHost(host, (connection) => connection.query('SELECT group_replication_set_as_primary(@@server_uuid)'));

const another = (host: number): number => (host % hosts.length) + 1;

/** Writes of one person that are waited for, to tell how long nobody could write. */
class Probe {
  readonly seconds: number[] = [];

  private constructor(
    private readonly writer: Writer,
    readonly sheet: Thing,
  ) {}

  static async on({ office }: Ground, ledger: Ledger, { origin }: ServiceProcess): Promise<Probe> {
    const writer = new Writer(new Client(origin, office.writing.members[0]), ledger);
    const id = office.writing.sheetIds[0]!;
    const path = `/api/v1/sheets/${id}`;
    return new Probe(writer, { counter: `sheet:${id}`, path, version: (await writer.read(path)).version! });
  }

  /** Does it to the group, and comes back when a write that was begun afterwards is acknowledged. */
  async after(fault: () => Promise<unknown>): Promise<void> {
    const began = performance.now();
    await fault();
    await this.writer.step(this.sheet, 'PUT', 'draft', { lines: [] });
    this.seconds.push((performance.now() - began) / 1000);
  }
}

interface Scene {
  instances: readonly ServiceProcess[];
  load: OfficeLoad;
  probe: Probe;
}

groupDescribe('a group of three under load', () => {
  const rounds = faultRounds(3);
  let ground: Ground;
  beforeAll(async () => (ground = await aGround()), 240_000);
  afterAll(() => ground.drop(), 60_000);

  async function played(name: string, act: (scene: Scene) => Promise<void>): Promise<Conclusion> {
    const ledger = await ground.openLedger();
    const wish = { config: ground.config, now: loadNow };
    const instances = [await ServiceProcess.start(wish), await ServiceProcess.start(wish)];
    const load = OfficeLoad.start(
      ledger,
      ground.office,
      instances.map(({ origin }) => origin),
    );
    const probe = await Probe.on(ground, ledger, instances[0]!);
    try {
      await load.untilAcknowledged(20);
      await act({ instances, load, probe });
      await load.untilAcknowledged(20);
      await load.stop();
    } finally {
      for (const instance of instances) await instance.end('SIGTERM');
    }
    const seconds = probe.seconds.map((each) => each.toFixed(1)).join(', ');
    process.stderr.write(`faults, ${name}: a write acknowledged ${seconds} s after each\n`);
    return ground.conclude(name, load);
  }

  test(
    'the primary is killed, and comes back as a secondary',
    async () => {
      const found = await played(`primary killed ${rounds} times`, async ({ load, probe }) => {
        for (let round = 0; round < rounds; round += 1) {
          const primary = await group('primary');
          await probe.after(() => group('kill', primary));
          await load.untilAcknowledged(20);
          await group('start', primary);
          await load.untilAcknowledged(20);
        }
      });
      expect(found).toMatchObject(nothingWrong);
      expect(found.acknowledged).toBeGreaterThan(40 * rounds);
    },
    120_000 + 120_000 * rounds,
  );

  test('every server and every instance is restarted, one after the other', async () => {
    const found = await played('rolling restart', async ({ instances, load, probe }) => {
      for (const [index] of hosts.entries()) {
        const host = index + 1;
        if ((await group('primary')) === host) await probe.after(() => handOverTo(another(host)));
        await group('kill', host);
        await group('start', host);
        await load.untilAcknowledged(20);
        const instance = instances[index % instances.length]!;
        await instance.end('SIGTERM');
        await instance.start();
        await load.untilAcknowledged(20);
      }
    });
    expect(found).toMatchObject(nothingWrong);
  }, 480_000);

  test('the primary stands still, and wakes when another one has taken over: nobody reads there what is over', async () => {
    const idle = await ServiceProcess.start({ config: ground.config, now: loadNow });
    const stale: number[] = [];
    try {
      const found = await played('primary paused', async ({ load, probe }) => {
        const reader = new Client(idle.origin, ground.office.writing.members[0]);
        await Promise.all(Array.from({ length: 10 }, () => reader.get(probe.sheet.path))); // its connections lead there
        const primary = await group('primary');
        await probe.after(() => group('pause', primary));
        await load.untilAcknowledged(100);
        const acknowledged = probe.sheet.version;
        await group('resume', primary);
        const seen = await Promise.all(Array.from({ length: 10 }, () => reader.get(probe.sheet.path)));
        stale.push(
          ...seen.flatMap(({ status, version }) => (status === 200 && version! < acknowledged ? [version!] : [])),
        );
        await load.untilAcknowledged(100);
        await group('kill', primary);
        await group('start', primary);
      });
      expect(stale).toEqual([]);
      expect(found).toMatchObject(nothingWrong);
    } finally {
      await idle.end('SIGTERM');
    }
  }, 480_000);

  test('canary: a service that takes any member for the primary shows people less than they were told', async () => {
    const idle = await ServiceProcess.start({ config: ground.config, now: loadNow, mode: 'anywhere' });
    let stale = 0;
    try {
      await played('canary: any member', async ({ load, probe }) => {
        const primary = await group('primary');
        const reader = new Client(idle.origin, ground.office.writing.members[0]);
        // What the group has agreed on reaches the tables of secondaries only afterwards; here that takes a while.
        await atHost(another(primary), async (secondary) => {
          await secondary.query('FLUSH TABLES WITH READ LOCK');
          await probe.after(async () => undefined);
          await load.untilAcknowledged(20);
          const seen = await Promise.all(Array.from({ length: 30 }, () => reader.get(probe.sheet.path)));
          stale = seen.filter(({ status, version }) => status === 200 && version! < probe.sheet.version).length;
        });
      });
    } finally {
      await idle.end('SIGTERM');
    }
    expect(stale).toBeGreaterThan(0);
  }, 240_000);
});

groupDescribe('a group of three', () => {
  test('whoever is led to a secondary gets nothing from it, not even to read', async () => {
    const secondary = another(await group('primary'));
    const { href } = Object.assign(new URL(hosts[secondary - 1]!), { pathname: '/mysql' });
    const database = await Database.open({ kind: 'mysql', url: href }, { limits: { acquire: 1000 } });
    try {
      const error: unknown = await database.read(() => database.rows('SELECT 1')).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(DatabaseAway);
    } finally {
      await database.close();
    }
  }, 120_000);

  test('ids are right where a group makes them differ by more than one', async () => {
    const primary = await group('primary');
    await atHost(primary, (connection) =>
      connection.query('SET GLOBAL auto_increment_increment = 7, GLOBAL auto_increment_offset = 3'),
    );
    const { database, close } = await freshDatabase({ migrations: testMigrations, entities: testEntities });
    try {
      const [owner] = (await database.write(() => database.insert(Account, [{ balance: 0 }]))) as [number];
      const rows = Array.from({ length: 700 }, (_, index) => ({ accountId: owner, mark: String(index) }));
      const ids = await database.write(() => database.insert(Entry, rows));
      const kept = await database.read(() => database.rows<{ id: number; mark: string }>('SELECT id, mark FROM entry'));
      const idOf = new Map(kept.map(({ id, mark }) => [mark, id]));
      expect(rows.map(({ mark }) => idOf.get(mark))).toEqual(ids);
      expect(ids[1]! - ids[0]!).toBe(7);
    } finally {
      await close();
      await atHost(primary, (connection) =>
        connection.query('SET GLOBAL auto_increment_increment = 1, GLOBAL auto_increment_offset = 1'),
      );
    }
  }, 120_000);
});

import { setTimeout as pause } from 'node:timers/promises';
import { Metrics } from '#src/observation/metrics.js';
import type { Habit } from '../support/acknowledged.js';
import type { Service } from '../support/app.js';
import { onMysql } from '../support/database.js';
import {
  aGround,
  type Conclusion,
  faultRounds,
  type Ground,
  nothingWrong,
  roundsMilliseconds,
} from '../support/fault-run.js';
import { loadNow, OfficeLoad } from '../support/office-load.js';
import { TcpProxy } from '../support/tcp-proxy.js';

/*
 * Wires that break: between people and the service, and between the service and MySQL.
 */

const mysqlTest = onMysql ? test : test.skip;
const rounds = faultRounds(1);

let ground: Ground;
beforeAll(async () => (ground = await aGround()), 120_000);
afterAll(() => ground.drop());

/** Answers are lost on their way to people, often enough after the service has done what was asked. */
async function answersLost(name: string, times: number, habit?: Habit): Promise<Conclusion> {
  const ledger = await ground.openLedger();
  const service = await ground.serve({ now: loadNow });
  const wire = new TcpProxy(new URL(service.origin));
  await wire.open();
  const load = OfficeLoad.start(ledger, ground.office, [`http://127.0.0.1:${wire.port}`], habit);
  for (let round = 0; round < times; round += 1) {
    await load.untilAcknowledged(4);
    wire.cutAfter(Math.ceil(Math.random() * 5000));
    await load.untilAcknowledged(1);
    wire.cutAll();
  }
  wire.mend();
  await load.stop();
  await wire.close();
  await service.close();
  return ground.conclude(name, load);
}

test(
  `answers are lost ${10 * rounds} times, and nobody loses or doubles anything by asking again`,
  async () => {
    expect(await answersLost(`answers lost ${10 * rounds} times`, 10 * rounds)).toMatchObject(nothingWrong);
  },
  roundsMilliseconds(rounds),
);

mysqlTest(
  `the wire to the database is cut, refused, silent and slow, ${rounds} times each`,
  async () => {
    const ledger = await ground.openLedger();
    const { url } = ground.config.database as { url: string };
    const wire = new TcpProxy(new URL(url));
    await wire.open();
    const through = new URL(url);
    through.host = `127.0.0.1:${wire.port}`;
    const service = await ground.serve({
      now: loadNow,
      config: { ...ground.config, database: { kind: 'mysql', url: through.href, poolSize: 6 } },
      limits: { acquire: 2000, write: 4000, read: 4000 },
    });
    const load = OfficeLoad.start(ledger, ground.office, [service.origin]);
    const faults: (() => Promise<void> | void)[] = [
      () => wire.cutAll(),
      () => wire.cutAfter(Math.ceil(Math.random() * 20_000)),
      () => wire.cutCommits('after', 3),
      () => wire.cutCommits('before', 3),
      async () => {
        await wire.close();
        await pause(Math.random() * 1000);
        await wire.open();
      },
      async () => {
        wire.silence();
        await pause(Math.random() * 1000);
        wire.mend();
      },
      () => wire.slow(Math.random() * 50, 200_000),
    ];
    for (let round = 0; round < rounds; round += 1)
      for (const fault of faults) {
        await pause(Math.random() * 100);
        await fault();
        await load.untilAcknowledged(8);
        wire.mend();
      }
    await load.stop();
    expect(await retriesOf(service)).toBeGreaterThan(0);
    await service.close();
    await wire.close();
    expect(wire.cutAtCommit).toBeGreaterThan(0);
    const name = `wire to the database broken ${rounds * faults.length} times (${wire.cutAtCommit} at COMMIT)`;
    expect(await ground.conclude(name, load)).toMatchObject(nothingWrong);
  },
  roundsMilliseconds(rounds * 7),
);

async function retriesOf(service: Service): Promise<number> {
  const text = await service.app.get(Metrics).text();
  return Number(/^pointbook_database_retries_total\{lane="write"\} (\d+)$/m.exec(text)?.[1] ?? 0);
}

test('canary: who starts over instead of repeating what he sent has it twice', async () => {
  const { doubled } = await answersLost('canary: starts over', 15, 'startsOver');
  expect(doubled).toBeGreaterThan(0);
}, 240_000);

import { setTimeout as pause } from 'node:timers/promises';
import type { Habit } from '../support/acknowledged.js';
import {
  aGround,
  type Conclusion,
  faultRounds,
  type Ground,
  nothingWrong,
  roundsMilliseconds,
} from '../support/fault-run.js';
import { loadNow, OfficeLoad } from '../support/office-load.js';
import { ServiceProcess, type ServiceWish } from '../support/service-process.js';

/*
 * The whole service in a process of its own, under load over HTTP, killed with SIGKILL at random moments and started again.
 */

const rounds = faultRounds(2);
const killWithinMilliseconds = 400;
/** So much later, as the service sees it, it is started again: what a dead process was making is free for others then. */
const downMilliseconds = 61_000;

let ground: Ground;
beforeAll(async () => (ground = await aGround()), 120_000);
afterAll(() => ground.drop());

async function killed(
  name: string,
  times: number,
  { mode, habit }: { mode?: ServiceWish['mode']; habit?: Habit } = {},
): Promise<Conclusion> {
  const ledger = await ground.openLedger();
  const service = await ServiceProcess.start({ config: ground.config, now: loadNow, ...(mode && { mode }) });
  const load = OfficeLoad.start(ledger, ground.office, [service.origin], habit);
  try {
    for (let round = 0; round < times; round += 1) {
      await load.untilAcknowledged(10);
      await pause(Math.random() * killWithinMilliseconds);
      await service.end('SIGKILL');
      await service.shiftClock(downMilliseconds);
      await service.start();
    }
    await load.untilAcknowledged(10);
    await load.stop();
  } finally {
    await service.end('SIGTERM');
  }
  return ground.conclude(name, load);
}

test(
  `${rounds} times: everything acknowledged is there once, and everything there is whole`,
  async () => {
    const found = await killed(`killed ${rounds} times`, rounds);
    expect(found).toMatchObject(nothingWrong);
    expect(found.acknowledged).toBeGreaterThanOrEqual(10 * rounds);
  },
  roundsMilliseconds(rounds),
);

test('canary: a service that answers before COMMIT is found', async () => {
  const { lost, wrongReads, faults } = await killed('canary: answers before COMMIT', 1, { mode: 'early' });
  expect(lost + wrongReads + faults.length).toBeGreaterThan(0);
}, 240_000);

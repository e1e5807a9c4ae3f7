import { type Measured, planFor } from '../../bench/national-day/plan.js';
import { exponential, firstFree, inTurn, randomFrom, served } from '../../bench/national-day/queue.js';

/** What is computed about more members than anybody can measure (docs/scale.md) rests on these functions. */

/** The mean time in the system, in units of the mean work, of many arrivals at this load. */
function meanTime(load: number, servers: number, count = 100_000): number {
  const random = randomFrom(7);
  let at = 0;
  const tasks = Array.from({ length: count }, () => {
    at += exponential(1 / (load * servers), random);
    return { arrivesAt: at, takes: exponential(1, random) };
  });
  const done = served(tasks, servers, firstFree);
  return done.reduce((sum, end, index) => sum + end - tasks[index]!.arrivesAt, 0) / count;
}

describe('the simulated queue', () => {
  test.each([
    [0.5, 2],
    [0.75, 4],
  ])('with one server at load %d gives 1 / (1 - load), as M/M/1 has it', (load, expected) => {
    expect(Math.abs(meanTime(load, 1) / expected - 1)).toBeLessThan(0.05);
  });

  test('with two servers at load 0.5 gives 4/3, as M/M/2 has it', () => {
    expect(Math.abs(meanTime(0.5, 2) / (4 / 3) - 1)).toBeLessThan(0.05);
  });

  test('serves in the order of arrival: by whoever is free, or in turn', () => {
    const tasks = [
      { arrivesAt: 0, takes: 10 },
      { arrivesAt: 1, takes: 2 },
      { arrivesAt: 2, takes: 1 },
    ];
    expect(served(tasks, 2, firstFree)).toEqual([10, 3, 4]);
    expect(served(tasks, 2, inTurn)).toEqual([10, 3, 11]);
  });
});

describe('what so many members need', () => {
  const measured: Measured = {
    serviceMillisecondsOfRequest: 3,
    databaseMillisecondsOfRequest: 2,
    requestsOfMemberMonth: 20,
    storedBytesOfMemberMonth: 5000,
    binlogBytesOfMemberMonth: 10_000,
    clientBytesOfMemberMonth: 100_000,
    transactionsOfMemberMonth: 20,
  };

  test('a county fits on one primary, and a core of the service', () => {
    const plan = planFor(10_000, measured);
    expect(plan).toMatchObject({ shards: 1, serviceCores: 1, databaseCores: 1, storedBytesOfYear: 6e8 });
    expect(plan.requestsPerSecond).toBeCloseTo(36.67, 2);
  });

  test('no core is planned to be busier than is allowed, and all shards together carry everybody', () => {
    const plan = planFor(100_000_000, measured);
    expect(plan.shards).toBeGreaterThan(1);
    expect(plan.serviceUtilisation).toBeLessThanOrEqual(0.6);
    expect(plan.databaseUtilisation).toBeLessThanOrEqual(0.6);
    expect(plan.serviceCores * plan.serviceUtilisation).toBeCloseTo((plan.requestsPerSecond * 3) / 1000, 6);
  });

  test('the same figures give the same plan', () => {
    expect(planFor(10_000, measured)).toEqual(planFor(10_000, measured));
  });
});

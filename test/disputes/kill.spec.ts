import { correctionKillDrill } from '../support/correction-kill.js';

/** A few rounds in every run of the suite; the drill is `KILL_ROUNDS=200 npx jest test/disputes/kill`. */
const rounds = Number(process.env.KILL_ROUNDS ?? 4);

describe('a process that is killed while it issues corrections', () => {
  test(
    `leaves every slip issued whole or not at all: ${rounds} times`,
    async () => {
      const drill = await correctionKillDrill('safe', rounds);
      expect(drill.faults).toEqual([]);
      expect(drill.acknowledged).toBeGreaterThan(0);
      if (process.env.KILL_ROUNDS) process.stderr.write(`${JSON.stringify({ rounds, ...drill })}\n`);
      expect(drill.killedAtWork).toBeGreaterThanOrEqual(rounds / 2);
    },
    30_000 + rounds * 10_000,
  );

  test('and the drill notices when it does not: the same work without a transaction is found in halves', async () => {
    const { faults } = await correctionKillDrill('unsafe', 12);
    expect(faults.join('\n')).toMatch(/by half|digest|pointed|stands/);
  }, 150_000);
});

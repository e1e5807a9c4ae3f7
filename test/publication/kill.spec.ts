import { killDrill } from '../support/kill-harness.js';

/** A few rounds in every run of the suite; the drill is `KILL_ROUNDS=200 npx jest test/publication/kill`. */
const rounds = Number(process.env.KILL_ROUNDS ?? 10);

describe('a process that is killed while it publishes, withdraws and confirms', () => {
  test(
    `leaves everything it acknowledged, whole, and nothing by half: ${rounds} times`,
    async () => {
      const drill = await killDrill('safe', rounds);
      expect(drill.faults).toEqual([]);
      expect(drill.acknowledged).toBeGreaterThan(rounds);
      expect(drill.withdrawn).toBeGreaterThan(0);
      expect(drill.confirmed).toBeGreaterThan(0);
      if (process.env.KILL_ROUNDS) process.stderr.write(`${JSON.stringify({ rounds, ...drill })}\n`);
      // Killed when it had nothing left to do proves nothing; on a quick machine a few rounds get that far.
      expect(drill.killedAtWork).toBeGreaterThanOrEqual(rounds / 2);
    },
    10_000 + rounds * 6_000,
  );

  test('and the drill notices when it does not: the same work without a transaction is found in halves', async () => {
    const { faults } = await killDrill('unsafe', 30);
    expect(faults.join('\n')).toMatch(
      /there is no publication|digest|are not published|is published, but|does not stand for it/,
    );
  }, 120_000);

  test('and when it says so too early: what was acknowledged is missing', async () => {
    const { faults } = await killDrill('boasting', 30);
    expect(faults.join('\n')).toMatch(/acknowledged, and is missing|withdrawn, and stands|confirmed, and is not/);
  }, 120_000);
});

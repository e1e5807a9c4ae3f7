import { type Service, startService } from '../support/app.js';
import { verified } from '../verification/behind-our-back.js';
import { Ledger } from './ledger.js';
import { fuzz, type Outcome, reported } from './run.js';
import { aWorld, unseal, type World } from './world.js';

/*
 * Requests made from the description of the API, as everybody, against a small world in which nothing is like anything else
 * (docs/decisions/0029-hostile-requests.md). FUZZ_SEED repeats a run as far as time allows, FUZZ_REQUESTS makes it longer.
 */

const seed = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));
const requests = Number(process.env.FUZZ_REQUESTS ?? 20_000);

let service: Service;
let ledger: Ledger;
let world: World;
let before: Map<string, number>;
let added: Map<string, number>;
/** What is done to an answer before it is sent: nothing, but for the canaries. */
let tamper: ((url: string, payload: string) => Promise<string>) | undefined;

beforeAll(async () => {
  service = await startService({
    beforeListening(app, database) {
      ledger = new Ledger(app, database);
      app
        .getHttpAdapter()
        .getInstance()
        .addHook('onSend', async ({ url }, _reply, payload) =>
          tamper && typeof payload === 'string' ? tamper(url, payload) : payload,
        );
    },
  });
  world = await aWorld(service);
  before = await ledger.count();
  ledger.added.clear();
  ledger.faultsSince();
}, 120_000);
afterAll(() => service.close(), 60_000);

const oneByOne = (rows: Map<string, number>) => Object.fromEntries([...rows].filter(([, many]) => many !== 0).sort());

describe('whatever is sent', () => {
  let outcome: Outcome;

  test('the world verifies before anything was sent', async () => {
    await unseal(world);
    expect((await verified(service.database)).breaks).toEqual([]);
    await world.seal();
  }, 120_000);

  test(
    'is answered as the API is described, tells nobody what is not for him, and is refused without a trace',
    async () => {
      process.stdout.write(`FUZZ_SEED=${seed}\n`);
      ledger.added.clear();
      outcome = await fuzz(world, ledger, { seed, requests });
      added = new Map(ledger.added);
      if (process.env.FUZZ_REQUESTS)
        process.stdout.write(
          `${JSON.stringify(oneByOne(new Map([...outcome.byStatus].map(([key, many]) => [String(key), many]))))}\n${outcome.done.size} operations done, never:\n${outcome.undone.map((id) => `${id} ${[...(outcome.answers.get(id) ?? [])].join(' ')}`).join('\n')}\n`,
        );
      if (outcome.findings.length > 0) throw new Error(reported(outcome));
      expect(outcome.requests).toBeGreaterThanOrEqual(requests);
    },
    Math.max(300_000, requests * 80),
  );

  test('reached most of what there is, with every kind of answer', () => {
    expect(outcome.done.size).toBeGreaterThan(150);
    expect([...outcome.byStatus.keys()]).toEqual(
      expect.arrayContaining([200, 201, 204, 400, 401, 403, 404, 409, 412, 415, 422, 428]),
    );
  });

  test('left every row explained by what committed it, and the trail whole', async () => {
    await unseal(world);
    const after = await ledger.count();
    const grown = new Map([...after].map(([table, many]) => [table, many - before.get(table)!]));
    expect(oneByOne(grown)).toEqual(oneByOne(added));
    expect((await verified(service.database)).breaks).toEqual([]);
  }, 120_000);
});

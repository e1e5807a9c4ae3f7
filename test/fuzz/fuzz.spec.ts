import { setTimeout as pause } from 'node:timers/promises';
import { type Service, startService } from '../support/app.js';
import { verified } from '../verification/behind-our-back.js';
import { Ledger } from './ledger.js';
import { operationsOf } from './requests.js';
import { fuzz, type Outcome, reported } from './run.js';
import { aWorld, unseal, type World } from './world.js';

/*
 * Requests made from the description of the API, as everybody, against a small world in which nothing is like anything else
 * (docs/decisions/0029-hostile-requests.md). FUZZ_SEED repeats a run as far as time allows, FUZZ_REQUESTS makes it longer.
 */

/** The suite says tomorrow what it says today; whoever looks for more gives other seeds. */
const seed = Number(process.env.FUZZ_SEED ?? 20261126);
const requests = Number(process.env.FUZZ_REQUESTS ?? 20_000);

let service: Service;
let ledger: Ledger;
let world: World;
let before: Map<string, number>;
/** What is done to an answer before it is sent: nothing, but for the canaries. */
let tamper: Tampering | undefined;

/** So many operations are done, at least, when each was asked for in turn. */
const doneFirst = 140;

interface Tampering {
  /** Before the handler. */
  begin?: (url: string, cookie: string | undefined) => Promise<void>;
  /** What is sent in the place of an answer. */
  end?: (url: string, payload: string) => string;
}

beforeAll(async () => {
  service = await startService({
    beforeListening(app, database) {
      ledger = new Ledger(app, database);
      const server = app.getHttpAdapter().getInstance();
      server.addHook('preHandler', async ({ url, headers }) => tamper?.begin?.(url, headers.cookie));
      server.addHook('onSend', async ({ url }, _reply, payload) =>
        tamper?.end && typeof payload === 'string' ? tamper.end(url, payload) : payload,
      );
    },
  });
  world = await aWorld(service);
  ledger.added.clear();
  before = await ledger.count();
  ledger.faultsSince();
}, 600_000);
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
      outcome = await fuzz(world, ledger, { seed, requests });
      if (process.env.FUZZ_REQUESTS)
        process.stdout.write(
          `${outcome.first} after the first walk; ${JSON.stringify(oneByOne(new Map([...outcome.byStatus].map(([key, many]) => [String(key), many]))))}\n${outcome.done.size} operations done, never:\n${outcome.undone.map((id) => `${id} ${[...(outcome.answers.get(id) ?? [])].join(' ')}`).join('\n')}\n`,
        );
      if (outcome.findings.length > 0) throw new Error(reported(outcome));
      expect(outcome.requests).toBeGreaterThanOrEqual(requests);
    },
    Math.max(300_000, requests * 80),
  );

  test('asked for everything there is, and reached most of it, with every kind of answer', () => {
    const asked = [...outcome.heard, 'Session_changePassword'];
    expect(operationsOf(world.document).filter(({ id }) => !asked.includes(id))).toEqual([]);
    // In the first walk alone, which is the same every time; whatever else is reached is left to the seed.
    expect(outcome.first).toBeGreaterThan(doneFirst);
    expect([...outcome.byStatus.keys()]).toEqual(
      expect.arrayContaining([200, 201, 204, 400, 401, 403, 404, 409, 412, 415, 422, 428]),
    );
  });

  test('left every row explained by what committed it, and the trail whole', async () => {
    await unseal(world);
    const grown = async () => {
      const after = await ledger.count();
      return oneByOne(new Map([...after].map(([table, many]) => [table, many - before.get(table)!])));
    };
    // An export that was asked for last is still being made in the background.
    for (let tries = 0; tries < 20; tries += 1) {
      if (JSON.stringify(await grown()) === JSON.stringify(oneByOne(ledger.added))) break;
      await pause(500);
    }
    expect(await grown()).toEqual(oneByOne(ledger.added));
    expect((await verified(service.database)).breaks).toEqual([]);
  }, 120_000);
});

/** The same generator, a short while, against a service that was spoilt in one place. */
describe('canary: the generator finds', () => {
  const found = async (spoilt: Tampering): Promise<string> => {
    tamper = spoilt;
    const outcome = await fuzz(world, ledger, { seed: 7, requests: 400, walking: false });
    tamper = undefined;
    return reported(outcome);
  };
  const onUnits = (url: string) => url.startsWith('/api/v1/units');

  test('a handler that throws what nobody foresaw', async () => {
    const begin = async (url: string) => {
      if (onUnits(url)) throw new TypeError("Cannot read properties of undefined (reading 'x')");
    };
    const report = await found({ begin });
    expect(report).toContain('failed 500');
    // What it tells is enough to do it again.
    expect(report).toMatch(/curl -i --path-as-is -X (GET|PUT|POST|DELETE) '\$ORIGIN\/api\/v1\/units/);
  }, 120_000);

  test('a name of another branch in an answer, and a text that only few may read', async () => {
    const names = world.marks.samples();
    const end = (url: string, payload: string) =>
      onUnits(url) ? payload.replace(/^\{/, `{"x":${JSON.stringify(names)},`) : payload;
    const report = await found({ end });
    expect(report).toMatch(/tells .* a foreign mark \d+, name/);
    expect(report).toMatch(/tells .* a foreign mark \d+, private/);
    expect(report).toMatch(/tells .* a foreign mark \d+, written/);
    expect(report).toMatch(/undescribed: .*additionalProperty/);
  }, 120_000);

  test('an unpublished score', async () => {
    const end = (_url: string, payload: string) => payload.replace(/^\{/, '{"scoreHundredths":7301301,');
    expect(await found({ end })).toMatch(/tells .* an unpublished figure of somebody/);
  }, 120_000);

  test('the insides of the service', async () => {
    const end = (_url: string, payload: string) => payload.replace(/^\{/, '{"x":"SQLITE_BUSY",');
    expect(await found({ end })).toContain('tells the words of a database');
  }, 120_000);

  test('a refused request that wrote all the same', async () => {
    // Of those alone who are refused for certain: what is taken must have its line.
    const begin = async (url: string, cookie: string | undefined) => {
      if (onUnits(url) && cookie === undefined)
        await service.database.write(() => service.database.change('UPDATE migration SET ranAt = ranAt'));
    };
    expect(await found({ begin })).toMatch(/was answered 4\d\d and wrote migration/);
  }, 120_000);
});

/** The last part, because closing the second instance closes the door that both go through. */
describe('where requests are limited', () => {
  test('whoever asks too much is told so as the API is described, and whoever does not is served', async () => {
    const limited = { requestsPerMinute: 60, costlyRequestsPerMinute: 5 };
    const { database, config, clock } = service;
    const on = { database, config, close: () => Promise.resolve() };
    const other = await startService({ now: clock.now(), on, settings: limited });
    try {
      const outcome = await fuzz({ ...world, service: other }, ledger, { seed, requests: 1_500, walking: false });
      if (outcome.findings.length > 0) throw new Error(reported(outcome));
      expect([...outcome.byStatus.keys()]).toEqual(expect.arrayContaining([200, 404, 429]));
    } finally {
      await other.close();
    }
  }, 300_000);
});

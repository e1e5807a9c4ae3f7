import { fileURLToPath } from 'node:url';
import type { Config } from '#src/config.js';
import { Database } from '#src/database/database.js';
import { freshConfig, onMysql } from '../support/database.js';
import { Child } from './support/child.js';

const migrations = fileURLToPath(new URL('./slow-migrations', import.meta.url));
const mysqlTest = onMysql ? test : test.skip;
const sqliteTest = onMysql ? test.skip : test;

let config: Config;
let drop: () => Promise<void>;
let children: Child[];
beforeEach(() => {
  ({ config, drop } = freshConfig());
  children = [];
});
afterEach(async () => {
  await Promise.all(children.map((child) => child.kill()));
  await drop();
});

const start = (environment: Record<string, string> = {}): Child => {
  const url = config.database.kind === 'mysql' ? config.database.url : `sqlite:${config.database.file}`;
  const child = new Child('./starter.mjs', [url, migrations], environment);
  children.push(child);
  return child;
};

/** What is in the database once everybody has let go of it. */
async function contents(): Promise<{ things: string[]; migrations: string[]; starts: number }> {
  const database = await Database.open(config.database, { entities: [] });
  const found = await database.read(async () => ({
    things: (await database.rows<{ name: string }>('SELECT name FROM thing ORDER BY id')).map(({ name }) => name),
    migrations: (await database.rows<{ name: string }>('SELECT name FROM migration ORDER BY name')).map(
      ({ name }) => name,
    ),
    starts: (await database.rows('SELECT id FROM first_start')).length,
  }));
  await database.close();
  return found;
}
const complete = { things: ['migrated', 'seed'], migrations: ['0001-things', '0002-more'], starts: 1 };

test('a first start migrates and seeds, a second start does neither', async () => {
  for (let turn = 1; turn <= 2; turn += 1) {
    const child = start();
    await child.says('ready');
    expect([child.times('migrating'), child.times('seeding')]).toEqual(turn === 1 ? [2, 1] : [0, 0]);
    expect(await child.stop()).toBe(0);
  }
  expect(await contents()).toEqual(complete);
});

mysqlTest.each([2, 3])('%i processes starting together on nothing: one works, all become ready', async (count) => {
  const together = Array.from({ length: count }, () => start());
  await Promise.all(together.map((child) => child.says('ready')));
  const sum = (text: string): number => together.reduce((total, child) => total + child.times(text), 0);
  expect({ migrations: sum('migrating'), seeds: sum('seeding') }).toEqual({ migrations: 2, seeds: 1 });
  await Promise.all(together.map((child) => child.stop()));
  expect(await contents()).toEqual(complete);
});

sqliteTest.each([2, 3])(
  '%i processes starting together on one file: one becomes ready, the others say why they do not',
  async (count) => {
    const together = Array.from({ length: count }, () => start());
    await Promise.all(together.map((child) => Promise.any([child.says('ready'), child.says('refused')])));
    expect(together.filter((child) => child.times('ready') === 1)).toHaveLength(1);
    for (const child of together.filter((other) => other.times('ready') === 0)) {
      expect(child.output).toMatch(/another process is using .*test\.sqlite\. Stop it first/);
      expect(await child.stop()).toBe(1);
    }
    const late = start();
    await late.says('another process is using');
    await Promise.all(together.map((child) => child.stop()));
    expect(await contents()).toEqual(complete);
  },
);

test.each([
  ['migration', 'half'],
  ['end', 'done but not said'],
  ['seed', 'seeding'],
])('killed in the middle (%s), the next start finishes it, at once', async (HOLD, text) => {
  const killed = start({ HOLD });
  await killed.says(text);
  const waiting = onMysql ? start() : undefined; // somebody who already stands in line
  await killed.kill();
  const began = performance.now();
  const next = waiting ?? start();
  await next.says('ready');
  expect(performance.now() - began).toBeLessThan(8000);
  await next.stop();
  const found = await contents();
  expect({ ...found, things: [...new Set(found.things)] }).toEqual(complete);
  expect(found.things).toHaveLength(2); // rows are kept with the line that says the migration ran, or not at all
});

test('a service killed while running leaves a database that starts again', async () => {
  const running = start();
  await running.says('ready');
  await running.kill();
  const next = start();
  await next.says('ready');
  await next.stop();
  expect(await contents()).toEqual(complete);
});

test('a process in another zone than UTC refuses to start', async () => {
  const child = start({ TZ: 'Asia/Shanghai' });
  await child.says('refused');
  expect(child.output).toContain('The process must run in UTC');
  expect(await child.stop()).toBe(1);
});

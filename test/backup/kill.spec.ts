import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import mysql from 'mysql2/promise';
import { TrailSalt } from '#src/audit/trail.entity.js';
import type { Config } from '#src/config.js';
import { prepareDatabase } from '#src/database/start.js';
import { freshConfig, freshDatabase, onMysql } from '../support/database.js';
import { aFolder, environmentOf, type Keys, newKeys, pointbook, run } from './support.js';

const { folder, drop } = aFolder();
const archive = join(folder, 'whole.tar.gz.age');
let fresh: Awaited<ReturnType<typeof freshDatabase>>;
let keys: Keys;
let environment: Record<string, string>;

beforeAll(async () => {
  fresh = await freshDatabase();
  keys = await newKeys();
  environment = { ...environmentOf(fresh.config), ...keys.environment };
  for (let from = 0; from < 20_000; from += 5_000) {
    const salts = Array.from({ length: 5_000 }, (_, index) => ({
      memberId: from + index + 1,
      salt: randomBytes(32).toString('hex'),
    }));
    await fresh.database.write(() => fresh.database.insert(TrailSalt, salts));
  }
});
afterAll(async () => {
  await fresh.close();
  drop();
});

/** Kills the process as soon as it is at work. Answers whether it still was. */
async function killWhen(child: ChildProcess, isAtWork: () => Promise<boolean> | boolean): Promise<boolean> {
  while (child.exitCode === null && !(await isAtWork())) await pause(1);
  return child.exitCode === null && child.kill('SIGKILL');
}

test('a backup that is killed is never taken for one, and the next one is made', async () => {
  const unfinished = () => readdirSync(folder).filter((name) => name.endsWith('.part'));
  const { child, ended } = pointbook(['backup', archive], environment);
  expect(await killWhen(child, () => unfinished().length > 0)).toBe(true);
  expect((await ended).code).toBeNull();
  expect(existsSync(archive)).toBe(false);
  const left = await run(['backup', 'check', join(folder, unfinished()[0]!)], environment);
  expect(left).toMatchObject({ code: 1, said: expect.stringMatching(/Not done: /) });
  expect(await run(['backup', archive], environment)).toMatchObject({ code: 0 });
});

describe('a restore that is killed', () => {
  let config: Config;
  let dropThis: () => Promise<void>;
  beforeAll(() => ({ config, drop: dropThis } = freshConfig()));
  afterAll(() => dropThis());

  /** Whether there is something half of which would be missing. */
  async function hasBegun(): Promise<boolean> {
    if (config.database.kind === 'sqlite') return existsSync(`${config.database.file}.restoring`);
    const url = new URL(config.database.url);
    const connection = await mysql.createConnection(url.href.replace(url.pathname, '/'));
    try {
      const [rows] = await connection.query(
        "SELECT 1 FROM information_schema.tables WHERE table_schema = ? AND table_name = 'trail_salts'",
        [url.pathname.slice(1)],
      );
      return (rows as unknown[]).length > 0;
    } finally {
      await connection.end();
    }
  }

  test('leaves nothing that a service would start on, and begins anew when it is called again', async () => {
    const where = { ...environmentOf(config), ...keys.environment };
    const { child, ended } = pointbook(['restore', archive], where);
    expect(await killWhen(child, hasBegun)).toBe(true);
    expect((await ended).code).toBeNull();
    if (onMysql) {
      await expect(prepareDatabase(config)).rejects.toThrow(/restore into this database was broken off/);
      expect(await run(['verify'], where)).toMatchObject({ code: 1, said: expect.stringMatching(/broken off/) });
    } else expect(existsSync((config.database as { file: string }).file)).toBe(false);

    expect(await run(['restore', archive], where)).toMatchObject({ code: 0 });
    const database = await prepareDatabase(config);
    const [found] = await database.read(() =>
      database.rows<{ count: number }>('SELECT COUNT(*) AS count FROM trail_salts'),
    );
    expect(found!.count).toBe(20_000);
    await database.close();
  }, 240_000);
});

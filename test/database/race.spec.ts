import { AsyncLocalStorage } from 'node:async_hooks';
import type { DataSource, EntityManager } from 'typeorm';
import { Database } from '#src/database/database.js';
import { writingSource } from '#src/database/connecting.js';
import { freshDatabase, onMysql } from '../support/database.js';
import { testEntities, testMigrations } from './support/entities.js';
import { race, verdict, type Way } from './support/race.js';

test('400 requests at once: what was acknowledged is there, what was not is not, and nobody saw a half', async () => {
  const limits = { acquire: 40_000 };
  const { config, database, close } = await freshDatabase({
    migrations: testMigrations,
    entities: testEntities,
    limits,
  });
  try {
    const result = await race(database, 400);
    expect(result).toMatchObject({ failed: [], dirtyReads: 0, reads: 200 });
    expect([result.acknowledged.length, result.rolledBack.length]).toEqual([350, 50]);

    await database.close();
    const again = await Database.open(config.database, { entities: testEntities });
    expect(await verdict(again, result)).toEqual({ lost: 0, ghosts: 0, wrongCounters: 0 });
    await again.close();
  } finally {
    await close();
  }
});

/** The way TypeORM's own documentation shows, with one bare insert in the middle as any forgotten `manager` makes it. */
class PlainTypeorm implements Way {
  private readonly running = new AsyncLocalStorage<EntityManager>();
  constructor(private readonly source: DataSource) {}
  write<T>(work: () => Promise<T>): Promise<T> {
    if (this.running.getStore()) return this.running.exit(work);
    return this.source.transaction((manager) => this.running.run(manager, work));
  }
  read<T>(work: () => Promise<T>): Promise<T> {
    return work();
  }
  rows<T>(sql: string, parameters: readonly (string | number)[] = []): Promise<T[]> {
    return (this.running.getStore() ?? this.source).query(sql, [...parameters]);
  }
  change(sql: string, parameters: readonly (string | number)[] = []): Promise<unknown> {
    return (this.running.getStore() ?? this.source).query(sql, [...parameters]);
  }
}

(onMysql ? test.skip : test)(
  'canary: the same requests over plain TypeORM lose acknowledged work on SQLite',
  async () => {
    // How plain TypeORM fails is a matter of chance: sometimes every request does, and then nothing acknowledged can be lost.
    const rounds: Awaited<ReturnType<typeof plainRound>>[] = [];
    const lostSomething = () =>
      rounds.some(({ acknowledged, missing, wrong }) => acknowledged > 0 && missing > 0 && wrong > 0);
    while (rounds.length < 8 && !lostSomething()) rounds.push(await plainRound());
    expect(lostSomething()).toBe(true);
  },
);

/** One race over plain TypeORM: what it acknowledged, what of it is missing or should not be there, and what else is wrong. */
async function plainRound(): Promise<{ acknowledged: number; missing: number; wrong: number }> {
  const { config, database, close } = await freshDatabase({ migrations: testMigrations, entities: testEntities });
  await database.close();
  const source = await writingSource(config.database, testEntities).initialize();
  const result = await race(new PlainTypeorm(source), 400);
  await source.destroy();
  const again = await Database.open(config.database, { entities: testEntities });
  const found = await verdict(again, result);
  await again.close();
  await close();
  const missing = found.lost + found.ghosts;
  return { acknowledged: result.acknowledged.length, missing, wrong: found.wrongCounters + result.dirtyReads };
}

import { DataSource } from 'typeorm';
import { entities } from '#src/database/entities.js';
import { writingSource } from '#src/database/connecting.js';
import { freshDatabase } from '../support/database.js';
import { testEntities, testMigrations } from './support/entities.js';
import type { Config } from '#src/config.js';
import type { EntityClass } from '#src/database/columns.js';

/** What TypeORM would change to make the tables fit the entities. */
async function differences(
  config: Config,
  classes: readonly EntityClass[],
  spoil?: (source: DataSource) => Promise<void>,
): Promise<string[]> {
  const source = await writingSource(config.database, classes).initialize();
  try {
    await spoil?.(source);
    return (await source.driver.createSchemaBuilder().log()).upQueries.map(({ query }) => query);
  } finally {
    await source.destroy();
  }
}

describe('the tables that migrations make are the tables that the entities describe', () => {
  test('for every kind of column', async () => {
    const { config, close } = await freshDatabase({ migrations: testMigrations, entities: testEntities });
    try {
      expect(await differences(config, testEntities)).toEqual([]);
    } finally {
      await close();
    }
  });

  test('canary: a missing index and a wider column are found', async () => {
    const { config, close } = await freshDatabase({ migrations: testMigrations, entities: testEntities });
    try {
      const found = await differences(config, testEntities, async (source) => {
        const mysql = source.options.type === 'mysql';
        await source.query(`DROP INDEX key_sample_month_points${mysql ? ' ON sample' : ''}`);
      });
      expect(found).toEqual([expect.stringContaining('key_sample_month_points')]);
      const { Wide } = await import('./support/drifted.js');
      expect((await differences(config, [Wide])).length).toBeGreaterThan(0);
    } finally {
      await close();
    }
  });

  test('for the house: after all migrations there is nothing to do', async () => {
    const { config, close } = await freshDatabase();
    try {
      expect(await differences(config, entities)).toEqual([]);
    } finally {
      await close();
    }
  });
});

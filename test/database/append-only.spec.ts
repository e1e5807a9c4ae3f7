import type { DataSource } from 'typeorm';
import type { Config } from '#src/config.js';
import type { Database } from '#src/database/database.js';
import { writingSource } from '#src/database/connecting.js';
import { appendOnly, classify } from '#src/database/dialect.js';
import { freshDatabase, onMysql } from '../support/database.js';
import { Published, testEntities, testMigrations } from './support/entities.js';

let config: Config;
let database: Database;
let close: () => Promise<void>;
let around: DataSource; // a way around the door, as a database tool has it
beforeEach(async () => {
  ({ config, database, close } = await freshDatabase({ migrations: testMigrations, entities: testEntities }));
  await database.write(() => database.insert(Published, [{ mark: 'one' }, { mark: 'two' }]));
  around = await writingSource(config.database, []).initialize();
});
afterEach(async () => {
  await around.destroy();
  await close();
});

const kept = (): Promise<unknown[]> => around.query('SELECT mark FROM published ORDER BY id');
const attempts = [
  "UPDATE published SET mark = 'other' WHERE id = 1",
  'UPDATE published SET mark = mark',
  'DELETE FROM published WHERE id = 2',
  'DELETE FROM published',
  "REPLACE INTO published (id, mark) VALUES (1, 'other')",
  "REPLACE INTO published (mark) VALUES ('one')",
  ...(onMysql
    ? ["INSERT INTO published (mark) VALUES ('one') ON DUPLICATE KEY UPDATE mark = 'other'"]
    : [
        "INSERT INTO published (mark) VALUES ('one') ON CONFLICT (mark) DO UPDATE SET mark = 'other'",
        "INSERT OR REPLACE INTO published (mark) VALUES ('one')",
        "UPDATE OR REPLACE published SET mark = 'one' WHERE id = 2",
        "UPDATE OR IGNORE published SET mark = 'other'",
      ]),
];

test.each(attempts)('%s is refused', async (sql) => {
  const error = await around.query(sql).then(
    () => 'it went through',
    (thrown: unknown) => thrown,
  );
  expect(classify(error)).toBe('constraint');
  expect(String(error)).toContain('append-only');
  expect(await kept()).toEqual([{ mark: 'one' }, { mark: 'two' }]);
});

test('inserting goes on, and protecting twice changes nothing', async () => {
  const runner = around.createQueryRunner();
  await appendOnly(runner, 'published');
  await runner.query("INSERT INTO published (mark) VALUES ('three')");
  await runner.release();
  expect(await kept()).toHaveLength(3);
});

test('canary: without its triggers the table gives way to all of these', async () => {
  await around.query('DROP TRIGGER published_no_update');
  await around.query('DROP TRIGGER published_no_delete');
  await around.query(attempts[0]!);
  await around.query(attempts[2]!);
  expect(await kept()).toEqual([{ mark: 'other' }]);
});

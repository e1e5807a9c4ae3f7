import { freshDatabase } from '../support/database.js';
import { Child } from './support/child.js';
import { testEntities, testMigrations } from './support/entities.js';

test('processes in three zones store and read the same instants, days and months', async () => {
  const { config, database, close } = await freshDatabase({ migrations: testMigrations, entities: testEntities });
  const url = config.database.kind === 'mysql' ? config.database.url : `sqlite:${config.database.file}`;
  await database.close();

  const answers: { rows: object[]; same: boolean; offsetMinutes: number }[] = [];
  for (const TZ of ['America/New_York', 'Asia/Shanghai', 'UTC']) {
    const child = new Child('./zone.mjs', [url, TZ], { TZ });
    await child.says('offsetMinutes');
    await child.stop();
    answers.push(JSON.parse(child.output) as (typeof answers)[number]);
  }
  expect(answers.map(({ offsetMinutes }) => offsetMinutes)).toEqual([240, -480, 0]); // the zones were really in force
  const row = (code: string): object => ({
    code,
    day: '2026-11-01',
    month: '2026-11',
    at: '2026-03-08T07:30:00.007Z',
    after: 1,
  });
  expect(answers[2]).toMatchObject({ rows: [row('America/New_York'), row('Asia/Shanghai'), row('UTC')], same: true });
  expect(answers.map(({ rows }, index) => rows.length === index + 1 && answers[index]!.same)).toEqual([
    true,
    true,
    true,
  ]);
  await close();
});

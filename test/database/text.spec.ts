import type { Database } from '#src/database/database.js';
import { classify } from '#src/database/dialect.js';
import { freshDatabase } from '../support/database.js';
import { Account, Entry, testEntities, testMigrations } from './support/entities.js';

let database: Database;
let close: () => Promise<void>;
let owner: number;
beforeAll(async () => {
  ({ database, close } = await freshDatabase({ migrations: testMigrations, entities: testEntities }));
  [owner] = (await database.write(() => database.insert(Account, [{ balance: 0 }]))) as [number];
});
afterAll(() => close());

/** Pairs that some collation takes for the same: blanks at the end, case, accents, width, emoji, zero-width, composed or not. */
const marks = [
  'A', 'a', 'A ', ' A', 'a ', 'ä', 'Ａ', 'A\u200b', 'é', 'e\u0301', 'ß', 'ss', '', ' ',
  '𠮷', '吉', '䶮', '👨‍👩‍👧', '👨', '🍣', '🍺', '阿卜杜拉·买买提', '阿卜杜拉•买买提', "' OR 1=1 --", '%', '_', '\\', '\\\\', "\\'", '"', '`', '?', '\r\n', '\u202e', '\ufeff', '\u2028',
]; // prettier-ignore

test('every text comes back as it went in, and none is taken for another, not by a unique key either', async () => {
  await database.write(() =>
    database.insert(
      Entry,
      marks.map((mark) => ({ accountId: owner, mark, note: mark })),
    ),
  );
  await database.read(async () => {
    for (const mark of marks) {
      expect(await database.row('SELECT mark, note FROM entry WHERE mark = ?', [mark])).toEqual({ mark, note: mark });
      expect(await database.row('SELECT COUNT(*) AS n FROM entry WHERE note = ?', [mark])).toEqual({ n: 1 });
    }
  });
});

test.each(['A', 'A ', '𠮷', '👨‍👩‍👧'])('the same text %j twice is a duplicate', async (mark) => {
  const error = await database
    .write(() => database.insert(Entry, [{ accountId: owner, mark }]))
    .catch((thrown: unknown) => thrown);
  expect(classify(error)).toBe('duplicate');
});

test('text sorts by code point everywhere', async () => {
  const sorted = await database.read(() => database.rows<{ mark: string }>('SELECT mark FROM entry ORDER BY mark'));
  expect(sorted.map(({ mark }) => mark)).toEqual(
    [...marks].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
  );
});

test('texts compare alike whether they stand in a column, in the statement or are put together', async () => {
  const row = await database.read(() =>
    database.row(`SELECT 'a' = 'A' AS c, 'a' = 'a ' AS b, ? = ? AS v, ('x' || ?) = ('x' || ?) AS j, '🍣' = '🍺' AS e`, [
      'a',
      'A',
      'a',
      'a ',
    ]),
  );
  expect(row).toEqual({ c: 0, b: 0, v: 0, j: 0, e: 0 });
});

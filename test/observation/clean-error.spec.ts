import { cleanError, cleanStatement, cleanText } from '#src/observation/clean-error.js';
import type { Database } from '#src/database/database.js';
import { freshDatabase } from '../support/database.js';
import { aUnit, someMembers } from '../support/organisation.js';

const inAll = (error: unknown): string => JSON.stringify(cleanError(error));

describe('an error of the database', () => {
  let fresh: Awaited<ReturnType<typeof freshDatabase>>;
  let database: Database;
  let memberId: number;
  beforeAll(async () => {
    fresh = await freshDatabase();
    database = fresh.database;
    const branch = await aUnit(database, { kind: 'branch', name: '第一党支部' });
    [memberId] = (await someMembers(database, [{ branchId: branch.id, name: '王芳', memberNumber: 'YC01-77' }])) as [
      number,
    ];
    await someMembers(database, [{ branchId: branch.id, name: '李强', memberNumber: 'YC01-78' }]);
  });
  afterAll(() => fresh.close());

  const failing = (sql: string, values: (string | number)[]): Promise<unknown> =>
    database.write(() => database.change(sql, values)).catch((error: unknown) => error);

  test('says which statement failed and how, and none of its values: a number that exists already', async () => {
    const error = await failing('UPDATE members SET memberNumber = ? WHERE id = ?', ['YC01-78', memberId]);
    const clean = cleanError(error);
    expect(String(error) + String((error as { parameters: unknown[] }).parameters)).toContain('YC01-78'); // the canary: the error itself does say it
    expect(JSON.stringify(clean)).not.toContain('YC01-78');
    expect(clean.statement).toBe('UPDATE members SET memberNumber = ? WHERE id = ?');
    expect(clean.code).toMatch(/^(SQLITE_CONSTRAINT|ER_DUP_ENTRY)/);
    expect(clean.stack.length).toBeGreaterThan(0);
  });

  test('the same for a name that is too long', async () => {
    const error = await failing('UPDATE members SET name = ? WHERE id = ?', ['王芳'.repeat(200), memberId]);
    expect(error).toBeInstanceOf(Error);
    expect(inAll(error)).not.toMatch(/王|芳/);
  });
});

test('what a parser was given is not repeated', () => {
  const given = '{"comment": "my secret reason';
  const parse = (): unknown => {
    try {
      return JSON.parse(given);
    } catch (error) {
      return error;
    }
  };
  expect(String(parse())).not.toBe('');
  expect(inAll(parse())).not.toContain('secret');
  expect(inAll(new Error(`Unexpected token in "张三 said so"`))).not.toMatch(/张|said/);
  expect(inAll(new Error("ENOENT: open '/data/王芳.pdf"))).not.toMatch(/王芳/);
});

test('what led to an error is cleaned as well, and none goes on for ever', () => {
  const loop = new Error('outer “李强”');
  loop.cause = new TypeError("Cannot read '王芳'", { cause: loop });
  const text = inAll(loop);
  expect(text).not.toMatch(/李强|王芳/);
  expect(text).toContain('TypeError');
  expect(inAll('thrown text 王芳')).toBe('{"type":"string","stack":[]}');
});

test('a stack says where, without the lines of the message', () => {
  const error = new Error('first line\n王芳\n    not a frame');
  expect(cleanError(error).stack.every((line) => line.startsWith('at '))).toBe(true);
});

test.each([
  ['Duplicate entry "YC01" for key', 'Duplicate entry … for key'],
  ['half a "quotation', 'half a …'],
  ['name 王芳 is taken\nnext', 'name … is taken…next'],
])('%j becomes %j', (text, clean) => {
  expect(cleanText(text)).toBe(clean);
});

test('texts written into a statement are taken out of it', () => {
  expect(cleanStatement("SELECT *\n  FROM members WHERE name = '王''芳' AND id = ?")).toBe(
    "SELECT * FROM members WHERE name = '…' AND id = ?",
  );
});

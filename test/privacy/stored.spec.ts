import { getMetadataArgsStorage } from 'typeorm';
import { entities } from '#src/database/entities.js';
import { Account } from '#src/identity/account.entity.js';
import { Member } from '#src/organisation/member.entity.js';
import { Sheet } from '#src/assessments/sheet.entity.js';
import { notTold, officeActs } from '#src/privacy/not-told.js';
import { storedTables } from '#src/privacy/stored-tables.js';

const storage = getMetadataArgsStorage();
const tableOf = (entity: unknown): string => storage.tables.find(({ target }) => target === entity)?.name ?? '';
const tables = new Set(entities.map(tableOf));

/** Every column that refers to a member, an account or a member's sheet: by its key, or by what it is called. */
function columnsAboutPeople(): string[] {
  const byKey = storage.foreignKeys
    .filter(({ type }) => [Account, Member, Sheet].some((one) => (type as () => unknown)() === one))
    .map(({ target, propertyName }) => `${tableOf(target)}.${propertyName}`);
  const byName = storage.columns
    .filter(({ propertyName }) => /(^m|M)emberIds?$|(^a|A)ccountIds?$/.test(propertyName))
    .map(({ target, propertyName }) => `${tableOf(target)}.${propertyName}`);
  return [...new Set([...byKey, ...byName])].filter((column) => tables.has(column.split('.')[0]!)).sort();
}

const told = [...storedTables.map(({ by }) => by), ...officeActs.flatMap(({ columns }) => columns)];
const explained = notTold.flatMap(({ columns }) => columns);

describe('what is stored about a person', () => {
  test('is told him from every column that refers to people, or there is a reason why not', () => {
    const known = new Set([...told, ...explained]);
    expect(columnsAboutPeople().length).toBeGreaterThan(80);
    expect(columnsAboutPeople().filter((column) => !known.has(column))).toEqual([]);
  });

  test('names no column that is not there, and none both as told and as not told', () => {
    const columns = new Set([
      ...storage.columns.map(({ target, propertyName }) => `${tableOf(target)}.${propertyName}`),
    ]);
    expect([...told, ...explained].filter((column) => !columns.has(column))).toEqual([]);
    expect(told.filter((column) => explained.includes(column))).toEqual([]);
    expect(explained.filter((column, index) => explained.indexOf(column) < index)).toEqual([]);
  });

  test('has words for every table and column in both languages', () => {
    const all = [
      ...storedTables.flatMap(({ words, columns }) => [words, ...columns.map((column) => column.words)]),
      ...notTold.map(({ reason }) => reason),
      ...officeActs.map(({ words }) => words),
    ];
    expect(all.filter(({ zh, en }) => !/[一-鿿]/.test(zh) || !/[A-Za-z]/.test(en))).toEqual([]);
  });

  test('never tells a secret that only proves who somebody is', () => {
    // The table of tokens tells what they are called and when they end; of the token itself nothing.
    const expressions = storedTables.flatMap(({ columns }) =>
      columns.map(({ expression }) => expression.replace(/\bpersonal_tokens\./g, '')),
    );
    expect(expressions.filter((one) => /hash|digest|salt|secret|token/i.test(one))).toEqual([]);
  });
});

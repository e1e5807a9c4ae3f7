import { DataSource, type EntityMetadata } from 'typeorm';
import { entities } from '#src/database/entities.js';

/**
 * By what the data can be divided (docs/scale.md): every row belongs to a unit, and so to the bureau above it, or to a person, who
 * belongs to the bureau of his membership, or stands in one of the short lists below with its reason.
 */

/** Rows of people. A person has no column that names a unit: his membership (an account without a person: its role) does. */
const people = ['members', 'accounts'];

/** Their key says which unit or person they are about, in a column without a foreign key. */
const byTheirKey: Record<string, string> = {
  trail_heads: 'the chain is "unit:17"; "organisation" is the one chain of what belongs to no branch',
  trail_records: 'as trail_heads',
  trail_subjects: 'as trail_heads',
  trail_salts: 'the person whom it is the salt of',
  limit_uses: 'the digest of an account or an address',
  unknown_names: 'the digest of a sign-in name that nobody has',
};

/** Small, seldom changed, the same for everybody: each division has a copy. */
const global: Record<string, string> = {
  scheme_versions: 'the rule; a branch may have a version of its own',
  scheme_drafts: 'versions of the rule to be',
  calendar_days: 'holidays',
  calendar_years: 'which years have been announced',
  policy_changes: 'how long sessions last, who needs a second factor',
  privacy_notices: 'what people are told is processed',
  purge_runs: 'when the installation was purged last',
};

/** Foreign keys from a table that everybody has a copy of to a row that only one division has: who wrote it, whose it is. */
const fromGlobal = [
  'calendar_days.editedBy',
  'calendar_years.announcedBy',
  'policy_changes.changedBy',
  'privacy_notices.writtenBy',
  'scheme_drafts.updatedBy',
  'scheme_versions.branchId',
  'scheme_versions.publishedBy',
];

const listed = new Set([...people, ...Object.keys(byTheirKey), ...Object.keys(global), 'units']);
let tables: EntityMetadata[];

beforeAll(async () => {
  const source = new DataSource({ type: 'better-sqlite3', database: ':memory:', entities: [...entities] });
  tables = (await source.initialize()).entityMetadatas;
  await source.destroy();
});

interface Reference {
  name: string;
  to: string;
  always: boolean;
}

const referencesOf = (table: EntityMetadata): Reference[] =>
  table.foreignKeys.map(({ columns, referencedEntityMetadata: { tableName: to } }) => ({
    name: `${table.tableName}.${columns[0]!.propertyName}`,
    to,
    always: columns.every(({ isNullable }) => !isNullable),
  }));

/** The tables from which a reference that is always there, or one after the other, leads to one of these. */
function leadingTo(targets: readonly string[], all: readonly EntityMetadata[]): Set<string> {
  const found = new Set(targets);
  for (let before = 0; before < found.size;) {
    before = found.size;
    for (const table of all)
      if (!listed.has(table.tableName) && referencesOf(table).some(({ to, always }) => always && found.has(to)))
        found.add(table.tableName);
  }
  return found;
}

test('every table leads to a unit or to a person, or is listed with a reason', () => {
  const divided = leadingTo(['units', ...people], tables);
  const others = tables.map(({ tableName }) => tableName).filter((name) => !divided.has(name) && !listed.has(name));
  // A request to a provider may come before anybody is known; it lives ten minutes, wherever it was begun.
  expect(others).toEqual(['provider_requests']);
});

test('canary: a table that leads nowhere is found', () => {
  const without = tables.filter(({ tableName }) => tableName !== 'sheets');
  expect(leadingTo(['units'], without)).not.toContain('sheet_lines');
  expect(leadingTo(['units'], tables)).toContain('sheet_lines');
});

test('what is of a month, its publication or its summary leads to a unit by itself, not only to the person', () => {
  const divided = leadingTo(['units'], tables);
  const ofPeople = tables.map(({ tableName }) => tableName).filter((name) => !divided.has(name) && !listed.has(name));
  expect(ofPeople.sort()).toEqual([
    'erasure_orders',
    'erasures',
    'half_sign_ins',
    'member_holds',
    'personal_tokens',
    'privacy_notice_readings',
    'provider_requests',
    'recovery_codes',
    'second_factors',
    'sessions',
    'sign_in_links',
  ]);
});

test('the lists name tables that there are, and keys from a copy into a division are known', () => {
  const names = tables.map(({ tableName }) => tableName);
  expect([...listed].filter((name) => !names.includes(name))).toEqual([]);
  const found = tables
    .filter(({ tableName }) => tableName in global)
    .flatMap(referencesOf)
    .filter(({ to }) => !(to in global))
    .map(({ name }) => name);
  expect(found.sort()).toEqual(fromGlobal);
});

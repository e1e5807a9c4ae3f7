import type { Database, SqlValue } from '#src/database/database.js';

/** A statement of the service: as it is kept, where it comes from, and how it was sent, a few times. */
export interface Statement {
  /** With one mark for any number of values; its line breaks are the source's. */
  text: string;
  /** 'src/organisation/units.service.ts' */
  files: Set<string>;
  sent: { sql: string; parameters: readonly SqlValue[] }[];
}

const mostSent = 12;

/**
 * Notes every statement but plain inserts of rows (they have no plan) that the service sends through this door, by its text. What a
 * test sends itself is not the service's.
 */
export function noteStatements(database: Database): ReadonlyMap<string, Statement> {
  const noted = new Map<string, Statement>();
  const note = (sql: string, parameters: readonly SqlValue[]) => {
    const text = normal(sql);
    const file = sender();
    if (file === undefined) return;
    const statement = noted.get(text) ?? { text, files: new Set(), sent: [] };
    statement.files.add(file);
    if (statement.sent.length < mostSent) statement.sent.push({ sql, parameters });
    noted.set(text, statement);
  };
  for (const name of ['rows', 'change'] as const) {
    const through = database[name].bind(database) as (sql: string, parameters?: readonly SqlValue[]) => never;
    database[name] = (sql: string, parameters: readonly SqlValue[] = []) => {
      note(sql, parameters);
      return through(sql, parameters);
    };
  }
  const lock = database.lock.bind(database);
  database.lock = (table, id) => {
    note(`SELECT * FROM ${table} WHERE id = ?${database.dialect.forUpdate}`, [id]);
    return lock(table, id);
  };
  return noted;
}

/** The source of the first caller outside the door, if it is the service's. */
function sender(): string | undefined {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 16;
  const frames = (new Error().stack ?? '').split('\n');
  Error.stackTraceLimit = limit;
  const outside = frames
    .map((frame) => /\/(dist|src|test)\/([\w/.-]+)\.[jt]s:\d/.exec(frame))
    .filter((found) => found !== null);
  const caller = outside.find(
    ([, root, file]) => !(root === 'test' && file === 'plans/statements') && !file?.startsWith('database/'),
  );
  return caller && caller[1] !== 'test' ? `src/${caller[2]}.ts` : undefined;
}

/** The text of a statement whatever its values and however many they are. */
export function normal(sql: string): string {
  const lines = sql
    .trim()
    .split('\n')
    .map((line) => line.trim());
  return lines
    .join('\n')
    .replace(/\(\s*\?(\s*,\s*\?)*\s*\)|\(NULL\)/g, '(?, …)')
    .replace(/(WHEN \? THEN \? )+/g, 'WHEN ? THEN ? … ')
    .replace(/(\([^()]*(?:\([^()]*\)[^()]*)*\))( OR \1)+/g, '$1 OR …')
    .replace(/(\S+ (?:LIKE|=) \?)( OR \1)+/g, '$1 OR …');
}

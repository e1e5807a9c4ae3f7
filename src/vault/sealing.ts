import type { TrailLine } from '../audit/trail.service.js';
import { organisationChain, Trail } from '../audit/trail.service.js';
import type { Instant } from '../calendar.js';
import { ConfigurationError } from '../config.js';
import type { Database } from '../database/database.js';
import { type KeyRing, SealBroken } from '../key-ring.js';
import { erasedText } from './erased.js';
import { contextOf, sealedColumns, type SealedTable, sealedTables } from './sealed-columns.js';

/** How many texts of a column are sealed with which key; null: those that stand in clear. */
export interface KeyUse {
  table: SealedTable;
  column: string;
  keyId: string | null;
  count: number;
}

/** So many texts are sealed in one transaction. */
const batchRows = 200;

/** Which key seals how much. Reads every sealed column once. */
export function keyUses(database: Database): Promise<KeyUse[]> {
  return database.read(async () => {
    const uses: KeyUse[] = [];
    for (const { table, column } of columns())
      uses.push(
        ...(
          await database.rows<{ keyId: string | null; count: number }>(
            `SELECT ${keyIdInSql(column)} AS keyId, COUNT(*) AS count FROM ${table}
              WHERE ${column} IS NOT NULL AND ${column} <> ? GROUP BY ${keyIdInSql(column)}`,
            [erasedText],
          )
        ).map(({ keyId, count }) => ({ table, column, keyId, count: Number(count) })),
      );
    return uses;
  });
}

/** @throws ConfigurationError when texts are sealed with keys that the settings don't name, with how many */
export async function refuseMissingKeys(database: Database, keys: KeyRing): Promise<void> {
  const missing = new Map<string, number>();
  for (const { keyId, count } of await keyUses(database))
    if (keyId !== null && !keys.ids.includes(keyId)) missing.set(keyId, (missing.get(keyId) ?? 0) + count);
  if (missing.size === 0) return;
  throw new ConfigurationError(
    [...missing].map(
      ([id, count]) =>
        `ENCRYPTION_KEYS: the key ${id} is missing, and ${count} ${count === 1 ? 'text is' : 'texts are'} sealed with it. Put it back behind the first one; “keys rotate” seals anew, and then it may go.`,
    ),
  );
}

/** Seals what a version before sealing left in clear. Safe beside other instances, and again after it was killed. */
export function sealClearTexts(database: Database, keys: KeyRing, now: Instant): Promise<number> {
  return sealAnew(database, keys, now, { action: 'keys.seal', unlike: 'sealed:%' });
}

/** Seals with the first key whatever is sealed with another one. Safe beside the running service, and again after it was killed. */
export function rotateKeys(
  database: Database,
  keys: KeyRing,
  now: Instant,
  progress: (done: number) => void = () => undefined,
): Promise<number> {
  const unlike = `sealed:${keys.writingId}:%`;
  return sealAnew(database, keys, now, { action: 'keys.rotate', unlike, progress });
}

interface Wish {
  action: 'keys.seal' | 'keys.rotate';
  /** Texts of this form stay as they are. */
  unlike: string;
  progress?: (done: number) => void;
}

/** Answers how many were sealed. The trail's line comes first: of a run that was killed it says what it had set out to do. */
async function sealAnew(database: Database, keys: KeyRing, now: Instant, wish: Wish): Promise<number> {
  const waiting = await database.read(async () => {
    let count = 0;
    for (const { table, column } of columns())
      count += Number(
        (await database.row<{ count: number }>(`SELECT COUNT(*) AS count FROM ${table} WHERE ${waits(column)}`, [
          wish.unlike,
          erasedText,
        ]))!.count,
      );
    return count;
  });
  if (waiting === 0) return 0;
  const line: TrailLine = {
    chain: organisationChain,
    at: now,
    action: wish.action,
    actorAccountId: null,
    about: { keyId: keys.writingId, values: waiting },
  };
  await database.write(() => new Trail(database).append(line));
  let done = 0;
  for (const { table, column } of columns())
    for (;;) {
      const sealed = await database.write(() => sealBatch(database, keys, { table, column, unlike: wish.unlike }));
      done += sealed;
      wish.progress?.(done);
      if (sealed === 0) break;
    }
  return done;
}

/** A text that changed between reading and writing is left to whoever changed it: he has sealed it with the first key. */
async function sealBatch(
  database: Database,
  keys: KeyRing,
  { table, column, unlike }: { table: SealedTable; column: string; unlike: string },
): Promise<number> {
  const { row } = sealedColumns[table];
  const rows = await database.rows<{ known: string | number; text: string }>(
    `SELECT ${row} AS known, ${column} AS text FROM ${table} WHERE ${waits(column)} ORDER BY ${row} LIMIT ${batchRows}`,
    [unlike, erasedText],
  );
  for (const { known, text } of rows) {
    const context = contextOf(table, known, column);
    const sealed = keys.seal(clearText(keys, text, context), context);
    await database.change(`UPDATE ${table} SET ${column} = ? WHERE ${row} = ? AND ${column} = ?`, [
      sealed,
      known,
      text,
    ]);
  }
  return rows.length;
}

function clearText(keys: KeyRing, text: string, context: string): string {
  if (!text.startsWith('sealed:')) return text;
  try {
    return keys.open(text, context);
  } catch (error) {
    if (!(error instanceof SealBroken)) throw error;
    throw new ConfigurationError([`${error.message} “verify” says more.`]);
  }
}

const waits = (column: string): string => `${column} IS NOT NULL AND ${column} NOT LIKE ? AND ${column} <> ?`;

/** The id between the first two colons of a sealed text. */
const keyIdInSql = (column: string): string =>
  `CASE WHEN ${column} LIKE 'sealed:%:%' THEN SUBSTR(${column}, 8, INSTR(SUBSTR(${column}, 8), ':') - 1) END`;

function columns(): { table: SealedTable; column: string }[] {
  return sealedTables.flatMap((table) => sealedColumns[table].columns.map((column) => ({ table, column })));
}

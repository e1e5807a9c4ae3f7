import { Clock } from './calendar.js';
import { ConfigurationError, readConfig } from './config.js';
import { openForReading, prepareDatabase } from './database/start.js';
import { KeyRing, newKeyLine } from './key-ring.js';
import { keyUses, rotateKeys } from './vault/sealing.js';

/*
 * `pointbook keys`: which key seals how much, sealing anew with the first one, and a new key. See docs/keys.md.
 */

/**
 * Runs `keys new|status|rotate`. Rotating goes beside a running service on MySQL; on SQLite the service is stopped first.
 * @throws ConfigurationError, also for what was typed wrongly
 */
export async function keysCommand(
  [step]: readonly string[],
  env: NodeJS.ProcessEnv,
  print: (line: string) => void,
): Promise<void> {
  // The id is the day, so that people see which key is older.
  if (step === 'new') return print(newKeyLine(`k${new Clock().now().slice(0, 10).replaceAll('-', '')}`));
  if (step === 'status') return status(env, print);
  if (step === 'rotate') return rotate(env, print);
  throw new ConfigurationError(['Name what to do: keys new, keys status or keys rotate.']);
}

async function status(env: NodeJS.ProcessEnv, print: (line: string) => void): Promise<void> {
  const config = readConfig(env);
  const keys = KeyRing.of(config.encryption);
  const database = await openForReading(config);
  try {
    const uses = await keyUses(database);
    const used = new Set(uses.flatMap(({ keyId }) => keyId ?? []));
    for (const id of new Set([...keys.ids, ...used])) {
      const own = uses.filter(({ keyId }) => keyId === id);
      const role = id === keys.writingId ? 'seals' : keys.ids.includes(id) ? 'opens' : 'MISSING';
      print(`${id}  ${role}  ${own.reduce((sum, { count }) => sum + count, 0)}`);
      for (const { table, column, count } of own) print(`  ${table}.${column}  ${count}`);
    }
    const clear = uses.filter(({ keyId }) => keyId === null).reduce((sum, { count }) => sum + count, 0);
    if (clear > 0) print(`In clear: ${clear}. The service seals them when it starts.`);
  } finally {
    await database.close();
  }
}

async function rotate(env: NodeJS.ProcessEnv, print: (line: string) => void): Promise<void> {
  const config = readConfig(env);
  const keys = KeyRing.of(config.encryption);
  const database = await prepareDatabase(config);
  try {
    const done = await rotateKeys(database, keys, new Clock(config.timeZone).now());
    print(`Sealed ${done} ${done === 1 ? 'text' : 'texts'} anew with ${keys.writingId}.`);
    const others = keys.ids.filter((id) => id !== keys.writingId);
    if (others.length > 0) print(`Nothing needs ${others.join(', ')} any more, but backups made before now do.`);
  } finally {
    await database.close();
  }
}

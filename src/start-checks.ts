import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Config, ConfigurationError, type DatabaseConfig, type EvidenceConfig, readSettings } from './config.js';
import { serverAway, serverMistakes } from './database/server-mistakes.js';
import { openStore } from './evidence/open-store.js';
import { KeyRing } from './key-ring.js';

/**
 * The settings, after everything that they name was tried: the database answers with settings our promises can rest on, the
 * evidence store takes a file and gives it back, the keys are keys. What a wrong setting names isn't tried.
 * @throws ConfigurationError with all mistakes at once, but not for a database server alone that does not answer yet
 */
export async function checkedConfig(env: NodeJS.ProcessEnv): Promise<Config> {
  const { config, mistakes } = readSettings(env);
  const isWrong = (...names: string[]) =>
    mistakes.some((mistake) => names.some((name) => new RegExp(`^${name}(_FILE)?\\b`).test(mistake)));
  const nothing = Promise.resolve<string[]>([]);
  const found = await Promise.all([
    isWrong('DATABASE_URL', 'DATABASE_POOL_SIZE') ? nothing : databaseMistakes(config.database),
    isWrong('DATABASE_URL', 'EVIDENCE_DIR', 'EVIDENCE_S3_[A-Z]*(URL|REGION|KEY|ID)')
      ? nothing
      : storeMistakes(config.evidence),
  ]);
  const keys = isWrong('ENCRYPTION_KEYS', 'DATABASE_URL') ? [] : keyMistakes(config);
  const all = [...mistakes, ...found.flat(), ...keys];
  // A server that is away may still come: alone it is no mistake, and the start waits for it (prepareWhenThere).
  if (all.some((mistake) => mistake !== serverAway)) throw new ConfigurationError(all);
  return config;
}

async function databaseMistakes(database: DatabaseConfig): Promise<string[]> {
  if (database.kind === 'mysql') return serverMistakes(database);
  const folder = dirname(database.file);
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return [];
  } catch {
    return [`DATABASE_URL: the folder ${folder} can't be made or written to.`];
  }
}

/** Stores a few bytes under a name of their own, reads them and takes them away again. */
async function storeMistakes(evidence: EvidenceConfig): Promise<string[]> {
  const place = evidence.kind === 's3' ? 'EVIDENCE_S3_URL' : 'EVIDENCE_DIR';
  const [name, bytes] = [randomBytes(24).toString('hex'), randomBytes(16)];
  try {
    const store = openStore(evidence);
    await store.put(name, bytes);
    const found = await store.get(name);
    await store.remove(name);
    return found && bytes.equals(found) ? [] : [`${place}: a file that was stored came back changed.`];
  } catch {
    return [`${place}: a file can't be stored there and read again.`];
  }
}

function keyMistakes({ encryption }: Config): string[] {
  try {
    KeyRing.of(encryption);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return [...error.mistakes];
    return ['ENCRYPTION_KEYS: the file with the keys can be neither read nor made.'];
  }
}

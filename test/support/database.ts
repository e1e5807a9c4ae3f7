import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { encryptionKeys, readConfig, type Config, type DatabaseConfig, type EncryptionKey } from '#src/config.js';
import { serverSource } from '#src/database/connecting.js';
import type { Database } from '#src/database/database.js';
import { KeyRing } from '#src/key-ring.js';
import { SealedRows } from '#src/vault/sealed-rows.service.js';
import { prepareDatabase, type Preparation, type Seed } from '#src/database/start.js';

/** The fixed key of all tests, as ENCRYPTION_KEYS says it. */
export const testKeys = `test:${Buffer.alloc(32, 7).toString('base64')}`;

/** What seals and opens with it. */
export const testSealedRows = new SealedRows(new KeyRing(encryptionKeys(testKeys) as EncryptionKey[]));

export const onMysql = process.env.DATABASE_URL?.startsWith('mysql:') === true;

/**
 * The clock of a test stands still, and with it the minute in which requests are counted. Hundreds of requests at once are there
 * to race with one another, and none of them may be turned away.
 */
const noLimits = {
  REQUESTS_PER_MINUTE: '1000000',
  COSTLY_REQUESTS_PER_MINUTE: '1000000',
  BUSY_AFTER_MILLISECONDS: '60000',
};

/** A configuration with a database that doesn't exist yet: a file in a new folder, or a new schema on DATABASE_URL's server. */
export function freshConfig(under = tmpdir()): { config: Config; drop(): Promise<void> } {
  if (!onMysql) {
    const folder = mkdtempSync(join(under, 'pointbook-'));
    const config = readConfig({
      DATABASE_URL: `sqlite:${join(folder, 'test.sqlite')}`,
      ENCRYPTION_KEYS: testKeys,
      ...noLimits,
      PORT: '0',
      LOG_LEVEL: 'silent',
    });
    return { config, drop: async () => rmSync(folder, { recursive: true, force: true }) };
  }
  const name = `pointbook_test_${randomBytes(6).toString('hex')}`;
  const url = process.env.DATABASE_URL!.replace(/(:\/\/[^/?]+)(\/[^?]*)?/, `$1/${name}`);
  const folder = mkdtempSync(join(under, 'pointbook-'));
  const config = readConfig({
    DATABASE_URL: url,
    EVIDENCE_DIR: folder,
    ENCRYPTION_KEYS: testKeys,
    ...noLimits,
    PORT: '0',
    LOG_LEVEL: 'silent',
  });
  return {
    config,
    drop: async () => {
      rmSync(folder, { recursive: true, force: true });
      const server = await serverSource(config.database as DatabaseConfig & { kind: 'mysql' }).initialize();
      await server.query(`DROP DATABASE IF EXISTS \`${name}\``);
      await server.destroy();
    },
  };
}

/** The file as our own migrations leave it. Running them again and again would take a third of a spec with many databases. */
let migrated: Buffer | undefined;

/** A migrated database of its own for one spec file. `close` also removes it. */
export async function freshDatabase(
  preparation: Preparation & { seed?: Seed } = {},
): Promise<{ config: Config; database: Database; close(): Promise<void> }> {
  const { config, drop } = freshConfig();
  const { seed, migrations, entities } = preparation;
  const file = config.database.kind === 'sqlite' && !migrations && !entities ? config.database.file : undefined;
  if (file && migrated) writeFileSync(file, migrated);
  const database = await prepareDatabase(config, seed, preparation);
  if (file && !seed) migrated ??= contentOf(file);
  return {
    config,
    database,
    close: async () => {
      await database.close();
      await drop();
    },
  };
}

function contentOf(file: string): Buffer {
  const connection = new Sqlite(file, { readonly: true });
  try {
    return connection.serialize();
  } finally {
    connection.close();
  }
}

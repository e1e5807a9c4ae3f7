import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { makeBackup } from '#src/backup/make-backup.js';
import { readBackup } from '#src/backup/read-backup.js';
import type { Seal } from '#src/backup/archive-format.js';
import { restoreBackup } from '#src/backup/restore-backup.js';
import type { Config } from '#src/config.js';
import { Database } from '#src/database/database.js';
import { openStore } from '#src/evidence/open-store.js';
import { type Service, startService } from '../support/app.js';
import { freshConfig, onMysql } from '../support/database.js';
import { publicationFaults } from '../support/published.js';
import { type Acknowledged, Load, missingOf } from './load.js';
import { aFolder, environmentOf, type Keys, newKeys, run, serviceOn, sqliteConfig } from './support.js';

const mysqlTest = onMysql ? test : test.skip;

let service: Service;
let load: Load;
let keys: Keys;
let before: Acknowledged[];
/** Where the first test restores to, and the second one looks. */
let restoredTo: Config;
const { folder, drop } = aFolder();
const archive = join(folder, 'drill.tar.gz.age');
const drops: (() => Promise<void>)[] = [];

/** The bureau goes on with its work while the backup is made by another process. */
beforeAll(async () => {
  keys = await newKeys();
  service = await startService();
  load = await Load.prepare(service, 5, 2);
  load.start();
  while (load.acknowledged.length < 10) await new Promise((resolve) => setTimeout(resolve, 20));
  before = [...load.acknowledged];
  const made = await run(['backup', archive], { ...environmentOf(service.config), ...keys.environment });
  await load.stop();
  expect(made).toMatchObject({ code: 0 });
}, 240_000);
afterAll(async () => {
  await service.close();
  for (const each of drops) await each();
  drop();
});

/** A database of the kind that the tests run on, which isn't there yet. */
function elsewhere(): Config {
  const { config, drop: dropThis } = freshConfig();
  drops.push(dropThis);
  return config;
}

const restoreInto = async (config: Config, file = archive) =>
  run(['restore', file], { ...environmentOf(config), ...keys.environment });

const sealOf = async (file: string): Promise<Seal> => {
  const nothing = async (): Promise<void> => undefined;
  const read = await readBackup(file, keys.config, { manifest: nothing, rows: nothing, evidence: nothing });
  return read.seal;
};

test('the load was real: people of three kinds were answered before the backup began, and went on while it was made', () => {
  expect(load.refused).toEqual([]);
  expect(new Set(load.acknowledged.map(({ kind }) => kind))).toEqual(
    new Set(['evidence', 'submission', 'publication']),
  );
  expect(load.acknowledged.length).toBeGreaterThan(before.length);
});

test('what was acknowledged before the backup began is there, whole, and the service starts on it', async () => {
  restoredTo = elsewhere();
  expect(await restoreInto(restoredTo)).toMatchObject({
    code: 0,
    said: expect.stringContaining('The trail ends here'),
  });
  const restored = await serviceOn(restoredTo);
  try {
    expect(await missingOf(restored.database, before)).toEqual([]);
    expect(await publicationFaults(restored.database)).toEqual([]);
    const files = await restored.database.read(() =>
      restored.database.rows<{ id: number; digest: string; uploadedBy: number }>(
        'SELECT id, digest, uploadedBy FROM evidence_files',
      ),
    );
    expect(files.length).toBeGreaterThan(0);
    for (const { id, digest, uploadedBy } of files) {
      const { body } = await (await restored.as(uploadedBy)).get<Buffer>(`/api/v1/evidence/${id}`);
      expect(createHash('sha256').update(body).digest('hex')).toBe(digest);
    }
    const append = restored.database.write(() => restored.database.change('DELETE FROM trail_records'));
    await expect(append).rejects.toThrow(/append-only/);
  } finally {
    await restored.close();
  }
  expect(await run(['verify'], environmentOf(restoredTo))).toMatchObject({ code: 0 });
}, 240_000);

test('nobody is signed in who was, and ids that were given are not given again', async () => {
  const database = await Database.open(restoredTo.database);
  try {
    const digests = (door: Database) =>
      door.read(() => door.rows<{ tokenDigest: string }>('SELECT tokenDigest FROM sessions'));
    const then = new Set((await digests(service.database)).map(({ tokenDigest }) => tokenDigest));
    expect((await digests(database)).filter(({ tokenDigest }) => then.has(tokenDigest))).toEqual([]);
    const nextId = (door: Database) =>
      door.write(async () => {
        await door.change(
          `INSERT INTO units (parentId, kind, name, code, path, rosterOrder, hasCommittee, rankingEnabled, version)
           VALUES (NULL, 'bureau', 'next', '', 'next', 0, 0, 0, 1)`,
        );
        const { id } = (await door.row<{ id: number }>("SELECT id FROM units WHERE path = 'next'"))!;
        await door.change('DELETE FROM units WHERE id = ?', [id]);
        return id;
      });
    expect(await nextId(database)).toBe(await nextId(service.database));
  } finally {
    await database.close();
  }
});

mysqlTest(
  'the same backup goes from MySQL into a file, and from the file into MySQL again',
  async () => {
    const small = sqliteConfig(folder, 'small');
    expect(await restoreInto(small)).toMatchObject({ code: 0 });
    expect(await run(['verify'], environmentOf(small))).toMatchObject({ code: 0 });
    const second = join(folder, 'from-the-file.tar.gz.age');
    expect(await run(['backup', second], { ...environmentOf(small), ...keys.environment })).toMatchObject({ code: 0 });
    expect(await sealOf(second)).toEqual(await sealOf(archive));
    const county = elsewhere();
    expect(await restoreInto(county, second)).toMatchObject({ code: 0 });
    expect(await run(['verify'], environmentOf(county))).toMatchObject({ code: 0 });
  },
  240_000,
);

test('it goes into nothing but an empty database', async () => {
  const answer = await restoreInto(service.config);
  expect(answer.code).toBe(1);
  expect(answer.said).toMatch(onMysql ? /has tables already/ : /already\. A restore makes a new one/);
});

describe('canary: a backup whose tables were read one after the other, without one snapshot', () => {
  /** A door through which every query sees another moment, and a month is published in front of one of them. */
  function withoutSnapshot(table: string): Database {
    const { database } = service;
    return {
      dialect: database.dialect,
      read: (work: () => Promise<unknown>) => work(),
      rows: async (sql: string, parameters: never[]) => {
        if (sql.includes(`FROM \`${table}\``)) await load.publishNext();
        return database.read(() => database.rows(sql, parameters));
      },
    } as unknown as Database;
  }

  async function tornBackup(table: string): Promise<string> {
    const file = join(folder, `torn-${table}.tar.gz`);
    const store = openStore(service.config.evidence);
    const wish = { file, product: 'canary', now: service.clock.now(), unencrypted: true, withEvidence: true };
    await makeBackup(withoutSnapshot(table), store, keys.config, wish);
    return file;
  }

  // Into a file, whatever the backup came from: that is quicker, and what is looked for is in the backup.
  test('rows without their parents are found by the restore, which leaves nothing', async () => {
    const torn = await tornBackup('published_lines');
    const { database, evidence } = sqliteConfig(folder, 'torn');
    await expect(restoreBackup(torn, database, openStore(evidence), keys.config)).rejects.toThrow(
      /parent row is missing/,
    );
    expect(readdirSync(join(folder, 'torn')).filter((name) => /restored.sqlite(?!\.lock)/.test(name))).toEqual([]);
  });

  test('records past the chain’s end are found by verify', async () => {
    const torn = await tornBackup('trail_records');
    const config = sqliteConfig(folder, 'longer');
    await restoreBackup(torn, config.database, openStore(config.evidence), keys.config);
    expect(await run(['verify'], environmentOf(config))).toMatchObject({ code: 1 });
  });
});

import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { getMetadataArgsStorage } from 'typeorm';
import { TrailSalt } from '#src/audit/trail.entity.js';
import { leftOut, leftOutColumns } from '#src/backup/left-out.js';
import { BackupProblem } from '#src/backup/backup-problem.js';
import { makeBackup } from '#src/backup/make-backup.js';
import { readBackup } from '#src/backup/read-backup.js';
import { restoreBackup } from '#src/backup/restore-backup.js';
import { nameAt, superfluous } from '#src/backup/rotation.js';
import { problemWords } from '#src/backup/words.js';
import type { BackupConfig, Config } from '#src/config.js';
import type { Database } from '#src/database/database.js';
import { entities } from '#src/database/entities.js';
import { openStore } from '#src/evidence/open-store.js';
import { freshDatabase } from '../support/database.js';
import { aFolder, environmentOf, type Keys, newKeys, run, sqliteConfig } from './support.js';

const now = '2026-11-26T15:59:00.000Z';
const { folder, drop } = aFolder();
const locked = join(folder, 'locked.tar.gz.age');
const open = join(folder, 'open.tar.gz');
const nobody: BackupConfig = { recipients: [], identities: [], passphrase: null };

let fresh: { config: Config; database: Database; close(): Promise<void> };
let keys: Keys;

/** Enough rows that can't be packed small, so that the locked file has several pieces. */
beforeAll(async () => {
  fresh = await freshDatabase();
  keys = await newKeys();
  const salts = Array.from({ length: 6000 }, (_, index) => ({
    memberId: index + 1,
    salt: randomBytes(32).toString('hex'),
  }));
  await fresh.database.write(() => fresh.database.insert(TrailSalt, salts));
  await backup(locked, false);
  await backup(open, true);
});
afterAll(async () => {
  await fresh.close();
  drop();
});

const backup = (file: string, unencrypted: boolean, protection = keys.config) =>
  makeBackup(fresh.database, openStore(fresh.config.evidence), protection, {
    file,
    product: '0.1.0',
    now,
    unencrypted,
    withEvidence: true,
  });

async function check(file: string, protection = keys.config): Promise<string> {
  const nothing = async (): Promise<void> => undefined;
  try {
    await readBackup(file, protection, { manifest: nothing, rows: nothing, evidence: nothing });
    return 'sound';
  } catch (error) {
    if (!(error instanceof BackupProblem)) throw error;
    return error.code;
  }
}

/** The same file with something done to its bytes. */
function changed(file: string, name: string, change: (bytes: Buffer) => Buffer): string {
  const to = join(folder, name);
  writeFileSync(to, change(readFileSync(file)));
  return to;
}

const flipped = (at: number) => (bytes: Buffer) => {
  const copy = Buffer.from(bytes);
  copy[at]! ^= 1;
  return copy;
};

interface Entry {
  name: string;
  bytes: string;
}

/** The open backup, unpacked, its entries changed, and packed again by somebody who can do that. */
async function repacked(name: string, change: (entries: Entry[]) => Entry[]): Promise<string> {
  const tar = gunzipSync(readFileSync(open));
  const entries: Entry[] = [];
  for (let at = 0; tar[at] !== 0;) {
    const text = (from: number, length: number) => tar.subarray(at + from, at + from + length).toString('utf8');
    const size = parseInt(text(124, 12), 8);
    const entryName = text(0, 100).replace(/\0.*$/s, '');
    entries.push({ name: entryName, bytes: text(512, size) });
    at += 512 + Math.ceil(size / 512) * 512;
  }
  const packing = pack();
  for (const entry of change(entries)) packing.entry({ name: entry.name }, entry.bytes);
  packing.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of packing) chunks.push(chunk as Buffer);
  const file = join(folder, name);
  writeFileSync(file, gzipSync(Buffer.concat(chunks)));
  return file;
}

const withManifest = (change: (manifest: Record<string, unknown>) => void) => (entries: Entry[]) => {
  const manifest = JSON.parse(entries[0]!.bytes) as Record<string, unknown>;
  change(manifest);
  return [{ ...entries[0]!, bytes: JSON.stringify(manifest) }, ...entries.slice(1)];
};

describe('a backup that is sound', () => {
  test('is read to its end, locked or open, and is nobody else’s to read', async () => {
    expect([await check(locked), await check(open, nobody)]).toEqual(['sound', 'sound']);
    expect(statSync(locked).mode & 0o777).toBe(0o600);
    expect(readFileSync(locked, 'latin1')).not.toContain('trail_salts');
    expect(statSync(locked).size).toBeGreaterThan(3 * 65_536);
  });

  test('opens with its passphrase, too', async () => {
    const file = join(folder, 'passphrase.tar.gz.age');
    const passphrase = { ...nobody, passphrase: 'seventeen quiet herons' };
    await backup(file, false, passphrase);
    expect(await check(file, passphrase)).toBe('sound');
  });
});

describe('each of these is refused with a sentence of its own', () => {
  test.each<[string, string, () => string | Promise<string>, (() => BackupConfig)?]>([
    ['cut off in the middle', 'cutOff', () => changed(locked, 'half', (bytes) => bytes.subarray(0, bytes.length / 2))],
    ['cut off by a byte', 'cutOff', () => changed(locked, 'byte', (bytes) => bytes.subarray(0, -1))],
    [
      'an open one, cut off',
      'cutOff',
      () => changed(open, 'open-half', (bytes) => bytes.subarray(0, bytes.length / 2)),
    ],
    ['a bit flipped', 'changed', () => changed(locked, 'bit', flipped(70_000))],
    ['a bit of an open one flipped', 'changed', () => changed(open, 'open-bit', flipped(70_000))],
    ['somebody else’s key', 'wrongKey', () => locked, () => others.config],
    ['no key', 'keyMissing', () => locked, () => nobody],
    ['a photograph', 'foreign', () => changed(open, 'photo', () => Buffer.from('\xff\xd8\xff\xe0 JFIF', 'latin1'))],
    ['somebody else’s packed file', 'foreign', () => changed(open, 'note', () => gzipSync('Dear diary'))],
    ['somebody else’s archive', 'foreign', () => repacked('other', () => [{ name: 'README', bytes: 'hello' }])],
    ['nothing in it', 'foreign', () => changed(open, 'empty', () => Buffer.alloc(0))],
    ['no file', 'noFile', () => join(folder, 'nowhere')],
    ['without its seal', 'unsealed', () => repacked('unsealed', (entries) => entries.slice(0, -1))],
    ['a row less', 'rowsDiffer', () => repacked('less', (all) => all.filter(({ name }) => !/trail_salts/.test(name)))],
    [
      'a row edited',
      'rowsDiffer',
      () =>
        repacked('edited', (all) =>
          all.map((one) => (/trail_salts/.test(one.name) ? { ...one, bytes: one.bytes.replace('[1,', '[9,') } : one)),
        ),
    ],
    [
      'a name that leads elsewhere',
      'strangeName',
      () => repacked('way', (all) => [...all.slice(0, -1), { name: 'evidence/../../../etc/cron.d/x', bytes: 'x' }]),
    ],
    [
      'an evidence file that nobody sealed',
      'evidenceDiffers',
      () =>
        repacked('more', (all) => [
          ...all.slice(0, -1),
          { name: `evidence/${'ab'.repeat(24)}`, bytes: 'x' },
          all.at(-1)!,
        ]),
    ],
    [
      'a table that its manifest does not know',
      'strangeTable',
      () => repacked('table', (all) => [...all.slice(0, -1), { name: 'tables/secrets/000001.ndjson', bytes: '[1]\n' }]),
    ],
    [
      'the form of a later program',
      'newer',
      () =>
        repacked(
          'form',
          withManifest((manifest) => (manifest.formatVersion = 2)),
        ),
    ],
  ])('%s: %s', async (_what, code, make, protection = () => keys.config) => {
    others ??= await newKeys();
    expect(await check(await make(), protection())).toBe(code);
  });
  let others: Keys;

  test('what restores finds the same, writes nothing, and does not touch what lies around', async () => {
    const config = sqliteConfig(folder, 'refused');
    const restore = (file: string) => restoreBackup(file, config.database, openStore(config.evidence), keys.config);
    const newer = await repacked(
      'newer',
      withManifest((manifest) => (manifest.migrations as string[]).push('9999-later')),
    );
    const away = await repacked('away', (all) => [
      ...all.slice(0, -1),
      { name: 'evidence/../../escaped', bytes: 'x' },
      all.at(-1)!,
    ]);
    for (const [file, code] of [
      [newer, 'newer'],
      [away, 'strangeName'],
      [changed(locked, 'last', (bytes) => bytes.subarray(0, -1)), 'cutOff'],
    ] as const)
      await expect(restore(file)).rejects.toMatchObject({ code });
    expect(readdirSync(join(folder, 'refused')).filter((name) => !name.endsWith('.lock'))).toEqual([]);
    expect(existsSync(join(folder, 'escaped'))).toBe(false);
  });

  test('in both languages, and no two alike', () => {
    const codes = [
      'foreign',
      'cutOff',
      'changed',
      'unsealed',
      'wrongKey',
      'keyMissing',
      'newer',
      'strangeName',
    ] as const;
    for (const language of ['zh', 'en'] as const) {
      const sentences = codes.map((code) =>
        problemWords(new BackupProblem(code, { product: '1', name: '"x"' }), language),
      );
      expect(new Set(sentences).size).toBe(codes.length);
    }
  });
});

describe('the command', () => {
  const speak = (words: string[], more: Record<string, string> = {}) =>
    run(words, { ...environmentOf(fresh.config), ...more });

  test('refuses to lie open unless that is said, and never overwrites', async () => {
    const file = join(folder, 'command.tar.gz');
    expect(await speak(['backup', file])).toMatchObject({ code: 1, said: expect.stringMatching(/--unencrypted/) });
    expect(existsSync(file)).toBe(false);
    const nowhere = await speak(['backup', join(folder, 'no', 'such', 'folder.tar.gz'), '--unencrypted']);
    expect(nowhere).toMatchObject({ code: 1, said: expect.stringMatching(/There is no folder/) });
    const made = await speak(['backup', file, '--unencrypted']);
    expect(made).toMatchObject({ code: 0, said: expect.stringMatching(/Backed up: .*not encrypted/s) });
    expect(await speak(['backup', file, '--unencrypted'])).toMatchObject({
      code: 1,
      said: expect.stringMatching(/never/),
    });
    expect(await speak(['backup', 'check', file])).toMatchObject({ code: 0, said: expect.stringMatching(/is sound/) });
  });

  test('keeps the newest in a folder, by a key that it made itself', async () => {
    const days = join(folder, 'days');
    const key = join(folder, 'key.txt');
    const { code, said } = await speak(['backup', 'key', key]);
    expect([code, statSync(key).mode & 0o777]).toEqual([0, 0o600]);
    const recipient = /^age1\w+$/m.exec(said)![0];
    for (let day = 0; day < 2; day += 1) {
      await speak(['backup', `${days}/`, '--keep', '1'], { BACKUP_RECIPIENTS: recipient });
      await new Promise((resolve) => setTimeout(resolve, 1000)); // names are by the second
    }
    const names = readdirSync(days);
    expect(names).toEqual([expect.stringMatching(/^pointbook-.*\.tar\.gz\.age$/)]);
    const opened = await speak(['backup', 'check', join(days, names[0]!)], { BACKUP_IDENTITY_FILE: key });
    expect(opened).toMatchObject({ code: 0 });
  });

  test('rotation knows its own files by their names', () => {
    expect(nameAt(now, false)).toBe('pointbook-2026-11-26T155900Z.tar.gz.age');
    const names = ['pointbook-2026-11-24T010000Z.tar.gz.age', nameAt(now, true), 'pointbook-old.tar.gz', 'other.txt'];
    expect(superfluous(names, 1)).toEqual(['pointbook-2026-11-24T010000Z.tar.gz.age']);
    expect(superfluous(names, 5)).toEqual([]);
  });
});

describe('what is left out of a backup', () => {
  const storage = getMetadataArgsStorage();
  const tableOf = (entity: unknown) => storage.tables.find(({ target }) => target === entity)?.name ?? '';
  const columns = storage.columns
    .filter(({ target }) => entities.some((one) => one === target))
    .map(({ target, propertyName }) => ({ table: tableOf(target), column: propertyName }));

  test('is there: no table and no column was renamed and forgotten', () => {
    const names = new Set(columns.flatMap(({ table, column }) => [table, `${table}.${column}`]));
    const left = Object.entries(leftOutColumns).flatMap(([table, each]) => each.map((column) => `${table}.${column}`));
    expect([...Object.keys(leftOut), ...left].filter((name) => !names.has(name))).toEqual([]);
  });

  test('is every secret or its digest that somebody comes in with, but those that open nothing alone', () => {
    const secrets = columns
      .filter(({ column }) => /(token|secret|code|password).*(digest|hash)|sealedSecret/i.test(column))
      .filter(({ table, column }) => !(table in leftOut) && !leftOutColumns[table]?.includes(column));
    expect(secrets.map(({ table, column }) => `${table}.${column}`).sort()).toEqual([
      ...['accounts.passwordHash', 'recovery_codes.codeHash', 'second_factors.sealedSecret'],
    ]);
  });
});

import { readdirSync } from 'node:fs';
import { restoreBackup } from '#src/backup/restore-backup.js';
import type { Config } from '#src/config.js';
import { openStore } from '#src/evidence/open-store.js';
import { Client, type Service } from '../support/app.js';
import { prepareDatabase } from '#src/database/start.js';
import { freshConfig, freshDatabase } from '../support/database.js';
import { theDefaultScheme } from '../support/months.js';
import {
  acceptSheet,
  type BranchAtWork,
  notice,
  openMonth,
  publish,
  sheetsOf,
  startReview,
  withSettings,
} from '../support/month.js';
import { serviceOn } from '../backup/support.js';
import { verified } from '../verification/behind-our-back.js';

/*
 * The data of every release is still read. A fixture is a backup of that release's demo, without a lock (docs/operation.md says
 * how one is made): restored on either database, it stands as that release left it, and then the migrations run that came since.
 */
const folder = 'test/upgrade';
const fixtures = readdirSync(folder).filter((name) => name.endsWith('.tar.gz'));
const december = { month: '2026-12', themeDay: '2026-12-10', selfAssessmentUntil: '2026-12-08' };

/** The demo's password of each release, made up for people who don't exist. */
const passwords: Record<string, string> = { 'first-release.tar.gz': 'cczz8etw6nqnmrh7' };

test('every release has its fixture here, and every fixture its password', () =>
  expect(fixtures).toEqual(Object.keys(passwords)));

test('what was made before the first release is refused at the start, in words', async () => {
  const { config, database, close } = await freshDatabase();
  await theDefaultScheme(database);
  await database.write(() => database.change("DELETE FROM migration WHERE name >= '0017'"));
  await database.close();
  await expect(prepareDatabase(config)).rejects.toThrow(/before the first release/);
  await close();
});

describe.each(fixtures)('%s', (fixture) => {
  let config: Config;
  let drop: () => Promise<void>;
  let service: Service;
  beforeAll(async () => {
    ({ config, drop } = freshConfig());
    const nobody = { recipients: [], identities: [], passphrase: null };
    await restoreBackup(`${folder}/${fixture}`, config.database, openStore(config.evidence), nobody);
    service = await serviceOn(config, '2026-12-03T02:00:00.000Z');
  }, 240_000);
  afterAll(async () => {
    await service?.close();
    await drop();
  });

  const accountOf = async (signInName: string): Promise<number> =>
    (await service.database.read(() =>
      service.database.row<{ id: number }>('SELECT id FROM accounts WHERE signInName = ?', [signInName]),
    ))!.id;

  test('everything is as it was recorded, every score computed anew', async () => {
    const { breaks, counts } = await verified(service.database);
    // The first demo laid its roles straight into the table. Nothing else may be found.
    const others = breaks.filter(({ table }) => table !== 'role_assignments');
    expect(others).toEqual([]);
    expect(counts.publications).toBeGreaterThan(40);
    expect(counts.scores).toBeGreaterThan(600);
  });

  test('people sign in with the passwords they had', async () => {
    const body = { signInName: 'secretary', password: passwords[fixture] };
    const signedIn = await service.anonymous.post('/api/v1/session', body, { headers: { origin: service.origin } });
    expect(signedIn.status).toBe(200);
    const cookie = signedIn.headers.get('set-cookie')!.split(';')[0];
    const me = await new Client(service.origin, cookie).get('/api/v1/session');
    expect(me.body.account ?? me.body).toMatchObject({ signInName: 'secretary' });
  });

  test('old boards are read, row by row', async () => {
    const secretary = await service.as(await accountOf('secretary'));
    const months = await service.database.read(() =>
      service.database.rows<{ id: number }>(
        "SELECT id FROM branch_months WHERE branchId = 3 AND state = 'confirmed' ORDER BY month",
      ),
    );
    expect(months.length).toBeGreaterThan(5);
    for (const { id } of months) {
      const board = await secretary.get(`/api/v1/branch-months/${id}/board`);
      expect([board.status, board.body.rows.length > 0]).toEqual([200, true]);
    }
  });

  test('the next month is opened, handed in, reviewed and published', async () => {
    const { database } = service;
    await withSettings(database, 3, { preReview: false });
    const [secretary, commissioner, deputy, discipline] = await Promise.all(
      ['secretary', 'organiser', 'deputy', 'discipline'].map(async (name) => service.as(await accountOf(name))),
    );
    const branch = { branchId: 3, secretary, commissioner, deputy, discipline } as unknown as BranchAtWork;
    const { id } = await openMonth(branch, december);
    await startReview(branch, id);
    for (const { id: sheetId, ownCase, state } of await sheetsOf(branch, id))
      if (state !== 'notScored') await acceptSheet(ownCase ? branch.deputy : branch.secretary, sheetId);
    const published = await publish(branch, id, notice);
    expect([published.status, published.body.state]).toEqual([200, 'published']);
    const { breaks } = await verified(database);
    expect(breaks.filter(({ table }) => table !== 'role_assignments')).toEqual([]);
  });
});

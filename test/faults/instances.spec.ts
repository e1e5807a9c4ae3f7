import { randomUUID } from 'node:crypto';
import { Database } from '#src/database/database.js';
import { KeptExportRunner } from '#src/documents/kept-export-runner.service.js';
import { Jobs } from '#src/jobs/jobs.service.js';
import { Session } from '#src/identity/session.entity.js';
import { Purges } from '#src/retention/purges.service.js';
import { Trail } from '#src/audit/trail.service.js';
import { type Client, type Service, startService } from '../support/app.js';
import { faultRounds, roundsMilliseconds } from '../support/fault-run.js';
import { laterOn } from '../support/disputes.js';
import { aBranchAtWork, aBureauWithScheme, type BranchAtWork } from '../support/month.js';
import { recordRoles, verified } from '../verification/behind-our-back.js';

/*
 * Two instances that do the same at the same moment. On MySQL each has a door of its own; a file has one process, and there the two
 * share its door.
 */

const branchCount = faultRounds(4);

let service: Service;
let bureauId: number;
let branches: BranchAtWork[];
beforeAll(async () => {
  service = await startService({ instances: 2, now: '2026-11-12T02:00:00.000Z' });
  bureauId = await aBureauWithScheme(service);
  branches = [];
  for (let index = 0; index < branchCount; index += 1)
    branches.push(await aBranchAtWork(service, bureauId, { size: 3, preReview: index % 2 === 0 }));
  await service.database.write(() =>
    service.database.change("UPDATE branch_settings SET automaticOpening = 1, themeDayRule = 'day:20'"),
  );
  await recordRoles(service.database);
}, roundsMilliseconds(branchCount));
afterAll(() => service.close());

/** Both instances do it, each twice at once. */
const everywhere = <T>(work: (app: Service['app']) => Promise<T>): Promise<T[]> =>
  Promise.all(service.apps.flatMap((app) => [work(app), work(app)]));

/** How often each of these stands in the trail, by chain. */
const lines = async (action: string): Promise<number[]> => {
  const rows = await service.database.read(() =>
    service.database.rows<{ count: number }>(
      'SELECT COUNT(*) AS count FROM trail_records WHERE action = ? GROUP BY chain',
      [action],
    ),
  );
  return rows.map(({ count }) => Number(count));
};
const once = (count: number): number[] => Array.from({ length: count }, () => 1);

test(
  'what comes due opens and ends once in each branch',
  async () => {
    const tick = () => everywhere((app) => app.get(Jobs).tick());
    await laterOn(service, '2026-11-13T02:00:00.000Z');
    await tick();
    expect(await lines('month.open')).toEqual(once(branchCount));
    await laterOn(service, '2026-11-19T02:00:00.000Z');
    await tick();
    await laterOn(service, '2026-11-20T02:00:00.000Z');
    await tick();
    expect(await lines('month.startPreReview')).toEqual(once(Math.ceil(branchCount / 2)));
    expect(await lines('month.startReview')).toEqual(once(branchCount));
    expect((await verified(service.database)).breaks).toEqual([]);
  },
  roundsMilliseconds(branchCount),
);

test('an export that everybody wants to make is made once', async () => {
  const [{ bureauOffice }] = branches as [BranchAtWork];
  const path = `/api/v1/units/${bureauId}/exports`;
  const wish = { document: 'ledger', format: 'xlsx', fromMonth: '2026-10', untilMonth: '2026-11' };
  const ask = () => bureauOffice.post(path, { ...wish, requestId: randomUUID() });
  const asked = await Promise.all([ask(), ask(), ask(), ask()]);
  await everywhere((app) => app.get(KeptExportRunner).wake());
  for (const { body } of asked) {
    await untilDone(bureauOffice, `${path}/${body.id}`);
    const kept = await service.database.read(() =>
      service.database.rows<{ attempts: number }>('SELECT attempts FROM kept_exports WHERE id = ?', [body.id]),
    );
    expect(kept).toEqual([{ attempts: 1 }]);
  }
  expect(await lines('document.export')).toEqual([asked.length]);
  const parts = await service.database.read(() => service.database.rows('SELECT exportId FROM kept_export_parts'));
  expect(parts).toHaveLength(asked.length);
});

async function untilDone(client: Client, address: string): Promise<void> {
  for (;;) {
    const { body } = await client.get(address);
    if (body.state === 'done') return;
    expect(['waiting', 'running']).toContain(body.state);
  }
}

test('what has been kept long enough is taken away once, and counted once', async () => {
  const old = '2026-01-01T00:00:00.000Z';
  const accountId = branches[0]!.accountIds[0]!;
  const sessions = Array.from({ length: 500 }, () => ({
    ...{ tokenDigest: randomUUID().replaceAll('-', '').padEnd(64, '0'), accountId },
    ...{ createdAt: old, lastSeenAt: old, expiresAt: old },
  }));
  await service.database.write(() => service.database.insert(Session, sessions));
  const counts = await everywhere((app) => app.get(Purges).daily());
  expect(counts.map((count) => count.sessions)).toEqual(counts.map(() => sessions.length));
  const runs = await service.database.read(() => service.database.rows('SELECT id FROM purge_runs'));
  expect(runs).toHaveLength(1);
  expect(await lines('retention.purge')).toEqual([1]);
});

test('canary: who looks first and does it afterwards does it more than once', async () => {
  const chain = `unit:${branches[0]!.branchId}`;
  const notice = { chain, at: service.clock.now(), action: 'canary', actorAccountId: null, about: {} };
  await everywhere(async (app) => {
    const database = app.get(Database);
    const done = await database.read(() => database.rows("SELECT sequence FROM trail_records WHERE action = 'canary'"));
    if (done.length === 0) await database.write(() => app.get(Trail).append(notice));
  });
  expect((await lines('canary'))[0]).toBeGreaterThan(1);
});

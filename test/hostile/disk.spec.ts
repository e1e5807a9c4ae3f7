import type { DataSource } from 'typeorm';
import { type Service, startService } from '../support/app.js';
import { onMysql } from '../support/database.js';
import { aBranchAtWork, aBureauWithScheme, fingerprint, openMonth, sheetsOf } from '../support/month.js';
import { verified, recordRoles } from '../verification/behind-our-back.js';

let service: Service;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.close());

/** SQLite's own error for a full disk, by forbidding the file to grow. A server says the same by number: test/database/conflict. */
async function pagesAllowed(pages: number | null): Promise<void> {
  const { write } = (service.database as unknown as { sources: { write: DataSource } }).sources;
  const [{ page_count: now }] = (await write.query('PRAGMA page_count')) as [{ page_count: number }];
  await write.query(`PRAGMA max_page_count = ${pages ?? now}`);
}

(onMysql ? test.skip : test)(
  'a full disk is 503, keeps nothing of the request, and what comes after it is taken',
  async () => {
    const branch = await aBranchAtWork(service, await aBureauWithScheme(service), { size: 5 });
    await recordRoles(service.database);
    const { id } = await openMonth(branch);
    const sheets = await sheetsOf(branch, id);
    const before = await fingerprint(service.database);
    const claim = { itemCode: 'C-01', count: 1, occurredOn: '2026-11-03', evidence: '证明' };
    const lines = Array.from({ length: 20 }, (_, at) => ({ ...claim, description: `${at}${'长'.repeat(990)}` }));
    const handIn = () =>
      branch.members[3]!.put(`/api/v1/sheets/${sheets[3]!.id}/submission`, { lines }, { version: sheets[3]!.version });
    await pagesAllowed(null);
    const refused = await handIn();
    expect([refused.status, refused.body.code]).toEqual([503, 'away']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await fingerprint(service.database)).toEqual(before);
    expect((await branch.members[3]!.get(`/api/v1/sheets/${sheets[3]!.id}`)).body.state).toBe('draft');
    await pagesAllowed(1_000_000);
    expect((await handIn()).status).toBe(200);
    expect((await verified(service.database)).breaks).toEqual([]);
  },
);

import type { SchemeTextView, SchemeVersionList, SchemeVersionView } from '#src/schemes/scheme-version.view.js';
import { Trail } from '#src/audit/trail.service.js';
import { Schemes } from '#src/schemes/schemes.service.js';
import { type Client, startService, type Service } from '../support/app.js';
import { aBranchAtWork, aBureauWithScheme, openMonth } from '../support/month.js';

let service: Service;
let reader: Client;
let bureauId: number;
beforeAll(async () => {
  service = await startService();
  bureauId = await aBureauWithScheme(service);
  reader = (await aBranchAtWork(service, bureauId, { size: 4 })).members[3]!;
});
afterAll(() => service.close());

const list = async () => (await reader.get<SchemeVersionList>('/api/v1/scheme-versions')).body.items;

describe('the scheme', () => {
  test('is read by everybody who works under it, and by nobody else', async () => {
    const [version] = await list();
    expect(version).toMatchObject({ schemeCode: 'county-bureau', state: 'published', effectiveFromMonth: '2020-01' });
    expect((await service.anonymous.get('/api/v1/scheme-versions')).status).toBe(401);
    for (const id of ['0', 'x', '999999']) expect((await reader.get(`/api/v1/scheme-versions/${id}`)).status).toBe(404);
  });

  test('is answered as data, and as text made from that data in both languages', async () => {
    const [version] = await list();
    const { body } = await reader.get<SchemeVersionView>(`/api/v1/scheme-versions/${version!.id}`);
    expect(body.definition.items).toHaveLength(32);
    const { body: text } = await reader.get<SchemeTextView>(`/api/v1/scheme-versions/${version!.id}/text`);
    expect(text.zh.map(({ code }) => code)).toEqual(text.en.map(({ code }) => code));
    for (const item of body.definition.items)
      expect([item.code, JSON.stringify(text.zh).includes(item.name.zh)]).toEqual([item.code, true]);
  });

  test('a new version takes over from its month on; a month that is open keeps the one it was opened with', async () => {
    const branch = await aBranchAtWork(service, bureauId, { size: 3 });
    const [first] = await list();
    const before = await openMonth(branch);
    const schemes = new Schemes(service.database, new Trail(service.database));
    const { definition } = await schemes.byId(first!.id);
    const groups = definition.groups.map((group) => ({ ...group, capHundredths: 1000 }));
    const changed = { ...definition, version: '1.1', groups };
    const now = service.clock.now();
    await schemes.publish(changed, { effectiveFromMonth: '2026-11', now, actorAccountId: null });
    const [latest, superseded] = await list();
    expect([latest!.state, superseded!.state]).toEqual(['published', 'superseded']);
    const december = { month: '2026-12', themeDay: '2026-12-08', selfAssessmentUntil: '2026-12-06' };
    const after = await openMonth(branch, december);
    expect([before.schemeVersionId, after.schemeVersionId]).toEqual([superseded!.id, latest!.id]);
    const kept = await branch.secretary.get(`/api/v1/branch-months/${before.id}`);
    expect(kept.body.schemeVersionId).toBe(superseded!.id);
  });
});

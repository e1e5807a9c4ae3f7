import type { SchemeVersionView } from '#src/schemes/scheme-version.view.js';
import { type Service, startService } from '../support/app.js';
import { type BranchAtWork, aBranchAtWork, aBureauWithScheme, openMonth } from '../support/month.js';
import { someMembers } from '../support/organisation.js';
import { Bureau, mistakes, moveTo } from './bureau.js';

const december = { month: '2026-12', themeDay: '2026-12-08', selfAssessmentUntil: '2026-12-06' };

let service: Service;
let bureau: Bureau;
let branch: BranchAtWork;
beforeEach(async () => {
  service = await startService();
  const bureauId = await aBureauWithScheme(service);
  bureau = await Bureau.of(service, bureauId);
  branch = await aBranchAtWork(service, bureauId, { size: 4 });
});
afterEach(() => service.close());

const read = async (id: number): Promise<SchemeVersionView> =>
  (await bureau.office.get(`/api/v1/scheme-versions/${id}`)).body;

describe('a draft that is published', () => {
  test('is a version for everybody from its month on, and no draft any more', async () => {
    const [first] = await bureau.versions();
    const draft = await bureau.draft({ version: '1.1' });
    const { status, body } = await bureau.publish(draft, '2026-12');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      schemeCode: 'county-bureau',
      version: '1.1',
      state: 'published',
      effectiveFromMonth: '2026-12',
      publishedAt: service.clock.now(),
      note: '按党委会意见修订',
      branch: null,
      basedOnId: null,
      definition: { version: '1.1' },
    });
    expect((await bureau.office.get(`/api/v1/scheme-drafts/${draft.id}`)).status).toBe(404);
    expect((await bureau.versions()).map(({ id, state }) => [id, state])).toEqual([
      [body.id, 'published'],
      [first!.id, 'published'],
    ]);
    await moveTo(service, '2026-12-01T02:00:00.000Z');
    expect((await read(first!.id)).state).toBe('superseded');
    expect((await branch.members[3]!.get(`/api/v1/scheme-versions/${body.id}`)).body).toMatchObject({ id: body.id });
  });

  test('keeps its file byte for byte, and a line in the organisation’s chain says what it was', async () => {
    const draft = await bureau.draft({ version: '1.1' });
    const { body } = await bureau.publish(draft, '2026-12');
    const file = await branch.members[3]!.get(`/api/v1/scheme-versions/${body.id}/file`);
    expect(file.body.toString('utf8')).toBe(draft.source);
    expect(file.headers.get('content-disposition')).toContain('county-bureau%201.1.yaml');
    const [line] = await bureau.trail('organisation');
    const { id: schemeVersionId, digest } = body;
    expect(line).toMatchObject({
      action: 'scheme.publish',
      about: { schemeVersionId, digest, version: '1.1', effectiveFromMonth: '2026-12', note: '按党委会意见修订' },
    });
  });

  test('is compared with what was before, in words', async () => {
    const [first] = await bureau.versions();
    const { definition } = await bureau.latest();
    const items = definition.items.map((item) => (item.code === 'C-01' ? { ...item, capHundredths: 600 } : item));
    const { id } = await bureau.published({ version: '1.1', items }, '2026-12');
    const compared = await branch.members[3]!.get(`/api/v1/scheme-versions/${id}/comparison?with=${first!.id}`);
    expect(JSON.stringify(compared.body.zh)).toContain('C-01');
    const same = await branch.members[3]!.get(`/api/v1/scheme-versions/${id}/comparison?with=${id}`);
    expect(same.body).toEqual({ zh: [], en: [] });
    for (const query of ['', '?with=', '?with=x', '?with=0'])
      expect((await bureau.office.get(`/api/v1/scheme-versions/${id}/comparison${query}`)).status).toBe(422);
    expect((await bureau.office.get(`/api/v1/scheme-versions/${id}/comparison?with=99999`)).status).toBe(404);
  });

  test('never changes again: the database itself refuses it', async () => {
    const { id } = await bureau.published({ version: '1.1' }, '2026-12');
    const { database } = service;
    const before = await read(id);
    for (const sql of [
      `UPDATE scheme_versions SET note = 'other' WHERE id = ${id}`,
      `UPDATE scheme_versions SET definition = '{}' WHERE id = ${id}`,
      `UPDATE scheme_versions SET effectiveFromMonth = '2020-01' WHERE id = ${id}`,
      `DELETE FROM scheme_versions WHERE id = ${id}`,
    ])
      await expect(database.write(() => database.change(sql))).rejects.toThrow('append-only');
    expect(await read(id)).toEqual(before);
  });

  test('leaves a month that is open to the version it was opened with', async () => {
    const open = await openMonth(branch);
    const next = await bureau.published({ version: '1.1' }, '2026-12');
    await moveTo(service, '2026-12-01T02:00:00.000Z');
    const after = await openMonth(branch, december);
    expect(after.schemeVersionId).toBe(next.id);
    const kept = await branch.secretary.get(`/api/v1/branch-months/${open.id}`);
    expect(kept.body.schemeVersionId).toBe(open.schemeVersionId);
    expect(open.schemeVersionId).not.toBe(next.id);
  });
});

describe('a publication is refused', () => {
  test('with every mistake by its path, and nothing is written', async () => {
    const { definition } = await bureau.latest();
    const items = definition.items.map((item, index) => (index === 3 ? { ...item, capHundredths: -100 } : item));
    const draft = await bureau.draft({ version: '1.1', items: [...items, items[0]!] });
    const before = await bureau.counts();
    const refused = await bureau.publish(draft, '2026-12');
    expect([refused.status, refused.body.code]).toEqual([422, 'invalid']);
    expect(mistakes(refused).some((mistake) => mistake.startsWith('items[3].capHundredths'))).toBe(true);
    expect(mistakes(refused)).toContain(`items[${items.length}].code duplicateCode`);
    expect(await bureau.counts()).toEqual(before);
  });

  test('where the version exists already', async () => {
    const refused = await bureau.publish(await bureau.draft({ version: '1.0' }), '2026-12');
    expect([refused.status, mistakes(refused)]).toEqual([409, ['version taken']]);
  });

  test('for a month that is none, that is open somewhere, that is before the latest version, or years away', async () => {
    await openMonth(branch);
    const draft = await bureau.draft({ version: '1.1' });
    for (const month of ['2026-13', '2026-00', '26-12', '2026-12-01', '', 5, null])
      expect([month, (await bureau.publish(draft, month as string)).status]).toEqual([month, 422]);
    for (const month of ['2026-11', '2026-10', '2020-01'])
      expect([month, mistakes(await bureau.publish(draft, month))]).toEqual([
        month,
        ['effectiveFromMonth monthOpened'],
      ]);
    expect(mistakes(await bureau.publish(draft, '2036-12'))).toEqual(['effectiveFromMonth tooFarAhead']);
    expect((await bureau.publish(draft, '2027-01')).status).toBe(200);
    const next = await bureau.draft({ version: '1.2' });
    expect(mistakes(await bureau.publish(next, '2026-12'))).toEqual(['effectiveFromMonth beforeLatestVersion']);
    expect((await bureau.publish(next, '2027-01')).status).toBe(200);
    await moveTo(service, '2027-01-02T02:00:00.000Z');
    expect((await bureau.versions()).map(({ version, state }) => `${version} ${state}`)).toEqual([
      '1.2 published',
      '1.1 superseded',
      '1.0 superseded',
    ]);
  });

  test('as long as members are scored by a profile that the rule does not have', async () => {
    await someMembers(service.database, [{ branchId: branch.branchId, profileCode: 'light' }]);
    const { definition } = await bureau.latest();
    const profiles = definition.profiles.filter(({ code }) => code !== 'light');
    const refused = await bureau.publish(await bureau.draft({ version: '1.1', profiles }), '2026-12');
    expect(refused.body.errors).toEqual([
      { path: 'profiles', code: 'profileInUse', params: { profile: 'light', members: 1 } },
    ]);
  });

  test('to whoever saw another draft', async () => {
    const draft = await bureau.draft({ version: '1.1' });
    const stale = await bureau.publish({ id: draft.id, version: draft.version - 1 }, '2026-12');
    expect([stale.status, stale.body.params]).toEqual([412, { version: draft.version }]);
    const path = `/api/v1/scheme-drafts/${draft.id}/publication`;
    expect((await bureau.office.put(path, { effectiveFromMonth: '2026-12', note: '' })).status).toBe(428);
  });

  test('of versions that are named as branches’ are', async () => {
    const refused = await bureau.publish(await bureau.draft({ version: '1.1+b3.1' }), '2026-12');
    expect(mistakes(refused)).toEqual(['version reservedVersion']);
  });
});

describe('at the same moment', () => {
  test('two publish one draft: one does, the other learns what has become of it', async () => {
    const draft = await bureau.draft({ version: '1.1' });
    const answers = await Promise.all([bureau.publish(draft, '2026-12'), bureau.publish(draft, '2026-12')]);
    const [done, late] = answers.sort((one, other) => one.status - other.status);
    expect([done!.status, late!.status, late!.body.code]).toEqual([200, 409, 'conflict']);
    expect(late!.body.errors).toEqual([
      { path: '', code: 'alreadyPublished', params: { schemeVersionId: done!.body.id, version: '1.1' } },
    ]);
    expect((await bureau.versions()).length).toBe(2);
  });

  test('two drafts of one version are published: one is', async () => {
    const one = await bureau.draft({ version: '1.1' });
    const other = await bureau.draft({ version: '1.1' });
    const answers = await Promise.all([bureau.publish(one, '2026-12'), bureau.publish(other, '2026-12')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(mistakes(answers.find(({ status }) => status === 409)!)).toEqual(['version taken']);
  });

  test('a branch opens the month: either it is opened with the new version, or the version is refused for it', async () => {
    await moveTo(service, '2026-12-01T02:00:00.000Z');
    const [first] = await bureau.versions();
    const draft = await bureau.draft({ version: '1.1' });
    const [opened, published] = await Promise.all([openMonth(branch, december), bureau.publish(draft, '2026-12')]);
    const expected = published.status === 200 ? published.body.id : first!.id;
    expect(opened.schemeVersionId).toBe(expected);
    if (published.status !== 200) expect(mistakes(published)).toEqual(['effectiveFromMonth monthOpened']);
  });
});

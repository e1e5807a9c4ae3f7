import { randomUUID } from 'node:crypto';
import type { Item } from '#src/scoring/scheme.js';
import { type Client, type Service, startService } from '../support/app.js';
import { type BranchAtWork, aBranchAtWork, aBureauWithScheme, openMonth, sheetsOf } from '../support/month.js';
import { Bureau, mistakes, moveTo } from './bureau.js';
import { anItem } from './small-rule.js';

const december = { month: '2026-12', themeDay: '2026-12-08', selfAssessmentUntil: '2026-12-06' };
const limits = { kinds: ['contribution'] as 'contribution'[], itemsMax: 2, capHundredths: 1000 };

let service: Service;
let bureauId: number;
let bureau: Bureau;
let branch: BranchAtWork;
let other: BranchAtWork;
let own: Item;
beforeEach(async () => {
  service = await startService();
  bureauId = await aBureauWithScheme(service);
  bureau = await Bureau.of(service, bureauId);
  branch = await aBranchAtWork(service, bureauId, { size: 4, name: '第一党支部' });
  other = await aBranchAtWork(service, bureauId, { size: 4, name: '第二党支部' });
  await bureau.published({ version: '1.1', ownItems: limits }, '2026-11');
  const { category, qualification } = (await bureau.latest()).definition.items.at(-1)!;
  own = anItem({ category, qualification });
});
afterEach(() => service.close());

const path = ({ branchId }: { branchId: number }) => `/api/v1/units/${branchId}/own-items`;

/** What a client does: reads, and sends back what it wants with the version that it read. */
async function change(items: unknown[], more: object = {}, by: Client = branch.secretary, of: BranchAtWork = branch) {
  const { schemeVersionId } = (await bureau.office.get(path(of))).body;
  return by.put(path(of), {
    requestId: randomUUID(),
    items,
    effectiveFromMonth: '2026-12',
    note: '支委会决定',
    basedOnId: schemeVersionId,
    ...more,
  });
}

async function schemeOf(opened: { schemeVersionId: number }) {
  return (await bureau.office.get(`/api/v1/scheme-versions/${opened.schemeVersionId}`)).body;
}

describe('a branch’s own items', () => {
  test('are none at first, within the limits that the bureau has set', async () => {
    const latest = await bureau.latest();
    expect((await branch.members[3]!.get(path(branch))).body).toEqual({
      limits,
      schemeVersionId: latest.id,
      items: [],
      effectiveFromMonth: null,
      versions: [],
    });
  });

  test('stand in the rule that the branch’s next month is opened with, and in no other branch’s', async () => {
    const changed = await change([own]);
    expect([changed.status, mistakes(changed)]).toEqual([200, []]);
    expect(changed.body).toMatchObject({ items: [{ code: 'Z-01', group: 'own' }], effectiveFromMonth: '2026-12' });
    expect(changed.body.versions).toMatchObject([{ effectiveFromMonth: '2026-12', note: '支委会决定' }]);
    const before = await openMonth(branch);
    await moveTo(service, '2026-12-01T02:00:00.000Z');
    const [mine, theirs] = [await openMonth(branch, december), await openMonth(other, december)];
    const [rule, base] = [await schemeOf(mine), await schemeOf(theirs)];
    expect(base).toMatchObject({ version: '1.1', branch: null });
    expect(rule).toMatchObject({
      version: `1.1+b${branch.branchId}.1`,
      branch: { id: branch.branchId, name: '第一党支部' },
      basedOnId: base.id,
    });
    expect((await schemeOf(before)).id).toBe(base.id);
    const { definition } = rule;
    expect(definition.items.slice(0, -1)).toEqual(base.definition.items);
    expect(definition.items.at(-1)).toMatchObject({ code: 'Z-01', group: 'own' });
    expect(definition.groups.at(-1)).toMatchObject({ code: 'own', capHundredths: 1000, group: 'contributions' });
  });

  test('are claimed by members like any other, and count under the bureau’s limit', async () => {
    await change([own, { ...own, code: 'Z-02', capHundredths: 1000 }]);
    await moveTo(service, '2026-12-01T02:00:00.000Z');
    const opened = await openMonth(branch, december);
    const sheet = (await sheetsOf(branch, opened.id)).at(-1)!;
    const { version } = await branch.members[3]!.get(`/api/v1/sheets/${sheet.id}`);
    const claim = (itemCode: string, count: number) => ({
      itemCode,
      count,
      occurredOn: '2026-12-01',
      description: `${itemCode} 夜校授课`,
      evidence: '签到表',
    });
    const lines = [claim('Z-01', 5), claim('Z-02', 5)];
    const draft = await branch.members[3]!.put(`/api/v1/sheets/${sheet.id}/draft`, { lines }, { version: version! });
    expect([draft.status, mistakes(draft)]).toEqual([200, []]);
    const full = await schemeOf(opened);
    const standard = full.definition.items
      .filter(({ kind }: Item) => kind === 'base')
      .reduce((sum: number, item: Item) => sum + item.standardHundredths, 0);
    // 5 × 2 counts 4 by the item's cap, 5 × 2 counts 10; together 10 by the branch's limit.
    expect(draft.body.selfScore.scoreHundredths).toBe(standard + 1000);
  });

  test('are listed with the branch’s versions, and their file is the organisation’s with the items in it', async () => {
    await change([own]);
    expect((await bureau.versions()).every(({ branch: of }) => of === null)).toBe(true);
    const [mine] = await bureau.versions(`?branchId=${branch.branchId}`);
    expect(mine).toMatchObject({ branch: { id: branch.branchId }, state: 'published' });
    expect(await bureau.versions(`?branchId=${other.branchId}`)).toEqual(await bureau.versions());
    const file = (await branch.members[3]!.get(`/api/v1/scheme-versions/${mine!.id}/file`)).body.toString('utf8');
    const read = await bureau.office.post('/api/v1/scheme-checks', { source: file });
    const { body: version } = await bureau.office.get(`/api/v1/scheme-versions/${mine!.id}`);
    expect(read.body.definition).toEqual(version.definition);
  });

  test('leave a line in the branch’s chain', async () => {
    const { body } = await change([own]);
    const [line] = await bureau.trail(`unit:${branch.branchId}`);
    expect(line).toMatchObject({
      action: 'ownItems.publish',
      about: { itemCodes: ['Z-01'], schemeVersionIds: [body.versions[0].id], note: '支委会决定' },
    });
  });

  test('can be taken away again from a month on', async () => {
    expect(mistakes(await change([]))).toEqual(['items noneToTakeAway']);
    await change([own]);
    await moveTo(service, '2026-12-01T02:00:00.000Z');
    const opened = await openMonth(branch, december);
    const gone = await change([], { effectiveFromMonth: '2027-01' });
    expect([gone.status, gone.body.items, gone.body.effectiveFromMonth]).toEqual([200, [], null]);
    await moveTo(service, '2027-01-04T02:00:00.000Z');
    const january = { month: '2027-01', themeDay: '2027-01-12', selfAssessmentUntil: '2027-01-10' };
    expect(await schemeOf(await openMonth(branch, january))).toMatchObject({ version: '1.1', branch: null });
    expect((await schemeOf(opened)).version).toBe(`1.1+b${branch.branchId}.1`);
  });

  test('also go into a version of the organisation’s that is published already and begins later', async () => {
    await bureau.published({ version: '1.2' }, '2027-02');
    const { body } = await change([own]);
    expect(body.versions.map(({ effectiveFromMonth }: { effectiveFromMonth: string }) => effectiveFromMonth)).toEqual([
      '2027-02',
      '2026-12',
    ]);
    expect(body.effectiveFromMonth).toBe('2026-12');
    const versions = await bureau.versions(`?branchId=${branch.branchId}`);
    expect(versions.map(({ version }) => version).slice(0, 2)).toEqual([`1.2+b${branch.branchId}.2`, '1.2']);
  });
});

describe('own items are refused', () => {
  test('over the bureau’s limits, each by its path', async () => {
    const cases: [Partial<Item>[], string][] = [
      [[{}, { code: 'Z-02' }, { code: 'Z-03' }], 'items tooMany'],
      [[{}, { code: 'Z-02', capHundredths: 1050 }], 'items[1].capHundredths aboveOwnItemsCap'],
      [[{ kind: 'deduction' }], 'items[0].kind kindNotAllowed'],
      [[{ kind: 'base' }], 'items[0].kind kindNotAllowed'],
      [[{ code: 'C-01' }], 'items[0].code duplicateCode'],
      [[{}, {}], 'items[1].code duplicateCode'],
      [[{ decidedBy: 'bureau' }], 'items[0].decidedBy notOfTheBranch'],
      [[{ claimedBy: ['bureau'] }], 'items[0].claimedBy[0] notOfTheBranch'],
      [[{ group: 'contributions' }], 'items[0].group ownGroupOnly'],
      [[{ per: 'year' }], 'items[0].per notThePeriod'],
      [[{ name: { zh: '', en: '' } }], 'items[0].name.zh badText'],
      [[{ capHundredths: 1.5 }], 'items[0].capHundredths notAnInteger'],
      [[{ more: 1 } as Partial<Item>], 'items[0].more unknownProperty'],
    ];
    const before = await bureau.counts();
    for (const [items, expected] of cases) {
      const refused = await change(items.map((wish) => ({ ...own, ...wish })));
      expect([expected, refused.status]).toEqual([expected, 422]);
      expect(mistakes(refused)).toContain(expected);
    }
    for (const items of ['none', [5], [null], Array(30).fill(own)])
      expect((await change(items as unknown[])).status).toBe(422);
    expect(await bureau.counts()).toEqual(before);
  });

  test('where the bureau allows none', async () => {
    await bureau.published({ version: '1.2', ownItems: null }, '2026-12');
    const refused = await change([own]);
    expect([refused.status, mistakes(refused)]).toEqual([422, ['items noOwnItems']]);
  });

  test('for a month that the branch has opened, that is none, or that comes before a plan', async () => {
    await openMonth(branch);
    expect(mistakes(await change([own], { effectiveFromMonth: '2026-11' }))).toEqual([
      'effectiveFromMonth monthOpened',
    ]);
    expect((await change([own], { effectiveFromMonth: '2026-13' })).status).toBe(422);
    expect(mistakes(await change([own], { effectiveFromMonth: '2030-01' }))).toEqual([
      'effectiveFromMonth tooFarAhead',
    ]);
    expect((await change([own], { effectiveFromMonth: '2027-03' })).status).toBe(200);
    expect(mistakes(await change([own], { effectiveFromMonth: '2027-01' }))).toEqual([
      'effectiveFromMonth beforeLatestVersion',
    ]);
  });

  test('to everybody but the branch’s secretary and deputy', async () => {
    expect((await change([own], {}, branch.deputy)).status).toBe(200);
    const before = await bureau.counts();
    for (const by of [branch.members[3]!, branch.commissioner, bureau.office])
      expect((await change([], { effectiveFromMonth: '2027-01' }, by)).status).toBe(403);
    for (const by of [other.secretary, other.members[3]!])
      expect((await change([], { effectiveFromMonth: '2027-01' }, by)).status).toBe(404);
    expect((await service.anonymous.put(path(branch), {})).status).toBe(401);
    expect(await bureau.counts()).toEqual(before);
  });

  test('in what is no branch, and what is not there', async () => {
    for (const id of ['0', 'x', '999999'])
      expect((await branch.secretary.get(`/api/v1/units/${id}/own-items`)).status).toBe(404);
    const office = await bureau.office.get(`/api/v1/units/${bureauId}/own-items`);
    expect([office.status, mistakes(office)]).toEqual([422, ['unitId notABranch']]);
  });

  test('when somebody has changed them, or the rule, in the meantime', async () => {
    const { schemeVersionId: basedOnId } = (await branch.secretary.get(path(branch))).body;
    await change([own], {}, branch.deputy);
    const stale = await change([own], { basedOnId });
    expect([stale.status, stale.body.code]).toEqual([412, 'stale']);
    const current = (await branch.secretary.get(path(branch))).body.schemeVersionId;
    await bureau.published({ version: '1.2' }, '2027-01');
    expect((await change([own], { basedOnId: current, effectiveFromMonth: '2027-01' })).status).toBe(412);
  });

  test('a repeated request publishes nothing twice, and its key serves nothing else', async () => {
    const requestId = randomUUID();
    const first = await change([own], { requestId });
    const before = await bureau.counts();
    const again = await change([own], { requestId });
    expect([again.status, again.body]).toEqual([200, first.body]);
    expect(mistakes(await change([own], { requestId, effectiveFromMonth: '2027-01' }))).toEqual([
      'requestId usedForSomethingElse',
    ]);
    expect((await change([{ ...own, capHundredths: 1.5 }], { requestId })).status).toBe(422);
    expect(await bureau.counts()).toEqual(before);
  });
});

describe('when the organisation publishes a new version', () => {
  test('the branch’s own items follow into it from the same month, with a line in the branch’s chain', async () => {
    await change([own]);
    const next = await bureau.published({ version: '2.0' }, '2027-01');
    const [mine] = await bureau.versions(`?branchId=${branch.branchId}`);
    expect(mine).toMatchObject({
      version: `2.0+b${branch.branchId}.2`,
      effectiveFromMonth: '2027-01',
      basedOnId: next.id,
    });
    const [line] = await bureau.trail(`unit:${branch.branchId}`);
    expect(line).toMatchObject({
      action: 'ownItems.follow',
      about: { basedOnId: next.id, schemeVersionIds: [mine!.id], digests: [mine!.digest] },
    });
    expect((await branch.secretary.get(path(branch))).body).toMatchObject({
      schemeVersionId: mine!.id,
      items: [{ code: 'Z-01' }],
      effectiveFromMonth: '2026-12',
    });
    await moveTo(service, '2026-12-01T02:00:00.000Z');
    expect((await schemeOf(await openMonth(branch, december))).version).toBe(`1.1+b${branch.branchId}.1`);
    await moveTo(service, '2027-01-04T02:00:00.000Z');
    const january = { month: '2027-01', themeDay: '2027-01-12', selfAssessmentUntil: '2027-01-10' };
    expect((await openMonth(branch, january)).schemeVersionId).toBe(mine!.id);
  });

  test('it is refused while a branch’s items have no place in it: the branch and the item are named', async () => {
    await change([own]);
    const { definition } = await bureau.latest();
    const clash = await bureau.draft({ version: '2.0', items: [...definition.items, { ...own, group: null }] });
    const before = await bureau.counts();
    const refused = await bureau.publish(clash, '2027-01');
    expect([refused.status, refused.body.code]).toEqual([409, 'conflict']);
    expect(refused.body.errors).toMatchObject([
      {
        path: 'ownItems',
        code: 'duplicateCode',
        params: { branchId: branch.branchId, branchName: '第一党支部', item: 'Z-01' },
      },
    ]);
    const tight = await bureau.draft({ version: '2.1', ownItems: { ...limits, capHundredths: 300 } });
    expect(mistakes(await bureau.publish(tight, '2027-01'))).toEqual(['ownItems aboveOwnItemsCap']);
    expect({ ...(await bureau.counts()), scheme_drafts: before.scheme_drafts }).toEqual(before);

    const renamed = await change([{ ...own, code: 'Z-07', capHundredths: 300 }]);
    expect(renamed.status).toBe(200);
    expect((await bureau.publish(clash, '2027-01')).status).toBe(200);
  });

  test('the bureau is not held up for ever: it may end the items of the branches that it names', async () => {
    await change([own]);
    await change([own], {}, other.secretary, other);
    const draft = await bureau.draft({ version: '2.0', ownItems: null });
    const wish = { note: '停止支部自设项目', endOwnItemsOf: [branch.branchId] };
    const refused = await bureau.publish(draft, '2027-01', wish);
    expect(refused.body.errors).toMatchObject([{ code: 'noOwnItems', params: { branchName: '第二党支部' } }]);
    const endOwnItemsOf = [branch.branchId, other.branchId];
    const done = await bureau.publish(draft, '2027-01', { ...wish, endOwnItemsOf });
    expect(done.status).toBe(200);
    const [line] = await bureau.trail(`unit:${branch.branchId}`);
    expect(line).toMatchObject({ action: 'ownItems.end', about: { basedOnId: done.body.id } });
    expect((await branch.secretary.get(path(branch))).body).toMatchObject({ limits: null, items: [] });
    await moveTo(service, '2026-12-01T02:00:00.000Z');
    expect((await schemeOf(await openMonth(branch, december))).definition.items.at(-1).code).toBe('Z-01');
    await moveTo(service, '2027-01-04T02:00:00.000Z');
    const january = { month: '2027-01', themeDay: '2027-01-12', selfAssessmentUntil: '2027-01-10' };
    expect((await openMonth(branch, january)).schemeVersionId).toBe(done.body.id);
  });

  test('a branch without own items has nothing to do with it', async () => {
    await bureau.published({ version: '2.0' }, '2027-01');
    expect(await bureau.versions(`?branchId=${branch.branchId}`)).toEqual(await bureau.versions());
  });
});

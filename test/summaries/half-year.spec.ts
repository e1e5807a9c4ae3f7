import type { HalfYearRowView, HalfYearView } from '#src/summaries/half-year.view.js';
import { type Client, type Service, startService } from '../support/app.js';
import { layMonths, layRevision } from '../support/months.js';
import { anAccount, aUnit, someMembers } from '../support/organisation.js';
import { countStatements } from '../support/statements.js';
import { half, months, type Person, type SixMonths, sixMonths } from './six-months.js';

let service: Service;
let laid: SixMonths;
let office: Client;

beforeAll(async () => {
  service = await startService({ now: '2026-07-05T02:00:00.000Z' });
  laid = await sixMonths(service.database);
  office = await service.as(await anAccount(service.database, { roles: [['bureauOffice', laid.bureauId]] }));
});
afterAll(() => service.close());

async function summary(unitId: number, client = office) {
  const { status, body } = await client.get<HalfYearView>(`/api/v1/units/${unitId}/summaries/${half}`);
  expect(status).toBe(200);
  return body;
}

function rowOf(view: HalfYearView, person: Person): HalfYearRowView {
  const rows = view.rows.filter((row) => row.memberId === laid.people[person]);
  expect(rows).toHaveLength(1);
  return rows[0]!;
}

const outcomes = (row: HalfYearRowView | undefined) =>
  row?.months.map((month) => month.scoreHundredths ?? month.reason ?? month.outcome);

describe('the half-year of a branch', () => {
  test('79, 100, not scored, 88.5, 92, 80 make 87.90, lowest 79, qualified', async () => {
    const row = rowOf(await summary(laid.firstId), 'worked');
    expect(outcomes(row)).toEqual([7900, 10_000, 'approved', 8850, 9200, 8000]);
    expect(row).toMatchObject({
      position: 1,
      rank: null,
      countedMonths: 5,
      meanHundredths: 8790,
      sumHundredths: 43_950,
      lowestHundredths: 7900,
      deductionHundredths: 0,
      contributionHundredths: 1300,
      veto: null,
      band: { code: 'qualified', name: { zh: '合格', en: 'Qualified' } },
      remarks: [],
    });
  });

  test('a month that nobody could score is missing, and missing is not zero: 5, 5, – make 5', async () => {
    const row = rowOf(await summary(laid.secondId), 'partly');
    expect(row).toMatchObject({ countedMonths: 2, meanHundredths: 500, lowestHundredths: 500, band: null });
    expect(row.remarks).toEqual([{ code: 'tooFewMonths' }]);
  });

  test('who joined in May was absent before, and is listed without a band', async () => {
    const row = rowOf(await summary(laid.firstId), 'joiner');
    expect(outcomes(row)).toEqual(['absent', 'absent', 'absent', 'absent', 8800, 9001]);
    expect(row).toMatchObject({ countedMonths: 2, meanHundredths: 8901, sumHundredths: 17_801, band: null });
    expect(row.remarks).toEqual([{ code: 'probationary' }, { code: 'tooFewMonths' }]);
  });

  test('who was not scored the whole time is listed, with no figures and no reason but its class', async () => {
    const row = rowOf(await summary(laid.firstId), 'exempt');
    expect(outcomes(row)).toEqual(Array.from({ length: 6 }, () => 'approved'));
    expect(row).toMatchObject({ countedMonths: 0, meanHundredths: null, lowestHundredths: null, sumHundredths: 0 });
  });

  test('who left the organisation stays listed in the last branch, with the band of four counted months', async () => {
    const row = rowOf(await summary(laid.firstId), 'leaver');
    expect(outcomes(row)).toEqual([8000, 8000, 8000, 8001, 'absent', 'absent']);
    expect(row).toMatchObject({ countedMonths: 4, meanHundredths: 8000, band: { code: 'qualified' } });
    expect(row.remarks).toEqual([{ code: 'transferredOut', params: { day: '2026-04-20' } }]);
  });

  test('who was transferred out is listed after the branch’s own people, without mean, band and weight in its statistics', async () => {
    const view = await summary(laid.firstId);
    expect(view.rows.map((row) => row.memberId).at(-1)).toBe(laid.people.moved);
    expect(view.rows.map((row) => row.position)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    const row = rowOf(view, 'moved');
    expect(outcomes(row)).toEqual([9000, 9100, 9200, 'absent', 'absent', 'absent']);
    expect(row).toMatchObject({ branch: { id: laid.firstId, name: '第一支部' }, meanHundredths: null, band: null });
    expect(row.remarks).toEqual([{ code: 'transferredOut', params: { branch: '第二支部', day: '2026-03-10' } }]);
    // 87.90, 95.33, 93.00, 89.01, 80.00
    expect(view.statistics).toEqual({
      count: 5,
      meanHundredths: 8905,
      medianHundredths: 8901,
      lowestHundredths: 8000,
      highestHundredths: 9533,
      spreadHundredths: 526,
    });
  });

  test('who was transferred in has all his months, March once, from the branch that held him on its theme day', async () => {
    const row = rowOf(await summary(laid.secondId), 'moved');
    expect(outcomes(row)).toEqual([9000, 9100, 9200, 9300, 9400, 'unfinished']);
    expect(row.months.map((month) => month.branchId)).toEqual(
      [laid.firstId, laid.firstId, laid.firstId].concat([laid.secondId, laid.secondId, laid.secondId]),
    );
    expect(row).toMatchObject({ countedMonths: 5, meanHundredths: 9200 });
    expect(row.remarks).toContainEqual({ code: 'transferredIn', params: { branch: '第一支部', day: '2026-03-10' } });
  });

  test('a month that is published and not confirmed is unfinished, shows no figure, and is named', async () => {
    const view = await summary(laid.secondId);
    for (const row of view.rows)
      expect(row.months[5]).toMatchObject({ outcome: 'unfinished', scoreHundredths: null, reason: null });
    expect(view.blockedBy).toEqual([
      {
        code: 'monthNotConfirmed',
        branch: { id: laid.secondId, name: '第二支部', kind: 'branch' },
        month: '2026-06',
        state: 'published',
      },
    ]);
    expect((await summary(laid.firstId)).blockedBy).toEqual([]);
  });

  test('a criticism in a counted month keeps 96 from the highest band; a refused one does not', async () => {
    expect(rowOf(await summary(laid.secondId), 'criticised')).toMatchObject({
      meanHundredths: 9600,
      band: { code: 'qualified' },
    });
    expect(rowOf(await summary(laid.firstId), 'best')).toMatchObject({
      meanHundredths: 9533,
      band: { code: 'excellent' },
    });
  });

  test('the bands add up to the people listed as its own, and the quota is a third of them', async () => {
    const view = await summary(laid.firstId);
    const counts = Object.fromEntries(view.bands.map(({ code, count }) => [code, count]));
    expect(counts).toEqual({ excellent: 2, qualified: 2, basic: 0, warning: 0, null: 2 });
    expect(view.quota).toEqual({ limit: 2, proposed: 2 });
  });
});

describe('the half-year of a bureau', () => {
  test('lists every member exactly once, branch by branch, and agrees with the branches', async () => {
    const bureau = await summary(laid.bureauId);
    const [first, second] = [await summary(laid.firstId), await summary(laid.secondId)];
    expect(bureau.rows.map((row) => row.memberId).sort()).toEqual(Object.values(laid.people).sort());
    const own = (view: HalfYearView) =>
      view.rows.filter((row) => row.remarks.every((each) => !(each.code === 'transferredOut' && each.params?.branch)));
    const withoutPosition = (rows: HalfYearRowView[]) => rows.map(({ position: _, ...row }) => row);
    expect(withoutPosition(bureau.rows)).toEqual(withoutPosition([...own(first), ...own(second)]));
    expect(bureau.quota).toEqual({ limit: 3, proposed: 3 });
    expect(bureau.statistics.count).toBe(8);
    expect(bureau.blockedBy).toEqual(second.blockedBy);
  });

  test('a general branch has its own branches only', async () => {
    const general = await summary(laid.generalBranchId);
    expect(general.rows).toEqual((await summary(laid.secondId)).rows);
    expect(general.unit).toMatchObject({ kind: 'generalBranch', name: '直属党总支' });
  });
});

test('only the latest revision of a publication counts, and a full quota sends the next one a band down', async () => {
  const february = laid.second[1]!;
  const [criticised, partly] = [laid.people.criticised, laid.people.partly];
  await layRevision(service.database, february, {
    schemeVersionId: laid.schemeVersionId,
    accountId: laid.accountId,
    wish: {
      branchId: laid.secondId,
      month: '2026-02',
      state: 'confirmed',
      sheets: [
        { memberId: criticised, result: 9900 },
        { memberId: partly, result: 500 },
      ],
    },
  });
  const view = await summary(laid.secondId);
  expect(rowOf(view, 'criticised')).toMatchObject({
    meanHundredths: 9660,
    deductionHundredths: 0,
    band: { code: 'excellent' },
  });
  expect(rowOf(view, 'moved')).toMatchObject({ meanHundredths: 9200, band: { code: 'qualified' } });
  expect(rowOf(view, 'moved').remarks).toContainEqual({ code: 'overQuota' });
  expect(view.quota).toEqual({ limit: 1, proposed: 1 });
});

describe('ranking', () => {
  test('is a switch of the unit itself: off there is no rank, on it is dense, by mean, lowest month, contributions', async () => {
    const { database } = service;
    expect((await summary(laid.firstId)).rows.map((row) => row.rank)).toEqual(Array.from({ length: 7 }, () => null));
    await database.write(() => database.change('UPDATE units SET rankingEnabled = 1 WHERE id = ?', [laid.bureauId]));
    expect((await summary(laid.firstId)).rankingEnabled).toBe(false);
    const bureau = await summary(laid.bureauId);
    expect(bureau.rankingEnabled).toBe(true);
    const ranks = Object.fromEntries(
      (Object.keys(laid.people) as Person[]).map((person) => [person, rowOf(bureau, person).rank]),
    );
    expect(ranks).toEqual({
      criticised: 1, // 96.60
      best: 2, // 95.33
      next: 3, // 93.00
      moved: 4, // 92.00
      joiner: 5, // 89.01
      worked: 6, // 87.90
      leaver: 7, // 80.00
      partly: 8, // 5.00
      exempt: null,
    });
    await database.write(() => database.change('UPDATE units SET rankingEnabled = 0 WHERE id = ?', [laid.bureauId]));
  });
});

describe('while the half-year runs', () => {
  test('in March it lists who is there that day, names what is to come, and takes nothing from drafts', async () => {
    service.clock.set('2026-03-09T16:30:00.000Z'); // 10 March in Shanghai: the day of the transfer
    try {
      const view = await summary(laid.secondId);
      expect(view.asOf).toBe('2026-03-10');
      expect(rowOf(view, 'moved').branch.id).toBe(laid.secondId);
      service.clock.set('2026-03-09T15:30:00.000Z'); // still 9 March
      expect((await summary(laid.secondId)).rows.map((row) => row.memberId)).not.toContain(laid.people.moved);
      expect(rowOf(await summary(laid.firstId), 'moved')).toMatchObject({
        branch: { id: laid.firstId },
        remarks: [{ code: 'tooFewMonths' }],
      });
    } finally {
      service.clock.set('2026-07-05T02:00:00.000Z');
    }
  });

  test('a month without opening blocks it, for a branch with members; a running one shows no draft', async () => {
    const { database } = service;
    const branch = await aUnit(database, { name: '新建支部', parentId: laid.bureauId });
    await aUnit(database, { name: '空支部', parentId: laid.bureauId });
    const [early, late] = await someMembers(database, [
      { branchId: branch.id, fromDay: '2026-03-01' },
      { branchId: branch.id, fromDay: '2026-05-20' },
    ]);
    await layMonths(database, {
      schemeVersionId: laid.schemeVersionId,
      accountId: laid.accountId,
      months: [
        { branchId: branch.id, month: '2026-03', state: 'confirmed', sheets: [{ memberId: early!, result: 8000 }] },
        { branchId: branch.id, month: '2026-05', state: 'review', sheets: [{ memberId: early!, result: 9900 }] },
      ],
    });
    const view = await summary(branch.id);
    expect(view.blockedBy.map(({ code, month, state }) => [code, month, state])).toEqual([
      ['monthNotStarted', '2026-04', 'notStarted'],
      ['monthNotConfirmed', '2026-05', 'review'],
      ['monthNotStarted', '2026-06', 'notStarted'],
    ]);
    const [first, second] = view.rows;
    expect(outcomes(first)).toEqual(['absent', 'absent', 8000, 'unfinished', 'unfinished', 'unfinished']);
    expect(JSON.stringify(view)).not.toContain('9900');
    expect(second?.memberId).toBe(late);
    // He came after May's sheets were made out: nobody scores his May.
    expect(outcomes(second)).toEqual(['absent', 'absent', 'absent', 'absent', 'absent', 'unfinished']);
    await database.write(() => database.change('DELETE FROM memberships WHERE branchId = ?', [branch.id]));
  });
});

describe('rights and hostile requests', () => {
  const path = (unitId: number | string, halfYear = half) => `/api/v1/units/${unitId}/summaries/${halfYear}`;

  test('a member has no summary, not even of his own branch; his history is his own page', async () => {
    const member = await service.as(await anAccount(service.database, { memberId: laid.people.worked }));
    expect((await member.get(path(laid.firstId))).status).toBe(403);
    expect((await member.get(path(laid.bureauId))).status).toBe(404);
  });

  test('an auditor reads it; the secretary of another branch finds nothing; nobody is told to sign in', async () => {
    const auditor = await service.as(await anAccount(service.database, { roles: [['auditor', laid.bureauId]] }));
    expect((await auditor.get(path(laid.bureauId))).status).toBe(200);
    const secretary = await service.as(await anAccount(service.database, { roles: [['secretary', laid.firstId]] }));
    expect((await secretary.get(path(laid.firstId))).status).toBe(200);
    for (const unitId of [laid.secondId, laid.generalBranchId, laid.bureauId])
      expect((await secretary.get(path(unitId))).status).toBe(404);
    expect((await service.anonymous.get(path(laid.firstId))).status).toBe(401);
  });

  test.each([
    '2026-H3',
    '2026-H0',
    '2026-h1',
    '2026-Q5',
    '2026-13',
    '2026-06',
    '1999-H1',
    '2026-H1%20',
    '２０２６-H1',
    "2026-H1'--",
    '2026-H11',
  ])('there is no half-year %s', async (halfYear) => {
    expect((await office.get(path(laid.firstId, encodeURI(halfYear)))).status).toBe(404);
  });

  test.each(['0', '-1', '1e3', '999999', '1 OR 1=1', '99999999999999'])('there is no unit %s', async (unitId) => {
    expect((await office.get(path(encodeURIComponent(unitId)))).status).toBe(404);
  });

  test('a group has no half-year', async () => {
    expect((await office.get(path(laid.groupId))).status).toBe(404);
  });

  test('a half-year long ago, without members and months, is an empty list', async () => {
    service.clock.set('2026-07-05T02:00:00.000Z');
    const branch = await aUnit(service.database, { name: '无人支部', parentId: laid.bureauId });
    const view = await summary(branch.id);
    expect(view).toMatchObject({ rows: [], blockedBy: [], quota: { limit: 0, proposed: 0 } });
    expect(view.statistics).toMatchObject({ count: 0, meanHundredths: null });
  });
});

test('four branches take as many statements as one', async () => {
  const { database } = service;
  const units: number[] = [];
  for (const branches of [1, 4]) {
    const general = await aUnit(database, { kind: 'generalBranch', parentId: laid.bureauId });
    units.push(general.id);
    for (let index = 0; index < branches; index += 1) {
      const branch = await aUnit(database, { parentId: general.id });
      const members = await someMembers(database, [{ branchId: branch.id }, { branchId: branch.id }]);
      await layMonths(database, {
        schemeVersionId: laid.schemeVersionId,
        accountId: laid.accountId,
        months: months.map((month) => ({
          branchId: branch.id,
          month,
          state: 'confirmed',
          sheets: members.map((memberId) => ({ memberId, result: 9000 })),
        })),
      });
    }
  }
  const [one, four] = units as [number, number];
  // The first look at a unit's summary on a day leaves a line, which costs statements of its own.
  for (const unitId of [one, four]) await summary(unitId);
  const ofOne = await countStatements(database, async () => expect((await summary(one)).rows).toHaveLength(2));
  const ofFour = await countStatements(database, async () => expect((await summary(four)).rows).toHaveLength(8));
  expect(ofFour).toBe(ofOne);
  expect(ofFour).toBeLessThan(17);
});

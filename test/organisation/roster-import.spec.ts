import { rosterWorkbook } from '#src/documents/roster-workbook.js';
import { BranchMonth } from '#src/assessments/branch-month.entity.js';
import { SchemeVersion } from '#src/schemes/scheme-version.entity.js';
import { type Client, type Service, startService } from '../support/app.js';
import { anAccount, aUnit, someMembers } from '../support/organisation.js';
import { inGbk, type Person, RosterDesk, rosterCsv, rosterHead, rosterRow, workbookType } from './rosters.js';

let service: Service;
let bureau: { id: number };
let accountId: number;
let office: Client;

beforeAll(async () => {
  service = await startService();
  bureau = await aUnit(service.database, { kind: 'bureau', name: '机关党委' });
  accountId = await anAccount(service.database, { roles: [['bureauOffice', bureau.id]] });
  office = await service.as(accountId);
});
afterAll(() => service.close());

let committees = 0;
/** A committee of its own for each test, with two branches, so that no test sees another's members. */
async function aCommittee() {
  committees += 1;
  const key = `K${committees}-`;
  const committee = await aUnit(service.database, { kind: 'bureau', parentId: bureau.id });
  const one = await aUnit(service.database, { parentId: committee.id, name: '办公室党支部' });
  const two = await aUnit(service.database, { parentId: committee.id, name: '业务党支部' });
  const people = (count: number, over: Partial<Person> = {}): Partial<Person>[] =>
    Array.from({ length: count }, (_, index) => ({
      branch: '办公室党支部',
      number: `${key}${String(index + 1).padStart(4, '0')}`,
      name: `党员${'甲乙丙丁戊己庚辛壬癸'[index % 10]}`,
      ...over,
    }));
  const members = async (unit = committee, day = '2026-11-05') =>
    (await office.get(`/api/v1/units/${unit.id}/members?limit=200&day=${day}`)).body.items;
  return { key, committee, one, two, people, members, desk: new RosterDesk(office, committee.id) };
}

const counts = (over: object) => ({ add: 0, change: 0, transfer: 0, unchanged: 0, bad: 0, ...over });

describe('a roster is imported', () => {
  const files: [string, (people: Partial<Person>[]) => Promise<Uint8Array> | Uint8Array, string, string, string][] = [
    ['a workbook', (people) => workbookOf(people), '名册.xlsx', workbookType, 'xlsx'],
    ['a CSV in UTF-8', rosterCsv, '名册.csv', 'text/csv', 'utf-8'],
    ['a CSV in GBK', (people) => inGbk(csvText(people)), '名册.csv', 'text/csv', 'gb18030'],
    [
      'a CSV in UTF-16',
      (people) => Buffer.from(`\ufeff${csvText(people)}`, 'utf16le'),
      '名册.csv',
      'text/csv',
      'utf-16le',
    ],
  ];
  test.each(files)('from %s', async (_name, write, fileName, type, encoding) => {
    const { desk, people, members } = await aCommittee();
    const bytes = await write(people(3, { group: '第一小组', standing: '预备', situation: '流动', profile: '从简' }));
    const preview = await desk.preview(bytes, fileName, type);
    expect([preview.status, preview.body.errors]).toEqual([200, undefined]);
    expect(preview.body).toMatchObject({ fileName, encoding, counts: counts({ add: 3 }) });
    expect(await members()).toEqual([]);
    const imported = await desk.import(bytes, preview.body.digest, fileName, type);
    expect([imported.status, imported.body]).toEqual([201, { counts: counts({ add: 3 }) }]);
    expect(await members()).toEqual(
      ['党员甲', '党员乙', '党员丙'].map((name) =>
        expect.objectContaining({
          name,
          standing: 'probationary',
          situation: 'mobile',
          birthYear: 1980,
          membership: expect.objectContaining({
            group: expect.objectContaining({ name: '第一小组' }),
            profileCode: 'light',
            fromDay: '2026-11-05',
          }),
        }),
      ),
    );
  });

  test('with titles above the head, columns in another order, blank rows, a second head and a total', async () => {
    const { desk, key, members } = await aCommittee();
    const bytes = csv([
      ['机关党委党员名册'],
      ['2026年11月', '', '', '填表人：某某'],
      [],
      ['序号', '姓 名', '党员编号*', '所在支部（全称）', '备注'],
      ['1', '张三', `${key}1`, '办公室党支部', ''],
      [],
      ['序号', '姓名', '党员编号', '所在支部', ''],
      ['2', '李四', `${key}2`, '业务党支部', '组长'],
      ['合计', '2人', '', '', ''],
    ]);
    const { body } = await desk.preview(bytes);
    expect(body.counts).toEqual(counts({ add: 2 }));
    expect(body.rows.map(({ rowNumber }: { rowNumber: number }) => rowNumber)).toEqual([5, 8]);
    expect(body.notes).toEqual([
      { code: 'unknownColumn', params: { cell: 'A4', head: '序号' } },
      { code: 'unknownColumn', params: { cell: 'E4', head: '备注' } },
      { code: 'totalRow', params: { row: 9 } },
    ]);
    expect((await desk.import(bytes, body.digest)).status).toBe(201);
    expect((await members()).map(({ name }: { name: string }) => name)).toEqual(['张三', '李四']);
  });

  test('with English heads and words', async () => {
    const { desk, key, members } = await aCommittee();
    const bytes = csv([
      ['Branch', 'Member number', 'Name', 'Standing', 'Situation', 'Birth year', 'Profile', 'From day'],
      ['办公室党支部', `${key}1`, 'Ann Lee', 'probationary', 'retired', '1960', 'exempt', '2026/3/1'],
    ]);
    expect((await desk.importAfterPreview(bytes)).body.counts).toEqual(counts({ add: 1 }));
    expect(await members()).toMatchObject([
      {
        name: 'Ann Lee',
        standing: 'probationary',
        situation: 'retired',
        membership: { profileCode: 'exempt', fromDay: '2026-03-01' },
      },
    ]);
  });

  test('for one branch, where nobody needs to name it', async () => {
    const { one, key, members } = await aCommittee();
    const bytes = csv([
      ['党员编号', '姓名'],
      [`${key}1`, '张三'],
    ]);
    expect((await new RosterDesk(office, one.id).importAfterPreview(bytes)).body.counts).toEqual(counts({ add: 1 }));
    expect(await members(one)).toMatchObject([
      { standing: 'full', situation: 'serving', membership: { profileCode: 'full' } },
    ]);
  });

  test('in the file’s order, at the end of each branch’s roster', async () => {
    const { desk, key, one, two, members } = await aCommittee();
    await someMembers(service.database, [{ branchId: one.id, name: '老党员', memberNumber: `${key}0` }]);
    const place = (branch: string, number: string, name: string) => ({ branch, number: key + number, name });
    await desk.importAfterPreview(
      rosterCsv([place('业务党支部', '1', '甲'), place('办公室党支部', '2', '乙'), place('业务党支部', '3', '丙')]),
    );
    const names = async (unit: { id: number; path: string }) =>
      (await members(unit)).map((member: { name: string }) => member.name);
    expect([await names(one), await names(two)]).toEqual([
      ['老党员', '乙'],
      ['甲', '丙'],
    ]);
  });

  test('the same file twice: the second time changes nothing, not even a version or the trail', async () => {
    const { desk, people, members, one } = await aCommittee();
    const bytes = rosterCsv(people(20, { fromDay: '2026-03-01', group: '第一小组' }));
    expect((await desk.importAfterPreview(bytes)).body.counts).toEqual(counts({ add: 20 }));
    const [before, trail] = [await members(), await trailOf(one.id)];
    const again = await desk.importAfterPreview(bytes);
    expect([again.status, again.body.counts]).toEqual([201, counts({ unchanged: 20 })]);
    expect(await members()).toEqual(before);
    expect(await trailOf(one.id)).toEqual(trail);
  });

  test('by several people at once with the same file: everybody is in it once', async () => {
    const { desk, people, members, one } = await aCommittee();
    const bytes = rosterCsv(people(30));
    const { digest } = (await desk.preview(bytes)).body;
    const answers = await Promise.all(Array.from({ length: 6 }, () => desk.import(bytes, digest)));
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(201));
    expect(answers.filter(({ body }) => body.counts.add === 30)).toHaveLength(1);
    expect(answers.filter(({ body }) => body.counts.unchanged === 30)).toHaveLength(5);
    expect(await members()).toHaveLength(30);
    expect(await trailOf(one.id)).toHaveLength(1);
  });

  test('who is not in the file is not touched, and is counted in a note', async () => {
    const { desk, people, members } = await aCommittee();
    await desk.importAfterPreview(rosterCsv(people(5)));
    const shorter = rosterCsv(people(2));
    expect((await desk.preview(shorter)).body.notes).toEqual([{ code: 'notInFile', params: { count: 3 } }]);
    await desk.importAfterPreview(shorter);
    expect(await members()).toHaveLength(5);
  });

  test('what changed is shown field by field, and what is left empty stays as it was', async () => {
    const { desk, key, people, members } = await aCommittee();
    await desk.importAfterPreview(rosterCsv(people(1, { group: '第一小组' })));
    const bytes = csv([rosterHead, ['', `${key}0001`, '新名字', '预备党员', '', '', '', '', '']]);
    const { body } = await desk.preview(bytes);
    expect(body.rows[0]).toMatchObject({
      outcome: 'change',
      changes: [
        { field: 'name', before: '党员甲', after: '新名字' },
        { field: 'standing', before: 'full', after: 'probationary' },
      ],
    });
    await desk.import(bytes, body.digest);
    expect(await members()).toMatchObject([
      {
        version: 2,
        name: '新名字',
        standing: 'probationary',
        birthYear: 1980,
        membership: { group: { name: '第一小组' } },
      },
    ]);
  });

  test('two people of one name are two people, and a note asks to look again', async () => {
    const { desk, key, members } = await aCommittee();
    const bytes = rosterCsv([
      { branch: '办公室党支部', number: `${key}1`, name: '张伟' },
      { branch: '业务党支部', number: `${key}2`, name: '张伟' },
    ]);
    expect((await desk.preview(bytes)).body.notes).toEqual([
      { code: 'sameName', params: { row: 2, name: '张伟', numbers: `${key}2` } },
      { code: 'sameName', params: { row: 3, name: '张伟', numbers: `${key}1` } },
    ]);
    await desk.importAfterPreview(bytes);
    expect(await members()).toHaveLength(2);
  });

  test('groups that are not there yet are announced, made once, and get their trail', async () => {
    const { desk, people, one } = await aCommittee();
    const bytes = rosterCsv(people(4, { group: '第三小组' }));
    expect((await desk.preview(bytes)).body.notes).toContainEqual({
      code: 'newGroup',
      params: { branch: '办公室党支部', group: '第三小组' },
    });
    await desk.importAfterPreview(bytes);
    await desk.importAfterPreview(rosterCsv(people(4, { group: '第三小组', name: '改名' })));
    const groups = await service.database.read(() =>
      service.database.rows<{ path: string; id: number; chain: string }>(
        `SELECT units.id, units.path, trail_heads.chain FROM units
           JOIN trail_heads ON trail_heads.chain = 'unit:' || units.id WHERE units.parentId = ?`,
        [one.id],
      ),
    );
    expect(groups).toEqual([expect.objectContaining({ path: `${one.path}${groups[0]!.id}/` })]);
  });

  test('branches of one name are told apart by the names above them', async () => {
    const { committee, key } = await aCommittee();
    const above = await Promise.all(
      ['一总支', '二总支'].map((name) =>
        aUnit(service.database, { kind: 'generalBranch', parentId: committee.id, name }),
      ),
    );
    const [, second] = [
      await aUnit(service.database, { parentId: above[0]!.id, name: '第一党支部' }),
      await aUnit(service.database, { parentId: above[1]!.id, name: '第一党支部' }),
    ];
    const desk = new RosterDesk(office, committee.id);
    const row = (branch: string) => rosterCsv([{ branch, number: `${key}1` }]);
    expect(problems(await desk.preview(row('第一党支部')))).toEqual([['A2', 'ambiguousBranch']]);
    expect((await desk.importAfterPreview(row('二总支 / 第一党支部'))).status).toBe(201);
    const { body } = await office.get(`/api/v1/units/${second.id}/members`);
    expect(body.items).toHaveLength(1);
  });
});

describe('a row whose branch is another is a transfer', () => {
  test('from the day in the row, and handed in again it is no second one', async () => {
    const { desk, people, one, two, members } = await aCommittee();
    await desk.importAfterPreview(rosterCsv(people(2, { fromDay: '2026-01-01' })));
    const bytes = rosterCsv(people(2, { branch: '业务党支部', fromDay: '2026-03-16', group: '新组' }));
    const { body } = await desk.preview(bytes);
    expect(body.rows[0]).toMatchObject({
      outcome: 'transfer',
      changes: [
        { field: 'branch', before: '办公室党支部', after: '业务党支部' },
        { field: 'group', before: '', after: '新组' },
        { field: 'fromDay', before: '2026-01-01', after: '2026-03-16' },
      ],
    });
    expect((await desk.import(bytes, body.digest)).body.counts).toEqual(counts({ transfer: 2 }));
    expect([(await members(one)).length, (await members(two)).length]).toEqual([0, 2]);
    expect([(await members(one, '2026-03-15')).length, (await members(two, '2026-03-15')).length]).toEqual([2, 0]);
    expect((await desk.importAfterPreview(bytes)).body.counts).toEqual(counts({ unchanged: 2 }));
    const line = {
      cameIn: expect.any(Array),
      left: [],
      added: [],
      fileDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
    };
    expect((await trailOf(two.id)).at(-1)).toMatchObject(line);
    expect((await trailOf(one.id)).at(-1)).toMatchObject({ left: expect.any(Array), cameIn: [] });
  });

  test('from today where the row has no day', async () => {
    const { desk, people, two, members } = await aCommittee();
    await desk.importAfterPreview(rosterCsv(people(1, { fromDay: '2026-01-01' })));
    await desk.importAfterPreview(rosterCsv(people(1, { branch: '业务党支部' })));
    expect((await members(two))[0].membership.fromDay).toBe('2026-11-05');
  });

  test('on a day to come is made once, and today nothing changes', async () => {
    const { desk, people, two, members } = await aCommittee();
    await desk.importAfterPreview(rosterCsv(people(1, { fromDay: '2026-01-01' })));
    const bytes = rosterCsv(people(1, { branch: '业务党支部', fromDay: '2026-12-01' }));
    expect((await desk.importAfterPreview(bytes)).body.counts).toEqual(counts({ transfer: 1 }));
    expect([(await members(two)).length, (await members(two, '2026-12-01')).length]).toEqual([0, 1]);
    expect((await desk.importAfterPreview(bytes)).body.counts).toEqual(counts({ unchanged: 1 }));
  });

  test('back on the day he left, as if nothing had been', async () => {
    const { desk, people, one } = await aCommittee();
    await desk.importAfterPreview(rosterCsv(people(1, { fromDay: '2026-01-01' })));
    await desk.importAfterPreview(rosterCsv(people(1, { branch: '业务党支部', fromDay: '2026-03-16' })));
    await desk.importAfterPreview(rosterCsv(people(1, { fromDay: '2026-03-16' })));
    const stays = await service.database.read(() =>
      service.database.rows('SELECT fromDay, untilDay FROM memberships WHERE branchId = ?', [one.id]),
    );
    expect(stays).toEqual([{ fromDay: '2026-01-01', untilDay: null }]);
  });

  test('not into or out of a month that has been opened with the old list', async () => {
    const { desk, people, one, key } = await aCommittee();
    await desk.importAfterPreview(rosterCsv(people(1, { fromDay: '2026-01-01' })));
    await anOpenedMonth(one.id, '2026-10-20');
    const params = expect.objectContaining({ month: '2026-10', themeDay: '2026-10-20' });
    const early = await desk.preview(rosterCsv(people(1, { branch: '业务党支部', fromDay: '2026-10-01' })));
    expect(early.body.rows[0].problems).toEqual([{ field: 'fromDay', cell: 'I2', code: 'monthOpened', params }]);
    const newcomer = await desk.preview(
      rosterCsv([{ branch: '办公室党支部', number: `${key}9`, fromDay: '2026-02-01' }]),
    );
    expect(newcomer.body.rows[0].problems).toEqual([{ field: 'fromDay', cell: 'I2', code: 'monthOpened', params }]);
    expect(
      (await desk.preview(rosterCsv(people(1, { branch: '业务党支部', fromDay: '2026-10-21' })))).body.counts.bad,
    ).toBe(0);
  });
});

describe('what was looked at is what is written', () => {
  test('a digest of something else is refused, and nothing is written', async () => {
    const { desk, people, members } = await aCommittee();
    const bytes = rosterCsv(people(2));
    const other = (await desk.preview(rosterCsv(people(3)))).body.digest;
    const answer = await desk.import(bytes, other);
    expect([answer.status, answer.body.errors]).toEqual([412, [{ path: 'digest', code: 'previewOutdated' }]]);
    expect((await desk.import(bytes, 'x')).status).toBe(422);
    expect(await members()).toEqual([]);
  });

  test('when somebody has changed the organisation since, people look again', async () => {
    const { desk, people, one } = await aCommittee();
    await desk.importAfterPreview(rosterCsv(people(2, { fromDay: '2026-03-01' })));
    const bytes = rosterCsv(people(2, { name: '改名', fromDay: '2026-03-01' }));
    const { digest } = (await desk.preview(bytes)).body;
    await service.database.write(() =>
      service.database.change(
        "UPDATE members SET name = '别的改名' WHERE id IN (SELECT memberId FROM memberships WHERE branchId = ?)",
        [one.id],
      ),
    );
    expect((await desk.import(bytes, digest)).status).toBe(412);
  });

  test('one bad row among five hundred: nothing is written, and the answer names it', async () => {
    const { desk, people, members } = await aCommittee();
    const rows = people(500);
    rows[498] = { ...rows[498], branch: '没有的支部' };
    const bytes = rosterCsv(rows);
    const preview = await desk.preview(bytes);
    expect(preview.body.counts).toEqual(counts({ add: 499, bad: 1 }));
    const answer = await desk.import(bytes, preview.body.digest);
    expect([answer.status, answer.body.errors]).toEqual([
      422,
      [{ path: 'rows[500].branch', code: 'unknownBranch', params: { text: '没有的支部', cell: 'A500' } }],
    ]);
    expect(await members()).toEqual([]);
  });
});

describe('whose file it is', () => {
  test('a branch’s commissioner imports into his branch, and finds other branches’ members and branches closed', async () => {
    const { desk, one, two, people, members } = await aCommittee();
    await desk.importAfterPreview(rosterCsv(people(1, { branch: '业务党支部' })));
    const commissioner = await service.as(
      await anAccount(service.database, { roles: [['organisationCommissioner', one.id]] }),
    );
    const [own, other] = [new RosterDesk(commissioner, one.id), new RosterDesk(commissioner, two.id)];
    expect(problems(await own.preview(rosterCsv(people(1))))).toEqual([['B2', 'memberElsewhere']]);
    expect(problems(await own.preview(rosterCsv([{ branch: '业务党支部', number: 'X-1' }])))).toEqual([
      ['A2', 'unknownBranch'],
    ]);
    expect((await other.preview(rosterCsv(people(1)))).status).toBe(404);
    expect((await other.import(rosterCsv(people(1)), '0'.repeat(64))).status).toBe(404);
    expect(await members(one)).toEqual([]);
  });

  test('the bureau takes a member from outside the file’s unit, who is shown where he comes from', async () => {
    const { desk, one, people, members } = await aCommittee();
    await desk.importAfterPreview(rosterCsv(people(1, { branch: '业务党支部', fromDay: '2026-01-01' })));
    const bytes = csv([
      ['党员编号', '姓名'],
      [people(1)[0]!.number!, '党员甲'],
    ]);
    const { body } = await new RosterDesk(office, one.id).preview(bytes);
    expect(body.rows[0].changes[0]).toEqual({ field: 'branch', before: '业务党支部', after: '办公室党支部' });
    expect((await new RosterDesk(office, one.id).import(bytes, body.digest)).status).toBe(201);
    expect(await members(one)).toHaveLength(1);
  });

  test('who may only read imports nothing', async () => {
    const { committee, people } = await aCommittee();
    const auditor = await service.as(await anAccount(service.database, { roles: [['auditor', bureau.id]] }));
    expect((await new RosterDesk(auditor, committee.id).preview(rosterCsv(people(1)))).status).toBe(403);
    expect((await new RosterDesk(service.anonymous, committee.id).preview(rosterCsv(people(1)))).status).toBe(401);
  });
});

// ---------------------------------------------------------------------------------------------------------- support

function problems({ body }: { body: { rows: { problems: { cell: string; code: string }[] }[] } }): [string, string][] {
  return body.rows.flatMap((row) => row.problems.map(({ cell, code }): [string, string] => [cell, code]));
}

function csv(rows: string[][]): Uint8Array {
  return Buffer.from(rows.map((row) => row.join(',')).join('\r\n'), 'utf8');
}

const csvText = (people: readonly Partial<Person>[]): string =>
  [rosterHead, ...people.map(rosterRow)].map((row) => `${row.join(',')}\r\n`).join('');

function workbookOf(people: readonly Partial<Person>[]): Promise<Buffer> {
  return rosterWorkbook(
    people.map(rosterRow).map((row) => ({
      branch: row[0]!,
      memberNumber: row[1]!,
      name: row[2]!,
      standing: row[3]!,
      situation: row[4]!,
      birthYear: row[5]!,
      group: row[6]!,
      profile: row[7]!,
      fromDay: row[8]!,
    })),
  );
}

async function trailOf(unitId: number): Promise<Record<string, unknown>[]> {
  const lines = await service.database.read(() =>
    service.database.rows<{ body: string }>('SELECT body FROM trail_records WHERE chain = ? ORDER BY sequence', [
      `unit:${unitId}`,
    ]),
  );
  return lines.map(({ body }) => JSON.parse(body));
}

let versions = 0;
async function anOpenedMonth(branchId: number, themeDay: string): Promise<void> {
  await service.database.write(async () => {
    versions += 1;
    const [schemeVersionId] = (await service.database.insert(SchemeVersion, [
      {
        schemeCode: 's',
        version: String(versions),
        effectiveFromMonth: '2020-01',
        publishedAt: '2020-01-01T00:00:00.000Z',
        definition: '{}',
        digest: '0'.repeat(64),
      },
    ])) as [number];
    await service.database.insert(BranchMonth, [
      {
        branchId,
        month: themeDay.slice(0, 7),
        state: 'confirmed',
        schemeVersionId,
        themeDay,
        selfAssessmentUntil: themeDay,
        openedAt: '2026-01-01T00:00:00.000Z',
        openedBy: accountId,
        version: 1,
      },
    ]);
  });
}

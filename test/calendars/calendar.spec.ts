import { type Client, type Service, startService } from '../support/app.js';
import {
  aBranchAtWork,
  aBureauWithScheme,
  aDecidedMonth,
  type BranchAtWork,
  notice,
  openMonth,
  publish,
  startReview,
} from '../support/month.js';

const atStart = '2026-11-05T02:00:00.000Z';

let service: Service;
let branch: BranchAtWork;
let office: Client;
beforeAll(async () => {
  service = await startService({ now: atStart });
  branch = await aBranchAtWork(service, await aBureauWithScheme(service), { size: 4 });
  office = branch.bureauOffice;
});
afterEach(() => service.clock.set(atStart));
afterAll(() => service.close());

const localHoliday = { kind: 'holiday', name: '建县纪念日', reason: '县政府〔2026〕31 号通知' };
const versionOf = async (year: number) => (await office.get(`/api/v1/calendars/${year}`)).version!;
const edit = async (day: string, body: object, by = office) =>
  by.put(`/api/v1/calendar-days/${day}`, body, { version: await versionOf(Number(day.slice(0, 4))) });
const dayIn = (body: { days: { day: string }[] }, day: string) => body.days.find((each) => each.day === day);

test('everybody reads a year: its special days, whether it is announced, and that nobody has changed it', async () => {
  const { status, body, version } = await branch.members[3]!.get('/api/v1/calendars/2026');
  expect([status, version]).toEqual([200, 0]);
  expect(body).toMatchObject({
    announced: true,
    announcedByState: true,
    announcement: null,
    workingDays: 248,
    mayEdit: false,
  });
  expect(dayIn(body, '2026-10-10')).toEqual({
    day: '2026-10-10',
    kind: 'working',
    name: { zh: '国庆节', en: 'National Day' },
    edit: null,
  });
  const next = await office.get('/api/v1/calendars/2027');
  expect(next.body).toMatchObject({ announced: false, announcedByState: false, days: [], mayEdit: true });
  for (const nothing of ['1999', '2101', '20261', 'x', '２０２６'])
    expect((await office.get(`/api/v1/calendars/${encodeURIComponent(nothing)}`)).status).toBe(404);
});

test('a local holiday counts from then on, for everybody; taken back, it is a working day again', async () => {
  const set = await edit('2026-11-10', localHoliday);
  expect(set.status).toBe(200);
  expect(dayIn(set.body, '2026-11-10')).toMatchObject({
    kind: 'holiday',
    name: { zh: '建县纪念日', en: '建县纪念日' },
    edit: { insteadOf: 'working', reason: localHoliday.reason, editedAt: atStart },
  });
  const member = branch.members[3]!;
  const after = '/api/v1/working-days?after=2026-11-09&count=2';
  expect((await member.get(after)).body).toEqual({
    after: '2026-11-09',
    days: ['2026-11-11', '2026-11-12'],
    calendarAnnounced: true,
  });
  const path = '/api/v1/calendar-days/2026-11-10';
  const cleared = await office.delete(`${path}?reason=${encodeURIComponent('改期')}`, { version: set.version! });
  expect([cleared.status, dayIn(cleared.body, '2026-11-10')]).toEqual([200, undefined]);
  expect((await member.get(after)).body.days).toEqual(['2026-11-10', '2026-11-11']);
  const again = await office.delete(`${path}?reason=x`, { version: cleared.version! });
  expect(again.status).toBe(404);
  const lines = await service.database.read(() =>
    service.database.rows<{ action: string }>(
      "SELECT action, body FROM trail_records WHERE chain = 'organisation' AND action LIKE 'calendar.%' ORDER BY sequence",
    ),
  );
  expect(lines.map(({ action }) => action)).toEqual(['calendar.setDay', 'calendar.clearDay']);
});

test('two clerks on one year: the second is told that it was changed, and without a version nothing is taken', async () => {
  const version = await versionOf(2028);
  const one = await office.put('/api/v1/calendar-days/2028-03-01', localHoliday, { version });
  const other = await office.put('/api/v1/calendar-days/2028-03-02', localHoliday, { version });
  const none = await office.put('/api/v1/calendar-days/2028-03-02', localHoliday);
  expect([one.status, other.status, none.status]).toEqual([200, 412, 428]);
  expect((await office.get('/api/v1/calendars/2028')).body.days).toHaveLength(1);
});

test.each<[string, string, object, number, string]>([
  ['what the day is anyhow', '2026-11-12', { ...localHoliday, kind: 'working' }, 422, 'kind'],
  ['what was announced anyhow', '2026-10-01', localHoliday, 422, 'kind'],
  ['no reason', '2026-11-12', { ...localHoliday, reason: '' }, 422, 'reason'],
  ['no name', '2026-11-12', { kind: 'holiday', reason: 'x' }, 422, 'name'],
  ['a kind that there isn’t', '2026-11-12', { ...localHoliday, kind: 'half' }, 422, 'kind'],
  ['an unknown field', '2026-11-12', { ...localHoliday, editedBy: 1 }, 422, 'editedBy'],
  ['a zero-width name', '2026-11-12', { ...localHoliday, name: '假\u200b日' }, 422, 'name'],
])('refuses %s', async (_case, day, body, status, path) => {
  const answer = await edit(day, body);
  expect(answer.status).toBe(status);
  expect(answer.body.errors.map((error: { path: string }) => error.path)).toContain(path);
});

test.each(['2026-02-30', '2026-13-01', '1999-01-01', '2026-1-1', '0000-00-00'])('there is no day %s', async (day) => {
  const answer = await office.put(`/api/v1/calendar-days/${day}`, localHoliday, { version: 0 });
  expect(answer.status).toBe(404);
});

test('nobody but the bureau office edits: not a secretary, not an auditor’s colleague, not a stranger', async () => {
  const version = await versionOf(2026);
  for (const client of [branch.secretary, branch.members[3]!, service.anonymous]) {
    const expected = client === service.anonymous ? 401 : 403;
    expect((await client.put('/api/v1/calendar-days/2026-11-13', localHoliday, { version })).status).toBe(expected);
    expect((await client.delete('/api/v1/calendar-days/2026-11-13?reason=x', { version })).status).toBe(expected);
    const announcement = { documentNumber: '国办发明电〔2026〕7 号' };
    expect((await client.put('/api/v1/calendars/2027/announcement', announcement, { version })).status).toBe(expected);
  }
  expect(await versionOf(2026)).toBe(version);
});

describe('a year that is not announced', () => {
  test('is said to be so until the bureau calls it complete with its notice, and again when it takes that back', async () => {
    const path = '/api/v1/calendars/2029/announcement';
    const notice2029 = { documentNumber: '国办发明电〔2028〕9 号' };
    const known = async () =>
      (await office.get('/api/v1/working-days?after=2028-12-30&count=2')).body.calendarAnnounced;
    expect(await known()).toBe(false);
    const refused = await office.put('/api/v1/calendars/2026/announcement', notice2029, {
      version: await versionOf(2026),
    });
    expect([refused.status, refused.body.errors[0].code]).toEqual([409, 'announcedAlready']);
    for (const year of [2028, 2029]) {
      const version = await versionOf(year);
      const done = await office.put(`/api/v1/calendars/${year}/announcement`, notice2029, { version });
      expect([done.status, done.body.announced]).toEqual([200, true]);
      expect(done.body.announcement).toMatchObject({ ...notice2029, announcedAt: atStart });
    }
    expect(await known()).toBe(true);
    const back = await office.delete(path, { version: await versionOf(2029) });
    expect([back.status, back.body.announced, back.body.announcement]).toEqual([200, false, null]);
    expect((await office.delete(path, { version: back.version! })).status).toBe(404);
    expect(await known()).toBe(false);
  });

  test('a window that reaches into it says so on the board; the overview and today’s tasks too', async () => {
    const december = { month: '2026-12', themeDay: '2026-12-29', selfAssessmentUntil: '2026-12-27' };
    service.clock.set('2026-12-22T02:00:00.000Z');
    const late = await aBranchAtWork(service, branch.bureauId, { size: 4 });
    const { id } = await openMonth(late, december);
    service.clock.set('2026-12-29T02:00:00.000Z');
    await startReview(await fresh(late), id);
    const { body: overview } = await (
      await fresh(late)
    ).secretary.get(`/api/v1/units/${late.branchId}/overview?month=2026-12`);
    expect(overview.rows[0]).toMatchObject({ state: 'review', dueDay: '2027-01-01', calendarAnnounced: false });
    const { tasks } = (await (await fresh(late)).secretary.get('/api/v1/today')).body;
    expect(tasks.find(({ kind }: { kind: string }) => kind === 'review')).toMatchObject({ calendarAnnounced: false });
  });

  async function fresh(of: BranchAtWork): Promise<BranchAtWork> {
    const members = await Promise.all(of.accountIds.map((id) => service.as(id)));
    return { ...of, members, secretary: members[0]!, commissioner: members[1]!, deputy: members[2]! };
  }

  test('published at the year’s end: the stored window stays, whatever the bureau says about its days later', async () => {
    service.clock.set('2026-12-30T02:00:00.000Z');
    const members = await Promise.all(branch.accountIds.map((id) => service.as(id)));
    const atWork = { ...branch, members, secretary: members[0]!, commissioner: members[1]!, deputy: members[2]! };
    office = await service.as(await officeAccount());
    const december = { month: '2026-12', themeDay: '2026-12-28', selfAssessmentUntil: '2026-12-26' };
    const id = await aDecidedMonth(atWork, december);
    const { body } = await publish(atWork, id, notice);
    expect(body.publication).toMatchObject({
      fromDay: '2026-12-31',
      untilDay: '2027-01-04',
      workingDaysLeft: 3,
      calendarAnnounced: false,
    });
    await edit('2027-01-01', { kind: 'holiday', name: '元旦', reason: '国办通知' });
    const board = (await atWork.members[3]!.get(`/api/v1/branch-months/${id}/board`)).body;
    expect(board.publication).toMatchObject({ untilDay: '2027-01-04', workingDaysLeft: 2, calendarAnnounced: false });
    await office.put(
      '/api/v1/calendars/2027/announcement',
      { documentNumber: '国办通知' },
      { version: await versionOf(2027) },
    );
    const then = (await atWork.members[3]!.get(`/api/v1/branch-months/${id}/board`)).body;
    expect(then.publication).toMatchObject({ untilDay: '2027-01-04', calendarAnnounced: true });
  });

  async function officeAccount(): Promise<number> {
    const row = await service.database.read(() =>
      service.database.row<{ accountId: number }>(
        "SELECT accountId FROM role_assignments WHERE role = 'bureauOffice' ORDER BY id LIMIT 1",
      ),
    );
    return row!.accountId;
  }
});

test.each(['count=0', 'count=61', 'count=x', 'count=2&after=2026-02-30', ''])('refuses ?%s', async (query) => {
  expect((await office.get(`/api/v1/working-days?${query}`)).status).toBe(422);
});

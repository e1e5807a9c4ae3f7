import { type Client, type Json, type Service, startService } from '../support/app.js';
import { giveOffice, handle, laterOn, object, publishedSheets } from '../support/disputes.js';
import { aBranchAtWork, aBureauWithScheme, aDecidedMonth, type BranchAtWork, take } from '../support/month.js';

/*
 * The clocks that run after publication, each tried in the last millisecond of its last day in Shanghai and in the first one after. Those
 * of self-assessment, pre-review and the window are tried in test/assessments/submission, test/jobs/jobs and test/publication/publication,
 * more time for one member in test/assessments/extension, half-years and the year's end in test/calendars.
 */

let service: Service;
let branch: BranchAtWork;
let discipline: Client;
let id: number;
let sheets: number[];
let disputed: string;
let other: string;

/** The last millisecond of a day in Shanghai, and the first one after it. */
const endOf = (day: string) => new Date(Date.parse(`${day}T23:59:59.999+08:00`)).toISOString();
const after = (day: string) => new Date(Date.parse(endOf(day)) + 1).toISOString();
const at = (instant: string) => laterOn(service, instant);

const due = async (reader: Client, key: string): Promise<Json> =>
  (await reader.get(`/api/v1/branch-months/${id}/objections`)).body.items.find((each: Json) => each.key === key).due;
const appeal = async (by: Client, key: string) =>
  (await by.put(`/api/v1/objections/${key}/appeal`, { reason: '签到表可以调阅' }, { version: 3 })).status;
const reject = { outcome: 'rejected', answer: '核查无误' };

beforeAll(async () => {
  service = await startService();
  branch = await aBranchAtWork(service, await aBureauWithScheme(service), { size: 7 });
  discipline = await giveOffice(service, branch, 3, 'disciplineCommissioner');
  id = await aDecidedMonth(branch);
  sheets = await publishedSheets(branch, id);
  disputed = (await object(branch.members[5]!, sheets[4]!)).body.key;
  other = (await object(branch.members[6]!, sheets[5]!)).body.key;
});
afterAll(() => service.close());

/** In the order of time; each row begins where the one before has left the month. */
const clocks: [name: string, lastDay: string, seen: () => Promise<unknown>, inTime: unknown, late: unknown][] = [
  [
    'an objection is acknowledged within a working day',
    '2026-11-06',
    async () => (await due(discipline, disputed)).overdue,
    false,
    true,
  ],
  [
    'and answered within three',
    '2026-11-10',
    async () => {
      for (const key of [disputed, other]) await handle(discipline, id, key, 'acknowledgement');
      return (await due(discipline, disputed)).overdue;
    },
    false,
    true,
  ],
  [
    'an answer is appealed within three',
    '2026-11-13',
    async () => {
      const inTime = service.clock.now() === endOf('2026-11-13');
      return inTime ? appeal(branch.members[5]!, disputed) : appeal(branch.members[6]!, other);
    },
    200,
    409,
  ],
  [
    'a row about which nobody appealed is confirmed by itself from then on, and no day sooner',
    '2026-11-13',
    async () => (await branch.secretary.get(`/api/v1/branch-months/${id}/waiting-rows`)).body.items.length,
    2,
    1,
  ],
  [
    'an appeal is answered within five',
    '2026-11-20',
    async () => (await due(branch.bureauOffice, disputed)).overdue,
    false,
    true,
  ],
  [
    'a month is reported within twelve of its theme day',
    '2026-11-26',
    async () => {
      await take(branch.secretary, id, 'confirmation');
      const { tasks } = (await branch.commissioner.get('/api/v1/today')).body;
      return tasks.find(({ kind }: Json) => kind === 'report').daysLeft;
    },
    0,
    -1,
  ],
];

test.each(clocks)('%s: until the end of %s', async (_name, lastDay, seen, inTime, late) => {
  if (lastDay === '2026-11-13') {
    // Answered on the day that was the last for it.
    await at(endOf('2026-11-10'));
    for (const key of [disputed, other]) await handle(discipline, id, key, 'answer', reject);
  }
  await at(endOf(lastDay));
  expect(await seen()).toEqual(inTime);
  await at(after(lastDay));
  expect(await seen()).toEqual(late);
});

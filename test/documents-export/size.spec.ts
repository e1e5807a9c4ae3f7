import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { KeptExportMaker } from '#src/documents/kept-export-maker.service.js';
import { KeptExportRunner } from '#src/documents/kept-export-runner.service.js';
import { type Table, readTable } from '#src/spreadsheets/read-table.js';
import { type Answer, type Client, type Json, type Service, startService } from '../support/app.js';
import { onMysql } from '../support/database.js';
import {
  aConfirmedMonth,
  laterOn,
  missedMeeting,
  service2,
  slip,
  step,
  talk,
  task3,
  task4,
} from '../support/disputes.js';
import { aBranchAtWork, aBureauWithScheme, type BranchAtWork } from '../support/month.js';
import { anAccount, aUnit } from '../support/organisation.js';

let service: Service;
let bureauId: number;
let office: Client;
let branch: BranchAtWork;
let month: { id: number; sheets: number[] };

/** A branch of seven with a confirmed November: one with leave, some with contributions, one over the ceiling of an item. */
beforeAll(async () => {
  service = await startService({ instances: 2 });
  bureauId = await aBureauWithScheme(service);
  office = await service.as(
    await anAccount(service.database, { roles: [['bureauOffice', bureauId]], name: '机关党办' }),
  );
  branch = await aBranchAtWork(service, bureauId, { size: 7, name: '第一支部', wishes: { 6: { name: '=王一' } } });
  const absent = { ...missedMeeting.additions[0]!, occurredOn: '2026-11-03', description: '', evidence: '签到表 3 号' };
  const additions = [[], [talk], [{ ...service2, count: 3 }], [absent], [task4], [task3, talk], [task4, service2]];
  month = await aConfirmedMonth(service, branch, additions);
});
afterAll(() => service.close());
beforeEach(() => laterOn(service, '2026-11-11T02:00:00.000Z'));

const wish = (more: object = {}) => ({
  requestId: randomUUID(),
  document: 'ledger',
  format: 'xlsx',
  fromMonth: '2026-11',
  untilMonth: '2026-11',
  ...more,
});
const path = (unitId: number, rest = '') => `/api/v1/units/${unitId}/exports${rest}`;

async function finished(client: Client, unitId: number, id: number): Promise<Json> {
  for (let tries = 0; tries < 200; tries += 1) {
    const { body } = await client.get(path(unitId, `/${id}`));
    if (body.state === 'done' || body.state === 'failed') return body;
    await pause(25);
  }
  throw new Error('The export was never finished.');
}

async function made(client: Client, unitId: number, more: object = {}): Promise<{ view: Json; file: Answer<Buffer> }> {
  const asked = await client.post(path(unitId), wish(more));
  if (asked.status !== 201) throw new Error(JSON.stringify(asked.body));
  const view = await finished(client, unitId, asked.body.id);
  return { view, file: await client.get<Buffer>(path(unitId, `/${view.id}/file`)) };
}

/** Rows by the words of the last head row. */
function records(table: Table, firstHead = '序号'): Record<string, string>[] {
  const texts = table.rows.map((row) => row.cells.map(({ text }) => text));
  const at = texts.findIndex(([first]) => first === firstHead);
  const two = texts[at + 1]!.some((text) => /^B1-01/.test(text));
  const head = texts[at]!.map((text, index) => (two ? texts[at + 1]![index] || text : text));
  const rows = texts.slice(at + (two ? 2 : 1)).filter(([first]) => /^\d+$/.test(first ?? ''));
  return rows.map((row) => Object.fromEntries(head.map((title, index) => [title.split('\n')[0]!, row[index] ?? ''])));
}

const hundredths = (text: string | undefined) => Math.round(Number(text || 0) * 100);

describe('the ledger of a unit (document 3)', () => {
  test('has a column for every item, and every row adds up to what was published', async () => {
    const { view, file } = await made(office, bureauId);
    if (process.env.KEEP) writeFileSync(`${process.env.KEEP}/ledger.xlsx`, file.body);
    expect(view).toMatchObject({ state: 'done', rowsDone: 14, rowsTotal: 14, problem: null });
    expect(file.headers.get('content-length')).toBe(String(view.byteCount));
    const rows = records(await readTable(file.body, 'a.xlsx'));
    const { body: board } = await branch.secretary.get(`/api/v1/branch-months/${month.id}/board`);
    expect(rows).toHaveLength(board.rows.length);
    rows.forEach((row, index) => {
      const published = board.rows[index];
      const sum = (pattern: RegExp) =>
        Object.entries(row).reduce((total, [title, text]) => total + (pattern.test(title) ? hundredths(text) : 0), 0);
      expect([row['姓名'], row['支部'], row['月份']]).toEqual([published.name, '第一支部', '2026-11']);
      expect(hundredths(row['基础积分'])).toBe(published.baseHundredths);
      expect([sum(/^B\d/), sum(/^D-/), sum(/^C-/)]).toEqual([
        published.baseHundredths,
        published.deductionHundredths,
        published.contributionHundredths,
      ]);
      expect(hundredths(row['当月得分'])).toBe(published.scoreHundredths);
    });
    expect(rows[3]!['B1-01']).toBe('0');
    expect(rows[2]!['C-01']).toBe('4');
  });
});

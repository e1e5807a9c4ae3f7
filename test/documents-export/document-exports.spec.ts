import type { DocumentDescription } from '#src/documents/description.js';
import { sha256 } from '#src/audit/trail.service.js';
import { type Client, type Service, startService } from '../support/app.js';
import { anAccount } from '../support/organisation.js';
import { closingOf, takeStep } from '../closing/closing.js';
import { half, type SixMonths, sixMonths } from '../summaries/six-months.js';
import { unpack } from '../spreadsheets/workbooks.js';

let service: Service;
let laid: SixMonths;
let office: Client;

beforeAll(async () => {
  service = await startService({ now: '2026-07-05T16:30:00.000Z' });
  laid = await sixMonths(service.database);
  office = await service.as(
    await anAccount(service.database, { roles: [['bureauOffice', laid.bureauId]], name: '机关党办' }),
  );
});
afterAll(() => service.close());

const summary = () => `/api/v1/units/${laid.firstId}/summaries/${half}/summary`;
const board = () => `/api/v1/branch-months/${laid.first[2]!.branchMonthId}/board`;

async function trail(): Promise<Record<string, unknown>[]> {
  const { database } = service;
  const records = await database.read(() =>
    database.rows<{ action: string; body: string }>(
      'SELECT action, body FROM trail_records WHERE chain = ? ORDER BY sequence',
      [`unit:${laid.firstId}`],
    ),
  );
  return records.map(({ action, body }) => ({ action, ...(JSON.parse(body) as object) }));
}

const word = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const workbook = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

describe('a document that is taken out', () => {
  test.each([
    ['xlsx', workbook],
    ['docx', word],
    ['csv', 'text/csv; charset=utf-8'],
  ])('as %s says in itself who and when, and leaves one line with the digest of its bytes', async (format, type) => {
    const before = (await trail()).length;
    const { status, headers, body } = await office.get<Buffer>(`${summary()}.${format}`);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe(type);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(decodeURIComponent(headers.get('content-disposition')!)).toContain(
      `第一支部${half}党员积分汇总表.${format}`,
    );
    const bytes = Buffer.from(body);
    const words = format === 'csv' ? bytes.toString('utf8') : Object.values(unpack(bytes)).join('\n');
    expect(words).toContain('机关党办 导出于 2026-07-06 00:30');
    expect(words).toContain('按已公示确认的月份汇总');
    expect((await trail()).slice(before)).toEqual([
      {
        action: 'summary.export',
        actorAccountId: expect.any(Number),
        document: 'summary',
        format,
        period: half,
        fileDigest: sha256(bytes),
      },
    ]);
  });

  test('is shown beforehand as the description that every format is written from, and that takes nothing out', async () => {
    const before = (await trail()).length;
    const { status, body } = await office.get<DocumentDescription>(`${board()}.json`);
    expect(status).toBe(200);
    expect(body.sections[0]!.title).toBe('第一支部2026年3月党员积分公示表');
    expect(await trail()).toHaveLength(before);
  });

  test('is not taken out by asking for the head of the answer; a condition changes nothing', async () => {
    const before = (await trail()).length;
    for (const path of [
      `${summary()}.xlsx`,
      `${board()}.docx`,
      `/api/v1/units/${laid.firstId}/roster.csv`,
      `/api/v1/branches/${laid.firstId}/objection-register.xlsx?year=2026`,
    ])
      expect((await office.send('HEAD', path, undefined, {})).status).toBe(200);
    expect(await trail()).toHaveLength(before);
    const again = await office.send('GET', `${summary()}.xlsx`, undefined, { headers: { 'If-None-Match': '*' } });
    expect(again.status).toBe(200);
    expect(await trail()).toHaveLength(before + 1);
  });

  test('has the formats it offers and no others', async () => {
    for (const path of [
      `${summary()}.pdf`,
      `${summary()}.XLSX`,
      `${board()}.csv`,
      `${board()}.__proto__`,
      `${board()}.`,
    ]) {
      const { status, headers, body } = await office.get(path);
      expect([path, status, headers.get('content-type')?.split(';')[0]]).toEqual([
        path,
        404,
        'application/problem+json',
      ]);
      expect(body.code).toBe('notFound');
    }
  });
});

describe('the summary of a half-year that was generated', () => {
  test('says its revision and state, and who has read it on which day', async () => {
    const secretary = await service.as(await anAccount(service.database, { roles: [['secretary', laid.firstId]] }));
    const generated = await takeStep(secretary, office, laid.firstId, half, 'generation');
    expect(generated.status).toBe(200);
    const reader = await service.as(await anAccount(service.database, { memberId: laid.people.best }));
    const { status } = await reader.put(
      `/api/v1/members/${laid.people.best}/closings/${laid.firstId}/${half}/acknowledgement`,
      undefined,
    );
    expect(status).toBeLessThan(300);
    const { body } = await office.get<DocumentDescription>(`${summary()}.json`);
    expect(body.version).toBe('汇总第 1 版，已生成，待本人确认');
    const table = body.sections[0]!.parts.find((part) => part.kind === 'table')!;
    const at = (title: string) => table.columns.findIndex((column) => column.title === title);
    const { rows } = await closingOf(office, laid.firstId, half);
    expect(table.rows.map((row) => row[at('平均分')])).toEqual(
      rows.map(({ meanHundredths, home }) =>
        meanHundredths === null ? { text: home ? '无计分月' : '—' } : { hundredths: meanHundredths },
      ),
    );
    const read = table.rows.map((row) => [row[at('姓名')], row[at('本人确认')]]);
    expect(read).toContainEqual([{ text: '李敏' }, { text: '7月6日已阅' }]);
    expect(read.filter(([, cell]) => cell && 'text' in cell && cell.text !== '')).toHaveLength(1);
  });
});

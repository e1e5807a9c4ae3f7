import { randomUUID } from 'node:crypto';
import type { TrailRecord } from '#src/audit/trail.entity.js';
import { exampleFile } from '#src/templates/example-templates.js';
import { digestOf } from '#src/templates/office-package.js';
import type { HalfYearView } from '#src/summaries/half-year.view.js';
import { type Client, type Json, type Service, startService } from '../support/app.js';
import { anAccount } from '../support/organisation.js';
import { half, type SixMonths, sixMonths } from '../summaries/six-months.js';
import { cellsOf, halfYearTable, packed, text, unpacked, workbook } from './fixtures.js';

let service: Service;
let laid: SixMonths;
let office: Client;
let secretary: Client;
let otherSecretary: Client;
let auditor: Client;
let member: Client;

beforeAll(async () => {
  service = await startService({ now: '2026-07-15T01:30:00.000Z' });
  const { database } = service;
  laid = await sixMonths(database);
  const as = async (name: string, role: string, unitId: number, memberId: number | null = null) =>
    service.as(await anAccount(database, { roles: [[role as never, unitId]], name, memberId }));
  office = await as('机关党办', 'bureauOffice', laid.bureauId);
  secretary = await as('书记一', 'secretary', laid.firstId);
  otherSecretary = await as('书记二', 'secretary', laid.secondId);
  auditor = await as('审计', 'auditor', laid.bureauId);
  member = await service.as(await anAccount(database, { memberId: laid.people.best }));
});
afterAll(() => service.close());

const unit = (id: number) => `/api/v1/units/${id}`;
const sheetType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const file = (bytes: Uint8Array) => [bytes, { headers: { 'content-type': 'application/octet-stream' } }] as const;

function add(
  by: Client,
  unitId: number,
  bytes: Uint8Array,
  { name = '半年表', source = 'period', requestId = randomUUID() as string } = {},
) {
  const query = new URLSearchParams({ requestId, name, source, fileName: `C:\\文档\\${name}.xlsx` });
  return by.post(`${unit(unitId)}/templates?${query}`, ...file(bytes));
}

async function lines(unitId: number, action: string): Promise<Json[]> {
  const records = await service.database.read(() =>
    service.database.rows<TrailRecord>('SELECT * FROM trail_records WHERE chain = ? AND action = ? ORDER BY sequence', [
      `unit:${unitId}`,
      action,
    ]),
  );
  return records.map(({ body }) => JSON.parse(body) as Json);
}

const monthTable = () =>
  packed(
    workbook([
      {
        inner: `<sheetData><row r="1">${text('A1', '{{支部}}{{月份}}')}${text('B1', '{{项目.编码}}')}${text('C1', '{{类别.名称}}')}${text('D1', '得分')}</row>
<row r="2">${text('A2', '{{成员.姓名}}', 3)}${text('B2', '{{成员.项目}}', 3)}${text('C2', '{{成员.类别}}', 3)}${text('D2', '{{成员.得分}}', 3)}${text('E2', '{{成员.项目.B1-01}}', 3)}</row></sheetData>`,
      },
    ]),
  );

describe('the bureau’s template for the half-year', () => {
  let id: number;

  test('is added once, however often it is sent', async () => {
    const bytes = packed(halfYearTable());
    const requestId = randomUUID();
    const first = await add(office, laid.bureauId, bytes, { requestId });
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({ name: '半年表', kind: 'xlsx', source: 'period', version: 1, retiredAt: null });
    expect(first.body.versions).toMatchObject([
      { number: 1, digest: digestOf(bytes), fileName: '半年表.xlsx', addedBy: '机关党办' },
    ]);
    id = first.body.id;
    expect((await add(office, laid.bureauId, bytes, { requestId })).body.id).toBe(id);
    expect((await add(office, laid.bureauId, bytes)).body.id).toBe(id);
    const other = packed(workbook([{ inner: `<sheetData><row r="1">${text('A1', '{{单位}}')}</row></sheetData>` }]));
    expect((await add(office, laid.bureauId, other)).body.errors).toMatchObject([{ path: 'name', code: 'nameTaken' }]);
    expect((await add(office, laid.bureauId, other, { requestId })).body.errors[0].code).toBe('usedForSomethingElse');
    expect(await lines(laid.bureauId, 'template.add')).toMatchObject([{ templateId: id, digest: digestOf(bytes) }]);
  });

  test('is filled by every unit below with its own figures, which are the summary’s', async () => {
    for (const [by, unitId] of [
      [office, laid.bureauId],
      [secretary, laid.firstId],
    ] as const) {
      const { body: view } = await by.get<HalfYearView>(`${unit(unitId)}/summaries/${half}`);
      const answer = await by.get<Buffer>(`${unit(unitId)}/templates/${id}/filled.xlsx?period=${half}`);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, sheetType]);
      const parts = unpacked(answer.body);
      const cells = cellsOf(parts['xl/worksheets/sheet1.xml']!);
      expect(cells['A1']).toEqual(['1', `${view.unit.name}2026年上半年党员积分汇总表`]);
      view.rows.forEach((row, at) => {
        expect(cells[`B${4 + at}`]![1]).toBe(row.name);
        row.months.forEach(({ outcome, scoreHundredths }, month) => {
          const content = cells[`${'CDEFGH'[month]}${4 + at}`]![1];
          if (outcome === 'counted') expect(content).toBe(scoreHundredths! / 100);
          else expect(typeof content).toBe('string');
        });
        expect(cells[`I${4 + at}`]![1]).toBe(row.meanHundredths === null ? null : row.meanHundredths / 100);
      });
      expect(cells[`C${4 + view.rows.length}`]![1]).toBe(`=AVERAGE(C4:C${3 + view.rows.length})`);
      const [line] = (await lines(unitId, 'template.export')).slice(-1);
      expect(line).toMatchObject({ templateId: id, number: 1, period: half, fileDigest: digestOf(answer.body) });
      // The file says itself who took it out, by which template.
      expect(parts['docProps/core.xml']).toContain(
        `2026-07-15 09:30 导出，模板“半年表”第 1 版；模板摘要 ${line.templateDigest}`,
      );
    }
  });

  test('is replaced by a new version and keeps the old one', async () => {
    const bytes = packed(
      workbook([{ inner: `<sheetData><row r="1">${text('A1', '{{单位}}{{模板版本}}')}</row></sheetData>` }]),
    );
    const path = `${unit(laid.bureauId)}/templates/${id}/content?fileName=b.xlsx`;
    const headers = { 'content-type': 'application/octet-stream' };
    expect((await office.put(path, bytes, { headers })).status).toBe(428);
    expect((await office.put(path, bytes, { headers, version: 9 })).status).toBe(412);
    const replaced = await office.put(path, bytes, { headers, version: 1 });
    expect(replaced.body.versions.map((each: Json) => each.number)).toEqual([2, 1]);
    expect((await office.put(path, bytes, { headers, version: 1 })).body.versions).toHaveLength(2);
    const old = await office.get<Buffer>(`${unit(laid.bureauId)}/templates/${id}/versions/1/file.xlsx`);
    expect(digestOf(old.body)).toBe(replaced.body.versions[1].digest);
    const word = (await exampleFile('memberYear', 'docx'))!.bytes;
    const otherKind = await office.put(path, word, { headers, version: 2 });
    expect(otherKind.status).toBe(422);
    const filled = await office.get<Buffer>(`${unit(laid.bureauId)}/templates/${id}/filled.xlsx?period=${half}`);
    expect(cellsOf(unpacked(filled.body)['xl/worksheets/sheet1.xml']!)['A1']![1]).toBe('县局机关党委2');
  });

  test('says what is missing, and is not there under another ending, unit or name', async () => {
    const path = `${unit(laid.firstId)}/templates/${id}`;
    expect((await secretary.get(`${path}/filled.xlsx`)).body.errors).toEqual([{ path: 'period', code: 'missing' }]);
    expect((await secretary.get(`${path}/filled.xlsx?period=2026-H3`)).status).toBe(422);
    expect((await secretary.get(`${path}/filled.docx?period=${half}`)).status).toBe(404);
    expect((await secretary.get(`${unit(laid.firstId)}/templates/999/filled.xlsx?period=${half}`)).status).toBe(404);
  });

  test('is the bureau’s to change, the branches’ to fill, and nobody else’s to see', async () => {
    const bytes = packed(halfYearTable());
    const at = `${unit(laid.firstId)}/templates/${id}`;
    expect((await secretary.put(`${at}/retirement`, undefined, { version: 2 })).status).toBe(404);
    expect(
      (await secretary.put(`${unit(laid.bureauId)}/templates/${id}/retirement`, undefined, { version: 2 })).status,
    ).toBe(404);
    expect((await add(auditor, laid.bureauId, bytes, { name: '审计表' })).status).toBe(403);
    expect((await auditor.get(`${unit(laid.bureauId)}/templates`)).body).toMatchObject({ mayManage: false });
    expect((await member.get(`${unit(laid.firstId)}/templates`)).status).toBe(403);
    expect((await otherSecretary.get(`${at}/filled.xlsx?period=${half}`)).status).toBe(404);
    expect((await service.anonymous.get(`${unit(laid.firstId)}/templates`)).status).toBe(401);
    const own = await add(secretary, laid.firstId, bytes, { name: '本支部表' });
    expect(own.status).toBe(201);
    const names = async (by: Client, unitId: number) =>
      (await by.get(`${unit(unitId)}/templates`)).body.templates.map(({ name }: Json) => name);
    expect(await names(secretary, laid.firstId)).toEqual(['半年表', '本支部表']);
    expect(await names(otherSecretary, laid.secondId)).toEqual(['半年表']);
  });

  test('is retired and filled no more', async () => {
    const retired = await office.put(`${unit(laid.bureauId)}/templates/${id}/retirement`, undefined, { version: 2 });
    expect(retired.body.retiredAt).toBe('2026-07-15T01:30:00.000Z');
    expect((await secretary.get(`${unit(laid.firstId)}/templates/${id}/filled.xlsx?period=${half}`)).status).toBe(409);
    expect(await lines(laid.bureauId, 'template.retire')).toHaveLength(1);
    // Its name is free again.
    expect((await add(office, laid.bureauId, packed(halfYearTable()))).status).toBe(201);
  });
});

describe('a published month and a member’s year', () => {
  test('every item and category of the board, which sum up to what was published', async () => {
    const { body } = await add(secretary, laid.firstId, monthTable(), { name: '台账', source: 'month' });
    const answer = await secretary.get<Buffer>(`${unit(laid.firstId)}/templates/${body.id}/filled.xlsx?month=2026-06`);
    expect(answer.status).toBe(200);
    const cells = cellsOf(unpacked(answer.body)['xl/worksheets/sheet1.xml']!);
    expect(cells['A1']![1]).toBe('第一支部2026年6月');
    const [june] = laid.first.slice(-1);
    const { body: board } = await secretary.get(`/api/v1/branch-months/${june!.branchMonthId}/board`);
    const { body: scheme } = await secretary.get(`/api/v1/scheme-versions/${laid.schemeVersionId}`);
    expect(scheme).toBeDefined();
    const head = Object.entries(cells).filter(([address]) => /^[A-Z]+1$/.test(address));
    const categories = board.categories.length;
    expect(head.slice(-1)[0]![1][1]).toBe('得分');
    board.rows.forEach((row: Json, at: number) => {
      const across = Object.entries(cells)
        .filter(([address]) => new RegExp(`^[A-Z]+${at + 2}$`).test(address))
        .map(([, [, content]]) => content);
      const score = across.at(-2);
      if (row.scoreHundredths === null) expect(typeof score).toBe('string');
      else {
        expect(score).toBe(row.scoreHundredths / 100);
        const byCategory = across.slice(-2 - categories, -2);
        expect(byCategory).toEqual(
          board.categories.map(({ code }: Json) =>
            (row.categoryPoints[code] ?? null) === null ? null : row.categoryPoints[code] / 100,
          ),
        );
      }
    });
    const bureau = await office.get(`${unit(laid.bureauId)}/template-choices`);
    expect(bureau.body).toMatchObject({ months: [], periods: expect.arrayContaining([half]), members: [] });
    const own = await secretary.get(`${unit(laid.firstId)}/template-choices`);
    expect(own.body.months[0]).toBe('2026-06');
    const missing = await secretary.get(`${unit(laid.firstId)}/templates/${body.id}/filled.xlsx?month=2026-12`);
    expect(missing.body.errors).toEqual([{ path: 'month', code: 'notPublished' }]);
  });

  test('a member’s card in Word from the example, as the service hands it out', async () => {
    const example = await office.get<Buffer>(`${unit(laid.bureauId)}/template-examples/memberYear.docx`);
    const { body } = await add(office, laid.bureauId, example.body, { name: '登记卡', source: 'memberYear' });
    const path = `${unit(laid.firstId)}/templates/${body.id}`;
    const answer = await secretary.get<Buffer>(`${path}/filled.docx?memberId=${laid.people.best}&year=2026`);
    expect(answer.status).toBe(200);
    const words = unpacked(answer.body)['word/document.xml']!.replace(/<[^>]+>/g, '|');
    expect(words).toMatch(/姓名：李敏/);
    expect(words.match(/\d+月/g)).toHaveLength(12);
    expect(await lines(laid.firstId, 'template.export')).toContainEqual(
      expect.objectContaining({ memberId: laid.people.best, year: '2026' }),
    );
    expect((await secretary.get(`${path}/filled.docx?memberId=${laid.people.criticised}&year=2026`)).status).toBe(404);
  });

  test.each([
    ['month', 'xlsx'],
    ['period', 'xlsx'],
    ['memberYear', 'docx'],
  ] as const)('the example for %s has no name that is not understood', async (source, format) => {
    const { bytes } = (await exampleFile(source, format))!;
    const preview = await office.post(`${unit(laid.bureauId)}/template-previews?source=${source}`, ...file(bytes));
    expect(preview.body).toMatchObject({ kind: format, filled: false, hindrances: 0 });
    expect(preview.body.findings.length).toBeGreaterThan(10);
  });
});

describe('the dry run', () => {
  test('shows the values of a chosen month and stores nothing', async () => {
    const chosen = await secretary.post(
      `${unit(laid.firstId)}/template-previews?source=month&month=2026-06`,
      ...file(monthTable()),
    );
    expect(chosen.body).toMatchObject({ filled: true, hindrances: 0 });
    expect(chosen.body.findings[0]).toMatchObject({
      part: 'cell',
      sheet: '表1',
      address: 'A1',
      name: '支部',
      value: '第一支部',
    });
    expect(
      (await secretary.get(`${unit(laid.firstId)}/templates`)).body.templates.filter(({ name }: Json) => name === ''),
    ).toEqual([]);
  });

  test('what it found keeps a template from being stored, cell by cell', async () => {
    const wrong = packed(
      workbook([
        {
          inner: `<sheetData><row r="1">${text('A1', '{{单位')}${text('B1', '{{成员.性名}}')}${text('C1', '{{成员.月.9}}')}</row></sheetData>`,
        },
      ]),
    );
    const preview = await office.post(
      `${unit(laid.bureauId)}/template-previews?source=period&period=${half}`,
      ...file(wrong),
    );
    expect(preview.body.hindrances).toBe(2);
    const refused = await add(office, laid.bureauId, wrong, { name: '错表' });
    expect(refused.status).toBe(422);
    expect(refused.body.errors).toMatchObject([
      { path: '表1!A1', code: 'unclosed', params: { written: '{{单位' } },
      { path: '表1!B1', code: 'unknownName' },
    ]);
  });

  test('a file with macros, JSON and nothing are refused in words', async () => {
    const macros = await add(office, laid.bureauId, packed({ ...halfYearTable(), 'xl/vbaProject.bin': 'x' }), {
      name: '宏',
    });
    expect(macros.body).toMatchObject({ code: 'invalid', errors: [{ path: 'file', code: 'macros' }] });
    expect((await office.post(`${unit(laid.bureauId)}/template-previews?source=month`, { a: 1 })).status).toBe(415);
    expect(
      (await office.post(`${unit(laid.bureauId)}/template-previews?source=poem`, ...file(monthTable()))).status,
    ).toBe(422);
  });
});

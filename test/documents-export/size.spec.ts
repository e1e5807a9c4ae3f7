import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { createHash, randomUUID } from 'node:crypto';
import { KeptExport } from '#src/documents/kept-export.entity.js';
import { KeptExportPart } from '#src/documents/kept-export-part.entity.js';
import { KeptExportMaker } from '#src/documents/kept-export-maker.service.js';
import { KeptExportRunner } from '#src/documents/kept-export-runner.service.js';
import { Trail } from '#src/audit/trail.service.js';
import { readSchemeFile } from '#src/schemes/scheme-file.js';
import { Schemes } from '#src/schemes/schemes.service.js';
import type { Scheme } from '#src/scoring/scheme.js';
import { type Table, readTable } from '#src/spreadsheets/read-table.js';
import { type Answer, type Client, type Json, type Service, startService } from '../support/app.js';
import {
  aConfirmedMonth,
  decideWith,
  laterOn,
  missedMeeting,
  publishedSheets,
  service2,
  slip,
  step,
  talk,
  task3,
  task4,
} from '../support/disputes.js';
import {
  aBranchAtWork,
  aBureauWithScheme,
  type BranchAtWork,
  openMonth,
  sheetsOf,
  startReview,
} from '../support/month.js';
import { anAccount } from '../support/organisation.js';

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

  test('of months under two versions shows every item of both, a transferred member where he was, and the corrected figures', async () => {
    const second = await aBranchAtWork(service, bureauId, { size: 3, name: '第二支部' });
    await publishNextVersion();
    const [moved] = branch.memberIds.slice(5);
    await service.database.write(async () => {
      await service.database.change(
        "UPDATE memberships SET branchId = ?, fromDay = '2026-12-01', rosterOrder = 9 WHERE memberId = ?",
        [second.branchId, moved!],
      );
    });
    await december(second, [[], [{ ...talk, itemCode: 'C-11' }], [], [{ ...service2, occurredOn: '2026-12-03' }]]);
    const subject = month.sheets[4]!;
    const { id } = (
      await slip(branch.commissioner, subject, {
        lines: [{ number: 1001, outcome: 'refused', reason: '证明系伪造' }],
        additions: [],
        scoring: null,
      })
    ).body;
    const steps = [branch.commissioner, branch.secretary, branch.bureauOffice, branch.bureauOffice];
    for (const [index, name] of (['proposal', 'decision', 'countersignature', 'issue'] as const).entries())
      expect((await step(steps[index]!, id, name)).status).toBe(200);

    const { view, file } = await made(office, bureauId, { untilMonth: '2026-12' });
    if (process.env.KEEP) writeFileSync(`${process.env.KEEP}/two.xlsx`, file.body);
    const table = await readTable(file.body, 'a.xlsx');
    const rows = records(table);
    expect(view.rowsTotal).toBe(2 * rows.length);
    const of = (name: string) => rows.filter((row) => row['姓名'] === name);
    const names = rows.map((row) => `${row['月份']} ${row['支部']}`);
    expect(
      [names.filter((name) => name === '2026-11 第一支部'), names.filter((name) => name === '2026-12 第二支部')].map(
        ({ length }) => length,
      ),
    ).toEqual([7, 4]);
    const movedName = rows[5]!['姓名']!;
    expect(of(movedName).map((row) => [row['支部'], row['月份'], row['C-01'], row['当月得分']])).toEqual([
      ['第一支部', '2026-11', '', '82'],
      ['第二支部', '2026-12', '2', '80'],
    ]);
    // C-08 is in the older version alone, C-11 in the newer.
    expect(rows.map((row) => [row['C-08'], row['C-11']].includes('—'))).not.toContain(false);
    expect(rows.slice(0, 7).map((row) => row['C-11'])).toEqual(Array(7).fill('—'));
    expect(rows.slice(7).map((row) => [row['C-08'], row['C-11']])).toEqual([
      ['—', ''],
      ['—', '1'],
      ['—', ''],
      ['—', ''],
    ]);
    expect(rows[4]).toMatchObject({ 'C-02': '0', 贡献积分: '0', 当月得分: '78', 备注: '按记录评定；已更正' });
    const words = table.rows
      .slice(0, 3)
      .map(({ cells }) => cells[0]?.text)
      .join();
    expect(words).toContain('1.0（2026年11月）');
    expect(words).toContain('1.1（2026年12月）');
  });

  test('says what it leaves out: months that nobody published', async () => {
    const third = await aBranchAtWork(service, bureauId, { size: 3, name: '第三支部' });
    await openMonth(third);
    const { file } = await made(office, bureauId, { format: 'csv', document: 'deductions' });
    const { file: workbook } = await made(office, bureauId, { document: 'deductions' });
    expect(file.body.toString('utf8')).not.toContain('第三支部');
    const [, scope] = (await readTable(workbook.body, 'a.xlsx')).rows;
    expect(scope!.cells[0]!.text).toContain('另有 1 个支部月份尚未公示，未列入');
  });
});

describe('documents 3 and 4 of a branch’s month', () => {
  const of = (what: string) => `/api/v1/branch-months/${month.id}/${what}`;

  test('are handed out as workbook, CSV and preview with the same rows, and names beginning with = stay text', async () => {
    const { body: preview } = await branch.secretary.get(of('ledger.json'));
    const [ledger, remarks] = preview.sections;
    const table = ledger.parts.find(({ kind }: Json) => kind === 'table');
    expect(ledger).toMatchObject({ orientation: 'landscape', paper: 'A3' });
    expect(table.rows.map((row: Json) => row[1].text)).toContain('=王一');
    const { body: csv } = await branch.secretary.get<Buffer>(of('ledger.csv'));
    expect(csv.toString('utf8')).toContain("\r\n7,'=王一,");
    const rows = records(await readTable((await branch.secretary.get<Buffer>(of('ledger.xlsx'))).body, 'a.xlsx'));
    expect(rows.map((row) => row['姓名'])).toEqual(table.rows.map((row: Json) => row[1].text));
    expect(rows.map((row) => hundredths(row['当月得分']))).toEqual(
      table.rows.map((row: Json) => row.at(-2).hundredths),
    );
    const words = remarks.parts[0].rows.map((row: Json) =>
      row.map((cell: Json) => cell?.text ?? cell?.hundredths ?? cell?.integer),
    );
    expect(words.find((row: Json) => row[2] === 'C-01')).toEqual([
      expect.any(Number),
      expect.any(String),
      'C-01',
      '志愿服务（每次≥1小时）',
      '3 次',
      400,
      expect.stringContaining('每月以 4 分为限'),
    ]);
  });

  test('the details name day, reason, code, points, evidence and who decided, and leave out what was refused', async () => {
    const { body } = await branch.secretary.get(of('contributions.json'));
    const { columns, rows } = body.sections[0].parts.find(({ kind }: Json) => kind === 'table');
    expect(columns.map(({ title }: Json) => title)).toEqual([
      '序号',
      '日期',
      '姓名',
      '事由',
      '编码',
      '分值',
      '佐证号',
      '审定',
    ]);
    const texts = rows.map((row: Json) => row.map((cell: Json) => cell?.text ?? cell?.hundredths ?? cell?.integer));
    expect(texts[0]).toEqual([
      1,
      '2026-11-03',
      expect.any(String),
      '讲党课、交流发言，交流发言；查有实据；支委会评定',
      'C-03',
      100,
      '证明',
      expect.stringMatching(/^认定；.* 2026-11-05$/),
    ]);
    expect(texts.filter((row: Json) => row[4] === 'C-02').length).toBe(2);
    const { body: deductions } = await branch.secretary.get<Buffer>(of('deductions.csv'));
    expect(deductions.toString('utf8').split('\r\n')[0]).toBe('\ufeff序号,日期,姓名,事由,编码,分值,佐证号,审定');
  });

  test('go to nobody but those who may read the sheets, and not before publication', async () => {
    const outsider = await service.as(await anAccount(service.database));
    expect((await branch.members[4]!.get(of('ledger.xlsx'))).status).toBe(403);
    expect((await outsider.get(of('ledger.xlsx'))).status).toBe(404);
    expect((await branch.members[4]!.get(`/api/v1/units/${branch.branchId}/exports`)).status).toBe(403);
    expect((await branch.secretary.get(of('ledger.docx'))).status).toBe(404);
    const fourth = await aBranchAtWork(service, bureauId, { size: 3 });
    await laterOn(service, '2026-11-05T02:00:00.000Z');
    const { id } = await openMonth(fourth);
    expect((await fourth.secretary.get(`/api/v1/branch-months/${id}/ledger.xlsx`)).status).toBe(409);
  });
});

describe('a kept export', () => {
  test('is asked for once, told apart from another, and handed to nobody else', async () => {
    const body = wish();
    const one = await office.post(path(bureauId), body);
    expect((await office.post(path(bureauId), body)).body.id).toBe(one.body.id);
    const other = await office.post(path(bureauId), { ...body, format: 'csv' });
    expect([other.status, other.body.errors]).toEqual([422, [{ path: 'requestId', code: 'usedForSomethingElse' }]]);
    await finished(office, bureauId, one.body.id);
    const colleague = await service.as(await anAccount(service.database, { roles: [['bureauOffice', bureauId]] }));
    for (const rest of [`/${one.body.id}`, `/${one.body.id}/file`])
      expect((await colleague.get(path(bureauId, rest))).status).toBe(404);
    expect((await colleague.get(path(bureauId))).body.items).toEqual([]);
    expect((await branch.secretary.get(path(branch.branchId, `/${one.body.id}`))).status).toBe(404);
    expect((await office.delete(path(bureauId, `/${one.body.id}`))).status).toBe(204);
    expect((await office.get(path(bureauId, `/${one.body.id}/file`))).status).toBe(404);
  });

  test('refuses months in the wrong order, too many of them, and the sixth at once', async () => {
    const errors = async (more: object) => {
      const { status, body } = await office.post(path(bureauId), wish(more));
      return [status, body.errors?.[0]?.code];
    };
    expect(await errors({ fromMonth: '2026-12' })).toEqual([422, 'beforeFirst']);
    expect(await errors({ fromMonth: '2024-11' })).toEqual([422, 'tooManyMonths']);
    expect(await errors({ document: 'board' })).toEqual([422, 'isIn']);
    const busy = await anAccount(service.database, { roles: [['bureauOffice', bureauId]] });
    await waitingRows(busy, 5, { leaseUntil: '2099-01-01T00:00:00.000Z', state: 'running' });
    const asked = await (await service.as(busy)).post(path(bureauId), wish());
    expect([asked.status, asked.body.errors?.[0]?.code]).toEqual([409, 'tooManyExports']);
    await service.database.write(() => service.database.change('DELETE FROM kept_exports WHERE askedBy = ?', [busy]));
  });

  test('leaves one line in the trail with the digest of its bytes, is kept for a day, and then goes with its bytes', async () => {
    const { view, file } = await made(office, bureauId, { document: 'contributions' });
    const digest = createHash('sha256').update(file.body).digest('hex');
    const lines = await exportLines(view.id);
    expect(lines).toEqual([
      expect.objectContaining({
        document: 'contributions',
        format: 'xlsx',
        fileDigest: digest,
        rows: expect.any(Number),
      }),
    ]);
    expect(file.headers.get('content-disposition')).toContain(encodeURIComponent('贡献明细'));
    await laterOn(service, '2026-11-12T01:59:59.999Z');
    expect((await office.get(path(bureauId, `/${view.id}/file`))).status).toBe(200);
    await laterOn(service, '2026-11-12T02:00:00.000Z');
    expect((await office.get(path(bureauId, `/${view.id}/file`))).status).toBe(404);
    await service.app.get(KeptExportRunner).wake();
    const left = await service.database.read(() =>
      service.database.rows('SELECT * FROM kept_export_parts WHERE exportId = ?', [view.id]),
    );
    const listed = (await office.get(path(bureauId))).body.items.map(({ id }: Json) => id);
    expect([left, listed.includes(view.id)]).toEqual([[], false]);
  });

  test('is made once, whichever of several instances finds it first', async () => {
    const account = await anAccount(service.database, { roles: [['bureauOffice', bureauId]] });
    const ids = await waitingRows(account, 4);
    await Promise.all(
      service.apps.flatMap((app) => [
        app.get(KeptExportRunner).wake(),
        app.get(KeptExportMaker).make(ids[0]!, new AbortController().signal),
      ]),
    );
    const rows = await rowsOf(ids);
    expect(rows.map(({ state, attempts }) => [state, attempts])).toEqual(ids.map(() => ['done', 1]));
    for (const id of ids) expect(await exportLines(id)).toHaveLength(1);
  });

  test('is begun anew when its maker was killed, and given up when that happens each time', async () => {
    const account = await anAccount(service.database, { roles: [['bureauOffice', bureauId]] });
    const killed = {
      state: 'running' as const,
      leaseToken: randomUUID(),
      leaseUntil: '2026-11-11T02:00:00.001Z',
      rowsDone: 3,
    };
    const [once, thrice] = [
      ...(await waitingRows(account, 1, { ...killed, attempts: 1 })),
      ...(await waitingRows(account, 1, { ...killed, attempts: 3 })),
    ];
    const torn = { exportId: once!, number: 1, storageName: 'a'.repeat(48), byteCount: 7 };
    await service.database.write(() => service.database.insert(KeptExportPart, [torn]));
    const runner = service.app.get(KeptExportRunner);
    await runner.wake();
    expect((await rowsOf([once!]))[0]).toMatchObject({ state: 'running', attempts: 1 });
    service.clock.set('2026-11-11T02:00:00.001Z');
    await runner.wake();
    const [again, never] = await rowsOf([once!, thrice!]);
    expect(again).toMatchObject({ state: 'done', attempts: 2, problem: null });
    expect(never).toMatchObject({ state: 'failed', problem: 'interrupted', fileName: null });
    const client = await service.as(account);
    expect(
      records(await readTable((await client.get<Buffer>(path(bureauId, `/${once}/file`))).body, 'a.xlsx')).length,
    ).toBeGreaterThan(6);
    expect((await client.get(path(bureauId, `/${thrice}/file`))).status).toBe(409);
  });

  test('is given back by a process that ends in good order, and isn’t finished by one that lost it', async () => {
    const account = await anAccount(service.database, { roles: [['bureauOffice', bureauId]] });
    const [back, lost] = await waitingRows(account, 2);
    const maker = service.app.get(KeptExportMaker);
    await maker.make(back!, AbortSignal.abort());
    expect((await rowsOf([back!]))[0]).toMatchObject({ state: 'waiting', attempts: 0, leaseToken: null });
    // Somebody throws it away at the moment when it is being made.
    const making = maker.make(lost!, new AbortController().signal);
    while ((await rowsOf([lost!]))[0]?.state === 'waiting') await pause(1);
    await (await service.as(account)).delete(path(bureauId, `/${lost}`));
    await making;
    expect(await exportLines(lost!)).toEqual([]);
    const orphans = await service.database.read(() =>
      service.database.rows('SELECT * FROM kept_export_parts WHERE exportId = ?', [lost!]),
    );
    expect([await rowsOf([lost!]), orphans]).toEqual([[], []]);
  });
});

async function waitingRows(askedBy: number, count: number, more: Partial<KeptExport> = {}): Promise<number[]> {
  return service.database.write(() =>
    service.database.insert(
      KeptExport,
      Array.from({ length: count }, () => ({
        ...wish(),
        unitId: bureauId,
        askedBy,
        askedAt: service.clock.now(),
        state: 'waiting',
        rowsDone: 0,
        attempts: 0,
        ...more,
      })) as never,
    ),
  );
}

const rowsOf = (ids: number[]) =>
  service.database.read(() =>
    service.database.rows<KeptExport>(`SELECT * FROM kept_exports WHERE id IN (${ids.join(', ')}) ORDER BY id`),
  );

async function exportLines(exportId: number): Promise<Json[]> {
  const rows = await service.database.read(() =>
    service.database.rows<{ body: string }>(
      "SELECT body FROM trail_records WHERE chain = ? AND action = 'document.export'",
      [`unit:${bureauId}`],
    ),
  );
  return rows.map(({ body }) => JSON.parse(body) as Json).filter((body) => body.exportId === exportId);
}

/** From December on C-08 is gone and C-11 is new. */
async function publishNextVersion(): Promise<void> {
  const { scheme } = readSchemeFile(readFileSync('schemes/default.yaml', 'utf8'));
  const items = scheme!.items.filter(({ code }) => code !== 'C-08');
  const added = { ...items.find(({ code }) => code === 'C-03')!, code: 'C-11', name: { zh: '答疑', en: 'Answers' } };
  const next: Scheme = { ...scheme!, version: '1.1', items: [...items, added] };
  await new Schemes(service.database, new Trail(service.database)).publish(next, {
    effectiveFromMonth: '2026-12',
    now: service.clock.now(),
    actorAccountId: null,
    note: null,
  } as never);
}

async function december(at: BranchAtWork, additions: readonly object[][]): Promise<void> {
  await laterOn(service, '2026-12-05T02:00:00.000Z');
  const { id } = await openMonth(at, { month: '2026-12', themeDay: '2026-12-10', selfAssessmentUntil: '2026-12-08' });
  await startReview(at, id);
  for (const [index, { id: sheetId, ownCase }] of (await sheetsOf(at, id)).entries())
    await decideWith(
      ownCase ? at.deputy : at.secretary,
      sheetId,
      (additions[index] ?? []).map((line) => ({ ...line, occurredOn: '2026-12-03' })),
    );
  await publishedSheets(at, id);
}

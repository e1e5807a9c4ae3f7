import type { TrailRecord } from '#src/audit/trail.entity.js';
import type { HalfYearView } from '#src/summaries/half-year.view.js';
import { readTable } from '#src/spreadsheets/read-table.js';
import { type Answer, type Client, type Service, startService } from '../support/app.js';
import { anAccount } from '../support/organisation.js';
import { half, type SixMonths, sixMonths } from '../summaries/six-months.js';
import { unpack } from '../spreadsheets/workbooks.js';

let service: Service;
let laid: SixMonths;
let office: Client;

beforeAll(async () => {
  service = await startService({ now: '2026-07-05T16:30:00.000Z' });
  laid = await sixMonths(service.database);
  const accountId = await anAccount(service.database, { roles: [['bureauOffice', laid.bureauId]], name: '机关党办' });
  office = await service.as(accountId);
});
afterAll(() => service.close());

const summaryPath = (unitId: number) => `/api/v1/units/${unitId}/summaries/${half}`;
const boardPath = (branchMonthId: number) => `/api/v1/branch-months/${branchMonthId}/board`;

/** The table in a workbook: one record a person, by column title. */
async function tableOf({ body }: Answer<Buffer>, headRows: number) {
  const { rows } = await readTable(body, 'export.xlsx');
  const head = rows.findIndex(({ cells }) => cells[0]?.text === '序号');
  const [upper, lower] = [rows[head]!.cells, rows[head + headRows - 1]!.cells];
  const width = Math.max(upper.length, lower.length);
  const titles = Array.from({ length: width }, (_, at) => {
    const title = upper[at]?.text ?? '';
    return (title === '' || title === '各月得分' ? (lower[at]?.text ?? '') : title).replace('\n', '');
  });
  const people = rows
    .slice(head + headRows)
    .filter(({ cells }) => cells[0]?.kind === 'number')
    .map(({ cells }) => Object.fromEntries(titles.map((title, at) => [title, cells[at]?.text ?? ''])));
  return { titles, people, words: rows.map(({ cells }) => cells.map(({ text }) => text).join('|')).join('\n') };
}

/** What Excel shows of hundredths: a number without trailing zeros. */
const points = (hundredths: number) => String(hundredths / 100);

function expectFile({ status, headers }: Answer, fileName: string) {
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
  expect(headers.get('cache-control')).toBe('no-store');
  const disposition = headers.get('content-disposition')!;
  expect(disposition).toMatch(/^attachment; filename="[\x20-\x7e]+\.xlsx"; filename\*=UTF-8''[A-Za-z0-9%._-]+$/);
  expect(decodeURIComponent(/''(.+)$/.exec(disposition)![1]!)).toBe(fileName);
}

async function trailOf(unitId: number) {
  const { database } = service;
  const records = await database.read(() =>
    database.rows<TrailRecord>('SELECT * FROM trail_records WHERE chain = ? ORDER BY sequence', [`unit:${unitId}`]),
  );
  return records.map(({ action, at, body }) => ({ action, at, ...(JSON.parse(body) as Record<string, unknown>) }));
}

describe('the half-year as a workbook', () => {
  test.each([
    ['第一支部', () => laid.firstId],
    ['第二支部', () => laid.secondId],
    ['直属党总支', () => laid.generalBranchId],
    ['县局机关党委', () => laid.bureauId],
  ])('every figure of %s is the API’s, for everyone who is listed', async (name, unitId) => {
    const { body: view } = await office.get<HalfYearView>(summaryPath(unitId()));
    const file = await office.get<Buffer>(`${summaryPath(unitId())}/summary.xlsx`);
    expectFile(file, `${name}2026-H1党员积分汇总表.xlsx`);
    const { people, titles } = await tableOf(file, 2);
    expect(people).toHaveLength(view.rows.length);
    expect(titles).not.toContain('名次');
    view.rows.forEach((row, index) => {
      const person = people[index]!;
      const gone = row.remarks.some(({ code, params }) => code === 'transferredOut' && params?.branch);
      expect(person).toMatchObject({
        序号: String(row.position),
        姓名: row.name,
        计分月数: String(row.countedMonths),
        平均分: row.meanHundredths === null ? (gone ? '—' : '无计分月') : points(row.meanHundredths),
        扣分合计: points(row.deductionHundredths),
        贡献合计: points(row.contributionHundredths),
        建议等次: row.band?.name.zh ?? (gone ? '—' : '不列等次'),
        ...(view.unit.kind !== 'branch' && { 支部: row.branch.name }),
      });
      row.months.forEach(({ outcome, scoreHundredths }, at) => {
        const cell = person[`${at + 1}月`]!;
        if (outcome === 'counted') expect(cell).toBe(points(scoreHundredths!));
        else expect(cell).toMatch(/^(不计分|按规定处理|转入|未完成|不在册)$/);
      });
    });
  });

  test('forgets neither who was transferred nor who joined nor who left', async () => {
    const { people, words } = await tableOf(await office.get(`${summaryPath(laid.firstId)}/summary.xlsx`), 2);
    const remark = (name: string) => people.find((person) => person['姓名'] === name)?.['备注'];
    expect(remark('孙强')).toBe('2026-03-10转出至第二支部');
    expect(remark('陈远')).toBe('2026-04-20转出');
    expect(remark('胡新')).toBe('预备党员\n计分月数不足');
    expect(words).toContain('应列 6 人，另列转出 1 人');
    expect(words).not.toContain('草表');
  });

  test('says that it is a draft while June is not confirmed', async () => {
    const { words } = await tableOf(await office.get(`${summaryPath(laid.bureauId)}/summary.xlsx`), 2);
    expect(words).toContain('草表：第二支部6月尚未公示确认');
  });

  test('has a rank only where the switch is on', async () => {
    const { database } = service;
    const set = (on: 0 | 1) =>
      database.write(() => database.change('UPDATE units SET rankingEnabled = ? WHERE id = ?', [on, laid.firstId]));
    await set(1);
    const { people } = await tableOf(await office.get(`${summaryPath(laid.firstId)}/summary.xlsx`), 2);
    await set(0);
    expect(people.map((person) => person['名次'])).toEqual(['4', '1', '2', '不排名', '3', '5', '不排名']);
  });

  test('says on its pages who took it out and when, and so does the unit’s trail', async () => {
    const before = (await trailOf(laid.bureauId)).length;
    const { body } = await office.get<Buffer>(`${summaryPath(laid.bureauId)}/summary.xlsx`);
    expect(unpack(body)['xl/worksheets/sheet1.xml']).toContain('机关党办 导出于 2026-07-06 00:30');
    const lines = await trailOf(laid.bureauId);
    expect(lines.slice(before)).toEqual([
      {
        action: 'summary.export',
        at: '2026-07-05T16:30:00.000Z',
        actorAccountId: expect.any(Number),
        document: 'summary',
        format: 'xlsx',
        period: half,
        fileDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    ]);
  });
});

describe('the board as a workbook', () => {
  test('every figure is the API’s', async () => {
    const { branchMonthId } = laid.first[2]!;
    const { body: board } = await office.get(boardPath(branchMonthId));
    const file = await office.get<Buffer>(`${boardPath(branchMonthId)}.xlsx`);
    expectFile(file, '第一支部2026-03党员积分公示表.xlsx');
    const { people, words } = await tableOf(file, 1);
    expect(people).toHaveLength(board.rows.length);
    for (const [index, row] of board.rows.entries()) {
      const scored = row.scoreHundredths !== null;
      const reason = { approved: '经批准不计分', regulation: '按规定处理', transferredIn: '本月转入不计分' };
      expect(people[index]).toMatchObject({
        序号: String(row.position),
        姓名: row.name,
        基础积分: scored ? points(row.baseHundredths) : '—',
        违规扣分: scored ? points(row.deductionHundredths) : '—',
        贡献积分: scored ? points(row.contributionHundredths) : '—',
        当月得分: scored ? points(row.scoreHundredths) : reason[row.notScoredReason as keyof typeof reason],
      });
    }
    expect(words).toContain(board.publication.verificationCode);
    expect(words).not.toContain('更正');
    expect((await trailOf(laid.firstId)).at(-1)).toMatchObject({
      action: 'board.export',
      branchMonthId,
      month: '2026-03',
    });
  });

  test('a member takes no archived board, and finds no other branch’s', async () => {
    const member = await service.as(await anAccount(service.database, { memberId: laid.people.worked }));
    expect((await member.get(`${boardPath(laid.first[5]!.branchMonthId)}.xlsx`)).status).toBe(403);
    expect((await member.get(`${boardPath(laid.second[5]!.branchMonthId)}.xlsx`)).status).toBe(404);
  });
});

describe('who may take the half-year out', () => {
  test('not a member, not another branch; nothing is written of a refused export', async () => {
    const member = await service.as(await anAccount(service.database, { memberId: laid.people.best }));
    const secretary = await service.as(await anAccount(service.database, { roles: [['secretary', laid.secondId]] }));
    const before = (await trailOf(laid.firstId)).length;
    expect((await member.get(`${summaryPath(laid.firstId)}/summary.xlsx`)).status).toBe(403);
    expect((await secretary.get(`${summaryPath(laid.firstId)}/summary.xlsx`)).status).toBe(404);
    expect((await office.get(`/api/v1/units/${laid.firstId}/summaries/2026-H3/summary.xlsx`)).status).toBe(404);
    expect((await office.get(`/api/v1/units/${laid.groupId}/summaries/${half}/summary.xlsx`)).status).toBe(404);
    expect((await service.anonymous.get(`${summaryPath(laid.firstId)}/summary.xlsx`)).status).toBe(401);
    expect(await trailOf(laid.firstId)).toHaveLength(before);
  });

  test('a unit’s name that no file system takes becomes one', async () => {
    const { database } = service;
    const rename = (name: string) =>
      database.write(() => database.change('UPDATE units SET name = ? WHERE id = ?', [name, laid.generalBranchId]));
    await rename(`"党/总\\支"* ('一')`);
    const file = await office.get(`${summaryPath(laid.generalBranchId)}/summary.xlsx`);
    await rename('直属党总支');
    expectFile(file, `_党_总_支__ ('一')2026-H1党员积分汇总表.xlsx`);
  });
});

import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { DocumentDescription } from '#src/documents/description.js';
import { workReportSentences } from '#src/documents/work-report-sentences.js';
import { readTable } from '#src/spreadsheets/read-table.js';
import { ClosingExamination, ClosingExaminedRow } from '#src/closing/closing-examination.entity.js';
import { ClosingPublication } from '#src/closing/closing-publication.entity.js';
import { ClosingRevision, ClosingRow } from '#src/closing/closing-row.entity.js';
import { Closing } from '#src/closing/closing.entity.js';
import { type Answer, type Client, type Json, type Service, startService } from '../support/app.js';
import { anAccount } from '../support/organisation.js';
import { unpack } from '../spreadsheets/workbooks.js';
import { half, type SixMonths, sixMonths } from '../summaries/six-months.js';

let service: Service;
let laid: SixMonths;
let office: Client;
let secretary: Client;
let member: Client;
let talkRecordId: number;
let exemptionId: number;

const done = async (answer: Promise<Answer>): Promise<Json> => {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
};
const secretReason = '长期病休，材料存支部';

beforeAll(async () => {
  service = await startService({ now: '2026-07-05T02:00:00.000Z' });
  const { database } = service;
  laid = await sixMonths(database);
  const { firstId, bureauId, people } = laid;
  office = await service.as(await anAccount(database, { roles: [['bureauOffice', bureauId]], name: '机关党办' }));
  secretary = await service.as(
    await anAccount(database, { memberId: people.worked, roles: [['secretary', firstId]], name: '王建国' }),
  );
  member = await service.as(await anAccount(database, { memberId: people.next }));
  const talk = {
    ...{ requestId: randomUUID(), memberId: people.next, talkerMemberId: people.worked, heldOn: '2026-06-18' },
    ...{ place: '支部活动室', occasion: 'deduction', months: ['2026-04', '2026-05'], topic: '按时参加主题党日' },
    ...{ response: '今后先请假', measures: '' },
  };
  talkRecordId = (await done(secretary.post(`/api/v1/units/${firstId}/talk-records`, talk))).id;
  const application = {
    ...{ requestId: randomUUID(), memberId: people.best, kind: 'light', reasonClass: 'illness', reason: secretReason },
    ...{ fromMonth: '2026-05', untilMonth: '2026-09', branchOpinion: '同意上报' },
  };
  exemptionId = (await done(secretary.post(`/api/v1/units/${firstId}/exemptions`, application))).id;
  await done(office.put(`/api/v1/exemptions/${exemptionId}/approval`, { opinion: '同意' }, { version: 1 }));
  await aClosing();
});
afterAll(() => service.close());

/** The first branch's half-year as the bureau examined and the branch published it: two looked at, one with a problem. */
async function aClosing(): Promise<void> {
  const { database } = service;
  const { firstId: branchId, people, schemeVersionId, accountId } = laid;
  const at = '2026-07-02T02:00:00.000Z';
  const digest = '0'.repeat(64);
  await database.write(async () => {
    const [closingId] = (await database.insert(Closing, [
      { ...{ branchId, period: half, state: 'published' as const, revision: 1, round: 1, version: 5 } },
    ])) as [number];
    const size = { closingId, revision: 1, cause: 'generation' as const, correctionId: null, size: 6, digest };
    await database.insert(ClosingRevision, [
      { ...size, schemeVersionId, asOf: '2026-06-30', madeAt: at, madeBy: accountId },
    ]);
    const row = {
      ...{ closingId, revision: 1, home: 1 as never, months: '[]', countedMonths: 6, sumHundredths: 57_200 },
      ...{ lowestHundredths: 9500, deductionHundredths: 0, contributionHundredths: 0, openBands: '[]' },
      ...{ bandReasons: '[]', remarks: '[]', figuresDigest: digest },
    };
    await database.insert(ClosingRow, [
      {
        ...row,
        memberId: people.best,
        position: 2,
        meanHundredths: 9533,
        resultHundredths: 9533,
        bandCode: 'excellent',
      },
      {
        ...row,
        memberId: people.next,
        position: 3,
        meanHundredths: 9300,
        resultHundredths: 9300,
        bandCode: 'qualified',
      },
    ]);
    const drawn = { closingId, round: 1, revision: 1, seed: 'a'.repeat(32), drawnAt: at, concludedBy: accountId };
    await database.insert(ClosingExamination, [{ ...drawn, conclusion: 'accepted', note: '', concludedAt: at }]);
    const looked = { closingId, round: 1, foundAt: at, foundBy: accountId };
    await database.insert(ClosingExaminedRow, [
      { ...looked, memberId: people.best, sampled: 0 as never, reasons: '["atLeast95"]', finding: 'inOrder', text: '' },
      {
        ...looked,
        memberId: people.next,
        sampled: 1 as never,
        reasons: '[]',
        finding: 'problem',
        text: '三月缺签到表',
      },
    ]);
    const window = { fromDay: '2026-07-03', untilDay: '2026-07-09', workingDays: 5, contact: '纪检委员 302 室' };
    await database.insert(ClosingPublication, [
      {
        ...{ closingId, branchId, number: 1, kind: 'full' as const, revision: 1, ...window, publishedAt: at },
        ...{ publishedBy: accountId, digest, trailSequence: 1, trailHash: digest },
      },
    ]);
  });
}

const paths = (): Record<string, string> => {
  const { firstId, bureauId } = laid;
  return {
    examination: `/api/v1/units/${bureauId}/summaries/${half}/examination`,
    branches: `/api/v1/units/${bureauId}/summaries/${half}/branches`,
    form: `/api/v1/exemptions/${exemptionId}/form`,
    forms: `/api/v1/units/${firstId}/summaries/${half}/exemption-forms`,
    talk: `/api/v1/talk-records/${talkRecordId}/record`,
    monthNotice: `/api/v1/branch-months/${laid.first[2]!.branchMonthId}/notice`,
    periodNotice: `/api/v1/units/${firstId}/summaries/${half}/notice`,
    circular: `/api/v1/units/${bureauId}/summaries/${half}/circular`,
    report: `/api/v1/units/${bureauId}/work-reports/${half}/report`,
  };
};
const description = (path: string, client = office): Promise<DocumentDescription> => done(client.get(`${path}.json`));
const words = (value: DocumentDescription): string =>
  JSON.stringify(value.sections, (_key, each) => (each === null ? undefined : each));
const tableIn = (value: DocumentDescription, section = 0) =>
  value.sections[section]!.parts.find((part) => part.kind === 'table') as Extract<
    DocumentDescription['sections'][number]['parts'][number],
    { kind: 'table' }
  >;

describe('every paper', () => {
  test('is a Word file in the layout of GB/T 9704 with who took it out, and leaves a line', async () => {
    for (const [name, path] of Object.entries(paths())) {
      if (name === 'branches') continue;
      const { status, body } = await office.get<Buffer>(`${path}.docx`);
      expect([name, status]).toEqual([name, 200]);
      const parts = unpack(Buffer.from(body));
      const xml = parts['word/document.xml']!;
      const [section = ''] = [...xml.matchAll(/<w:sectPr.*?<\/w:sectPr>/gs)].map(([each]) => each);
      const millimetres = (side: string) =>
        Math.round((Number(new RegExp(`w:${side}="(\\d+)"`).exec(section)![1]) / 1440) * 25.4);
      expect([name, ...['w', 'h', 'top', 'right', 'bottom', 'left'].map(millimetres)]).toEqual([
        ...[name, 210, 297, 37, 26, 35, 28],
      ]);
      expect(parts['word/footer1.xml']).toContain('机关党办 导出于 2026-07-05 10:00');
      expect((await office.get(`${path}.pdf`)).status).toBe(404);
    }
    const { database } = service;
    const lines = await database.read(() =>
      database.rows<{ body: string }>("SELECT body FROM trail_records WHERE action = 'document.export'"),
    );
    const taken = new Set(lines.map(({ body }) => (JSON.parse(body) as { document: string }).document));
    expect([...taken].sort()).toEqual([
      ...['circular', 'examination', 'exemption', 'exemptions', 'notice', 'periodNotice', 'talkRecord', 'workReport'],
    ]);
  });

  test('is for those alone whose right the table says', async () => {
    const { examination, branches, form, forms, talk, monthNotice, circular, report } = paths();
    for (const path of [examination, branches, circular, report]) {
      expect([path, (await secretary.get(`${path}.json`)).status]).toEqual([path, 404]);
      expect([path, (await member.get(`${path}.json`)).status]).toEqual([path, 404]);
    }
    expect((await secretary.get(`${form}.json`)).status).toBe(200);
    expect((await secretary.get(`${forms}.json`)).status).toBe(200);
    expect((await member.get(`${form}.json`)).status).toBe(404);
    expect((await member.get(`${forms}.json`)).status).toBe(403);
    // One's own talk is one's own to read, and so is the notice on the board.
    expect((await member.get(`${talk}.json`)).status).toBe(200);
    expect((await member.get(`${monthNotice}.json`)).status).toBe(200);
  });

  test('that is published says nothing of why somebody is exempt', async () => {
    const { form, monthNotice, periodNotice, circular, report } = paths();
    expect(words(await description(form!))).toContain(secretReason);
    for (const path of [monthNotice!, periodNotice!, circular!, report!])
      expect(words(await description(path))).not.toMatch(/病休|因病|illness/);
  });
});

describe('document by document', () => {
  test('10: what was drawn, what was found, and the conclusion', async () => {
    const paper = await description(paths().examination!);
    expect(paper.sections).toHaveLength(1);
    expect(tableIn(paper).rows).toEqual([
      [
        { integer: 1 },
        { text: '李　敏' },
        { text: '95.33' },
        { text: '拟优秀' },
        { text: '95分及以上' },
        { text: '属实' },
        { text: '' },
      ],
      [
        { integer: 2 },
        { text: '张　伟' },
        { text: '93.00' },
        { text: '合格' },
        { text: '随机抽查' },
        { text: '有问题' },
        { text: '三月缺签到表' },
      ],
    ]);
    const text = words(paper);
    expect(text).toContain('1人（占16.7%）');
    expect(text).toContain('1. 张伟：三月缺签到表');
    expect(text).toContain('同意公示');
    const none = await description(`/api/v1/units/${laid.secondId}/summaries/${half}/examination`);
    expect(words(none)).toContain('没有审核记录');
  });

  test('11: one row a branch, with the figures of the published boards, and a rank only where the switch is on', async () => {
    const paper = await description(paths().branches!);
    const { columns, rows, totals } = tableIn(paper);
    const titles = columns.map(({ title }) => title.replace('\n', ''));
    expect(titles).toEqual([
      ...['序号', '支部', '应评', '实评', '不计分', '代录', '按期完成', '平均', '中位', '最高', '最低'],
      ...['扣分人次', '贡献人次', '异议', '更正'],
    ]);
    const scores: number[] = [];
    for (const [index, laidMonths] of [laid.first, laid.second].entries()) {
      const own: Json[] = [];
      for (const { branchMonthId } of laidMonths)
        own.push(...(await done(office.get(`/api/v1/branch-months/${branchMonthId}/board`))).rows);
      const scored = own.flatMap(({ scoreHundredths }) => scoreHundredths ?? []) as number[];
      scores.push(...scored);
      const cell = (title: string) => rows[index]![titles.indexOf(title)];
      expect(cell('实评')).toEqual({ integer: scored.length });
      expect(cell('不计分')).toEqual({ integer: own.length - scored.length });
      expect(cell('平均')).toEqual({ hundredths: mean(scored) });
      expect(cell('最高')).toEqual({ hundredths: Math.max(...scored) });
      expect(cell('最低')).toEqual({ hundredths: Math.min(...scored) });
      const withDeduction = own.filter(({ deductionHundredths }) => deductionHundredths < 0).length;
      expect(cell('扣分人次')).toEqual({ integer: withDeduction });
      const withContribution = own.filter(({ contributionHundredths }) => contributionHundredths > 0).length;
      expect(cell('贡献人次')).toEqual({ integer: withContribution });
    }
    expect(totals![titles.indexOf('平均')]).toEqual({ hundredths: mean(scores) });
    expect(totals![titles.indexOf('实评')]).toEqual({ integer: scores.length });
    const { body } = await office.get<Buffer>(`${paths().branches}.xlsx`);
    const { rows: read } = await readTable(Buffer.from(body), 'branches.xlsx');
    expect(read.some(({ cells }) => cells.some(({ text }) => text === '第二支部'))).toBe(true);
    const { database } = service;
    const rank = (on: 0 | 1) =>
      database.write(() => database.change('UPDATE units SET rankingEnabled = ? WHERE id = ?', [on, laid.bureauId]));
    await rank(1);
    expect(tableIn(await description(paths().branches!)).columns.at(-1)!.title).toBe('名次');
    await rank(0);
  });

  test('12: a page for each application, and an empty one for whom the roster leaves out without one', async () => {
    const paper = await description(paths().forms!);
    expect(paper.sections).toHaveLength(2);
    const [applied, empty] = paper.sections.map((section) => JSON.stringify(section));
    for (const part of ['李敏', '减免考核', '2026年5月至2026年9月', '同意上报', '同意。同意', '机关党办'])
      expect(applied).toContain(part);
    expect(empty).toContain('周兰');
    expect(empty).toContain('审批手续尚未录入');
  });

  test('13: who talked with whom, about what, and what was agreed', async () => {
    const text = words(await description(paths().talk!));
    for (const part of [
      '张伟',
      '王建国',
      '2026年6月18日',
      '违规扣分',
      '2026年4月、5月',
      '按时参加主题党日',
      '今后先请假',
    ])
      expect(text).toContain(part);
  });

  test('14: the notices say what, how long and to whom one objects', async () => {
    const month = words(await description(paths().monthNotice!));
    for (const part of ['2026年3月党员积分', '2026年3月11日至2026年3月15日', '纪检委员', '2026年3月10日', '核验码'])
      expect(month).toContain(part);
    const period = words(await description(paths().periodNotice!));
    for (const part of ['2026年上半年', '2026年7月3日至2026年7月9日，共5个工作日', '应列党员6人', '列等次2人'])
      expect(period).toContain(part);
    const none = await office.get(`/api/v1/units/${laid.secondId}/summaries/${half}/notice.json`);
    expect([none.status, none.body.code]).toEqual([409, 'wrongState']);
  });

  test('14: the circular has the half-year’s own figures and names those alone who stand on a board', async () => {
    const paper = await description(paths().circular!);
    const text = words(paper);
    const summary = await done(office.get(`/api/v1/units/${laid.bureauId}/summaries/${half}`));
    const { statistics } = summary;
    expect(text).toContain(`纳入汇总${statistics.count}人`);
    expect(text).toContain(`平均${(statistics.meanHundredths / 100).toFixed(2)}分`);
    expect(text).toContain(`最低${(statistics.lowestHundredths / 100).toFixed(2)}分`);
    expect(text).toContain('第一支部（1人）：李敏');
    // In the second branch nobody's summary is published, so nobody of it is named; and too few have a result to tell it apart.
    for (const { name, branch } of summary.rows)
      if (branch.id === laid.secondId) expect([name, text.includes(name)]).toEqual([name, false]);
    expect(text).toContain('草稿：尚有1个支部月份未确认');
    expect(text).toContain('审核中发现问题1处');
    expect((await office.get(`/api/v1/units/${laid.firstId}/summaries/${half}/circular.json`)).status).toBe(404);
  });

  test('14: the work report’s sentences have every slot filled from the report, or left open with who is missing', async () => {
    const paper = await description(paths().report!);
    const text = words(paper);
    const report = await done(office.get(`/api/v1/units/${laid.bureauId}/work-reports/${half}`));
    const value = (code: string) => report.figures.find((figure: { code: string }) => figure.code === code).value;
    expect(text).toContain(`共组织党员积分化考核${value('assessments')}次`);
    expect(text).toContain(`汇总审核公示${value('publications')}次`);
    expect(text).toContain(`主题党日${value('themeDays')}次`);
    expect(text).toContain(`党费收缴率${value('duesRate') / 100}%`);
    expect(text).toContain('“三会一课”＿＿次');
    expect(text).toContain('未填报：第一支部、第二支部');
    expect(text).not.toMatch(/\{\w+\}/);
    expect(tableIn(paper, 1).rows).toHaveLength(report.figures.length);
    expect(value('publications')).toBe(12 + 1);
  });
});

test('the page of the report says the same sentences as the document', () => {
  const shown = readFileSync('web/src/i18n/zh/records.ts', 'utf8');
  for (const sentence of Object.values(workReportSentences))
    expect(shown).toContain(sentence.replace(/\{(\w+)\}/gu, '[$1]'));
});

const mean = (scores: readonly number[]) =>
  Math.floor((scores.reduce((sum, score) => sum + score, 0) * 2 + scores.length) / (scores.length * 2));

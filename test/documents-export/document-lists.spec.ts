import type { DocumentDescription } from '#src/documents/description.js';
import type { DocumentItem } from '#src/documents/document-list.js';
import { fileFormats } from '#src/documents/exported.js';
import type { DocumentListView } from '#src/documents/document-list.view.js';
import { readTable } from '#src/spreadsheets/read-table.js';
import type { HalfYearView } from '#src/summaries/half-year.view.js';
import type { MemberHistoryView } from '#src/summaries/history.view.js';
import { type Client, type Service, startService } from '../support/app.js';
import { anAccount } from '../support/organisation.js';
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

const list = async (client: Client, unitId: number, query = '') =>
  (await client.get<DocumentListView>(`/api/v1/units/${unitId}/documents${query}`)).body;
const byKey = (items: DocumentItem[]) => Object.fromEntries(items.map((item) => [item.key, item]));
const memberOf = async (memberId: number) => service.as(await anAccount(service.database, { memberId }));

describe('the documents of a unit', () => {
  test.each([
    ['a branch', () => laid.firstId],
    ['the bureau', () => laid.bureauId],
  ])('of %s: whatever is offered can be had in every format, with as many cells as columns', async (_name, unitId) => {
    const { items, month, period } = await list(office, unitId());
    expect([month, period]).toEqual(['2026-06', half]);
    const offered = items.filter(({ path }) => path !== null);
    expect(offered.length).toBeGreaterThan(0);
    for (const { path, formats } of offered)
      for (const format of formats) {
        const { status, body, headers } = await office.get(`/api/v1${path!.replace('{format}', format)}`);
        expect([path, format, status]).toEqual([path, format, 200]);
        if (format === 'json') expectWholeTables(body);
        else expect(headers.get('content-disposition')).toContain(`.${format}"`);
      }
  });

  test('says of each that is not there why', async () => {
    const atBureau = byKey((await list(office, laid.bureauId)).items);
    expect(atBureau.board).toMatchObject({ path: null, reason: 'branchOnly' });
    expect(atBureau.summary).toMatchObject({ reason: null });
    const early = byKey((await list(office, laid.firstId, '?month=2025-11')).items);
    expect(early.board).toMatchObject({ path: null, reason: 'notOpened' });
    const open = byKey((await list(office, laid.secondId, '?month=2026-06')).items);
    expect(open.slip).toMatchObject({ path: null, reason: 'nothingInIt' });
    expect(open.selfAssessment).toMatchObject({ reason: 'noRight' });
  });

  test('a member finds his own card and nothing that is not his to read', async () => {
    const member = await memberOf(laid.people.best);
    const { items } = await list(member, laid.firstId);
    expect(items.filter(({ reason }) => reason === null).map(({ key }) => key)).toEqual(['registerCard', 'ownSheet']);
    const card = byKey(items).registerCard!;
    expect((await member.get(`/api/v1${card.path!.replace('{format}', 'docx')}`)).status).toBe(200);
    const another = card.path!.replace(/members\/\d+/, `members/${laid.people.worked}`).replace('{format}', 'docx');
    expect((await member.get(`/api/v1${another}`)).status).toBe(404);
    expect((await member.get(`/api/v1/units/${laid.firstId}/register-cards/2026.docx`)).status).toBe(403);
    expect((await member.get(`/api/v1/units/${laid.secondId}/documents`)).status).toBe(404);
  });

  test('refuses a month and a period that are none, a group, and a year that is none', async () => {
    const answers = await Promise.all(
      [
        `units/${laid.firstId}/documents?month=2026-13`,
        `units/${laid.firstId}/documents?period=2026-H3`,
        `units/${laid.groupId}/documents`,
        `units/${laid.firstId}/register-cards/26.json`,
        `units/${laid.bureauId}/register-cards/2026.json`,
        `members/${laid.people.best}/register-card/2026.csv`,
      ].map((path) => office.get(`/api/v1/${path}`)),
    );
    expect(answers.map(({ status }) => status)).toEqual([422, 422, 404, 404, 404, 404]);
  });
});

function expectWholeTables({ sections }: DocumentDescription) {
  for (const part of sections.flatMap(({ parts }) => parts))
    if (part.kind === 'table')
      for (const row of [...part.rows, ...(part.totals ? [part.totals] : [])])
        expect(row).toHaveLength(part.columns.length);
}

describe('the register card', () => {
  const path = (memberId: number, format: string) => `/api/v1/members/${memberId}/register-card/2026.${format}`;
  const tables = ({ sections }: DocumentDescription) =>
    sections[0]!.parts.filter((part) => part.kind === 'table').map(({ rows }) => rows);

  test.each(['best', 'worked', 'moved', 'joiner'] as const)(
    'has every published figure of the year: %s',
    async (who) => {
      const memberId = laid.people[who];
      const { body: card } = await office.get<DocumentDescription>(path(memberId, 'json'));
      const { body: history } = await office.get<MemberHistoryView>(`/api/v1/members/${memberId}/history`);
      const [months, summaries] = tables(card) as [unknown[][], unknown[][]];
      expect(months).toHaveLength(12);
      months.forEach((row, at) => {
        const inMonth = history.months.filter(({ month }) => month === `2026-${String(at + 1).padStart(2, '0')}`);
        // In the month of a transfer the branch that scored him stands on the card.
        const found = inMonth.find(({ scoreHundredths }) => scoreHundredths !== null) ?? inMonth[0];
        expect(row[0]).toEqual({ text: `2026年${at + 1}月` });
        if (!found || found.state === 'unpublished') expect(row.slice(1)).toEqual([null, null, null, null, null]);
        else if (found.scoreHundredths === null) expect(row[4]).toEqual({ text: '—' });
        else
          expect(row.slice(1, 5)).toEqual([
            { hundredths: found.baseHundredths },
            { hundredths: found.deductionHundredths },
            { hundredths: found.contributionHundredths },
            { hundredths: found.scoreHundredths },
          ]);
      });
      const branchId = history.months[0]!.branch.id;
      const { body: view } = await office.get<HalfYearView>(`/api/v1/units/${branchId}/summaries/${half}`);
      const row = view.rows.find((each) => each.memberId === memberId)!;
      expect(summaries.map(([name]) => name)).toEqual([{ text: '上半年' }, { text: '下半年' }, { text: '全年' }]);
      if (row.countedMonths > 0)
        expect(summaries[0]!.slice(1, 6)).toEqual([
          { integer: row.countedMonths },
          { hundredths: row.meanHundredths },
          { hundredths: row.lowestHundredths },
          { hundredths: row.deductionHundredths },
          { hundredths: row.contributionHundredths },
        ]);
    },
  );

  test('is a page a member: a sheet each in the workbook, a section each in Word', async () => {
    const { body: book } = await office.get<Buffer>(`/api/v1/units/${laid.firstId}/register-cards/2026.xlsx`);
    const names = [...unpack(book)['xl/workbook.xml']!.matchAll(/<sheet [^>]*?name="([^"]+)"/g)].map(
      ([, name]) => name,
    );
    const { body: described } = await office.get<DocumentDescription>(
      `/api/v1/units/${laid.firstId}/register-cards/2026.json`,
    );
    expect(names).toEqual(described.sections.map(({ name }) => name));
    expect(names).not.toContain('孙强');
    const { rows } = await readTable(Buffer.from(book), 'cards.xlsx');
    expect(rows.map(({ cells }) => cells[0]?.text)).toContain('党员个人积分登记卡');
    const { body: word } = await office.get<Buffer>(`/api/v1/units/${laid.firstId}/register-cards/2026.docx`);
    const xml = unpack(word)['word/document.xml']!;
    expect([...xml.matchAll(/<w:sectPr/g)]).toHaveLength(names.length);
    expect(fileFormats).toContain('docx');
  });
});

describe('the self-assessment sheet, filled in', () => {
  test('has of every base item and of the totals what the sheet has, for its member and for the office', async () => {
    const sheetId = laid.first[0]!.sheetOfMember.get(laid.people.worked)!;
    for (const reader of [await memberOf(laid.people.worked), office]) {
      const { body: sheet } = await reader.get(`/api/v1/sheets/${sheetId}`);
      const { body } = await reader.get<DocumentDescription>(`/api/v1/sheets/${sheetId}/self-assessment.json`);
      expectWholeTables(body);
      const tables = body.sections[0]!.parts.filter((part) => part.kind === 'table');
      const [base, totals] = [tables[0]!, tables.at(-1)!];
      expect(base.columns.map(({ title }) => title)).toEqual([
        '编码',
        '考核内容',
        '标准分',
        '自评',
        '初审',
        '评定',
        '说明／佐证',
      ]);
      const { decidedScore } = sheet;
      for (const [code, , , , , decided] of base.rows) {
        const lines = decidedScore.lines.filter(
          (line: { itemCode: string }) => code && 'text' in code && line.itemCode === code.text,
        );
        const points = lines.reduce(
          (sum: number, line: { countedHundredths: number }) => sum + line.countedHundredths,
          0,
        );
        if (lines.length > 0) expect(decided).toEqual({ hundredths: points });
      }
      expect(totals.rows[1]!.slice(1)).toEqual(
        ['base', 'deduction', 'contribution', 'score'].map((name) => ({
          hundredths: decidedScore[`${name}Hundredths`],
        })),
      );
    }
  });
});

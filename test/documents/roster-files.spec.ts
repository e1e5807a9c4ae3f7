import { Transaction } from '#src/database/transaction.js';
import { readTable } from '#src/spreadsheets/read-table.js';
import { type Answer, type Client, type Service, startService } from '../support/app.js';
import { anAccount, aUnit, someMembers } from '../support/organisation.js';
import { RosterDesk, rosterCsv, rosterHead, workbookType } from '../organisation/rosters.js';

describe('rosters as files', () => {
  let service: Service;
  let bureau: { id: number };
  let branches: { id: number }[];
  let team: { id: number };
  let office: Client;

  beforeAll(async () => {
    service = await startService();
    bureau = await aUnit(service.database, { kind: 'bureau', name: '机关党委' });
    const general = await Promise.all(
      ['一总支', '二总支'].map((name) => aUnit(service.database, { kind: 'generalBranch', parentId: bureau.id, name })),
    );
    branches = [];
    for (const { id } of general) branches.push(await aUnit(service.database, { parentId: id, name: '第一党支部' }));
    team = await aUnit(service.database, { kind: 'group', parentId: branches[0]!.id, name: '第一小组' });
    office = await service.as(await anAccount(service.database, { roles: [['bureauOffice', bureau.id]] }));
    await someMembers(service.database, [
      {
        branchId: branches[0]!.id,
        name: '阿依古丽·买买提',
        groupId: team.id,
        standing: 'probationary',
        profileCode: 'light',
      },
      { branchId: branches[0]!.id, name: '𠮷田美香', situation: 'mobile' },
      { branchId: branches[1]!.id, name: '张伟', situation: 'retired', profileCode: 'exempt' },
      { branchId: branches[1]!.id, name: '张伟', fromDay: '2026-11-05' },
      { branchId: branches[1]!.id, name: '已离开', untilDay: '2026-11-05' },
      { branchId: branches[1]!.id, name: '将到来', fromDay: '2026-11-06' },
    ]);
  });
  afterAll(() => service.close());

  const take = async (file: string, unit = bureau, client = office): Promise<Answer<Buffer>> => {
    const answer = await client.get<Buffer>(`/api/v1/units/${unit.id}/${file}`);
    expect(answer.status).toBe(200);
    return answer;
  };
  const texts = async (bytes: Buffer, name: string) =>
    (await readTable(bytes, name)).rows.map(({ cells }) => cells.map(({ text }) => text));

  test.each(['xlsx', 'csv'])(
    'an export as .%s holds who is there today, and handed in again it changes nothing',
    async (form) => {
      const { body, headers } = await take(`roster.${form}`);
      expect(headers.get('content-disposition')).toContain(encodeURIComponent(`机关党委党员名册2026-11-05.${form}`));
      expect(headers.get('cache-control')).toBe('no-store');
      const [head, ...rows] = await texts(body, `a.${form}`);
      expect(head).toEqual(rosterHead);
      expect(rows.map((row) => [row[0], row[2], row[3], row[4], row[6], row[7], row[8]])).toEqual([
        ['一总支/第一党支部', '阿依古丽·买买提', '预备党员', '在职', '第一小组', '简项', '2020-01-01'],
        ['一总支/第一党支部', '𠮷田美香', '正式党员', '流动', '', '全项', '2020-01-01'],
        ['二总支/第一党支部', '张伟', '正式党员', '离退休', '', '免于考核', '2020-01-01'],
        ['二总支/第一党支部', '张伟', '正式党员', '在职', '', '全项', '2026-11-05'],
      ]);
      const type = form === 'csv' ? 'text/csv' : workbookType;
      const again = await new RosterDesk(office, bureau.id).importAfterPreview(body, `名册.${form}`, type);
      expect(again.body).toEqual({ counts: { add: 0, change: 0, transfer: 0, unchanged: 4, bad: 0 } });
    },
  );

  test('a branch’s is its own, and a group leader’s that of his group', async () => {
    const secretary = await service.as(await anAccount(service.database, { roles: [['secretary', branches[1]!.id]] }));
    const leader = await service.as(await anAccount(service.database, { roles: [['groupLeader', team.id]] }));
    expect(await texts((await take('roster.csv', branches[1], secretary)).body, 'a.csv')).toHaveLength(3);
    const [, ...own] = await texts((await take('roster.csv', team, leader)).body, 'a.csv');
    expect(own.map((row) => [row[0], row[2]])).toEqual([['第一党支部', '阿依古丽·买买提']]);
    expect((await secretary.get(`/api/v1/units/${branches[0]!.id}/roster.csv`)).status).toBe(404);
    expect((await service.anonymous.get(`/api/v1/units/${bureau.id}/roster.xlsx`)).status).toBe(401);
  });

  test('who took a roster out stands in the unit’s trail, with the digest of the file', async () => {
    const { body } = await take('roster.csv', branches[0]);
    const line = await service.database.read(() =>
      service.database.row<{ action: string; body: string }>(
        'SELECT action, body FROM trail_records WHERE chain = ? ORDER BY sequence DESC LIMIT 1',
        [`unit:${branches[0]!.id}`],
      ),
    );
    const { digest: fileDigest } = await readTable(body, 'a.csv');
    expect(line?.action).toBe('roster.export');
    expect(JSON.parse(line!.body)).toMatchObject({ form: 'csv', members: 2, fileDigest });
  });

  test('the template names the branches and groups to choose from, and holds nobody', async () => {
    const { body } = await take('roster-template.xlsx');
    const table = await readTable(body, 'a.xlsx');
    expect(table.rows.map(({ cells }) => cells.map(({ text }) => text))).toEqual([rosterHead]);
    const { body: preview } = await new RosterDesk(office, bureau.id).preview(body, '模板.xlsx', workbookType);
    expect([preview.rows, preview.notes.map(({ code }: { code: string }) => code)]).toEqual([
      [],
      ['otherSheets', 'noRows', 'notInFile'],
    ]);
  });

  test('an import takes as many statements for five hundred rows as for five', async () => {
    const statements = async (count: number, key: string): Promise<number> => {
      const rows = Array.from({ length: count }, (_, index) => ({
        branch: '一总支/第一党支部',
        number: `${key}-${index}`,
        group: `${key}组`,
      }));
      const bytes = rosterCsv(rows);
      const { digest } = (await new RosterDesk(office, bureau.id).preview(bytes)).body;
      const run = Transaction.prototype.run;
      let counted = 0;
      Transaction.prototype.run = function (this: Transaction, ...given: Parameters<Transaction['run']>) {
        counted += 1;
        return run.apply(this, given);
      };
      try {
        expect((await new RosterDesk(office, bureau.id).import(bytes, digest)).status).toBe(201);
      } finally {
        Transaction.prototype.run = run;
      }
      return counted;
    };
    const few = await statements(5, 'few');
    expect(await statements(500, 'many')).toBe(few);
    expect(few).toBeLessThan(45);
  });
});

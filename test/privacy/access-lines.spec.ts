import { readFileSync } from 'node:fs';
import type { AccessLine } from '#src/access-lines/access-line.entity.js';
import { lineExtension } from '#src/http/leaves-line.js';
import { Purges } from '#src/retention/purges.service.js';
import { type Client, type Json, type Service, startService } from '../support/app.js';
import { giveOffice } from '../support/disputes.js';
import { aBranchAtWork, aBureauWithScheme, aDecidedMonth, type BranchAtWork, publish } from '../support/month.js';
import { anAccount } from '../support/organisation.js';

/** Answers that name somebody or are files, and leave no line all the same. */
const withoutLine: Record<string, string> = {
  '/api/v1/session': 'one’s own',
  '/api/v1/me/data.xlsx': 'one’s own',
  '/api/v1/me/data-requests': 'one’s own',
  '/api/v1/corrections': 'one’s own',
  '/api/v1/objections': 'one’s own, and the answered ones about one’s own rows',
  '/api/v1/today': 'one’s own tasks and months; of others how many there are',
  '/api/v1/accounts': 'who may sign in; there are no points in it, and every change has its line in the trail',
  '/api/v1/account-trail': 'what was done with accounts, roles and policies; there is nobody’s record in it',
  '/api/v1/retention': 'who is on hold or to be erased, and nothing of his record; each has its line in the trail',
  '/api/v1/branches/{unitId}/months': 'how many, and who opened it',
  '/api/v1/branch-months/{branchMonthId}': 'how many, and whose step is next',
  '/api/v1/paper-codes/{paperCode}': 'whose sheet of paper one holds in one’s hand',
  '/api/v1/branch-months/{branchMonthId}/board': 'published to the branch; who has seen it leaves a receipt',
  '/api/v1/branch-months/{branchMonthId}/board.{format}': 'the same, on paper; it has a line in the trail',
  '/api/v1/branch-months/{branchMonthId}/notice.{format}': 'the words around what is published',
  '/api/v1/units/{unitId}/summaries/{period}/notice.{format}': 'the same',
  '/api/v1/units/{unitId}/closings/{period}/board': 'published to the branch',
  '/api/v1/branches/{unitId}/correction-notices': 'published to the branch',
  '/api/v1/branch-months/{branchMonthId}/objection-choice': 'what is on the board, and one’s own objections',
  '/api/v1/units/{unitId}/import-drafts/{importDraftId}/preview': 'a file that the reader brought himself',
  '/api/v1/units/{unitId}/statistics': 'published figures, names only where the unit publishes a ranking',
  '/api/v1/units/{unitId}/verification':
    'where a record was tampered with: that has to be told, and is no look at a sheet',
  '/api/v1/units/{unitId}/documents': 'which documents there are',
  '/api/v1/branch-months/{branchMonthId}/paper-forms.docx': 'empty forms; it has a line in the trail',
  '/api/v1/units/{unitId}/roster-template.xlsx': 'an empty form',
  '/api/v1/units/{unitId}/summaries/{period}/branches.{format}': 'branches, and nobody in them',
  '/api/v1/units/{unitId}/summaries/{period}/circular.{format}': 'branches, and nobody in them',
  '/api/v1/units/{unitId}/work-reports/{period}/report.{format}': 'counts',
  '/api/v1/units/{unitId}/template-choices': 'names to choose from; filling one leaves a line',
  '/api/v1/units/{unitId}/template-examples/{source}.{format}': 'made-up people',
  '/api/v1/units/{unitId}/templates/{templateId}/versions/{number}/file.{format}': 'a form without anybody in it',
  '/api/v1/scheme-versions/{schemeVersionId}/file': 'the rule',
  '/api/v1/scheme-drafts/{schemeDraftId}/file': 'the rule',
};

const document = JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as Json;

function propertiesOf(schema: Json, seen = new Set<string>()): string[] {
  if (!schema) return [];
  if (schema.$ref) {
    const name = schema.$ref.split('/').at(-1);
    if (seen.has(name)) return [];
    seen.add(name);
    return propertiesOf(document.components.schemas[name], seen);
  }
  const parts = [...(schema.allOf ?? []), ...(schema.oneOf ?? []), ...(schema.anyOf ?? []), schema.items];
  const own = Object.entries(schema.properties ?? {});
  return [
    ...own.map(([name]) => name),
    ...[...parts, ...own.map(([, each]) => each)].flatMap((each) => propertiesOf(each, seen)),
  ];
}

/** GETs whose answer names a member or a single score, or is a file. */
function revealing(): { path: string; declared: boolean }[] {
  return Object.entries<Json>(document.paths).flatMap(([path, { get }]) => {
    const content = get?.responses['200']?.content ?? {};
    const names = Object.values<Json>(content).flatMap(({ schema }) => propertiesOf(schema));
    const isFile = Object.keys(content).some((type) => !type.includes('json'));
    const named = names.some((name) => /^(member|memberId|memberName|memberNumber|scoreHundredths)$/.test(name));
    return isFile || named ? [{ path, declared: lineExtension in get }] : [];
  });
}

describe('every answer of the API', () => {
  test('that shows somebody’s record leaves a line, or there is a reason why not', () => {
    const undeclared = revealing().filter(({ declared }) => !declared);
    expect(revealing().length - undeclared.length).toBeGreaterThan(40);
    expect(undeclared.map(({ path }) => path).filter((path) => !(path in withoutLine))).toEqual([]);
  });

  test('has a reason only where it has no line', () => {
    const undeclared = new Set(
      revealing()
        .filter(({ declared }) => !declared)
        .map(({ path }) => path),
    );
    expect(Object.keys(withoutLine).filter((path) => !undeclared.has(path))).toEqual([]);
  });
});

describe('a look at somebody’s record', () => {
  let service: Service;
  let branch: BranchAtWork;
  let other: BranchAtWork;
  let bureauId: number;
  let auditorAccount: number;
  let branchMonthId: number;
  let sheetId: number;
  beforeAll(async () => {
    service = await startService();
    bureauId = await aBureauWithScheme(service);
    branch = await aBranchAtWork(service, bureauId, { size: 5, name: '第一支部' });
    other = await aBranchAtWork(service, bureauId, { size: 3, name: '第二支部' });
    branch.discipline = await giveOffice(service, branch, 3, 'disciplineCommissioner');
    auditorAccount = await anAccount(service.database, { roles: [['auditor', bureauId]] });
    branchMonthId = await aDecidedMonth(branch);
    const { items } = (await branch.secretary.get(`/api/v1/branch-months/${branchMonthId}/sheets`)).body;
    sheetId = items.find(({ member }: Json) => member.id === branch.memberIds[4]).id;
  }, 240_000);
  afterAll(() => service.close());

  const lines = (): Promise<AccessLine[]> =>
    service.database.read(() => service.database.rows<AccessLine>('SELECT * FROM access_lines ORDER BY id'));
  const added = async (work: () => Promise<unknown>) => {
    const before = (await lines()).length;
    await work();
    return (await lines()).slice(before).map(({ kind, form, role, memberId }) => ({ kind, form, role, memberId }));
  };
  const own = async (client: Client) => (await client.get('/api/v1/me/access-lines')).body.items as Json[];

  test('leaves one line a day, however often it is taken and by however many requests at once', async () => {
    const read = () => branch.deputy.get(`/api/v1/sheets/${sheetId}`);
    const line = { kind: 'sheet', form: 'screen', role: 'deputySecretary', memberId: branch.memberIds[4] };
    expect(await added(() => Promise.all(Array.from({ length: 8 }, read)))).toEqual([line]);
    expect(await added(read)).toEqual([]);
    service.clock.set('2026-11-06T02:00:00.000Z');
    branch.deputy = await service.as(branch.accountIds[2]!);
    expect(await added(() => branch.deputy.get(`/api/v1/sheets/${sheetId}`))).toEqual([line]);
  });

  test('at one’s own leaves nothing, and neither does one that is refused', async () => {
    branch.members[4] = await service.as(branch.accountIds[4]!);
    expect(await added(() => branch.members[4]!.get(`/api/v1/sheets/${sheetId}`))).toEqual([]);
    other.secretary = await service.as(other.accountIds[0]!);
    expect(
      await added(async () => expect((await other.secretary.get(`/api/v1/sheets/${sheetId}`)).status).toBe(404)),
    ).toEqual([]);
  });

  test('as a file leaves a line of its own, beside the trail’s', async () => {
    const file = { kind: 'sheet', form: 'file', role: 'deputySecretary', memberId: branch.memberIds[4] };
    const path = `/api/v1/sheets/${sheetId}/self-assessment.xlsx`;
    expect(await added(() => branch.deputy.send('HEAD', path, undefined, {}))).toEqual([]);
    expect(await added(() => branch.deputy.get(path))).toEqual([file]);
  });

  test('is shown to the member by office and place, without a name, also where he stands in a list', async () => {
    const seen = await own(branch.members[4]!);
    expect(seen).toContainEqual(
      expect.objectContaining({
        kind: 'sheet',
        role: 'deputySecretary',
        office: expect.objectContaining({ name: '第一支部' }),
        list: null,
      }),
    );
    expect(seen).toContainEqual(
      expect.objectContaining({ kind: 'sheets', list: expect.objectContaining({ name: '第一支部' }) }),
    );
    expect(Object.keys(seen[0])).not.toContain('account');
    // Whoever is in another branch stood in none of these lists.
    expect(await own(await service.as(other.accountIds[2]!))).toEqual([]);
  });

  test('that would tell of an objection, a slip or a veto before its time is shown to the auditor alone', async () => {
    const discipline = await service.as(branch.accountIds[3]!);
    const looks = await added(async () => {
      await discipline.get(`/api/v1/branch-months/${branchMonthId}/objections`);
      await discipline.get(`/api/v1/members/${branch.memberIds[4]}/vetoes`);
      await discipline.get(`/api/v1/branches/${branch.branchId}/corrections?year=2026`);
    });
    expect(looks.map(({ kind }) => kind)).toEqual(['objection', 'veto', 'correction']);
    const seen = await own(branch.members[4]!);
    expect(seen.filter(({ kind }) => ['objection', 'veto', 'correction'].includes(kind))).toEqual([]);
  });

  test('is read by the auditor of the subtree, with names, filters and pages, and by nobody else', async () => {
    const path = `/api/v1/units/${bureauId}/access-lines`;
    const auditor = await service.as(auditorAccount);
    for (const stranger of [branch.deputy, branch.members[4]!])
      expect([403, 404]).toContain((await stranger.get(path)).status);
    const [first] = (await auditor.get(`${path}?limit=1`)).body.items as Json[];
    const pages: Json[] = [];
    for (let after: string | null = ''; after !== null;) {
      const { body }: { body: Json } = await auditor.get(`${path}?limit=2${after && `&after=${after}`}`);
      pages.push(...body.items);
      after = body.nextCursor;
    }
    expect(pages.map(({ id }) => id)).toEqual([...new Set(pages.map(({ id }) => id))]);
    expect(pages.length).toBeGreaterThan(6);
    expect(first.account.name).toEqual(expect.any(String));
    const filtered = (await auditor.get(`${path}?kind=sheet&memberId=${branch.memberIds[4]}&fromDay=2026-11-06`)).body
      .items;
    expect(filtered.map(({ kind, day }: Json) => `${kind} ${day}`)).toEqual(['sheet 2026-11-06', 'sheet 2026-11-06']);
    // Who audits leaves a line too.
    expect((await auditor.get(`${path}?kind=accessLines`)).body.items).toHaveLength(1);
  });

  test('waits for no lock of the trail', async () => {
    const { database } = service;
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    // Somebody else decides something and holds the branch's chain: on SQLite he is the one who writes, so this is MySQL's to show.
    if (database.dialect.kind === 'sqlite') return;
    const holding = database.write(async () => {
      await database.rows(`SELECT * FROM trail_heads WHERE chain = 'unit:${branch.branchId}' FOR UPDATE`);
      await released;
    });
    const read = await branch.deputy.get(`/api/v1/sheets/${sheetId}`).finally(() => release());
    await holding;
    expect(read.status).toBe(200);
  });

  test('of a board that is published leaves none', async () => {
    const [secretary, commissioner, , discipline] = await Promise.all(branch.accountIds.map((id) => service.as(id)));
    await publish(
      { ...branch, secretary: secretary!, commissioner: commissioner!, discipline: discipline! },
      branchMonthId,
    );
    const member = await service.as(branch.accountIds[4]!);
    const board = async () =>
      expect((await member.get(`/api/v1/branch-months/${branchMonthId}/board`)).body.rows).toHaveLength(5);
    expect(await added(board)).toEqual([]);
  });

  test('is never changed, and goes when it is older than the policy says', async () => {
    const { database } = service;
    await expect(database.write(() => database.change("UPDATE access_lines SET kind = 'roster'"))).rejects.toThrow();
    const purges = service.app.get(Purges, { strict: false });
    // Twelve months are kept, and the month in which they end.
    service.clock.set('2027-11-30T02:00:00.000Z');
    expect((await purges.daily()).accessLines).toBe(0);
    service.clock.set('2027-12-01T02:00:00.000Z');
    const due = (await lines()).length;
    expect(due).toBeGreaterThan(6);
    expect((await purges.plan()).due.accessLines).toBe(due);
    expect((await purges.daily()).accessLines).toBe(due);
    expect(await lines()).toEqual([]);
  });
});

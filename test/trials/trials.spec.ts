import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import type { Database } from '#src/database/database.js';
import type { TrialProgressView, TrialResultView } from '#src/trials/trial.view.js';
import { type Answer, type Client, type Service, startService } from '../support/app.js';
import { layMonths, layRevision, type LaidMonth, type MonthWish, type SheetWish } from '../support/months.js';
import { aBureauWithScheme } from '../support/month.js';
import { anAccount, aUnit, someMembers } from '../support/organisation.js';
import { countStatements } from '../support/statements.js';

/** Sheets are laid straight into the tables, without a line: by the default rule each is 80, whatever was published of it. */

const defaultFile = readFileSync('schemes/default.yaml', 'utf8');
const drafts = '/api/v1/scheme-drafts';
const range = { fromMonth: '2026-01', untilMonth: '2026-02' };

let service: Service;
let bureauId: number;
let generalId: number;
let branchId: number;
let otherId: number;
let people: number[];
let laid: LaidMonth[];
let months: MonthWish[];
let schemeVersionId: number;
let accountId: number;
let office: Client;
let draftId: number;

beforeAll(async () => {
  service = await startService({ now: '2026-07-16T02:00:00.000Z' });
  const { database } = service;
  bureauId = await aBureauWithScheme(service);
  ({ id: generalId } = await aUnit(database, { kind: 'generalBranch', parentId: bureauId, name: '直属党总支' }));
  ({ id: branchId } = await aUnit(database, { parentId: bureauId, name: '第一支部' }));
  ({ id: otherId } = await aUnit(database, { parentId: generalId, name: '第二支部' }));
  people = await someMembers(
    database,
    Array.from({ length: 130 }, (_, index) => ({ branchId: index < 120 ? branchId : otherId })),
  );
  accountId = await anAccount(database);
  schemeVersionId = (await version(database)).id;
  const moved = people[0]!;
  const sheet = (memberId: number, result: SheetWish['result'] = 8000): SheetWish => ({ memberId, result });
  const first = people.slice(0, 120);
  months = [
    { branchId, month: '2026-01', state: 'confirmed', sheets: first.map((id) => sheet(id)) },
    {
      ...{ branchId, month: '2026-02', state: 'confirmed' },
      sheets: first.slice(1).map((id, index) => sheet(id, index === 0 ? 'approvedExemption' : 8000)),
    },
    { branchId, month: '2026-03', state: 'published', sheets: first.slice(1).map((id) => sheet(id)) },
    {
      branchId: otherId,
      month: '2026-02',
      state: 'confirmed',
      sheets: [...people.slice(120), moved].map((id) => sheet(id)),
    },
  ];
  laid = await layMonths(database, { schemeVersionId, accountId, months });
  office = await service.as(await anAccount(database, { roles: [['bureauOffice', bureauId]] }));
  draftId = (await begin(defaultFile)).body.id;
});
afterAll(() => service.close());

async function version(database: Database): Promise<{ id: number }> {
  const row = await database.read(() => database.row<{ id: number }>('SELECT id FROM scheme_versions'));
  return row!;
}

const begin = (source: string) => office.post(drafts, { requestId: randomUUID(), source });
const trial = (wish: unknown, { id = draftId, client = office } = {}): Promise<Answer> =>
  client.post(`${drafts}/${id}/trials`, wish);
const inBureau = () => ({ unitId: bureauId, ...range });
const mistakes = ({ body }: Answer) => body.errors.map(({ path, code }: Record<string, string>) => `${path} ${code}`);
const resultOf = ({ body }: Answer): TrialResultView => body.at(-1);

describe('a trial', () => {
  test('is a stream of lines: how far it is, and at last the result', async () => {
    const answer = await trial(inBureau());
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const progress: TrialProgressView[] = answer.body.slice(0, -1);
    expect(progress.map(({ type, done, total }) => [type, done, total])).toEqual(
      [0, 50, 100, 130].map((done) => ['progress', done, 130]),
    );
    expect(resultOf(answer)).toMatchObject({ type: 'result', unit: { id: bureauId }, ...range, per: null });
  });

  test('is about confirmed months alone, each member with the branch of the last, wherever the others were', async () => {
    const { members, branches } = resultOf(await trial({ ...inBureau(), untilMonth: '2026-03' }));
    expect(members).toHaveLength(130);
    expect(branches.map(({ name, members: count }) => [name, count])).toEqual(
      expect.arrayContaining([
        ['第一支部', 119],
        ['第二支部', 11],
      ]),
    );
    const moved = members.find(({ memberId }) => memberId === people[0])!;
    expect(moved).toMatchObject({ branch: { name: '第二支部' } });
    expect(moved.months.map(({ month }) => month)).toEqual(['2026-01', '2026-02']);
    const exempt = members.find(({ memberId }) => memberId === people[1])!;
    expect(exempt.months.map(({ month }) => month)).toEqual(['2026-01']);
  });

  test('of one branch leaves to another who went there since', async () => {
    const ids = async (unitId: number) =>
      resultOf(await trial({ unitId, ...range })).members.map(({ memberId }) => memberId);
    expect(await ids(branchId)).toEqual(people.slice(1, 120));
    expect((await ids(otherId)).toSorted((a, b) => a - b)).toEqual([people[0], ...people.slice(120)]);
  });

  test('takes a corrected month as it was corrected', async () => {
    const wish: MonthWish = {
      ...months[0]!,
      sheets: months[0]!.sheets.map((sheet) => (sheet.memberId === people[5] ? { ...sheet, result: 7100 } : sheet)),
    };
    await layRevision(service.database, laid[0]!, { schemeVersionId, accountId, wish });
    const { members } = resultOf(await trial({ unitId: branchId, ...range }));
    expect(members.find(({ memberId }) => memberId === people[5])!.months[0]).toEqual({
      ...{ month: '2026-01', beforeHundredths: 7100, afterHundredths: 8000, problem: null },
    });
  });

  test('takes as many statements for a hundred members as for ten, slice by slice', async () => {
    const few = await countStatements(service.database, () => trial({ unitId: otherId, ...range }));
    const many = await countStatements(service.database, () => trial({ unitId: branchId, ...range }));
    // 11 members are one slice, 120 are three; the versions are read once.
    const ofSlice = (many - few) / 2;
    expect(Number.isInteger(ofSlice)).toBe(true);
    expect(ofSlice).toBeGreaterThan(0);
    expect(ofSlice).toBeLessThanOrEqual(2);
  });
});

describe('the stream', () => {
  /** Holds the statements that read the lines of sheets from the second slice on. */
  function hold(database: Database): { release(): void; reads(): number; restore(): void } {
    const watched = database as unknown as { rows?: unknown };
    const through = database.rows.bind(database);
    let reads = 0;
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    watched.rows = async (sql: string, parameters: never[]) => {
      if (/FROM sheet_lines/.test(sql)) reads += 1;
      if (/FROM sheet_lines/.test(sql) && reads === 2) await held;
      return through(sql, parameters);
    };
    return { release: () => release(), reads: () => reads, restore: () => delete watched.rows };
  }

  test('has brought its first lines before the work is done', async () => {
    const held = hold(service.database);
    try {
      const response = await office.stream(`${drafts}/${draftId}/trials`, inBureau());
      const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
      let text = '';
      while (!/"done":50/.test(text)) text += (await reader.read()).value ?? '';
      expect(text).toBe('{"type":"progress","done":0,"total":130}\n{"type":"progress","done":50,"total":130}\n');
      held.release();
      for (let next = await reader.read(); !next.done; next = await reader.read()) text += next.value;
      expect(text.trimEnd().split('\n')).toHaveLength(5);
    } finally {
      held.restore();
    }
  });

  test('that nobody takes any more ends the work', async () => {
    const held = hold(service.database);
    try {
      const breaking = new AbortController();
      const closed = new Promise((resolve) =>
        service.app
          .getHttpServer()
          .once('request', (_request: unknown, answer: ServerResponse) => answer.once('close', resolve)),
      );
      const response = await office.stream(`${drafts}/${draftId}/trials`, inBureau(), breaking.signal);
      const reader = response.body!.getReader();
      await reader.read();
      while (held.reads() < 2) await new Promise((resolve) => setTimeout(resolve, 5));
      breaking.abort();
      await closed;
      held.release();
      // The slice that was being read is done; the third is never begun.
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(held.reads()).toBe(2);
    } finally {
      held.restore();
    }
  });

  test('says it as its last line when something goes wrong after it began', async () => {
    const watched = service.database as unknown as { rows?: unknown };
    const through = service.database.rows.bind(service.database);
    watched.rows = async (sql: string, parameters: never[]) => {
      if (/FROM sheet_lines/.test(sql)) throw new Error('a fault');
      return through(sql, parameters);
    };
    try {
      const { status, body } = await trial(inBureau());
      expect([status, body]).toEqual([
        200,
        [
          { type: 'progress', done: 0, total: 130 },
          { type: 'problem', code: 'internal' },
        ],
      ]);
    } finally {
      delete watched.rows;
    }
  });
});

describe('refused before the stream begins', () => {
  test('a draft with mistakes, with their paths', async () => {
    const { body } = await begin(defaultFile.replace("version: '1.0'", "version: '1.1'\nspelling: 1"));
    const answer = await trial(inBureau(), { id: body.id });
    expect([answer.status, answer.body.code, mistakes(answer)]).toEqual([422, 'invalid', ['spelling unknownProperty']]);
    const unreadable = await begin('code: [1, 2');
    expect((await trial(inBureau(), { id: unreadable.body.id })).status).toBe(422);
  });

  test('a draft that is not there', async () => {
    expect((await trial(inBureau(), { id: 999_999 })).status).toBe(404);
  });

  test('a unit that is not there, or has no months of its own', async () => {
    const { id: groupId } = await aUnit(service.database, { kind: 'group', parentId: branchId });
    for (const unitId of [999_999, groupId])
      expect(mistakes(await trial({ unitId, ...range }))).toEqual(['unitId unknown']);
  });

  test('months of which none is confirmed, too many of them, or the wrong way round', async () => {
    const wrong: [object, string][] = [
      [{ fromMonth: '2026-03', untilMonth: '2026-05' }, 'fromMonth noConfirmedMonth'],
      [{ fromMonth: '2024-01', untilMonth: '2026-01' }, 'untilMonth tooManyMonths'],
      [{ fromMonth: '2026-02', untilMonth: '2026-01' }, 'untilMonth beforeFromMonth'],
    ];
    for (const [wish, mistake] of wrong)
      expect(mistakes(await trial({ unitId: bureauId, ...wish }))).toEqual([mistake]);
    expect((await trial({ unitId: bureauId, fromMonth: '2024-03', untilMonth: '2026-02' })).status).toBe(200);
  });

  test.each([
    ['nothing', {}],
    ['a list', []],
    ['null', null],
    ['text for a number', { unitId: '1', ...range }],
    ['minus zero', { unitId: -0, ...range }],
    ['a fraction', { unitId: 1.5, ...range }],
    ['a day for a month', { unitId: 1, fromMonth: '2026-01-01', untilMonth: '2026-02' }],
    ['a thirteenth month', { unitId: 1, fromMonth: '2026-13', untilMonth: '2026-13' }],
    ['an object for a month', { unitId: 1, fromMonth: { $gt: '' }, untilMonth: '2026-02' }],
    ['SQL', { unitId: 1, fromMonth: "2026-01' OR '1'='1", untilMonth: '2026-02' }],
    ['a property too many', { unitId: 1, ...range, store: true }],
    ['a prototype', JSON.parse('{"unitId":1,"fromMonth":"2026-01","untilMonth":"2026-02","__proto__":{"a":1}}')],
  ])('hostile bodies: %s', async (_name, body) => {
    const { status } = await trial(body);
    expect([400, 422]).toContain(status);
  });
});

describe('who may', () => {
  test('only the bureau office; members, committees, auditors and administrators may not; nobody without a session', async () => {
    const as = async (roles: Parameters<typeof anAccount>[1]) => service.as(await anAccount(service.database, roles));
    const others = [
      await as({ memberId: people[7]! }),
      await as({ memberId: people[8]!, roles: [['secretary', branchId]] }),
      await as({ roles: [['auditor', bureauId]] }),
    ];
    for (const client of others) expect((await trial(inBureau(), { client })).status).toBe(403);
    const administrator = await as({ roles: [['systemAdministrator', bureauId]] });
    expect((await trial(inBureau(), { client: administrator })).status).toBe(403);
    expect((await trial(inBureau(), { client: service.anonymous })).status).toBe(401);
  });

  test('an office of a general branch tries on its own branches, and learns nothing of others', async () => {
    const account = await anAccount(service.database, { roles: [['bureauOffice', generalId]] });
    const client = await service.as(account);
    expect((await trial({ unitId: generalId, ...range }, { client })).status).toBe(200);
    for (const unitId of [bureauId, branchId])
      expect(mistakes(await trial({ unitId, ...range }, { client }))).toEqual(['unitId unknown']);
  });
});

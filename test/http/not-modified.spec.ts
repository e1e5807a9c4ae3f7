import { startService, type Client, type Service } from '../support/app.js';
import { laterOn, missedMeeting, slip, step } from '../support/disputes.js';
import { aBranchAtWork, aBureauWithScheme, aDecidedMonth, type BranchAtWork, publish, take } from '../support/month.js';
import { countStatements } from '../support/statements.js';

/*
 * An answer with a tag is asked for again with If-None-Match, and 304 must never say that something still holds which doesn't. So
 * everything that may change a board or a member's months is done here, one thing after the other, and after each of them every
 * reader asks for every one of these addresses, with all the tags that he was ever given.
 */

interface Seen {
  reader: string;
  path: string;
  tag: string;
  body: string;
}

/** What each reader was ever given under which tag; `contradictions` names what had one tag and another body. */
class Memory {
  readonly contradictions: string[] = [];
  private readonly seen: Seen[] = [];

  tagsOf(reader: string, path: string): string {
    return this.seen
      .filter((one) => one.reader === reader && one.path === path)
      .map(({ tag }) => tag)
      .join(', ');
  }

  take(now: Seen): void {
    const { reader, path, tag, body } = now;
    const before = this.seen.find((one) => one.reader === reader && one.path === path && one.tag === tag);
    if (!before) this.seen.push(now);
    else if (before.body !== body) this.contradictions.push(`${reader} ${path}: ${before.body} / ${body}`);
  }
}

let service: Service;
let branch: BranchAtWork;
let readers: Record<string, Client>;
let paths: string[];
let branchMonthId: number;
const memory = new Memory();

beforeAll(async () => {
  service = await startService();
  branch = await aBranchAtWork(service, await aBureauWithScheme(service), { size: 6 });
  branchMonthId = await aDecidedMonth(branch);
  const { members, secretary, deputy, commissioner, bureauOffice } = branch;
  readers = { first: members[3]!, second: members[4]!, secretary, deputy, commissioner, bureauOffice };
  paths = [
    `/api/v1/branch-months/${branchMonthId}/board`,
    ...[3, 4].map((index) => `/api/v1/members/${branch.memberIds[index]}/history`),
  ];
});
afterAll(() => service.close());

/** Everybody reads everything: plainly, and with each tag that he knows. Answers what changed of whom. */
async function readAll(): Promise<string[]> {
  const changed: string[] = [];
  for (const [reader, client] of Object.entries(readers))
    for (const path of paths) {
      const known = memory.tagsOf(reader, path);
      const { status, headers, body } = await client.get(path);
      if (status !== 200) continue;
      const tag = headers.get('etag')!;
      expect(headers.get('cache-control')).toBe('no-store');
      memory.take({ reader, path, tag, body: JSON.stringify(body) });
      const again = await client.get(path, { headers: { 'if-none-match': known === '' ? tag : known } });
      const isKnown = known === '' || known.split(', ').includes(tag);
      expect([reader, path, again.status]).toEqual([reader, path, isKnown ? 304 : 200]);
      expect(again.headers.get('etag')).toBe(tag);
      if (isKnown) expect(again.body).toHaveLength(0);
      else changed.push(`${reader} ${path}`);
    }
  return changed;
}

const change = (sql: string, values: (string | number)[]) =>
  service.database.write(() => service.database.change(sql, values));

const cases: Record<string, () => Promise<unknown>> = {
  'the publication': () => publish(branch, branchMonthId),
  'a receipt': () => branch.members[4]!.put(`/api/v1/branch-months/${branchMonthId}/receipt`),
  'a withdrawal': async () => {
    const { version } = await branch.secretary.get(`/api/v1/branch-months/${branchMonthId}`);
    const path = `/api/v1/branch-months/${branchMonthId}/withdrawal`;
    await branch.secretary.put(path, { reason: '漏了一行' }, { version: version! });
  },
  'the next publication': () => publish(branch, branchMonthId),
  'another name of a member': async () => {
    const path = `/api/v1/members/${branch.memberIds[4]}`;
    const { version } = await branch.commissioner.get(path);
    const facts = { name: '改名之后', standing: 'full', situation: 'serving', birthYear: 1980 };
    await branch.commissioner.put(path, { ...facts, groupId: null, profileCode: 'full' }, { version: version! });
  },
  'another name of the branch': async () => {
    const body = { name: '改名支部', code: '', hasCommittee: true, rankingEnabled: false };
    const { items } = (await branch.bureauOffice.get('/api/v1/units')).body;
    const { version } = items.find(({ id }: { id: number }) => id === branch.branchId);
    const renamed = await branch.bureauOffice.put(`/api/v1/units/${branch.branchId}`, body, { version });
    if (renamed.status !== 200) throw new Error(`unit: ${renamed.status}`);
  },
  // No handler changes it; erasing a person does (retention/erasures.service.ts).
  'another name of who published': () =>
    change("UPDATE accounts SET displayName = '已删除', version = version + 1 WHERE id = ?", [branch.accountIds[1]!]),
  'the short form of the board': async () => {
    const path = `/api/v1/branches/${branch.branchId}/settings`;
    const { body, version } = await branch.secretary.get(path);
    const { branch: _, version: __, mayChange: ___, mayChangeCommittee: ____, ...settings } = body;
    await branch.secretary.put(path, { ...settings, shortBoard: true }, { version: version! });
  },
  'a day off within the window': async () => {
    const { version } = await branch.bureauOffice.get('/api/v1/calendars/2026');
    const day = { kind: 'holiday', name: '本地假日', reason: '县里发文' };
    await branch.bureauOffice.put('/api/v1/calendar-days/2026-11-09', day, { version: version! });
  },
  'an office that ends': () =>
    change("UPDATE role_assignments SET untilDay = '2026-11-01' WHERE accountId = ?", [branch.accountIds[2]!]),
  'the next day': () => laterOn(service, '2026-11-06T02:00:00.000Z'),
  'the confirmation': async () => {
    await laterOn(service, '2026-11-16T02:00:00.000Z');
    await take(branch.secretary, branchMonthId, 'confirmation');
  },
  'a correction': async () => {
    const { body } = await branch.members[3]!.get(paths[1]!);
    const { body: made } = await slip(branch.commissioner, body.months[0].sheetId, missedMeeting);
    await step(branch.commissioner, made.id, 'proposal');
    await step(branch.secretary, made.id, 'decision');
    await step(branch.bureauOffice, made.id, 'countersignature');
    const { status, body: issued } = await step(branch.secretary, made.id, 'issue');
    if (status !== 200) throw new Error(`issue: ${status} ${JSON.stringify(issued)}`);
  },
};

describe('what is asked for again', () => {
  test.each(Object.keys(cases))('is answered anew after %s, and 304 only where nothing changed', async (name) => {
    await readAll();
    await cases[name]!();
    const changed = await readAll();
    expect(changed).not.toEqual([]);
    expect(memory.contradictions).toEqual([]);
    expect(await readAll()).toEqual([]);
  });

  test('costs two small statements: who asks, and where it is together with what the answer is made of', async () => {
    for (const path of paths.slice(0, 2)) {
      const tag = (await readers.first!.get(path)).headers.get('etag')!;
      const ask = () => readers.first!.get(path, { headers: { 'if-none-match': tag } });
      expect([path, await countStatements(service.database, ask)]).toEqual([path, 2]);
    }
  });

  test('is no answer to who may not read it (any more), whatever tag he names', async () => {
    const [board] = paths as [string];
    const tag = (await readers.first!.get(board)).headers.get('etag')!;
    const headers = { 'if-none-match': tag };
    expect((await service.anonymous.get(board, { headers })).status).toBe(401);
    await change('UPDATE memberships SET untilDay = ? WHERE memberId = ?', ['2026-11-16', branch.memberIds[3]!]);
    expect((await readers.first!.get(board, { headers })).status).toBe(404);
  });

  test('is never answered by the tag of another reader, where they are shown different rows', async () => {
    const [board] = paths as [string];
    const { headers } = await readers.second!.get(board);
    const asked = { headers: { 'if-none-match': headers.get('etag')! } };
    expect((await readers.secretary!.get(board, asked)).status).toBe(200);
  });

  test('is whole where it is a sheet: the tag that it goes back with says its version, and its answer changes without that', async () => {
    const { body: history } = await readers.second!.get(paths[2]!);
    const path = `/api/v1/sheets/${history.months[0].sheetId}`;
    const before = await readers.second!.get(path);
    expect(before.headers.get('etag')).toBe(`"${before.body.version}"`);
    await change("UPDATE members SET name = '又改名之后', version = version + 1 WHERE id = ?", [branch.memberIds[4]!]);
    const etag = before.headers.get('etag')!;
    const after = await readers.second!.get(path, { headers: { 'if-none-match': `${etag}, W/${etag}, *` } });
    expect([after.status, after.headers.get('etag'), after.body.member.name]).toEqual([200, etag, '又改名之后']);
  });

  test('leaves its line also where it is answered with 304 to who looks at it by office', async () => {
    const lines = () =>
      service.database.read(() => service.database.rows("SELECT id FROM access_lines WHERE kind = 'history'"));
    const path = paths[2]!;
    const tag = (await readers.secretary!.get(path)).headers.get('etag')!;
    await laterOn(service, '2026-11-17T02:00:00.000Z');
    const before = (await lines()).length;
    const { status } = await readers.secretary!.get(path, { headers: { 'if-none-match': tag } });
    expect([status, (await lines()).length]).toEqual([304, before + 1]);
  });

  test('canary: a tag that leaves something out is found out', () => {
    const careless = new Memory();
    const seen = { reader: 'first', path: '/board', tag: 'W/"same"' };
    careless.take({ ...seen, body: '97.00' });
    careless.take({ ...seen, body: '96.00' });
    expect(careless.contradictions).toHaveLength(1);
  });
});

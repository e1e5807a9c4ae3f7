import { randomUUID } from 'node:crypto';
import { encryptionKeys, type EncryptionKey } from '#src/config.js';
import type { Database } from '#src/database/database.js';
import { KeptExportRunner } from '#src/documents/kept-export-runner.service.js';
import { KeyRing, newKeyLine } from '#src/key-ring.js';
import { sealedColumns, sealedTables } from '#src/vault/sealed-columns.js';
import { SealedRows } from '#src/vault/sealed-rows.service.js';
import { keyUses, refuseMissingKeys, rotateKeys, sealClearTexts } from '#src/vault/sealing.js';
import { type Client, type Json, type Service, startService } from '../support/app.js';
import { testKeys, testSealedRows } from '../support/database.js';
import { dumped } from '../support/dumped.js';
import { giveOffice, handle, object, publishedSheets } from '../support/disputes.js';
import {
  acceptSheet,
  aBranchAtWork,
  aBureauWithScheme,
  type BranchAtWork,
  openMonth,
  sheetsOf,
  startReview,
} from '../support/month.js';
import { anAccount } from '../support/organisation.js';
import { lifting, proposeVeto, vetoStep } from '../support/vetoes.js';
import { recordRoles, verified } from '../verification/behind-our-back.js';

/*
 * What few may read lies sealed in the database: whoever reads the file, a copy of it or the server's tables reads none of it; who may
 * read it reads it as before.
 */

/** One word for each text that few may read. None of them may be found anywhere. */
const marker = (of: string) => `密文记号${of}`;
const names = [
  'applied',
  'branchOpinion',
  'bureauOpinion',
  'endReason',
  'topic',
  'response',
  'measures',
  'vetoReason',
  'liftReason',
  'refusalReason',
  'note',
  'objected',
  'answered',
  'wish',
  'requestAnswer',
  'deed',
] as const;
const marked = names.map(marker);
const texts = Object.fromEntries(names.map((name) => [name, marker(name)])) as Record<(typeof names)[number], string>;
const { applied, branchOpinion, bureauOpinion, endReason, topic, response, measures } = texts;
const { vetoReason, liftReason, refusalReason, note, objected, answered, wish, requestAnswer, deed } = texts;

const now = '2026-11-05T02:00:00.000Z';
/** Everything that the service logs, down to what only a developer reads. */
const logged: string[] = [];
let service: Service;
let database: Database;
let bureauId: number;
let branch: BranchAtWork;
let auditor: Client;
let monthId: number;
let objectionKey: string;

beforeAll(async () => {
  service = await startService({ now, logTo: { write: (line) => void logged.push(line) } });
  ({ database } = service);
  bureauId = await aBureauWithScheme(service);
  branch = await aBranchAtWork(service, bureauId, { size: 7 });
  auditor = await service.as(await anAccount(database, { roles: [['auditor', bureauId]] }));
  const discipline = await giveOffice(service, branch, 3, 'disciplineCommissioner');
  await apply();
  await talk();
  await veto(discipline);
  await publishAndObject(discipline);
  await request();
  await recordRoles(database);
}, 240_000);
afterAll(() => service.close());

const done = async (answer: Promise<{ status: number; body: Json }>): Promise<Json> => {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
};

async function apply(): Promise<void> {
  const { id } = await done(
    branch.commissioner.post(`/api/v1/units/${branch.branchId}/exemptions`, {
      ...{ requestId: randomUUID(), memberId: branch.memberIds[4], kind: 'light', reasonClass: 'mobile' },
      ...{ reason: applied, fromMonth: '2026-11', untilMonth: '2027-03', branchOpinion },
    }),
  );
  const opinion = { opinion: bureauOpinion };
  await done(branch.bureauOffice.put(`/api/v1/exemptions/${id}/approval`, opinion, { version: 1 }));
  const early = { lastMonth: '2026-12', reason: endReason };
  await done(branch.secretary.put(`/api/v1/exemptions/${id}/early-end`, early, { version: 2 }));
}

async function talk(): Promise<void> {
  const about = { memberId: branch.memberIds[5], talkerMemberId: branch.memberIds[0], heldOn: '2026-11-04' };
  const body = { requestId: randomUUID(), ...about, place: '支部办公室', occasion: 'lowMonth', months: ['2026-10'] };
  await done(
    branch.secretary.post(`/api/v1/units/${branch.branchId}/talk-records`, { ...body, topic, response, measures }),
  );
}

/** Set, and its lifting refused; and one whose lifting is proposed, because what is refused is forgotten. */
async function veto(discipline: Client): Promise<void> {
  const { id } = await done(proposeVeto(discipline, branch.memberIds[6]!, { reason: vetoReason }));
  await done(vetoStep(branch.secretary, id, 'confirmation'));
  const document = { ...lifting, documentDay: '2026-11-05' };
  await done(vetoStep(discipline, id, 'lifting-proposal', { ...document, reason: liftReason }));
  await done(vetoStep(branch.secretary, id, 'lifting-refusal', { reason: refusalReason }));
  const again = { ...document, documentNumber: '县直机关纪〔2026〕12号', reason: liftReason };
  await done(vetoStep(discipline, id, 'lifting-proposal', again));
}

async function publishAndObject(discipline: Client): Promise<void> {
  ({ id: monthId } = await openMonth(branch));
  const [, exempt] = await sheetsOf(branch, monthId);
  const exemption = { reason: 'approvedExemption', note };
  await startReview(branch, monthId);
  const { version } = await branch.secretary.get(`/api/v1/sheets/${exempt!.id}`);
  await done(branch.secretary.put(`/api/v1/sheets/${exempt!.id}/exemption`, exemption, { version: version! }));
  for (const { id, ownCase, state } of await sheetsOf(branch, monthId))
    if (state !== 'notScored') await acceptSheet(ownCase ? branch.deputy : branch.secretary, id);
  const [, , , , , sheetId] = await publishedSheets(branch, monthId);
  ({ key: objectionKey } = await done(object(branch.members[4]!, sheetId!, { reason: objected })));
  await done(handle(discipline, monthId, objectionKey, 'acknowledgement'));
  await done(handle(discipline, monthId, objectionKey, 'answer', { outcome: 'rejected', answer: answered }));
}

async function request(): Promise<void> {
  const asked = { requestId: randomUUID(), kind: 'correction', fact: 'evidence', wish };
  const { id } = await done(branch.members[4]!.post('/api/v1/me/data-requests', asked));
  const answer = { accepted: true, answer: requestAnswer };
  await done(branch.bureauOffice.put(`/api/v1/data-requests/${id}/answer`, answer, { version: 1 }));
  await done(branch.bureauOffice.put(`/api/v1/data-requests/${id}/completion`, { deed }, { version: 2 }));
}

const found = (text: string) => marked.filter((word) => text.includes(word));

test('whoever has the whole database finds none of it; a canary says that he would', async () => {
  expect(found(await dumped(service))).toEqual([]);
  const canary = marker('金丝雀');
  await database.write(() => database.change("UPDATE units SET name = ? WHERE kind = 'branch'", [canary]));
  expect(await dumped(service)).toContain(canary);
  await database.write(() => database.change("UPDATE units SET name = '支部' WHERE kind = 'branch'"));
});

test('nor does whoever reads the log, or the files that are kept for somebody', async () => {
  expect(logged.length).toBeGreaterThan(30);
  expect(found(logged.join(''))).toEqual([]);
  const path = `/api/v1/units/${branch.branchId}/exports`;
  for (const document of ['ledger', 'deductions', 'contributions']) {
    const months = { fromMonth: '2026-11', untilMonth: '2026-11' };
    const { id } = await done(
      branch.secretary.post(path, { requestId: randomUUID(), document, format: 'csv', ...months }),
    );
    await service.app.get(KeptExportRunner).wake();
    const { status, body } = await branch.secretary.get<Buffer>(`${path}/${id}/file`);
    expect([status, found(String(body))]).toEqual([200, []]);
  }
});

test('whoever may read it reads it as it was written', async () => {
  const read = async (client: Client, path: string) => JSON.stringify((await client.get(path)).body);
  const exemption = await read(branch.bureauOffice, `/api/v1/units/${branch.branchId}/exemptions`);
  expect(found(exemption)).toEqual([applied, branchOpinion, bureauOpinion, endReason]);
  expect(found(await read(branch.secretary, `/api/v1/units/${branch.branchId}/talk-records?year=2026`))).toEqual([
    topic,
    response,
    measures,
  ]);
  expect(found(await read(auditor, `/api/v1/members/${branch.memberIds[6]}/vetoes`))).toEqual([
    vetoReason,
    liftReason,
    refusalReason,
  ]);
  expect(found(await read(branch.members[4]!, '/api/v1/objections'))).toEqual([objected, answered]);
  const [, exempt] = await sheetsOf(branch, monthId);
  expect(found(await read(branch.secretary, `/api/v1/sheets/${exempt!.id}`))).toEqual([note]);
  expect(found(await read(branch.bureauOffice, `/api/v1/units/${bureauId}/data-requests`))).toEqual([
    ...[wish, requestAnswer, deed],
  ]);
});

test('a member finds what is sealed about himself opened in the copy of his data, and nothing that is not told him', async () => {
  const copy = async (client: Client) => found(JSON.stringify((await client.get('/api/v1/me/data')).body));
  expect(await copy(branch.members[4]!)).toEqual([
    ...[applied, branchOpinion, bureauOpinion, endReason, objected, answered, wish, requestAnswer, deed],
  ]);
  // His is the row that was objected to: what was said of it, and never by whom.
  expect(await copy(branch.members[5]!)).toEqual([topic, response, measures, objected, answered]);
  expect(await copy(branch.members[6]!)).toEqual([]);
  expect(await copy(branch.members[1]!)).toEqual([note]);
});

test('it is proved by the trail, which tells nobody what it was', async () => {
  expect((await verified(database)).breaks).toEqual([]);
  const trail = await branch.secretary.get(`/api/v1/units/${branch.branchId}/trail`);
  expect([trail.status, found(JSON.stringify(trail.body))]).toEqual([200, []]);
});

test('what is copied into another row, or put there in clear, is found by verify and opens nowhere', async () => {
  const column = 'UPDATE objections SET answer = ? WHERE publicKey = ?';
  const { reason, answer } = (await objection())!;
  for (const forged of [reason, '改过的答复']) {
    await database.write(() => database.change(column, [forged, objectionKey]));
    expect((await verified(database)).breaks.map(({ code, column: which }) => [code, which])).toEqual([
      ['wordsDiffer', 'answer'],
    ]);
    expect(() => testSealedRows.open('objections', { publicKey: objectionKey, answer: forged })).toThrow();
    expect((await branch.members[4]!.get('/api/v1/objections')).status).toBe(500);
  }
  await database.write(() => database.change(column, [answer, objectionKey]));
  expect((await verified(database)).breaks).toEqual([]);
});

describe('changing keys', () => {
  const [fresh] = encryptionKeys(newKeyLine('k2027')) as [EncryptionKey];
  const [old] = encryptionKeys(testKeys) as [EncryptionKey];
  const both = new KeyRing([fresh, old]);
  const sum = async (id: string | null) =>
    (await keyUses(database)).filter(({ keyId }) => keyId === id).reduce((all, { count }) => all + count, 0);

  test('a key is not missed before everything is sealed with another; then it may go', async () => {
    const before = await sum('test');
    expect(before).toBeGreaterThanOrEqual(marked.length);
    await refuseMissingKeys(database, both);
    const only = new KeyRing([fresh]);
    await expect(refuseMissingKeys(database, only)).rejects.toThrow(`key test is missing, and ${before} texts`);
    // Killed in the middle: what was sealed stays sealed, and the next run does the rest.
    await expect(rotateKeys(dyingAfter(3), both, now)).rejects.toThrow('killed');
    const sealed = await sum('k2027');
    expect([sealed > 0, sealed < before, (await sum('test')) + sealed]).toEqual([true, true, before]);
    expect(await rotateKeys(database, both, now)).toBe(before - sealed);
    expect([await sum('test'), await sum('k2027'), await rotateKeys(database, both, now)]).toEqual([0, before, 0]);
    await refuseMissingKeys(database, only);
    const row = new SealedRows(only).open('objections', (await objection())!);
    expect([row.reason, row.answer]).toEqual([objected, answered]);
    expect(await linesOf('keys.rotate')).toEqual([
      { actorAccountId: null, keyId: 'k2027', values: before },
      { actorAccountId: null, keyId: 'k2027', values: before - sealed },
    ]);
    expect(await rotateKeys(database, new KeyRing([old, fresh]), now)).toBe(before);
  });

  test('what a version before sealing left in clear is sealed at the start, and proves the same as before', async () => {
    const cleared = await inClear();
    expect(found(await dumped(service)).length).toBeGreaterThan(8);
    const keys = new KeyRing([old]);
    expect(await sealClearTexts(database, keys, now)).toBe(cleared);
    expect([await sum(null), await sealClearTexts(database, keys, now)]).toEqual([0, 0]);
    expect(await linesOf('keys.seal')).toEqual([{ actorAccountId: null, keyId: 'test', values: cleared }]);
    expect((await verified(database)).breaks).toEqual([]);
  });

  /** The door of a process that is killed in one of its writes. */
  function dyingAfter(writes: number): Database {
    let left = writes;
    const write = <T>(work: () => Promise<T>): Promise<T> =>
      database.write(async () => {
        left -= 1;
        if (left < 0) throw new Error('killed');
        return work();
      });
    return new Proxy(database, {
      get: (target, name) => {
        if (name === 'write') return write;
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  }

  /** Puts every sealed text back in clear, as it lay there before; talks are kept from it by the database itself. */
  async function inClear(): Promise<number> {
    let count = 0;
    for (const table of sealedTables.filter((each) => each !== 'talk_records')) {
      const { row: known, columns } = sealedColumns[table];
      const rows = await database.read(() =>
        database.rows<Json>(`SELECT ${known}, ${columns.join(', ')} FROM ${table}`),
      );
      for (const row of rows.map((each) => testSealedRows.open(table, each)))
        for (const column of columns.filter((each) => row[each] !== null)) {
          const parameters = [row[column], row[known]];
          await database.write(() =>
            database.change(`UPDATE ${table} SET ${column} = ? WHERE ${known} = ?`, parameters),
          );
          count += 1;
        }
    }
    return count;
  }
});

function objection() {
  return database.read(() =>
    database.row<{ publicKey: string; reason: string; answer: string }>(
      'SELECT publicKey, reason, answer FROM objections WHERE publicKey = ?',
      [objectionKey],
    ),
  );
}

async function linesOf(action: string): Promise<Json[]> {
  const rows = await database.read(() =>
    database.rows<{ body: string }>('SELECT body FROM trail_records WHERE action = ? ORDER BY sequence', [action]),
  );
  return rows.map(({ body }) => JSON.parse(body));
}

import { randomUUID } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { EVIDENCE_STORE, type EvidenceStore } from '#src/evidence/evidence-store.js';
import { PersonalToken } from '#src/identity/personal-token.entity.js';
import { ProviderRequest } from '#src/identity/provider-request.entity.js';
import { SignInLink } from '#src/identity/sign-in-link.entity.js';
import { type ExportedPublication, firstMismatch } from '#src/publication/exported-publication.js';
import { Purges } from '#src/retention/purges.service.js';
import { keptSince, leftLongAgo, nextOrderStates, orderStates } from '#src/retention/retention.js';
import { pdf } from '../evidence/files.js';
import { type Answer, type Client, type Json, type Service, startService } from '../support/app.js';
import { laterOn, object } from '../support/disputes.js';
import { dumped } from '../support/dumped.js';
import {
  acceptSheet,
  aBranchAtWork,
  aBureauWithScheme,
  type BranchAtWork,
  openMonth,
  publish,
  sheetsOf,
  startReview,
  take,
} from '../support/month.js';
import { anAccount } from '../support/organisation.js';
import { Intruder, recordRoles, verified } from '../verification/behind-our-back.js';

/*
 * A member leaves, years go by, and what is known of him as a person goes, while what is known of the branch stays and is proved as before.
 */

const script = pathToFileURL('web/public/verify-publication.mjs').href;
const alone = (await import(script)) as { firstMismatch: typeof firstMismatch };
const words = ['清除记号自评', '清除记号异议', '清除记号谈话', '清除记号文件', '清除记号令牌', '清除记号标识'] as const;
const [claimed, objected, talked, fileName, tokenName, subject] = words;

let service: Service;
let branch: BranchAtWork;
let bureauId: number;
let office: Client;
let keeper: Client;
let monthId: number;
let leaver: number;
let name: string;
let fileId: number;
let before: { exported: ExportedPublication; board: Json; head: string };

const done = async (answer: Promise<Answer>): Promise<Json> => {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
};

beforeAll(async () => {
  service = await startService({ instances: 2 });
  bureauId = await aBureauWithScheme(service);
  branch = await aBranchAtWork(service, bureauId, { size: 7 });
  leaver = branch.memberIds[6]!;
  await signIn();
  await liveAMonth();
}, 240_000);
afterAll(() => service.close());

/** Who signs in anew, as people do after years. */
async function signIn(): Promise<void> {
  office = await service.as(await anAccount(service.database, { roles: [['bureauOffice', bureauId]] }));
  keeper = await service.as(await anAccount(service.database, { roles: [['securityAdministrator', bureauId]] }));
}

async function liveAMonth(): Promise<void> {
  ({ id: monthId } = await openMonth(branch));
  const sheet = (await sheetsOf(branch, monthId))[6]!;
  const query = new URLSearchParams({ requestId: randomUUID(), fileName: `${fileName}.pdf` });
  const upload = { headers: { 'content-type': 'application/octet-stream' } };
  ({ id: fileId } = await done(branch.members[6]!.post(`/api/v1/sheets/${sheet.id}/evidence?${query}`, pdf(), upload)));
  const claim = { itemCode: 'C-01', count: 2, occurredOn: '2026-11-03', description: claimed };
  const lines = [{ ...claim, evidenceFileIds: [fileId] }];
  await done(branch.members[6]!.put(`/api/v1/sheets/${sheet.id}/submission`, { lines }, { version: sheet.version }));
  const talk = { memberId: leaver, talkerMemberId: branch.memberIds[0], heldOn: '2026-11-04', place: '支部办公室' };
  await done(
    branch.secretary.post(`/api/v1/units/${branch.branchId}/talk-records`, {
      ...{ requestId: randomUUID(), ...talk, occasion: 'lowMonth', months: ['2026-10'] },
      ...{ topic: talked, response: '', measures: '' },
    }),
  );
  await startReview(branch, monthId);
  const accepted = { decisions: [{ number: 1, outcome: 'accepted' }], additions: [], complete: true };
  for (const { id, ownCase, version } of await sheetsOf(branch, monthId))
    if (id === sheet.id) await done(branch.secretary.put(`/api/v1/sheets/${id}/review`, accepted, { version }));
    else await acceptSheet(ownCase ? branch.deputy : branch.secretary, id);
  const { publication } = await done(publish(branch, monthId));
  const other = (await sheetsOf(branch, monthId))[5]!;
  const { key } = await done(object(branch.members[6]!, other.id, { reason: objected }));
  ({ name } = (await service.database.read(() =>
    service.database.row<{ name: string }>('SELECT name FROM members WHERE id = ?', [leaver]),
  ))!);
  expect((await refused(order(leaver))).sort()).toEqual(['openMonth', 'openObjection', 'stillMember']);
  await done(branch.members[6]!.put(`/api/v1/objections/${key}/withdrawal`, undefined, { version: 1 }));
  await laterOn(service, '2026-11-20T02:00:00.000Z');
  await done(take(branch.secretary, monthId, 'confirmation'));
  before = { ...(await seen(branch.secretary)), head: publication.trailHead };
}

async function seen(client: Client): Promise<{ exported: ExportedPublication; board: Json }> {
  const board = await done(client.get(`/api/v1/branch-months/${monthId}/board`));
  const exported = await client.get<Buffer>(`/api/v1/publications/${board.publication.id}/export.json`);
  return { exported: JSON.parse(exported.body.toString('utf8')), board };
}

const order = async (memberId: number, client = office, requestId = randomUUID()) => {
  const { memberNumber } = await numberOf(memberId);
  return client.post('/api/v1/retention/orders', { requestId, memberNumber, ground: '机关党委会议纪要第 7 号' });
};
const refused = async (answer: Promise<Answer>): Promise<string[]> => {
  const { status, body } = await answer;
  expect([status, body.code]).toEqual([409, 'conflict']);
  return (body.errors as { code: string }[]).map(({ code }) => code);
};
const found = async () => {
  const text = await dumped(service);
  return [name, ...words].filter((word) => text.includes(word));
};
const breaks = async () => (await verifiedNow()).breaks.map(({ code, table }) => [code, table]);
/** The tests' shortcuts give roles without a line. */
async function verifiedNow() {
  await recordRoles(service.database);
  return verified(service.database);
}
const purges = () => service.apps.map((app) => app.get(Purges, { strict: false }));
const retention = () => done(keeper.get('/api/v1/retention'));

describe('the rules', () => {
  test('years and months are counted on the calendar, leap day and all', () => {
    expect([leftLongAgo('2032-02-29', 5), leftLongAgo('2031-11-20', 5)]).toEqual(['2027-02-29', '2026-11-20']);
    expect([keptSince('2029-12-01', 36), keptSince('2030-01-31', 36)]).toEqual(['2026-12', '2027-01']);
  });
  test('an order is walked once', () => {
    for (const state of orderStates)
      for (const next of nextOrderStates[state]) expect(nextOrderStates[next]).toEqual([]);
  });
});

describe('when a member has been gone for years', () => {
  test('a day too early nothing goes; on hold he is kept, and it is said that he is', async () => {
    const leave = 'UPDATE memberships SET untilDay = ? WHERE memberId = ?';
    await service.database.write(() => service.database.change(leave, ['2026-12-01', leaver]));
    await laterOn(service, '2031-11-30T02:00:00.000Z');
    await signIn();
    expect((await retention()).due.members).toBe(0);
    await laterOn(service, '2031-12-01T02:00:00.000Z');
    await signIn();
    const { memberNumber } = await numberOf(leaver);
    const hold = { memberNumber, reason: '案卷第 12 号' };
    expect((await office.post('/api/v1/retention/holds', hold)).status).toBe(403);
    await done(keeper.post('/api/v1/retention/holds', hold));
    expect(await retention()).toMatchObject({
      due: { members: 0, evidenceFiles: 0 },
      waiting: [{ obstacle: 'hold', count: 1 }],
      holds: [{ reason: '案卷第 12 号', member: { id: leaver, name } }],
    });
    await purges()[0]!.daily();
    expect(await found()).toEqual([name, claimed, fileName]);
    await done(keeper.delete(`/api/v1/retention/holds/${leaver}`));
    expect(await retention()).toMatchObject({ due: { members: 1, evidenceFiles: 1 }, waiting: [], holds: [] });
  });

  test('two instances erase him once, with his words, files and account, and count it once', async () => {
    await laterOn(service, '2031-12-02T02:00:00.000Z');
    const store = service.app.get<EvidenceStore>(EVIDENCE_STORE, { strict: false });
    const stored = await service.database.read(() =>
      service.database.row<{ storageName: string }>('SELECT storageName FROM evidence_files WHERE id = ?', [fileId]),
    );
    expect(await store.get(stored!.storageName)).toBeTruthy();
    await Promise.all(purges().map((each) => each.daily()));
    await signIn();
    const { runs, erasedMembers, nextPurgeDay } = await retention();
    expect(runs[0].counts).toMatchObject({ members: 1, evidenceFiles: 0 });
    expect([erasedMembers, nextPurgeDay]).toEqual([1, '2031-12-03']);
    expect(await found()).toEqual([]);
    expect(await store.get(stored!.storageName)).toBeFalsy();
    const lines = await service.database.read(() =>
      service.database.rows<{ action: string }>(
        "SELECT action FROM trail_records WHERE action IN ('member.erase', 'evidence.erase', 'retention.purge') ORDER BY action",
      ),
    );
    expect(lines.map(({ action }) => action).filter((action) => action !== 'retention.purge')).toEqual([
      'evidence.erase',
      'member.erase',
    ]);
  });

  test('the figures stay, without a person; what was printed and exported is proved as before', async () => {
    const secretary = await service.as(await anAccount(service.database, { roles: [['auditor', branch.branchId]] }));
    const { exported, board } = await seen(secretary);
    const rowOf = (of: Json) => of.rows.find(({ memberId }: Json) => memberId === leaver);
    expect(rowOf(board)).toMatchObject({
      name: '已清除',
      scoreHundredths: rowOf(before.board).scoreHundredths,
    });
    expect(exported.content).toEqual(before.exported.content);
    for (const check of [firstMismatch, alone.firstMismatch])
      expect([check(exported, before.head), check(before.exported, before.head)]).toEqual([null, null]);
    expect((await secretary.get(`/api/v1/evidence-files/${fileId}`)).status).toBe(404);
    const { breaks: none, counts } = await verifiedNow();
    expect([none, counts.erasedMembers, counts.erasedFiles]).toEqual([[], 1, 1]);
  });

  test('what was not erased by the purge, or is written again, is found as a break', async () => {
    const intruder = await Intruder.at(service);
    const other = branch.memberIds[5]!;
    const at = '2031-12-02T02:00:00.000Z';
    const forge = async (table: string, where: string, sql: string, parameters: unknown[] = []) => {
      const rows = await intruder.rows<Record<string, unknown>>(`SELECT * FROM ${table} WHERE ${where}`);
      await intruder.run([sql, parameters]);
      const result = await breaks();
      if (rows.length === 0) await intruder.run([`DELETE FROM ${table} WHERE ${where}`]);
      else await intruder.putBack(table, rows);
      return result;
    };
    try {
      for (const [table, where, sql, code] of [
        ['members', `id = ${leaver}`, `UPDATE members SET name = '某人' WHERE id = ${leaver}`, 'erasedDiffers'],
        ['members', `id = ${other}`, `UPDATE members SET name = '已清除' WHERE id = ${other}`, 'erasureUnrecorded'],
        [
          'trail_salts',
          `memberId = ${other}`,
          `DELETE FROM trail_salts WHERE memberId = ${other}`,
          'erasureUnrecorded',
        ],
        [
          'talk_records',
          `memberId = ${leaver}`,
          `UPDATE talk_records SET topic = 'sealed:x:y' WHERE memberId = ${leaver}`,
          'erasedDiffers',
        ],
        [
          'evidence_files',
          `id = ${fileId}`,
          `UPDATE evidence_files SET erasedAt = NULL WHERE id = ${fileId}`,
          'rowDiffers',
        ],
        [
          'erasures',
          `memberId = ${other}`,
          `INSERT INTO erasures (memberId, rule, at) VALUES (${other}, 'onOrder', '${at}')`,
          'erasureUnrecorded',
        ],
      ] as const)
        expect([table, await forge(table, where, sql)]).toEqual([table, [[code, table]]]);
      expect(await breaks()).toEqual([]);
    } finally {
      await intruder.close();
    }
  });
});

describe('erasing one member on order', () => {
  test('takes two people, and once it is done it is done', async () => {
    const other = branch.memberIds[5]!;
    const stranger = await service.as(await anAccount(service.database, { roles: [['secretary', branch.branchId]] }));
    expect((await order(other, stranger)).status).toBe(403);
    const request = await askToBeErased(other);
    await haveDoors(branch.accountIds[5]!);
    expect(await refused(order(other))).toEqual(['stillMember', 'openRequest']);
    const answer = { accepted: true, answer: '同意' };
    await done(office.put(`/api/v1/data-requests/${request}/answer`, answer, { version: 1 }));
    await service.database.write(() =>
      service.database.change('UPDATE memberships SET untilDay = ? WHERE memberId = ?', ['2031-06-01', other]),
    );
    const requestId = randomUUID();
    const { orders } = await done(order(other, office, requestId));
    expect(orders).toMatchObject([{ state: 'ordered', mayCarryOut: false, mayWithdraw: true }]);
    expect((await done(order(other, office, requestId))).orders).toHaveLength(1);
    const execution = `/api/v1/retention/orders/${orders[0].id}/execution`;
    expect((await office.put(execution)).status).toBe(403);
    service.clock.set('2031-12-02T02:11:00.000Z');
    expect((await keeper.put(execution)).body.code).toBe('freshSignInRequired');
    await signIn();
    const [carried] = (await done(keeper.put(execution))).orders;
    expect(carried).toMatchObject({ state: 'carriedOut', member: { name: '已清除' } });
    expect((await keeper.put(execution)).status).toBe(409);
    expect(await refused(order(other))).toEqual(['memberErased']);
    expect((await verifiedNow()).breaks).toEqual([]);
    // Nothing is left that lets him in, and his own request is done with it: nobody has a word to add.
    expect((await found()).filter((word) => word === tokenName || word === subject)).toEqual([]);
    const [left] = (await office.get(`/api/v1/units/${bureauId}/data-requests`)).body.items;
    expect(left).toMatchObject({ id: request, state: 'done', wish: '已清除', answer: '已清除', mayComplete: false });
  });

  async function askToBeErased(memberId: number): Promise<number> {
    const member = await service.as(branch.accountIds[branch.memberIds.indexOf(memberId)]!);
    const request = { requestId: randomUUID(), kind: 'erasure', fact: 'record', wish: '请清除我的全部记录' };
    return (await done(member.post('/api/v1/me/data-requests', request))).id;
  }

  /** A token, a link to a provider, and a way to it that was begun. */
  async function haveDoors(accountId: number): Promise<void> {
    const { database } = service;
    const [digest, at] = ['ab'.repeat(32), '2031-12-02T02:00:00.000Z'];
    await database.write(async () => {
      const token = { requestId: randomUUID(), tokenDigest: digest, name: tokenName, scopes: 'read' };
      await database.insert(PersonalToken, [{ accountId, ...token, createdAt: at, expiresAt: at }]);
      const link = { issuer: 'https://provider.example', subject, linkedAt: at, linkedBy: accountId };
      await database.insert(SignInLink, [{ accountId, ...link }]);
      const way = { state: 'x', nonce: 'x', verifier: subject, returnPath: '/', expiresAt: at };
      await database.insert(ProviderRequest, [{ accountId, secretDigest: digest, ...way }]);
    });
    expect((await found()).filter((word) => word === tokenName || word === subject)).toHaveLength(2);
  }
});

async function numberOf(id: number): Promise<{ memberNumber: string }> {
  return (await service.database.read(() =>
    service.database.row<{ memberNumber: string }>('SELECT memberNumber FROM members WHERE id = ?', [id]),
  ))!;
}

import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { readdir, utimes, writeFile, mkdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import sharp from 'sharp';
import { FolderStore } from '#src/evidence/folder-store.js';
import { sweepEvidence } from '#src/evidence/sweep.js';
import { type Answer, type Client, type Service, startService } from '../support/app.js';
import {
  aBranchAtWork,
  aBureauWithScheme,
  type BranchAtWork,
  openMonth,
  sheetsOf,
  startReview,
} from '../support/month.js';
import { anAccount } from '../support/organisation.js';
import { docx, pdf, picture, telephonePicture } from './files.js';

const pdfType = 'application/pdf';

function upload(
  client: Client,
  sheetId: number,
  bytes: Uint8Array,
  { fileName = '证明.pdf', requestId = randomUUID() as string, type = 'application/octet-stream' } = {},
): Promise<Answer> {
  const query = new URLSearchParams({ requestId, fileName });
  return client.post(`/api/v1/sheets/${sheetId}/evidence?${query}`, bytes, { headers: { 'content-type': type } });
}

const claim = (evidenceFileIds: number[], more: object = {}) => ({
  itemCode: 'C-01',
  count: 1,
  occurredOn: '2026-11-04',
  description: '社区清雪两小时',
  evidenceFileIds,
  ...more,
});

async function put(client: Client, sheetId: number, what: string, lines: object[]): Promise<Answer> {
  const { version } = await client.get(`/api/v1/sheets/${sheetId}`);
  return client.put(`/api/v1/sheets/${sheetId}/${what}`, { lines }, { version: version! });
}

const fileOf = async (client: Client, sheetId: number, bytes: Uint8Array): Promise<number> =>
  (await upload(client, sheetId, bytes)).body.id;

const lineOf = async (client: Client, sheetId: number) => (await client.get(`/api/v1/sheets/${sheetId}`)).body.lines[0];

describe('evidence of a sheet', () => {
  let service: Service;
  let bureauId: number;
  let folder: string;
  let branch: BranchAtWork;
  let other: BranchAtWork;
  let sheets: number[];
  let otherSheets: number[];
  let monthId: number;
  let otherMonthId: number;
  let before: ReadonlySet<string>;
  const lying = async (): Promise<string[]> =>
    (await readdir(folder, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map(({ name }) => name);
  /** What this test has put into the store. */
  const stored = async (): Promise<string[]> => (await lying()).filter((name) => !before.has(name));
  const rows = async (): Promise<number> =>
    (
      await service.database.read(() =>
        service.database.rows<{ storageName: string }>('SELECT storageName FROM evidence_files'),
      )
    ).filter(({ storageName }) => !before.has(storageName)).length;

  beforeAll(async () => {
    service = await startService();
    folder = service.config.evidence.kind === 'folder' ? service.config.evidence.folder : '';
    bureauId = await aBureauWithScheme(service);
  });
  afterAll(() => service.close());
  beforeEach(async () => {
    before = new Set(await lying());
    branch = await aBranchAtWork(service, bureauId);
    other = await aBranchAtWork(service, bureauId);
    monthId = (await openMonth(branch)).id;
    otherMonthId = (await openMonth(other)).id;
    sheets = (await sheetsOf(branch, monthId)).map(({ id }) => id);
    otherSheets = (await sheetsOf(other, otherMonthId)).map(({ id }) => id);
  });

  test('a file instead of words: handed in, seen by the reviewers once it is handed in, handed out as it is', async () => {
    const member = branch.members[4]!;
    const sheetId = sheets[4]!;
    const sent = await upload(member, sheetId, await telephonePicture(), {
      fileName: '../../清雪\u202e.exe',
      type: 'image/jpeg',
    });
    expect(sent.status).toBe(201);
    expect(sent.body).toMatchObject({ fileName: '清雪.jpg', kind: 'jpg' });
    const { id } = sent.body;
    const nothing = await put(member, sheetId, 'submission', [claim([])]);
    expect(nothing.body.errors).toMatchObject([{ path: 'lines[0].evidence', code: 'evidenceMissing' }]);
    expect((await put(member, sheetId, 'draft', [claim([id])])).body.lines[0].evidenceFiles).toMatchObject([{ id }]);
    // A draft is its writer's alone, and so is what bears it out.
    expect((await branch.secretary.get(`/api/v1/evidence/${id}`)).status).toBe(404);
    expect((await put(member, sheetId, 'submission', [claim([id])])).status).toBe(200);

    const seen = await branch.secretary.get(`/api/v1/evidence/${id}`);
    expect(seen.status).toBe(200);
    expect(await sharp(seen.body).metadata()).toMatchObject({ width: 80, height: 120 });
    expect(seen.headers.get('content-type')).toBe('image/jpeg');
    expect(seen.headers.get('content-disposition')).toBe(
      `attachment; filename="evidence-${id}.jpg"; filename*=UTF-8''%E6%B8%85%E9%9B%AA.jpg`,
    );
    expect(seen.headers.get('cache-control')).toBe('private, no-store');
    expect(seen.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
    expect(seen.headers.get('x-content-type-options')).toBe('nosniff');
    for (const stranger of [branch.members[5]!, other.members[4]!, other.secretary])
      expect((await stranger.get(`/api/v1/evidence/${id}`)).status).toBe(404);
    const names = await stored();
    expect(names).toHaveLength(1);
    expect(names[0]).toMatch(/^[0-9a-f]{48}$/);
    const trail = await service.database.read(() =>
      service.database.rows<{ action: string; body: string }>(
        "SELECT action, body FROM trail_records WHERE action LIKE 'evidence%' AND chain = ?",
        [`unit:${branch.branchId}`],
      ),
    );
    expect(trail.map(({ action }) => action)).toEqual(['evidence.add']);
    expect(trail[0]!.body).not.toContain('清雪');
  });

  test('asked again after a lost answer it is the same file; the key is good for nothing else', async () => {
    const member = branch.members[4]!;
    const requestId = randomUUID();
    const bytes = await picture('#123456');
    const answers = await Promise.all([1, 2, 3].map(() => upload(member, sheets[4]!, bytes, { requestId })));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(await stored()).toHaveLength(1);
    expect(await rows()).toBe(1);
    expect((await upload(member, sheets[4]!, pdf(), { requestId })).body.errors).toMatchObject([
      { path: 'requestId', code: 'usedForSomethingElse' },
    ]);
    expect((await upload(member, sheets[4]!, bytes, { requestId: 'x' })).status).toBe(422);
  });

  test('into others’ sheets nothing is handed in, nor after the sheet has left one’s hands', async () => {
    const member = branch.members[4]!;
    expect((await upload(member, sheets[5]!, pdf())).status).toBe(404);
    expect((await upload(member, otherSheets[4]!, pdf())).status).toBe(404);
    expect((await upload(branch.secretary, sheets[4]!, pdf())).body.code).toBe('wrongState');
    const auditor = await service.as(await anAccount(service.database, { roles: [['auditor', bureauId]] }));
    expect((await upload(auditor, sheets[4]!, pdf())).status).toBe(403);
    expect((await upload(service.anonymous, sheets[4]!, pdf())).status).toBe(401);
    const id = await fileOf(member, sheets[4]!, pdf());
    await put(member, sheets[4]!, 'submission', [claim([id])]);
    expect((await upload(member, sheets[4]!, pdf())).body.code).toBe('wrongState');
    expect((await member.delete(`/api/v1/evidence/${id}`)).body.code).toBe('wrongState');
    // Other people's files are not the sheet's, whatever id one writes.
    const refused = await put(branch.members[5]!, sheets[5]!, 'draft', [claim([id])]);
    expect(refused.body.errors).toMatchObject([{ path: 'lines[0].evidenceFileIds[0]', code: 'unknownFile' }]);
    expect(await stored()).toHaveLength(1);
    await startReview(branch, monthId);
    const added = await upload(branch.secretary, sheets[4]!, docx(), { fileName: '核查.docx' });
    expect(added.status).toBe(201);
    expect((await member.get(`/api/v1/evidence/${added.body.id}`)).status).toBe(404);
  });

  test('a file goes when no line names it any more, and only then', async () => {
    const member = branch.members[4]!;
    const id = await fileOf(member, sheets[4]!, pdf());
    await put(member, sheets[4]!, 'draft', [claim([id])]);
    expect((await member.delete(`/api/v1/evidence/${id}`)).body).toMatchObject({
      code: 'conflict',
      errors: [{ path: 'evidenceFileId', code: 'inUse' }],
    });
    await put(member, sheets[4]!, 'draft', []);
    expect((await branch.secretary.delete(`/api/v1/evidence/${id}`)).status).toBe(409);
    expect((await member.delete(`/api/v1/evidence/${id}`)).status).toBe(204);
    expect((await member.get(`/api/v1/evidence/${id}`)).status).toBe(404);
    expect([await stored(), await rows()]).toEqual([[], 0]);
  });

  test('five files a line, twenty a sheet, 10 MB a file: said before more of it is read', async () => {
    const member = branch.members[4]!;
    const sheetId = sheets[4]!;
    for (let number = 0; number < 20; number += 1)
      expect((await upload(member, sheetId, pdf(`/N ${number}`), { type: pdfType })).status).toBe(201);
    expect((await upload(member, sheetId, pdf())).body.errors).toMatchObject([
      { code: 'tooManyFiles', params: { limit: 20 } },
    ]);
    expect(await stored()).toHaveLength(20);
    expect((await put(member, sheetId, 'draft', [claim([1, 2, 3, 4, 5, 6])])).body.errors).toMatchObject([
      { path: 'lines[0].evidenceFileIds', code: 'arrayMaxSize' },
    ]);
    expect((await upload(member, sheetId, pdf(), { type: 'image/heic' })).status).toBe(415);
    expect((await upload(member, sheetId, Buffer.from('<html>'))).body.errors).toMatchObject([
      { path: 'file', code: 'kindNotAccepted' },
    ]);
    expect(await answerTo(service, { announced: 11 * 1024 * 1024, sent: 1000 })).toMatch(/^HTTP\/1.1 413 /);
  });

  test('200 uploads broken off leave neither rows nor files', async () => {
    await Promise.all(Array.from({ length: 200 }, () => breakOff(service, sheets[4]!)));
    expect([await stored(), await rows()]).toEqual([[], 0]);
    expect((await upload(branch.members[4]!, sheets[4]!, pdf())).status).toBe(201);
  });

  test('the same file twice: the member is told of his own, reviewers where else, and accepting it needs a word', async () => {
    const bytes = await picture('#abcdef');
    const [first, second, third] = [branch.members[3]!, branch.members[4]!, other.members[4]!];
    for (const [client, sheetId, words] of [
      [first, sheets[3]!, '社区清雪'],
      [third, otherSheets[4]!, '在别处清雪'],
    ] as const) {
      const id = await fileOf(client, sheetId, bytes);
      await put(client, sheetId, 'submission', [claim([id], { description: words })]);
    }
    const id = await fileOf(second, sheets[4]!, bytes);
    const again = await fileOf(second, sheets[4]!, bytes);
    const lines = [
      claim([id], { description: '也在清雪' }),
      claim([again], { description: '值班', occurredOn: '2026-11-03' }),
    ];
    await put(second, sheets[4]!, 'submission', lines);
    expect((await lineOf(second, sheets[4]!)).doubles).toMatchObject([
      { kind: 'file', ofSameMember: true, sameSheet: true, fileName: '证明.jpg' },
    ]);
    const { name } = (await branch.secretary.get(`/api/v1/sheets/${sheets[3]!}`)).body.member;
    const { doubles } = await lineOf(branch.secretary, sheets[4]!);
    expect(doubles).toHaveLength(3);
    expect(doubles).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ sameSheet: true }),
        expect.objectContaining({ memberName: name, month: '2026-11', itemCode: 'C-01', ofSameMember: false }),
        expect.objectContaining({ memberName: null, month: null, itemCode: null, ofSameMember: false }),
      ]),
    );
    const inBureau = (await lineOf(branch.bureauOffice, sheets[4]!)).doubles;
    expect(inBureau.every(({ memberName }: { memberName: string | null }) => memberName !== null)).toBe(true);

    await startReview(branch, monthId);
    const { version } = await branch.secretary.get(`/api/v1/sheets/${sheets[4]!}`);
    const decide = (reason: string) =>
      branch.secretary.put(
        `/api/v1/sheets/${sheets[4]!}/review`,
        {
          decisions: [
            { number: 1, outcome: 'accepted', reason },
            { number: 2, outcome: 'refused', reason: '同一照片' },
          ],
          additions: [],
          complete: true,
        },
        { version: version! },
      );
    expect((await decide('')).body.errors).toMatchObject([{ path: 'decisions[0].reason', code: 'usedElsewhere' }]);
    expect((await decide('集体活动，照片为合影')).status).toBe(200);
    // What was refused no longer counts as used.
    expect((await lineOf(branch.bureauOffice, sheets[4]!)).doubles).toHaveLength(2);
  });

  test('two volunteers may have cleared the same snow; one certificate is not two people’s', async () => {
    const snow = { witness: '王建国' };
    const award = (evidence: string, description: string) => ({
      itemCode: 'C-07',
      optionCode: 'county',
      occurredOn: '2026-11-02',
      description,
      evidence,
    });
    await put(branch.members[3]!, sheets[3]!, 'submission', [
      claim([], snow),
      award('证书 县〔2026〕 0118 号', '先进个人'),
    ]);
    await put(branch.members[4]!, sheets[4]!, 'submission', [
      claim([], snow),
      award('证书：县[2026]0118号', '县级先进'),
      award('证书一本', '另一个先进'),
    ]);
    const { body: own } = await branch.members[4]!.get(`/api/v1/sheets/${sheets[4]!}`);
    expect(own.lines.flatMap((line: { doubles: object[] }) => line.doubles)).toEqual([]);
    await startReview(branch, monthId);
    const { body, version } = await branch.secretary.get(`/api/v1/sheets/${sheets[4]!}`);
    const kinds = body.lines.map((line: { doubles: { kind: string; needsReason: boolean }[] }) =>
      line.doubles.map(({ kind, needsReason }) => [kind, needsReason]),
    );
    expect(kinds).toEqual([[['deed', false]], [['document', true]], []]);
    const decisions = [1, 2, 3].map((number) => ({ number, outcome: 'accepted' }));
    const refused = await branch.secretary.put(
      `/api/v1/sheets/${sheets[4]!}/review`,
      { decisions, additions: [], complete: true },
      { version: version! },
    );
    expect(refused.body.errors).toEqual([{ path: 'decisions[1].reason', code: 'usedElsewhere' }]);
  });

  test('a submission whose answer was lost is done when it is sent again, and a draft too', async () => {
    const member = branch.members[4]!;
    const id = await fileOf(member, sheets[4]!, pdf());
    const { version } = await member.get(`/api/v1/sheets/${sheets[4]!}`);
    const send = (what: string, lines: object[], at: number) =>
      member.put(`/api/v1/sheets/${sheets[4]!}/${what}`, { lines }, { version: at });
    expect((await send('draft', [claim([id])], version!)).version).toBe(version! + 1);
    expect((await send('draft', [claim([id])], version!)).version).toBe(version! + 1);
    expect((await send('draft', [claim([id], { count: 2 })], version!)).status).toBe(412);
    expect((await send('submission', [claim([id])], version! + 1)).version).toBe(version! + 2);
    const again = await send('submission', [claim([id])], version! + 1);
    expect([again.status, again.version, again.body.state]).toEqual([200, version! + 2, 'submitted']);
    expect((await send('submission', [claim([id], { count: 2 })], version! + 1)).status).toBe(412);
    const submitted = await service.database.read(() =>
      service.database.rows("SELECT sequence FROM trail_records WHERE action = 'sheet.submit' AND chain = ?", [
        `unit:${branch.branchId}`,
      ]),
    );
    expect(submitted).toHaveLength(1);
  });

  test('the sweep takes what was forgotten, and nothing else', async () => {
    const member = branch.members[4]!;
    const store = new FolderStore(folder);
    const named = await fileOf(member, sheets[4]!, pdf('/A 1'));
    const unnamed = await fileOf(member, sheets[4]!, pdf('/A 2'));
    await put(member, sheets[4]!, 'draft', [claim([named])]);
    const orphan = 'ab'.repeat(24);
    await mkdir(join(folder, 'ab'), { recursive: true });
    for (const name of [orphan, `${'ab'.repeat(23)}cd.part`, 'somebody’s notes.txt']) {
      await writeFile(join(folder, 'ab', name), 'x');
      await utimes(join(folder, 'ab', name), 0, 0);
    }
    await store.put('cd'.repeat(24), Buffer.from('under way'));
    const now = service.clock.now();
    expect(await sweepEvidence(service.database, store, now)).toEqual({ withoutRow: 2, unnamed: 0, missing: [] });
    const left = readdirSync(join(folder, 'ab'));
    expect(left).toContain('somebody’s notes.txt');
    expect(left).not.toContain(orphan);

    const later = new Date(Date.parse(now) + 31 * 24 * 3_600_000).toISOString();
    expect(await sweepEvidence(service.database, store, later)).toMatchObject({ missing: [] });
    expect((await member.get(`/api/v1/evidence/${unnamed}`)).status).toBe(404);
    expect((await member.get(`/api/v1/evidence/${named}`)).status).toBe(200);
    const [row] = await service.database.read(() =>
      service.database.rows<{ storageName: string }>('SELECT storageName FROM evidence_files WHERE id = ?', [named]),
    );
    await store.remove(row!.storageName);
    expect(await sweepEvidence(service.database, store, later)).toMatchObject({ missing: [named] });
    expect((await member.get(`/api/v1/evidence/${named}`)).status).toBe(500);
  });

  test('bytes that somebody changed behind our back are not handed out', async () => {
    const member = branch.members[4]!;
    const id = await fileOf(member, sheets[4]!, pdf());
    const [name] = await stored();
    await writeFile(join(folder, name!.slice(0, 2), name!), pdf('/Changed true'));
    expect((await member.get(`/api/v1/evidence/${id}`)).body.code).toBe('internal');
  });
});

/** What the service answers to who announces so many bytes and sends so few. */
function answerTo(service: Service, { announced, sent }: { announced: number; sent: number }): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(service.origin).port), '127.0.0.1', () => {
      const query = `requestId=${randomUUID()}&fileName=x.pdf`;
      socket.write(
        `POST /api/v1/sheets/1/evidence?${query} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/pdf\r\nContent-Length: ${announced}\r\n\r\n`,
      );
      socket.write(Buffer.alloc(sent, 'a'));
    });
    socket.once('data', (data) => {
      resolve(data.toString());
      socket.destroy();
    });
    socket.once('error', reject);
    socket.setTimeout(5000, () => reject(new Error('No answer while more was awaited.')));
  });
}

function breakOff(service: Service, sheetId: number): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(service.origin).port), '127.0.0.1', () => {
      const query = `requestId=${randomUUID()}&fileName=x.pdf`;
      socket.write(
        `POST /api/v1/sheets/${sheetId}/evidence?${query} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/pdf\r\nContent-Length: 500000\r\n\r\n`,
      );
      socket.write(Buffer.alloc(50_000, 'a'), () => {
        socket.destroy();
        resolve();
      });
    });
    socket.once('error', () => resolve());
  });
}

test('a store that is away is a clear problem, and nothing is written', async () => {
  const service = await startService({
    evidence: { kind: 's3', url: 'http://127.0.0.1:9/bucket', region: 'x', accessKeyId: 'x', secretAccessKey: 'x' },
  });
  const branch = await aBranchAtWork(service, await aBureauWithScheme(service));
  const { id } = await openMonth(branch);
  const sheet = (await sheetsOf(branch, id))[4]!;
  const refused = await upload(branch.members[4]!, sheet.id, pdf());
  expect([refused.status, refused.body.code, refused.body.errors]).toEqual([
    503,
    'away',
    [{ path: 'file', code: 'storeAway' }],
  ]);
  expect(refused.headers.get('retry-after')).toBe('10');
  expect(await service.database.read(() => service.database.rows('SELECT id FROM evidence_files'))).toEqual([]);
  await service.close();
});

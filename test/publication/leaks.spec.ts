import { readFileSync } from 'node:fs';
import type { OpenAPIObject } from '@nestjs/swagger';
import { Trail } from '#src/audit/trail.service.js';
import { readSchemeFile } from '#src/schemes/scheme-file.js';
import { Schemes } from '#src/schemes/schemes.service.js';
import { type Client, startService, type Service } from '../support/app.js';
import { aBranchAtWork, aDecidedMonth, type BranchAtWork, openMonth, publish } from '../support/month.js';
import { anAccount, aUnit, someMembers } from '../support/organisation.js';
import { unpack } from '../spreadsheets/workbooks.js';

/*
 * What was decided and not published is searched for in every answer to every GET of the API, by figures and words so unusual
 * that a match means a leak.
 */

let service: Service;
let branch: BranchAtWork;
let branchMonthId: number;
let publicationId: number | null = null;
let ids: Record<string, (number | string)[]>;
let readers: Record<string, Client>;
let auditorsOwnSheet: number;
let sheetIds: number[];

const secretReason = '绝密理由';
/** The sheet's place in the roster is in its figures, so that a match says whose it is. */
const figuresOf = (place: number, round: number) => ({
  scoreHundredths: 7_301_301 + 1_000 * place + round,
  baseHundredths: 6_501_701 + 1_000 * place + round,
  deductionHundredths: 3_170_301 + 1_000 * place + round,
  contributionHundredths: 9_219_301 + 1_000 * place + round,
});

/** Decided by hand: no rule makes such figures, so nothing else in the service is as odd. */
async function decideOddly(round: number): Promise<void> {
  const { database } = service;
  await database.write(async () => {
    for (const [place, sheetId] of sheetIds.entries()) {
      const figures = figuresOf(place, round);
      await database.change(
        `UPDATE sheets SET ${Object.keys(figures)
          .map((name) => `${name} = ?`)
          .join(', ')}, categoryPoints = ?, parts = ? WHERE id = ?`,
        [
          ...Object.values(figures),
          `{"B1":${figures.scoreHundredths + 500}}`,
          `{"C-01":${figures.contributionHundredths}}`,
          sheetId,
        ],
      );
      await database.change('UPDATE sheet_lines SET countedHundredths = ?, decisionReason = ? WHERE sheetId = ?', [
        figures.contributionHundredths,
        secretReason,
        sheetId,
      ]);
    }
  });
}

beforeAll(async () => {
  service = await startService();
  const { database } = service;
  const { id: bureauId } = await aUnit(database, { kind: 'bureau' });
  // With a cap over the year: what an earlier month used up of it is told in the next month's sheet.
  const source = readFileSync('schemes/default.yaml', 'utf8');
  const scheme = readSchemeFile(source).scheme!;
  const items = scheme.items.map((item) =>
    item.code === 'C-01' ? { ...item, limits: [{ per: 'year' as const, capHundredths: 90_000 }] } : item,
  );
  const rule = { effectiveFromMonth: '2020-01', now: service.clock.now(), actorAccountId: null, source };
  await new Schemes(database, new Trail(database)).publish({ ...scheme, items }, rule);
  const other = await aBranchAtWork(service, bureauId, { size: 3 });
  branch = await aBranchAtWork(service, bureauId, { size: 5 });
  const { id: groupId } = await aUnit(database, { kind: 'group', parentId: branch.branchId });
  const [leader, auditor] = (await someMembers(database, [
    { branchId: branch.branchId, groupId },
    { branchId: branch.branchId },
  ])) as [number, number];
  await database.write(() =>
    database.change('UPDATE memberships SET groupId = ? WHERE memberId = ?', [groupId, branch.memberIds[4]!]),
  );
  const leaderAccount = await anAccount(database, { memberId: leader, roles: [['groupLeader', groupId]] });
  const auditorAccount = await anAccount(database, { memberId: auditor, roles: [['auditor', bureauId]] });
  branchMonthId = await aDecidedMonth(branch);
  // The next month runs already: what the one before used up of longer caps is looked at while it is written.
  service.clock.set('2026-12-03T02:00:00.000Z');
  branch.commissioner = await service.as(branch.accountIds[1]!);
  branch.secretary = await service.as(branch.accountIds[0]!);
  const december = { month: '2026-12', themeDay: '2026-12-10', selfAssessmentUntil: '2026-12-08' };
  const next = (await openMonth(branch, december)).id;
  const sheets = await database.read(() =>
    database.rows<{ id: number; memberId: number; branchMonthId: number }>(
      'SELECT id, memberId, branchMonthId FROM sheets',
    ),
  );
  sheetIds = sheets.filter((sheet) => sheet.branchMonthId === branchMonthId).map(({ id }) => id);
  auditorsOwnSheet = sheetIds.findIndex((id) => sheets.find((sheet) => sheet.id === id)?.memberId === auditor);
  readers = {
    member: await service.as(branch.accountIds[3]!),
    groupLeader: await service.as(leaderAccount),
    otherSecretary: await service.as(other.accountIds[0]!),
    auditor: await service.as(auditorAccount),
    nobody: service.anonymous,
  };
  ids = {
    unitId: [bureauId, branch.branchId, groupId, other.branchId],
    memberId: [branch.memberIds[0]!, branch.memberIds[3]!, leader, auditor, other.memberIds[0]!],
    branchMonthId: [branchMonthId, next],
    sheetId: [...sheetIds, ...sheets.filter((sheet) => sheet.branchMonthId === next).map(({ id }) => id)].slice(0, 9),
    period: ['2026-H2', '2026'],
    schemeVersionId: [1],
    schemeDraftId: [1],
    publicationId: [1, 2],
    code: ['x'],
    year: ['2026'],
    source: ['month', 'period'],
    // Every format is written from what json says; a workbook is looked into as well.
    format: ['json', 'xlsx'],
  };
  await decideOddly(0);
});
afterAll(() => service.close());

const queries: Record<string, string> = {
  '/api/v1/members/{memberId}/history': '?fromMonth=2026-01&untilMonth=2026-12',
  '/api/v1/units/{unitId}/overview': '?month=2026-11',
};

/** Every address of a GET, with every id there is for each of its places. */
function addresses(): string[] {
  const { paths } = JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as OpenAPIObject;
  const gets = Object.entries(paths).filter(([, item]) => item.get !== undefined);
  return gets.flatMap(([path]) => {
    const places = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
    let filled = [path];
    for (const place of places) {
      const values = ids[place] ?? [1];
      filled = filled.flatMap((each) => values.map((value) => each.replace(`{${place}}`, String(value))));
    }
    return filled.map((each) => each + (queries[path] ?? ''));
  });
}

function textOf({ body, headers }: { body: unknown; headers: Headers }): string {
  const isZip = body instanceof Uint8Array && body[0] === 0x50 && body[1] === 0x4b;
  const said = isZip
    ? Object.values(unpack(body)).join('\n')
    : Buffer.isBuffer(body)
      ? body.toString('utf8')
      : JSON.stringify(body);
  return `${JSON.stringify([...headers])}\n${said}`;
}

/** What a text says that tells the figures of one place in the roster, in hundredths or in points. */
function saysPlace(place: number, round: number): RegExp {
  const { scoreHundredths, ...rest } = figuresOf(place, round);
  const figures = [scoreHundredths, scoreHundredths + 500, ...Object.values(rest)];
  const forms = figures.flatMap((figure) => [String(figure), (figure / 100).toFixed(2), String(figure / 100)]);
  return new RegExp(`(?<![\\d.])(${forms.map((form) => form.replace('.', '\\.')).join('|')})(?![\\d.]\\d|\\d)`);
}

interface Leak {
  reader: string;
  address: string;
  said: (number | string)[];
}

/** Whose unpublished figures each reader was told where. */
async function leaks(round: number, mayRead: (reader: string, place: number) => boolean): Promise<Leak[]> {
  const found: Leak[] = [];
  const places = sheetIds.map((_, place) => saysPlace(place, round));
  for (const [reader, client] of Object.entries(readers))
    for (const address of addresses()) {
      const text = textOf(await client.get(address));
      const said: (number | string)[] = [...places.keys()].filter(
        (place) => !mayRead(reader, place) && places[place]!.test(text),
      );
      if (reader !== 'auditor' && text.includes(secretReason)) said.push(secretReason);
      if (said.length > 0) found.push({ reader, address, said });
    }
  return found;
}

/** The auditor reads everything in his subtree (domain/process.md, roles), but what was decided about himself. */
const onlyAuditors = (reader: string, place: number) => reader === 'auditor' && place !== auditorsOwnSheet;

describe('what is decided and not published', () => {
  test('is told to nobody whom it isn’t for, in no answer of the API', async () => {
    expect(addresses().length).toBeGreaterThan(80);
    expect(await leaks(0, onlyAuditors)).toEqual([]);
  }, 180_000);

  test('is not told to the branch’s own secretary where it is his own', async () => {
    const before = readers;
    readers = { secretary: branch.secretary };
    const found = await leaks(0, (_, place) => place !== 0);
    readers = before;
    expect(found.filter(({ said }) => said.includes(0))).toEqual([]);
  }, 180_000);

  test('canary: once it is published, the same search finds it', async () => {
    expect((await publish(branch, branchMonthId)).status).toBe(200);
    publicationId = 1;
    const found = await leaks(0, () => false);
    const where = (reader: string) => found.filter((leak) => leak.reader === reader).map(({ address }) => address);
    for (const what of ['board', 'board.xlsx'])
      expect(where('member')).toContain(`/api/v1/branch-months/${branchMonthId}/${what}`);
    expect(where('auditor')).toContain(`/api/v1/publications/${publicationId}/export.json`);
    // The median of a group is somebody’s score, and nobody knows whose: docs/decisions/0019.
    expect(where('otherSecretary').filter((address) => !address.endsWith('/units/1/statistics'))).toEqual([]);
    expect(where('nobody')).toEqual([]);
  }, 180_000);

  test('is taken back with the publication: neither what was withdrawn nor what is decided after it is told', async () => {
    const path = `/api/v1/branch-months/${branchMonthId}`;
    const { version } = await branch.secretary.get(path);
    const withdrawn = await branch.secretary.put(`${path}/withdrawal`, { reason: '重新核对' }, { version: version! });
    expect(withdrawn.status).toBe(200);
    // What the auditor and the committee saw published they may still take out as it was published; members may not.
    expect(await leaks(0, (reader) => reader === 'auditor')).toEqual([]);
    await decideOddly(3);
    expect(await leaks(3, onlyAuditors)).toEqual([]);
  }, 120_000);
});

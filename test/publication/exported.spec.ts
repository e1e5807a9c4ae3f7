import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { printedHead, verificationCode } from '#src/assessments/verification-code.js';
import { canonicalJson } from '#src/audit/canonical.js';
import { hashOf, sha256 } from '#src/audit/trail.service.js';
import { type ExportedPublication, firstMismatch } from '#src/publication/exported-publication.js';
import { type Answer, startService, type Json, type Service } from '../support/app.js';
import {
  aBranchAtWork,
  aBureauWithScheme,
  aDecidedMonth,
  type BranchAtWork,
  november,
  openMonth,
  publish,
  sheetsOf,
  startReview,
} from '../support/month.js';

const script = 'web/public/verify-publication.mjs';
const alone = (await import(pathToFileURL(script).href)) as { firstMismatch: typeof firstMismatch };
const folder = mkdtempSync(join(tmpdir(), 'exported-'));

let service: Service;
let branch: BranchAtWork;
let genuine: ExportedPublication;
let head: string;
let laterHead: string;
let publicationId: number;

const october = { month: '2026-10', themeDay: '2026-10-13', selfAssessmentUntil: '2026-10-11' };
const claim = { itemCode: 'C-01', count: 1, occurredOn: '2026-10-03', description: '志愿', evidence: '证明' };
const exportOf = (id: number, client = branch.secretary): Promise<Answer<Buffer>> =>
  client.get(`/api/v1/publications/${id}/export.json`);
const read = ({ body }: Answer<Buffer>): ExportedPublication => JSON.parse(body.toString('utf8'));

beforeAll(async () => {
  service = await startService({ now: '2026-10-05T02:00:00.000Z' });
  branch = await aBranchAtWork(service, await aBureauWithScheme(service), { size: 5 });
  const { id } = await openMonth(branch, october);
  const sheets = await sheetsOf(branch, id);
  for (const at of [3, 4]) {
    const path = `/api/v1/sheets/${sheets[at]!.id}/submission`;
    await branch.members[at]!.put(path, { lines: [claim] }, { version: 1 });
  }
  await startReview(branch, id);
  for (const sheet of await sheetsOf(branch, id)) {
    const decisions = sheet.state === 'submitted' ? [{ number: 1, outcome: 'accepted' }] : [];
    const reviewer = sheet.ownCase ? branch.deputy : branch.secretary;
    const review = { decisions, additions: [], complete: true };
    await reviewer.put(`/api/v1/sheets/${sheet.id}/review`, review, { version: sheet.version });
  }
  const { publication } = (await publish(branch, id)).body;
  publicationId = publication.id;
  head = publication.trailHead;
  service.clock.set('2026-11-05T02:00:00.000Z');
  for (const name of ['secretary', 'commissioner', 'deputy'] as const)
    branch[name] = await service.as(branch.accountIds[['secretary', 'commissioner', 'deputy'].indexOf(name)]!);
  laterHead = (await publish(branch, await aDecidedMonth(branch))).body.publication.trailHead;
  genuine = read(await exportOf(publicationId));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await service.close();
});

/** The whole chain of an export computed again, as somebody would who forges it with care. */
function rechained(exported: ExportedPublication): ExportedPublication {
  let previousHash = exported.records[0]!.previousHash;
  const records = exported.records.map((record) => {
    const next = { ...record, previousHash };
    previousHash = hashOf(next);
    return { ...next, hash: previousHash };
  });
  return { ...exported, records, trailHash: records[0]!.hash };
}

/** The digest computed again over changed rows, and said in the trail's line too. */
function redigested(exported: ExportedPublication, inTrail: boolean): ExportedPublication {
  const digest = sha256(canonicalJson(exported.content));
  const [own, ...rest] = exported.records;
  const body = inTrail ? canonicalJson({ ...JSON.parse(own!.body), digest }) : own!.body;
  return { ...exported, digest, records: [{ ...own!, body }, ...rest] };
}

type Forge = (exported: Json) => void;
const changes: Record<string, Forge> = {
  'a score': ({ content }) => (content.sheets[1].scoreHundredths += 100),
  'a deduction': ({ content }) => (content.sheets[0].deductionHundredths = -300),
  'a category': ({ content }) => (content.sheets[2].categoryPoints = '{"B1":1200}'),
  'a row that is missing': ({ content }) => content.sheets.pop(),
  'a row that came in': ({ content }) => content.sheets.push({ ...content.sheets[0], sheetId: 999 }),
  'two rows that changed places': ({ content }) => content.sheets.reverse(),
  'whose row it is': ({ content }) => (content.sheets[0].memberId = content.sheets[1].memberId),
  'a line': ({ content }) => (content.sheets[3].lines[0].countedHundredths += 50),
  'what was entered': ({ content }) => (content.sheets[3].lines[0].count = 9),
  'a line that is missing': ({ content }) => content.sheets[3].lines.shift(),
  'a line that came in': ({ content }) => content.sheets[0].lines.push({ ...content.sheets[3].lines[0] }),
  'who is not scored': ({ content }) => (content.sheets[0].notScoredReason = 'byRegulation'),
  'the version of the rule': ({ content }) => (content.schemeVersionId += 1),
  'the number': ({ content }) => (content.number += 1),
  'the window': ({ content }) => (content.untilDay = '2026-12-31'),
};

/** 15 changes × 3 grades of care, and what may be done to the chain alone: 50 and more. */
function forgeries(): [string, ExportedPublication, string][] {
  const copy = (forge: Forge) => {
    const exported = structuredClone(genuine);
    forge(exported);
    return exported;
  };
  const code = genuine.verificationCode;
  const cared = Object.entries(changes).flatMap(([name, forge]): [string, ExportedPublication, string][] => [
    [`${name}, carelessly`, copy(forge), head],
    [`${name}, with its digest`, redigested(copy(forge), false), head],
    [`${name}, with its digest and its whole chain`, rechained(redigested(copy(forge), true)), head],
  ]);
  const last = genuine.records.length - 1;
  const chain: [string, Forge, string][] = [
    ['a record taken out of the chain', ({ records }) => records.splice(1, 1), head],
    ['two records that changed places', ({ records }) => records.splice(1, 2, records[2], records[1]), head],
    ['a record said otherwise', ({ records }) => (records[1].body = '{"actorAccountId":1}'), head],
    ['a record said later', ({ records }) => (records[0].at = '2026-10-06T02:00:00.000Z'), head],
    ['a record done by another', ({ records }) => (records[last].action = 'month.open'), head],
    ['the chain of another branch', ({ records }) => records.forEach((each: Json) => (each.chain = 'unit:1')), head],
    ['no chain at all', (exported) => (exported.records = []), head],
    ['a chain that begins later', ({ records }) => records.shift(), head],
    ['a chain cut before the printed head', (exported) => exported.records.splice(2), laterHead],
    ['another hash on the publication', (exported) => (exported.trailHash = '0'.repeat(64)), head],
    ['another place on the publication', (exported) => (exported.trailSequence += 1), head],
    ['another kind of file', (exported) => (exported.format = 'something'), head],
    ['another digest on the publication', (exported) => (exported.digest = '0'.repeat(64)), head],
  ];
  const branchId = genuine.content.branchId as number;
  const printed: [string, string][] = [
    ['another printed head', printedHead(genuine.trailSequence, '0'.repeat(64))],
    ['a head that is not reached', printedHead(9999, genuine.trailHash)],
    ['half a head', head.slice(0, 12)],
    ['a mistyped code', `${code.slice(0, -1)}${code.endsWith('A') ? 'B' : 'A'}`],
    ['the code of another publication', verificationCode(branchId, 2, genuine.digest)],
    ['the code of another digest', verificationCode(branchId, 1, '0'.repeat(64))],
  ];
  return [
    ...cared,
    ...chain.map(([name, forge, of]): [string, ExportedPublication, string] => [name, copy(forge), of]),
    ...printed.map(([name, of]): [string, ExportedPublication, string] => [name, genuine, of]),
    ['a rewritten chain, held against the code', rechained(redigested(copy(changes['a score']!), true)), code],
    [
      'a chain rewritten after the publication, held against a later head',
      rechained(copy(({ records }) => (records[1].at = '2026-10-06T02:00:00.000Z'))),
      laterHead,
    ],
  ];
}

describe('an exported publication', () => {
  test('that is genuine matches its own head, a later one and its code, on the command line too', () => {
    for (const printed of [head, laterHead, genuine.verificationCode]) {
      expect(firstMismatch(genuine, printed)).toBeNull();
      expect(alone.firstMismatch(genuine, printed)).toBeNull();
    }
    const file = join(folder, 'export.json');
    writeFileSync(file, JSON.stringify(genuine));
    expect(execFileSync('node', [script, file, '--head', head], { encoding: 'utf8' })).toBe('matches\n');
    writeFileSync(file, JSON.stringify({ ...genuine, digest: '0'.repeat(64) }));
    expect(() => execFileSync('node', [script, file, '--head', head])).toThrow(/status code|Command failed/);
  });

  test('that is forged is found out at the same place by the stand-alone verifier and by the service', () => {
    const forged = forgeries();
    expect(forged.length).toBeGreaterThanOrEqual(50);
    const verdicts = forged.map(([name, exported, printed]) => [
      name,
      firstMismatch(exported, printed),
      alone.firstMismatch(exported, printed),
    ]);
    expect(verdicts.filter(([, ours]) => ours === null)).toEqual([]);
    expect(verdicts.filter(([, ours, theirs]) => ours !== theirs)).toEqual([]);
    expect(new Set(verdicts.map(([, ours]) => ours)).size).toBeGreaterThan(7);
  });

  test('says no names, is for those alone who read the archive, and leaves a line in the trail', async () => {
    const names = await service.database.read(() =>
      service.database.rows<{ name: string }>('SELECT name FROM members'),
    );
    const text = JSON.stringify(genuine);
    expect(names.filter(({ name }) => text.includes(name))).toEqual([]);
    const member = await service.as(branch.accountIds[3]!);
    expect((await exportOf(publicationId, member)).status).toBe(403);
    expect((await exportOf(999_999)).status).toBe(404);
    const records = await service.database.read(() =>
      service.database.rows("SELECT action FROM trail_records WHERE action = 'publication.export'"),
    );
    expect(records).toHaveLength(1);
  });

  test('ends its trail before the first line of a month that is not published', async () => {
    service.clock.set('2026-12-05T02:00:00.000Z');
    for (const name of ['secretary', 'commissioner', 'deputy'] as const)
      branch[name] = await service.as(branch.accountIds[['secretary', 'commissioner', 'deputy'].indexOf(name)]!);
    await aDecidedMonth(branch, { month: '2026-12', themeDay: '2026-12-10', selfAssessmentUntil: '2026-12-08' });
    const { records } = read(await exportOf(publicationId));
    expect(records.some(({ action }) => action === 'sheet.decide')).toBe(true);
    expect(records.at(-1)!.action).toBe('month.startReview');
    expect(firstMismatch(read(await exportOf(publicationId)), laterHead)).toBeNull();
    expect(november.month).toBe('2026-11');
  });
});

import { pathToFileURL } from 'node:url';
import { printedHead } from '#src/assessments/verification-code.js';
import { canonicalJson } from '#src/audit/canonical.js';
import type { TrailRecord } from '#src/audit/trail.entity.js';
import { chainOf, hashOf } from '#src/audit/trail.service.js';
import type { ExportedPublication, firstMismatch } from '#src/publication/exported-publication.js';
import { readPrintedHead } from '#src/verification/printed-head.js';
import { type Service, startService } from '../support/app.js';
import { aBranchAtWork, aBureauWithScheme } from '../support/month.js';
import { aPublishedMonth, Intruder, type PublishedMonth, recordRoles, verified } from './behind-our-back.js';

/*
 * The database is forged, a publication is taken out of it, and the board of before lies on the table: what `pointbook verify` finds
 * in the database the stand-alone verifier must find in the export, and where the one finds nothing, so must the other.
 */

const script = pathToFileURL('web/public/verify-publication.mjs').href;
const alone = (await import(script)) as { firstMismatch: typeof firstMismatch };

let service: Service;
let intruder: Intruder;
let month: PublishedMonth;
let kept: [table: string, rows: Record<string, unknown>[]][];
let head: { sequence: number; hash: string };
const branchTables = ['publications', 'published_sheets', 'published_lines', 'trail_records', 'trail_heads'];
const whereIn = (table: string): [string, unknown] =>
  table.startsWith('trail')
    ? ['chain = ?', month.chain]
    : [table === 'publications' ? 'id = ?' : 'publicationId = ?', month.publicationId];

beforeAll(async () => {
  service = await startService();
  month = await aPublishedMonth(await aBranchAtWork(service, await aBureauWithScheme(service), { size: 6 }));
  await recordRoles(service.database);
  intruder = await Intruder.at(service);
  kept = [];
  for (const table of branchTables) {
    const [where, value] = whereIn(table);
    kept.push([table, await intruder.rows(`SELECT * FROM ${table} WHERE ${where}`, [value])]);
  }
  const [own] = await intruder.rows<{ sequence: number; hash: string }>(
    "SELECT sequence, hash FROM trail_records WHERE chain = ? AND action = 'month.publish'",
    [month.chain],
  );
  head = own!;
});
afterAll(async () => {
  await intruder.close();
  await service.close();
});

/** Everything of the branch as it was, without the lines that taking a publication out has left since. */
async function putBack(): Promise<void> {
  for (const [table, rows] of kept) {
    const [where, value] = whereIn(table);
    await intruder.run([`DELETE FROM ${table} WHERE ${where}`, [value]]);
    await intruder.putBack(table, rows);
  }
  await intruder.run(['DELETE FROM trail_subjects WHERE chain = ? AND sequence > ?', [month.chain, head.sequence]]);
}

type Forge = () => Promise<void>;
const inRow =
  (set: string, index = 3): Forge =>
  () =>
    intruder.run([
      `UPDATE published_sheets SET ${set} WHERE publicationId = ? AND sheetId = ?`,
      [month.publicationId, month.sheetIds[index]],
    ]);
const inLine =
  (set: string): Forge =>
  () =>
    intruder.run([`UPDATE published_lines SET ${set} WHERE publicationId = ?`, [month.publicationId]]);
const onPublication =
  (set: string): Forge =>
  () =>
    intruder.run([`UPDATE publications SET ${set} WHERE id = ?`, [month.publicationId]]);
const without =
  (table: string): Forge =>
  () =>
    intruder.run([
      `DELETE FROM ${table} WHERE publicationId = ? AND sheetId = ?`,
      [month.publicationId, month.sheetIds[3]],
    ]);
const inTrail =
  (set: string, of: string): Forge =>
  () =>
    intruder.run([`UPDATE trail_records SET ${set} WHERE chain = ? AND action = ?`, [month.chain, of]]);

const changes: Record<string, Forge> = {
  'a score': inRow('scoreHundredths = scoreHundredths + 100'),
  'another’s score': inRow('scoreHundredths = scoreHundredths - 100', 4),
  'a base': inRow('baseHundredths = 1'),
  'a deduction': inRow('deductionHundredths = -300'),
  'a contribution': inRow('contributionHundredths = 900'),
  'the categories': inRow(`categoryPoints = '{"B1":1}'`),
  'who is not scored': inRow("notScoredReason = 'byRegulation'", 4),
  'whose row it is': inRow('memberId = 1', 5),
  'the order of the roster': inRow('rosterOrder = 99'),
  'what was counted of a line': inLine('countedHundredths = 900'),
  'what was claimed in a line': inLine('claimedHundredths = 900'),
  'how often something was claimed': inLine('`count` = 1'),
  'what was decided of a line': inLine("outcome = 'refused'"),
  'the item of a line': inLine("itemCode = 'C-02'"),
  'a line that is missing': without('published_lines'),
  'the window': onPublication("untilDay = '2026-12-31'"),
  'the number': onPublication('number = 2'),
};

/** The forger puts the digest right, and says it in the publication. */
const redigested = async () =>
  intruder.run([
    'UPDATE publications SET digest = ? WHERE id = ?',
    [await intruder.digestNow(month.publicationId), month.publicationId],
  ]);

/** He says it in the trail as well, and computes the whole chain anew. */
async function rechained(): Promise<void> {
  await redigested();
  const [publication] = await intruder.rows<Record<string, never>>('SELECT * FROM publications WHERE id = ?', [
    month.publicationId,
  ]);
  await intruder.rewrite(month.chain, head.sequence, (said) => {
    for (const name of Object.keys(said)) if (name in publication!) said[name] = publication![name];
  });
  await intruder.rehash(month.chain);
  const [own] = await intruder.rows<TrailRecord>('SELECT * FROM trail_records WHERE chain = ? AND sequence = ?', [
    month.chain,
    head.sequence,
  ]);
  expect(hashOf(own!)).toBe(own!.hash);
  await intruder.run(['UPDATE publications SET trailHash = ? WHERE id = ?', [own!.hash, month.publicationId]]);
}

const forgeries: [string, Forge][] = [
  ...Object.entries(changes).flatMap(([name, forge]): [string, Forge][] => [
    [`${name}, carelessly`, forge],
    [`${name}, with its digest`, () => forge().then(redigested)],
    [`${name}, with its digest and the whole chain`, () => forge().then(rechained)],
  ]),
  ['when it was published', inTrail("at = '2026-11-06T02:00:00.000Z'", 'month.publish')],
  ['what the trail says of it', inTrail("body = REPLACE(body, 'full', 'fuII')", 'month.publish')],
  ['the hash of its line', inTrail(`hash = '${'0'.repeat(64)}'`, 'month.publish')],
  [
    'the hash before its line, and the chain',
    async () => {
      await intruder.rewrite(month.chain, 2, (said) => (said.late = true));
      await rechained();
    },
  ],
  ['the digest alone', onPublication(`digest = '${'0'.repeat(64)}'`)],
  ['the hash it names', onPublication(`trailHash = '${'0'.repeat(64)}'`)],
];

/** What each of the two finds, with the board of before in hand. */
async function verdicts(): Promise<{ verify: string[]; alone: string | null }> {
  const { branch } = month;
  const board = { chain: chainOf(branch.branchId), sequence: head.sequence, digits: head.hash.slice(0, 20) };
  expect(readPrintedHead(`b${branch.branchId}-${printedHead(head.sequence, head.hash)}`)).toEqual(board);
  const { breaks } = await verified(service.database, { unitId: branch.branchId, printed: [board] });
  const answer = await branch.secretary.get(`/api/v1/publications/${month.publicationId}/export.json`);
  const exported = JSON.parse(String(answer.body)) as ExportedPublication;
  expect(canonicalJson(exported as never)).toBe(String(answer.body));
  return {
    verify: breaks.map(({ code }) => code),
    alone: alone.firstMismatch(exported, printedHead(head.sequence, head.hash)),
  };
}

test(`what was not touched neither objects to; of ${forgeries.length} forgeries both find every one`, async () => {
  expect(forgeries.length).toBeGreaterThanOrEqual(50);
  expect(await verdicts()).toEqual({ verify: [], alone: null });
  const missed: unknown[] = [];
  for (const [name, forge] of forgeries) {
    await putBack();
    await forge();
    const found = await verdicts();
    if (found.verify.length === 0 || found.alone === null) missed.push([name, found]);
  }
  expect(missed).toEqual([]);
  await putBack();
  expect(await verdicts()).toEqual({ verify: [], alone: null });
}, 180_000);

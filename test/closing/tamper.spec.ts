import { revisionDigestOf } from '#src/closing/rows.js';
import { breakWords } from '#src/verification/words.js';
import { type Service, startService } from '../support/app.js';
import { aConfirmedMonth, laterOn, service2, talk, task4 } from '../support/disputes.js';
import { aBranchAtWork, aBureauWithScheme, type BranchAtWork } from '../support/month.js';
import { Intruder, verified } from '../verification/behind-our-back.js';
import { closingOf, findAllInOrder, takeStep } from './closing.js';

/* A published closing that somebody changes in the database itself; each case is undone before the next. */

let service: Service;
let branch: BranchAtWork;
let intruder: Intruder;
const period = '2026-H2';

beforeAll(async () => {
  service = await startService({ now: '2026-11-05T02:00:00.000Z' });
  branch = await aBranchAtWork(service, await aBureauWithScheme(service), { size: 4 });
  await aConfirmedMonth(service, branch, [[talk], [service2], [task4], [task4, service2]]);
  const take = (who: BranchAtWork['secretary'], name: string, body?: unknown) =>
    takeStep(who, branch.bureauOffice, branch.branchId, period, name, body);
  for (const { branch: of, month } of (await closingOf(branch.secretary, branch.branchId, period)).missing)
    await take(branch.secretary, 'explanation', { branchId: of.id, month, reason: '试点前' });
  await take(branch.secretary, 'generation');
  const own = `/api/v1/members/${branch.memberIds[3]}/closings/${branch.branchId}/${period}/acknowledgement`;
  await branch.members[3]!.put(own);
  await laterOn(service, '2026-11-20T02:00:00.000Z');
  await take(branch.secretary, 'examination', { minutesNumber: '1' });
  await findAllInOrder(branch.bureauOffice, branch.branchId, period);
  await take(branch.bureauOffice, 'acceptance', {});
  const { status } = await take(branch.commissioner, 'publication', { contact: '纪检委员' });
  if (status !== 200) throw new Error('The closing is not published.');
  intruder = await Intruder.at(service);
});
afterAll(async () => {
  await intruder.close();
  await service.close();
});

const breaks = async () => (await verified(service.database, { unitId: branch.branchId })).breaks;

test('nothing is found where nothing was done', async () => {
  expect(await breaks()).toEqual([]);
});

test.each([
  ['a sum is raised', 'closing_rows', 'sumHundredths', 'sumHundredths + 300', 'closingDigest'],
  ['a band is given away', 'closing_rows', 'bandCode', "'excellent'", 'closingDigest'],
  ['a publication is made to end earlier', 'closing_publications', 'untilDay', "'2026-11-20'", 'closingDigest'],
  ['a closing is confirmed past the steps', 'closings', 'state', "'confirmed'", 'closingState'],
])('%s', async (_name, table, column, value, code) => {
  const [before] = await intruder.rows<Record<string, unknown>>(`SELECT ${column} AS kept FROM ${table} LIMIT 1`);
  const kept = await intruder.rows<Record<string, unknown>>(`SELECT ${column} AS kept FROM ${table}`);
  expect(new Set(kept.map((row) => row['kept'])).size).toBeGreaterThan(0);
  const id = table === 'closing_rows' ? `memberId = ${branch.memberIds[3]}` : '1 = 1';
  const [own] = await intruder.rows<Record<string, unknown>>(
    `SELECT ${column} AS kept FROM ${table} WHERE ${id} LIMIT 1`,
  );
  expect(before).toBeDefined();
  await intruder.run([`UPDATE ${table} SET ${column} = ${value} WHERE ${id}`]);
  const found = await breaks();
  await intruder.run([`UPDATE ${table} SET ${column} = ? WHERE ${id}`, [own!['kept']]]);
  expect(found.map((one) => one.code)).toContain(code);
  for (const one of found)
    for (const language of ['zh', 'en'] as const)
      expect(Object.values(breakWords(one, language)).join()).not.toMatch(/undefined|NaN|\{(expected|found|column)/);
  expect(await breaks()).toEqual([]);
});

test('a sum is raised with every digest in the tables: the months and the trail still know', async () => {
  const rows = await intruder.rows<never>('SELECT * FROM closing_rows ORDER BY position');
  const raised = (rows as Record<string, unknown>[]).map((row) =>
    row['memberId'] === branch.memberIds[3] ? { ...row, bandCode: 'excellent', suggestedBandCode: 'excellent' } : row,
  );
  await intruder.run(
    [
      `UPDATE closing_rows SET bandCode = 'excellent', suggestedBandCode = 'excellent' WHERE memberId = ${branch.memberIds[3]}`,
    ],
    ['UPDATE closing_revisions SET digest = ?', [revisionDigestOf(raised as never)]],
  );
  const found = (await breaks()).map(({ code, column }) => [code, column]);
  expect(found).toContainEqual(['closingFigures', 'suggestedBandCode']);
  expect(found).toContainEqual(['closingUnrecorded', 'digest']);
});

test('a reading is struck out', async () => {
  await intruder.run(['DELETE FROM closing_acknowledgements']);
  expect((await breaks()).map(({ code, table }) => [code, table])).toContainEqual([
    'rowGone',
    'closing_acknowledgements',
  ]);
});

import { Jobs } from '#src/jobs/jobs.service.js';
import type { BreakCode } from '#src/verification/break.js';
import { breakWords } from '#src/verification/words.js';
import { type Json, type Service, startService } from '../support/app.js';
import { aBureauWithScheme } from '../support/month.js';
import { aWholeLife, type Life } from '../support/whole-life.js';
import { Intruder, recordRoles, verified } from './behind-our-back.js';

/*
 * One month with everything in it, lived over HTTP: it verifies, and whatever somebody then changes in any of its tables is found
 * and named, and is no longer found once it is put back.
 */

let service: Service;
let intruder: Intruder;
let life: Life;
beforeAll(async () => {
  service = await startService();
  life = await aWholeLife(service, await aBureauWithScheme(service), () => service.app.get(Jobs).tick());
  await recordRoles(service.database);
  intruder = await Intruder.at(service);
});
afterAll(async () => {
  await intruder.close();
  await service.close();
});

const breaksNow = async () => (await verified(service.database)).breaks;

test('a month with a withdrawal, an appeal, a row that waited and a correction of a correction verifies', async () => {
  const { breaks, counts } = await verified(service.database);
  expect(breaks).toEqual([]);
  // Published twice; the objection and its appeal each changed a row, and so did two slips.
  expect(counts).toMatchObject({ months: 1, publications: 6 });
});

type Where = [table: string, where: string, parameters?: (life: Life) => unknown[]];
const whole = (table: string): Where => [table, '1 = 1'];
const slipOf = (name: keyof Life['slips']): Where => ['corrections', 'id = ?', ({ slips }) => [slips[name]]];
const upheld: Where = ['objections', 'publicKey = ?', (of) => [of.upheld]];
const rejected: Where = ['objections', 'publicKey = ?', (of) => [of.rejected]];
const amended: Where = ['amendments', 'correctionId = ?', ({ slips }) => [slips.issued]];
const amendedRow: Where = [
  'published_sheets',
  'publicationId = (SELECT publicationId FROM amendments WHERE correctionId = ?)',
  ({ slips }) => [slips.issued],
];
const ofSheet = (table: string, index: number): Where => [table, 'sheetId = ?', ({ sheets }) => [sheets[index]]];

/** What is changed (null: the row is deleted), and the break that must be among those named. */
const intrusions: [
  name: string,
  rows: Where,
  change: Record<string, unknown> | null,
  code: BreakCode,
  column?: string,
][] = [
  ['an amendment’s published row', amendedRow, { scoreHundredths: 9900 }, 'scoreDiffers', 'scoreHundredths'],
  ['what an amendment took the place of', amended, { replacesPublicationId: 1 }, 'rowDiffers', 'replacesPublicationId'],
  ['that there was an amendment', amended, null, 'rowGone'],
  ['the number of a slip', slipOf('again'), { number: 9 }, 'numberMissing', 'number'],
  ['the number of a slip, as recorded', slipOf('again'), { number: 9 }, 'rowDiffers', 'number'],
  ['the year of a slip', slipOf('again'), { year: 2025 }, 'numberMissing', 'number'],
  ['that there was a slip', slipOf('refused'), null, 'numberMissing', 'number'],
  ['that there was a draft of a slip', slipOf('withdrawn'), null, 'rowGone'],
  ['the reason of a slip', slipOf('issued'), { reason: '另一个理由' }, 'wordsDiffer', 'reason'],
  ['what a slip changed', slipOf('issued'), { changes: '{}' }, 'wordsDiffer', 'changes'],
  ['what a slip is said to have done', slipOf('issued'), { effects: '{}' }, 'wordsDiffer', 'effects'],
  ['why a slip was refused', slipOf('refused'), { endReason: '证据确凿' }, 'wordsDiffer', 'endReason'],
  ['that a slip was refused', slipOf('refused'), { state: 'decided' }, 'rowDiffers', 'state'],
  ['who countersigned', slipOf('issued'), { countersignedBy: 9 }, 'rowDiffers', 'countersignedBy'],
  ['whose row a slip is about', slipOf('issued'), { subjectMemberId: 9 }, 'rowDiffers', 'subjectMemberId'],
  ['the reason of a withdrawal', whole('publication_withdrawals'), { reason: '其他' }, 'wordsDiffer', 'reason'],
  ['who withdrew', whole('publication_withdrawals'), { withdrawnBy: 9 }, 'rowDiffers', 'withdrawnBy'],
  ['that a publication was withdrawn', whole('publication_withdrawals'), null, 'rowGone'],
  ['the answer to an objection', upheld, { answer: '查无此事' }, 'wordsDiffer', 'answer'],
  ['what somebody objected', rejected, { reason: '没有理由' }, 'wordsDiffer', 'reason'],
  ['who objected', rejected, { authorMemberId: 1 }, 'wordsDiffer', 'reason'],
  ['that he wished to stay unnamed', rejected, { anonymous: 0 }, 'rowDiffers', 'anonymous'],
  ['what became of an objection', rejected, { state: 'upheld' }, 'rowDiffers', 'state'],
  ['who answered an objection', upheld, { answeredBy: 9 }, 'rowDiffers', 'answeredBy'],
  ['the reason of an appeal', upheld, { appealReason: '其他' }, 'wordsDiffer', 'appealReason'],
  ['the answer to an appeal', upheld, { appealAnswer: '其他' }, 'wordsDiffer', 'appealAnswer'],
  ['what became of an appeal', upheld, { appealState: 'rejected' }, 'rowDiffers', 'appealState'],
  ['that somebody objected', rejected, null, 'rowGone'],
  ['what a meeting decided', ofSheet('meeting_decisions', 5), { scoreHundredths: 1 }, 'wordsDiffer', 'decisions'],
  ['that a meeting decided about a sheet', ofSheet('meeting_decisions', 5), null, 'wordsDiffer', 'decisions'],
  ['how a meeting voted', whole('meeting_votes'), { against: 2 }, 'wordsDiffer', 'record'],
  [
    'who was at a meeting',
    ['meeting_attendance', "presence = 'leave'"],
    { presence: 'present' },
    'wordsDiffer',
    'record',
  ],
  ['the notes of a meeting', whole('meetings'), { notes: '一致同意' }, 'wordsDiffer', 'record'],
  ['that a meeting was closed', whole('meetings'), { state: 'open' }, 'rowDiffers', 'state'],
  ['an evidence file', whole('evidence_files'), { digest: '0'.repeat(64) }, 'wordsDiffer', 'digest'],
  ['what was handed in', whole('evidence_files'), { originalDigest: '0'.repeat(64) }, 'wordsDiffer', 'originalDigest'],
  ['who handed a file in', whole('evidence_files'), { uploadedBy: 9 }, 'rowDiffers', 'uploadedBy'],
  ['that there was a file', whole('evidence_files'), null, 'rowGone'],
  ['how a member agreed to a proxy', whole('proxy_entries'), { consent: 'byPhone' }, 'rowDiffers', 'consent'],
  ['why there was a proxy', whole('proxy_entries'), { reason: '其他' }, 'wordsDiffer', 'reason'],
  ['who was the proxy', whole('proxy_entries'), { enteredBy: 9 }, 'rowDiffers', 'enteredBy'],
  [
    'until when somebody had more time',
    ['sheets', 'extendedUntil IS NOT NULL'],
    { extendedUntil: '2026-11-09' },
    'rowDiffers',
    'extendedUntil',
  ],
  [
    'why he had more time',
    ['sheets', 'extendedUntil IS NOT NULL'],
    { extensionReason: '其他' },
    'wordsDiffer',
    'extensionReason',
  ],
  [
    'why somebody has no score',
    ['sheets', 'notScoredNote IS NOT NULL'],
    { notScoredNote: '其他' },
    'wordsDiffer',
    'notScoredNote',
  ],
  ['what a pre-review came to', ofSheet('pre_reviews', 6), { scoreHundredths: 1 }, 'rowDiffers', 'scoreHundredths'],
  ['what a pre-review said', whole('pre_review_lines'), { reason: '其他' }, 'wordsDiffer', 'lines'],
  ['who pre-reviewed', ofSheet('pre_reviews', 6), { accountId: 9 }, 'rowDiffers', 'accountId'],
  [
    'who checked the list',
    ['month_steps', "step = 'confidentialityCheck'"],
    { accountId: null },
    'rowDiffers',
    'accountId',
  ],
  ['who approved the list', ['month_steps', "step = 'approval'"], { accountId: null }, 'rowDiffers', 'accountId'],
  [
    'when somebody saw the board',
    whole('publication_receipts'),
    { seenAt: '2026-11-10T00:00:00.000Z' },
    'rowDiffers',
    'seenAt',
  ],
  ['that somebody saw the board', whole('publication_receipts'), null, 'rowGone'],
  ['that the bureau accepted the month', whole('branch_months'), { state: 'reported' }, 'rowDiffers', 'state'],
  ['that a row was corrected', ofSheetId(5), { state: 'confirmed' }, 'sheetState', 'state'],
  ['that a row was confirmed', ofSheetId(6), { state: 'published' }, 'sheetState', 'state'],
];

function ofSheetId(index: number): Where {
  return ['sheets', 'id = ?', ({ sheets }) => [sheets[index]]];
}

const named = intrusions.map(([name, ...intrusion]) => [name, intrusion] as const);

test.each(named)('%s is changed behind our back', async (_name, [[table, where, of], change, code, column]) => {
  const parameters = of?.(life) ?? [];
  const rows = await intruder.rows<Record<string, unknown>>(`SELECT * FROM ${table} WHERE ${where}`, parameters);
  expect(rows.length).toBeGreaterThan(0);
  const quoted = (names: string[], joined: string, end = '') => names.map((name) => `\`${name}\`${end}`).join(joined);
  if (change === null) await intruder.run([`DELETE FROM ${table} WHERE ${where}`, parameters]);
  else
    await intruder.run([
      `UPDATE ${table} SET ${quoted(Object.keys(change), ', ', ' = ?')} WHERE ${where}`,
      [...Object.values(change), ...parameters],
    ]);
  const breaks = await breaksNow();
  const holdsIt = ({ code: found, column: at }: Json) => found === code && (column === undefined || at === column);
  expect(breaks.filter(holdsIt)).not.toEqual([]);
  expect([...new Set(breaks.map(({ unitId }) => unitId))]).toEqual([life.branch.branchId]);
  for (const found of breaks)
    for (const language of ['zh', 'en'] as const)
      expect(Object.values(breakWords(found, language)).join()).not.toMatch(/undefined|NaN|\{(expected|found|column)/);
  await intruder.putBack(table, rows);
});

test('a slip that was never asked for is found', async () => {
  const [row] = await intruder.rows<Record<string, unknown>>('SELECT * FROM corrections WHERE id = ?', [
    life.slips.again,
  ]);
  const { id: _, ...slip }: Record<string, unknown> = { ...row!, requestId: 'forged', number: Number(row!.number) + 1 };
  const names = Object.keys(slip);
  await intruder.run([
    `INSERT INTO corrections (${names.map((name) => `\`${name}\``).join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
    Object.values(slip),
  ]);
  expect((await breaksNow()).map(({ code, table }) => [code, table])).toEqual([['rowUnrecorded', 'corrections']]);
  await intruder.run(["DELETE FROM corrections WHERE requestId = 'forged'"]);
  expect(await breaksNow()).toEqual([]);
});

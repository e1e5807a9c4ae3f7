/**
 * The scheme lab over HTTP: a draft tried on one year of 2,000 members in 100 branches, beside the floor of it: reading the
 * same rows at once and scoring each sheet with a hand-written function that knows no other rule, without summaries, caps or
 * answer. In one process and in turns. Then what everybody else feels of it: the longest the process was busy at a stretch,
 * and how much memory it took.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { decidedEntry, numbered, written } from '#src/assessments/lines.js';
import { SheetLine } from '#src/assessments/sheet-line.entity.js';
import type { Database } from '#src/database/database.js';
import type { Item, Scheme } from '#src/scoring/scheme.js';
import { type Entry, scoreSheet } from '#src/scoring/score.js';
import { readSchemeFile } from '#src/schemes/scheme-file.js';
import type { TrialResultView } from '#src/trials/trial.view.js';
import { type Client, startService } from '../test/support/app.js';
import { layMonths, theDefaultScheme } from '../test/support/months.js';
import { anAccount, aUnit, someMembers } from '../test/support/organisation.js';
import { scoreByHand } from './scoring-by-hand.js';

const branchCount = 100;
const membersInBranch = 20;
const months = Array.from({ length: 12 }, (_, index) => `2025-${String(index + 1).padStart(2, '0')}`);
const rounds = 5;
const file = readFileSync('schemes/default.yaml', 'utf8');
const scheme = readSchemeFile(file).scheme as Scheme;
const scored = scheme.items.filter(({ automatic }) => !automatic);

let state = 20260101;
const random = (below: number) => (state = (state * 48271) % 2147483647) % below;

/** A third unchanged, most with a few entries, some with many. */
function madeUpEntries(): Entry[] {
  const wanted = [0, 0, 1, 2, 3, 12][random(6)] as number;
  const chosen = Array.from({ length: wanted }, () => scored[random(scored.length)] as Item);
  const once = chosen.filter((item, index) => item.kind !== 'base' || chosen.indexOf(item) === index);
  return once.map((item, index) => ({ number: index + 1, itemCode: item.code, ...valueOf(item) }));
}

function valueOf({ options, each, range }: Item): Partial<Entry> {
  if (options) return { optionCode: options[random(options.length)]?.code ?? null };
  if (each) return { count: 1 + random(4) };
  const { fromHundredths, toHundredths } = range as NonNullable<Item['range']>;
  return { pointsHundredths: fromHundredths + 50 * random((toHundredths - fromHundredths) / 50 + 1) };
}

async function layBranch(database: Database, at: { bureauId: number; schemeVersionId: number; accountId: number }) {
  const { id: branchId } = await aUnit(database, { parentId: at.bureauId });
  const members = await someMembers(
    database,
    Array.from({ length: membersInBranch }, () => ({ branchId })),
  );
  const entries = months.map(() => members.map(madeUpEntries));
  const laid = await layMonths(database, {
    ...at,
    months: months.map((month, index) => ({
      ...{ branchId, month, state: 'confirmed' },
      sheets: members.map((memberId, place) => {
        const score = scoreSheet(scheme, 'full', entries[index]?.[place] ?? []);
        const { scoreHundredths: result, deductionHundredths, contributionHundredths } = score;
        return { memberId, result, deductionHundredths, contributionHundredths };
      }),
    })),
  });
  const lines = laid.flatMap(({ sheetIds }, index) =>
    sheetIds.flatMap((sheetId, place) =>
      numbered(sheetId, 'self', (entries[index]?.[place] ?? []).map(written)).map((line) => ({
        ...line,
        outcome: 'accepted' as const,
      })),
    ),
  );
  await database.write(() => database.insert(SheetLine, lines));
  return lines.length;
}

/** Reads what a trial reads of the sheets, and scores it; answers how many sheets are as they were published. */
async function byHand(database: Database): Promise<number> {
  const { sheets, lines } = await database.read(async () => ({
    sheets: await database.rows<{ sheetId: number; profileCode: string; scoreHundredths: number }>(
      `SELECT sheets.sheetId, sheets.memberId, sheets.profileCode, sheets.scoreHundredths, sheets.parts, branch_months.month
         FROM published_sheets sheets
         JOIN publications ON publications.id = sheets.publicationId
         JOIN branch_months ON branch_months.id = publications.branchMonthId`,
    ),
    lines: await database.rows<SheetLine>(
      `SELECT sheet_lines.sheetId, sheet_lines.number, sheet_lines.itemCode, sheet_lines.optionCode, sheet_lines.count,
              sheet_lines.pointsHundredths, sheet_lines.deedKey, sheet_lines.outcome, sheet_lines.decidedOptionCode,
              sheet_lines.decidedCount, sheet_lines.decidedPointsHundredths FROM sheet_lines`,
    ),
  }));
  const entriesOf = new Map<number, Entry[]>(sheets.map(({ sheetId }) => [sheetId, []]));
  for (const line of lines) entriesOf.get(line.sheetId)?.push(decidedEntry(line));
  return sheets.filter(
    ({ sheetId, profileCode, scoreHundredths }) =>
      scoreByHand(profileCode, entriesOf.get(sheetId) ?? []).scoreHundredths === scoreHundredths,
  ).length;
}

async function tryDraft(client: Client, draftId: number, unitId: number): Promise<{ text: string; firstLine: number }> {
  const began = performance.now();
  const wish = { unitId, fromMonth: months[0], untilMonth: months.at(-1) };
  const response = await client.stream(`/api/v1/scheme-drafts/${draftId}/trials`, wish);
  assert.equal(response.status, 200);
  const pieces: string[] = [];
  let firstLine = 0;
  const decoder = new TextDecoder();
  for await (const piece of response.body as AsyncIterable<Uint8Array>) {
    firstLine ||= performance.now() - began;
    pieces.push(decoder.decode(piece, { stream: true }));
  }
  return { text: pieces.join(''), firstLine };
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

const median = (values: number[]) => values.sort((one, other) => one - other)[values.length >> 1] ?? NaN;

const service = await startService({ now: '2026-01-20T02:00:00.000Z' });
const { database } = service;
const schemeVersionId = await theDefaultScheme(database);
const { id: bureauId } = await aUnit(database, { kind: 'bureau', name: '县局机关党委' });
const accountId = await anAccount(database, { roles: [['bureauOffice', bureauId]] });
const client = await service.as(accountId);
let lineCount = 0;
for (let branch = 0; branch < branchCount; branch += 1)
  lineCount += await layBranch(database, { bureauId, schemeVersionId, accountId });
const draft = await client.post('/api/v1/scheme-drafts', { requestId: randomUUID(), source: file });

const sheetCount = branchCount * membersInBranch * months.length;
const { text, firstLine } = await tryDraft(client, draft.body.id, bureauId);
const result = JSON.parse(text.trimEnd().split('\n').at(-1) as string) as TrialResultView;
const same = result.members
  .flatMap((member) => member.months)
  .filter((it) => it.afterHundredths === it.beforeHundredths);
assert.deepEqual([result.per, same.length, await byHand(database)], ['year', sheetCount, sheetCount]);

const busy = monitorEventLoopDelay({ resolution: 5 });
const [ofTrial, ofHand]: [number[], number[]] = [[], []];
let memory = 0;
for (let round = 0; round < rounds; round += 1) {
  global.gc?.();
  const before = process.memoryUsage().rss;
  busy.enable();
  ofTrial.push(await seconds(() => tryDraft(client, draft.body.id, bureauId)));
  busy.disable();
  memory = Math.max(memory, process.memoryUsage().rss - before);
  ofHand.push(await seconds(() => byHand(database)));
}
const [trial, hand] = [median(ofTrial), median(ofHand)];
const megabytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MB`;
console.log(
  `  2,000 members, 12 months, ${sheetCount} sheets, ${lineCount} lines, on ${database.dialect.kind}; median of ${rounds}`,
);
console.log(
  `  trial over HTTP, with summaries, bands and caps      ${trial.toFixed(2)} s, ${megabytes(text.length)} answered`,
);
console.log(`  the same rows read and scored by hand, nothing else  ${hand.toFixed(2)} s`);
console.log(`  ratio                                                ${(trial / hand).toFixed(2)}`);
console.log(`  first line after                                     ${firstLine.toFixed(0)} ms`);
console.log(`  busy at a stretch, at the most                       ${(busy.max / 1e6).toFixed(0)} ms`);
console.log(`  memory taken beyond what was held before             ${megabytes(memory)}`);
await service.close();

/**
 * A province: 1,500 branches with 30,000 members and six confirmed months. How long generating the half-year of all of them takes
 * (what is stored of it: rows, revisions, steps, lines of the trail), beside the same rows written by hand (closing-by-hand.ts) and
 * beside one statement that puts bare sums into the same table; and the overview of a month over all branches, beside one statement with the bare figures. In one process,
 * after one another, so that the ratio says what the rules and the keeping cost.
 */
import { performance } from 'node:perf_hooks';
import { Trail } from '#src/audit/trail.service.js';
import { Generations } from '#src/closing/generations.service.js';
import type { Actor } from '#src/http/allow.js';
import { HalfYears } from '#src/summaries/half-years.service.js';
import { Overviews } from '#src/summaries/overviews.service.js';
import { startService } from '../test/support/app.js';
import { closeByHand, doneByHand } from './closing-by-hand.js';
import { layLargeBureau } from '../test/support/large-bureau.js';

const months = ['2026-01', '2026-02', '2026-03', '2026-04', '2026-05', '2026-06'];
const rounds = 15;
const branches = 1500;
/** The half-years are generated in so many parts, in turns with the other ways of doing it. */
const parts = 3;

const service = await startService({ now: '2026-07-05T02:00:00.000Z', limits: { write: 600_000 } });
const { database } = service;
const bureau = await layLargeBureau(database, { branches, membersInBranch: 20, months, baseHundredths: 8800 });
const [generations, halfYears, overviews, trail] = [Generations, HalfYears, Overviews, Trail].map((room) =>
  service.app.get(room as never),
) as unknown as [Generations, HalfYears, Overviews, Trail];
const actor: Actor = {
  accountId: bureau.accountId,
  memberId: null,
  displayName: '机关党办',
  holdings: [{ role: 'bureauOffice', unitPath: bureau.path }],
  requestId: 'bench',
};

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

const median = (values: number[]) => values.sort((one, other) => one - other)[values.length >> 1] ?? NaN;
const megabytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0)} MB`;

/** The least of all: one statement that stores a row with bare sums for each member, without bands, digests and trail. */
function storeSums(revision: number, branchIds: readonly number[]): Promise<number> {
  return database.write(() =>
    database.change(
      `INSERT INTO closing_rows (closingId, revision, memberId, position, home, months, countedMonths, meanHundredths,
              resultHundredths, sumHundredths, lowestHundredths, deductionHundredths, contributionHundredths, openBands,
              bandReasons, remarks, figuresDigest)
       SELECT closings.id, ?, members.id, memberships.rosterOrder, 1,
              '[' || GROUP_CONCAT('{"month":"' || months.month || '","scoreHundredths":' || finals.scoreHundredths || '}') || ']',
              COUNT(finals.scoreHundredths), ROUND(AVG(finals.scoreHundredths)), ROUND(AVG(finals.scoreHundredths)),
              SUM(finals.scoreHundredths), MIN(finals.scoreHundredths), SUM(finals.deductionHundredths),
              SUM(finals.contributionHundredths), '[]', '[]', '[]', '${'0'.repeat(64)}'
         FROM closings
         JOIN memberships ON memberships.branchId = closings.branchId AND memberships.untilDay IS NULL
         JOIN members ON members.id = memberships.memberId
         JOIN branch_months months ON months.branchId = closings.branchId AND months.month BETWEEN '2026-01' AND '2026-06'
         JOIN sheets ON sheets.branchMonthId = months.id AND sheets.memberId = members.id
         JOIN published_sheets finals ON finals.publicationId = sheets.publicationId AND finals.sheetId = sheets.id
        WHERE closings.period = '2026-H1' AND closings.branchId BETWEEN ? AND ?
        GROUP BY closings.id, members.id, memberships.rosterOrder`,
      [revision, branchIds[0] as number, branchIds.at(-1) as number],
    ),
  );
}

/** The longest that a timer of a millisecond had to wait, and the most memory, while the work was done. */
async function watched(work: () => Promise<unknown>): Promise<{ busy: number; rss: number }> {
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  let [last, busy, rss] = [performance.now(), 0, 0];
  const timer = setInterval(() => {
    const now = performance.now();
    [busy, rss, last] = [Math.max(busy, now - last), Math.max(rss, process.memoryUsage().rss - before), now];
  }, 1);
  await work();
  clearInterval(timer);
  return { busy, rss };
}

/** Everything that the two ways keep of a member, except for whose row it is. */
const keptRows = `SELECT rows_.memberId, rows_.position, rows_.home, rows_.months, rows_.countedMonths, rows_.meanHundredths,
    rows_.resultHundredths, rows_.sumHundredths, rows_.lowestHundredths, rows_.deductionHundredths, rows_.contributionHundredths,
    rows_.vetoCode, rows_.suggestedBandCode, rows_.bandCode, rows_.bandReason, rows_.openBands, rows_.bandReasons, rows_.remarks,
    rows_.figuresDigest, closing_revisions.digest
  FROM closings JOIN closing_rows rows_ ON rows_.closingId = closings.id AND rows_.revision = 1
  JOIN closing_revisions ON closing_revisions.closingId = closings.id AND closing_revisions.revision = 1
  WHERE closings.period = ? ORDER BY rows_.memberId`;

const branchIds = Array.from({ length: branches }, (_, index) => bureau.id + 1 + index);
const { rule } = await halfYears.periodOf('2026-H1');
const [ofService, ofHand, ofSums]: [number[], number[], number[]] = [[], [], []];
let peak = { busy: 0, rss: 0 };
for (let round = 0; round < parts; round += 1) {
  const some = branchIds.slice((round * branches) / parts, ((round + 1) * branches) / parts);
  const generate = () => generations.generateAll(bureau.id, '2026-H1', some, actor);
  ofService.push(
    await seconds(async () => {
      const { busy, rss } = await watched(generate);
      peak = { busy: Math.max(peak.busy, busy), rss: Math.max(peak.rss, rss) };
    }),
  );
  const wish = {
    branchIds: some,
    period: 'by-hand',
    schemeVersionId: rule.id,
    accountId: bureau.accountId,
    atOnce: 25,
  };
  ofHand.push(await seconds(() => closeByHand({ database, trail }, wish)));
  ofSums.push(await seconds(() => storeSums(100 + round, some)));
}
const again = await seconds(() => generations.generateAll(bureau.id, '2026-H1', undefined, actor));
const live = await seconds(() => halfYears.of(bureau.id, '2026-H1'));
const [kept, byHandKept] = [
  await database.read(() => database.rows<{ bandCode: string; bandReasons: string }>(keptRows, ['2026-H1'])),
  await database.read(() => database.rows(keptRows, ['by-hand'])),
];
if (kept.length !== bureau.members) throw new Error(`${kept.length} rows were stored.`);
const other = kept.findIndex((row, index) => JSON.stringify(row) !== JSON.stringify(byHandKept[index]));
if (other >= 0)
  throw new Error(`Not the same row:\n${JSON.stringify(kept[other])}\n${JSON.stringify(byHandKept[other])}`);
const excellent = kept.filter(({ bandCode }) => bandCode === 'excellent').length;
const keptOut = kept.filter(({ bandReasons }) => bandReasons.includes('"quota')).length;
const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
const ratio = (values: readonly number[]) =>
  median(ofService.map((value, round) => value / (values[round] ?? NaN))).toFixed(2);
console.log(
  `  ${bureau.members} members in ${branches} branches, ${months.length} months, on ${database.dialect.kind};`,
);
console.log(
  `  ${excellent} suggested for the first band, ${keptOut} kept out of it by the quota; ${parts} rounds of ${branches / parts} branches in turns`,
);
console.log(`  half-year generated for all branches, and kept       ${total(ofService).toFixed(2)} s`);
console.log(`  the same work written by hand                        ${total(ofHand).toFixed(2)} s`);
for (const line of doneByHand) console.log(`    ${line}`);
console.log(`  ratio, median of the rounds                          ${ratio(ofHand)}`);
console.log(`  one statement that stores bare sums, no digests      ${total(ofSums).toFixed(2)} s`);
console.log(`  ratio to that                                        ${ratio(ofSums)}`);
console.log(`  generated again, nothing changed                     ${again.toFixed(2)} s`);
console.log(`  the whole summary live, nothing kept                 ${live.toFixed(2)} s`);
console.log(`  busy at a stretch, at the most                       ${peak.busy.toFixed(0)} ms`);
console.log(`  memory taken beyond what was held before             ${megabytes(peak.rss)}`);

const byHand = `
  SELECT units.id, units.name, branch_months.state, COUNT(sheets.id) AS members, COUNT(sheets.submittedAt) AS submitted,
         AVG(finals.scoreHundredths) AS mean, MIN(finals.scoreHundredths) AS lowest, MAX(finals.scoreHundredths) AS highest
    FROM units
    LEFT JOIN branch_months ON branch_months.branchId = units.id AND branch_months.month = ?
    LEFT JOIN sheets ON sheets.branchMonthId = branch_months.id
    LEFT JOIN published_sheets finals ON finals.publicationId = sheets.publicationId AND finals.sheetId = sheets.id
   WHERE units.path LIKE ? AND units.kind = 'branch'
   GROUP BY units.id, units.name, branch_months.state ORDER BY units.rosterOrder`;
const [ofOverview, ofStatement]: [number[], number[]] = [[], []];
for (let round = 0; round < rounds; round += 1) {
  ofOverview.push(await seconds(() => overviews.of(bureau.id, '2026-06')));
  ofStatement.push(await seconds(() => database.read(() => database.rows(byHand, ['2026-06', `${bureau.path}%`]))));
}
const [overview, statement] = [median(ofOverview), median(ofStatement)];
console.log(`  overview of a month over 1500 branches               ${(overview * 1000).toFixed(0)} ms`);
console.log(`  one statement with the bare figures                  ${(statement * 1000).toFixed(0)} ms`);
console.log(`  ratio                                                ${(overview / statement).toFixed(2)}`);
await service.close();

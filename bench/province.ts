/**
 * A province: 1,500 branches with 30,000 members and six confirmed months. How long generating the half-year of all of them takes
 * (what is stored of it: rows, revisions, steps, lines of the trail), beside one statement written by hand that puts the bare figures
 * into the same table; and the overview of a month over all branches, beside one statement with the bare figures. In one process,
 * after one another, so that the ratio says what the rules and the keeping cost.
 */
import { performance } from 'node:perf_hooks';
import { Generations } from '#src/closing/generations.service.js';
import type { Actor } from '#src/http/allow.js';
import { HalfYears } from '#src/summaries/half-years.service.js';
import { Overviews } from '#src/summaries/overviews.service.js';
import { startService } from '../test/support/app.js';
import { layLargeBureau } from '../test/support/large-bureau.js';

const months = ['2026-01', '2026-02', '2026-03', '2026-04', '2026-05', '2026-06'];
const rounds = 5;

const service = await startService({ now: '2026-07-05T02:00:00.000Z', limits: { write: 600_000 } });
const { database } = service;
const bureau = await layLargeBureau(database, { branches: 1500, membersInBranch: 20, months });
const [generations, halfYears, overviews] = [Generations, HalfYears, Overviews].map((room) =>
  service.app.get(room as never),
) as unknown as [Generations, HalfYears, Overviews];
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

/** What a whole unit is closed with, if it is only about figures: one statement that stores a row a member. */
function storeByHand(revision: number): Promise<number> {
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
        WHERE closings.period = '2026-H1'
        GROUP BY closings.id, members.id, memberships.rosterOrder`,
      [revision],
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

let peak = { busy: 0, rss: 0 };
const first = await seconds(async () => {
  peak = await watched(() => generations.generateAll(bureau.id, '2026-H1', undefined, actor));
});
const again = await seconds(() => generations.generateAll(bureau.id, '2026-H1', undefined, actor));
const stored = await database.read(() => database.row<{ count: number }>('SELECT COUNT(*) AS count FROM closing_rows'));
if (stored?.count !== bureau.members) throw new Error(`${stored?.count} rows were stored.`);
const ofHand: number[] = [];
for (let round = 0; round < 3; round += 1) ofHand.push(await seconds(() => storeByHand(100 + round)));
const live = await seconds(() => halfYears.of(bureau.id, '2026-H1'));
const hand = median(ofHand);
console.log(`  ${bureau.members} members in 1500 branches, ${months.length} months, on ${database.dialect.kind}`);
console.log(`  half-year generated for all branches, and kept       ${first.toFixed(2)} s`);
console.log(`  one statement that stores the bare figures           ${hand.toFixed(2)} s`);
console.log(`  ratio                                                ${(first / hand).toFixed(2)}`);
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

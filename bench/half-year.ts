/**
 * The half-year of a bureau with 1,000 members in 50 branches, beside one hand-written statement that computes the bare
 * figures in the database. In one process and in turns, so that the ratio says what the rules cost, whatever the machine.
 */
import { performance } from 'node:perf_hooks';
import { Trail } from '#src/audit/trail.service.js';
import { StoppedClock } from '#src/calendar.js';
import type { Database } from '#src/database/database.js';
import { Organisation } from '#src/organisation/organisation.service.js';
import { Schemes } from '#src/schemes/schemes.service.js';
import { HalfYears } from '#src/summaries/half-years.service.js';
import { PreviousYears } from '#src/summaries/previous-years.service.js';
import { RankingRules } from '#src/summaries/ranking-rules.service.js';
import { UnitBranches } from '#src/summaries/unit-branches.js';
import { HoldingVetoes } from '#src/vetoes/holding-vetoes.service.js';
import { freshDatabase } from '../test/support/database.js';
import { layMonths, theDefaultScheme } from '../test/support/months.js';
import { anAccount, aUnit, someMembers } from '../test/support/organisation.js';

const branchCount = 50;
const membersInBranch = 20;
const months = ['2026-01', '2026-02', '2026-03', '2026-04', '2026-05', '2026-06'];
const rounds = 30;

const byHand = `
  SELECT members.id, members.name, members.memberNumber, memberships.branchId, COUNT(results.scoreHundredths) AS countedMonths,
         ROUND(AVG(results.scoreHundredths)) AS meanHundredths, SUM(results.scoreHundredths) AS sumHundredths,
         MIN(results.scoreHundredths) AS lowestHundredths, SUM(results.deductionHundredths) AS deductionHundredths,
         SUM(results.contributionHundredths) AS contributionHundredths
    FROM units
    JOIN memberships ON memberships.branchId = units.id AND memberships.untilDay IS NULL
    JOIN members ON members.id = memberships.memberId
    LEFT JOIN (
      SELECT published_sheets.*
        FROM branch_months
        JOIN sheets ON sheets.branchMonthId = branch_months.id
        JOIN published_sheets ON published_sheets.publicationId = sheets.publicationId
         AND published_sheets.sheetId = sheets.id
       WHERE branch_months.state = 'confirmed' AND branch_months.month BETWEEN '2026-01' AND '2026-06'
    ) results ON results.memberId = members.id
   WHERE units.path LIKE ?
   GROUP BY members.id, members.name, members.memberNumber, memberships.branchId, memberships.rosterOrder
   ORDER BY memberships.branchId, memberships.rosterOrder`;

async function layBureau(database: Database): Promise<{ id: number; path: string }> {
  const schemeVersionId = await theDefaultScheme(database);
  const accountId = await anAccount(database);
  const bureau = await aUnit(database, { kind: 'bureau', name: '县局机关党委' });
  for (let branch = 0; branch < branchCount; branch += 1) {
    const { id: branchId } = await aUnit(database, { parentId: bureau.id });
    const members = await someMembers(
      database,
      Array.from({ length: membersInBranch }, () => ({ branchId })),
    );
    await layMonths(database, {
      schemeVersionId,
      accountId,
      months: months.map((month, index) => ({
        branchId,
        month,
        state: 'confirmed',
        sheets: members.map((memberId, place) => ({
          memberId,
          result: 7000 + ((place * 137 + index * 411 + branch) % 60) * 50,
        })),
      })),
    });
  }
  return bureau;
}

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

const median = (values: number[]) => values.sort((one, other) => one - other)[values.length >> 1] ?? NaN;

const { database, close } = await freshDatabase();
const bureau = await layBureau(database);
const schemes = new Schemes(database, new Trail(database));
const holdingVetoes = new HoldingVetoes(database);
const clock = new StoppedClock('2026-07-05T02:00:00.000Z');
const halfYears = new HalfYears(
  database,
  clock,
  schemes,
  new UnitBranches(database),
  new PreviousYears(database, schemes, holdingVetoes),
  new RankingRules(database, clock, new Trail(database), new Organisation(database)),
  holdingVetoes,
);
const summary = () => halfYears.of(bureau.id, '2026-H1');
const statement = () =>
  database.read(() => database.rows<{ id: number; meanHundredths: number }>(byHand, [`${bureau.path}%`]));

const [view, rows] = [await summary(), await statement()];
const means = new Map(rows.map(({ id, meanHundredths }) => [id, Number(meanHundredths)]));
const differs = view.rows.filter((row) => row.meanHundredths !== means.get(row.memberId));
if (view.rows.length !== branchCount * membersInBranch || differs.length > 0)
  throw new Error('The two ways do not agree.');

const ofSummary: number[] = [];
const ofStatement: number[] = [];
for (let round = 0; round < rounds; round += 1) {
  ofSummary.push(await milliseconds(summary));
  ofStatement.push(await milliseconds(statement));
}
const [service, sql] = [median(ofSummary), median(ofStatement)];
console.log(
  `  ${view.rows.length} members, ${months.length} months, on ${database.dialect.kind}; median of ${rounds} rounds`,
);
console.log(`  summary with bands, quota, transfers and statistics  ${service.toFixed(1)} ms`);
console.log(`  one statement written by hand, bare figures          ${sql.toFixed(1)} ms`);
console.log(`  ratio                                                ${(service / sql).toFixed(2)}`);
await close();

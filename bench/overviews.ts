/**
 * What a bureau reads of 1,500 branches: the overview of a month, and the statistics and the summary of a half-year. Our side is the
 * service's own method, without HTTP, session and rights; the floors are hand-written queries on the driver's connection
 * (floor/overviews.ts, floor/statistics.ts say what they know and leave out): one with the same figures, one with the bare ones.
 * The statements that ours takes are counted, BEGIN and COMMIT aside.
 *
 * `node dist/bench/bench/overviews.js [branches]`
 */
import type { Month } from '#src/calendar.js';
import type { Actor } from '#src/http/allow.js';
import { UnitStatistics } from '#src/statistics/unit-statistics.service.js';
import { HalfYears } from '#src/summaries/half-years.service.js';
import { Overviews } from '#src/summaries/overviews.service.js';
import { startService } from '../test/support/app.js';
import { layLargeBureau } from '../test/support/large-bureau.js';
import { countStatements } from '../test/support/statements.js';
import { connectByHand } from './floor/connection.js';
import { overviewBarely, overviewByHand } from './floor/overviews.js';
import { statisticsBarely, statisticsByHand } from './floor/statistics.js';
import { compare, inTurns, report } from './measuring.js';

const branches = Number(process.argv[2] ?? 1500);
const membersInBranch = 20;
const rounds = 7;
const half: Month[] = ['2026-01', '2026-02', '2026-03', '2026-04', '2026-05', '2026-06'];
const span = ['2026-01', '2026-06'] as const;
const [month, period] = ['2026-06', '2026-H1'];

const service = await startService({ now: '2026-07-05T02:00:00.000Z', limits: { write: 600_000 } });
const { app, database } = service;
const bureau = await layLargeBureau(database, { branches, membersInBranch, months: half, baseHundredths: 8800 });
const byHand = await connectByHand(service.config.database);
if (byHand.kind === 'mysql')
  await byHand.rows(
    'ANALYZE TABLE units, memberships, branch_months, sheets, publications, published_sheets, published_lines',
  );
const actor: Actor = {
  ...{ accountId: bureau.accountId, memberId: null, displayName: '机关党办', requestId: 'bench' },
  holdings: [{ role: 'bureauOffice', unitPath: bureau.path }],
};
const shared = {
  ...{ bench: 'overviews', database: byHand.version },
  size: `${branches.toLocaleString('en')} branches, ${membersInBranch} members each`,
};
const [overviews, statistics, halfYears] = [app.get(Overviews), app.get(UnitStatistics), app.get(HalfYears)];
const overview = () => overviews.of(bureau.id, month);
const statisticsOfHalf = () => statistics.of(actor, bureau.path, { period });

await mustAgree();
const aim = '≤ 1.3';
const figures = await inTurns(
  {
    overview: async () => void (await overview()),
    overviewByHand: async () => void (await overviewByHand(byHand, bureau.path, month)),
    overviewBarely: async () => void (await overviewBarely(byHand, bureau.path, month)),
    statistics: async () => void (await statisticsOfHalf()),
    statisticsByHand: async () => void (await statisticsByHand(byHand, bureau.path, span)),
    statisticsBarely: async () => void (await statisticsBarely(byHand, bureau.path, span)),
  },
  { rounds },
);
for (const [work, ours, same, bare] of [
  ['overview of a month', figures.overview, figures.overviewByHand, figures.overviewBarely],
  ['statistics of a half-year', figures.statistics, figures.statisticsByHand, figures.statisticsBarely],
] as const) {
  compare(
    { ...shared, work, unit: 's', floorIs: 'hand-written queries of the same figures', aim },
    { ours, floor: same },
  );
  const besideBare = { ...shared, work: `${work}, beside the bare figures`, unit: 's' as const };
  compare({ ...besideBare, floorIs: 'one hand-written query of bare figures', aim }, { ours, floor: bare });
}
for (const [work, done] of [
  ['overview of a month', overview],
  ['statistics of a half-year', statisticsOfHalf],
] as const)
  report({ ...shared, work: `${work}, statements`, unit: 'statements', aim: '≤ 4' }, [
    await countStatements(database, done),
  ]);
const { summary } = await inTurns(
  { summary: async () => void (await halfYears.of(bureau.id, period)) },
  { rounds: 2, warmUp: 0 },
);
report({ ...shared, work: 'summary of a half-year, every member with his band', unit: 's' }, summary);
await byHand.close();
await service.close();

/** Both sides say the same of every branch, and of all scores and items. */
async function mustAgree(): Promise<void> {
  const ours = new Map((await overview()).rows.map((row) => [row.branch.id, row]));
  const theirs = await overviewByHand(byHand, bureau.path, month);
  const wrong = theirs.find((row) => {
    const own = ours.get(row.id);
    return (
      own?.state !== row.state ||
      [own.members, own.submitted, own.decided].join() !== [row.members, row.submitted, row.decided].join() ||
      own.lowestHundredths !== row.lowest ||
      own.highestHundredths !== row.highest ||
      own.meanHundredths !== row.mean ||
      own.medianHundredths !== row.median
    );
  });
  if (theirs.length !== branches || ours.size !== branches || wrong)
    throw new Error(`Not the same branch: ${JSON.stringify([wrong, wrong && ours.get(wrong.id)])}`);

  const { scores, completion, deductions, contributions } = await statisticsOfHalf();
  const { months, scores: given, items } = await statisticsByHand(byHand, bureau.path, span);
  const sheets = given.reduce((sum, row) => sum + Number(row.sheets), 0);
  const points = given.reduce((sum, row) => sum + Number(row.sheets) * row.scoreHundredths, 0);
  const known = [...(deductions ?? []), ...(contributions ?? [])];
  const sameItems = items.every(({ itemCode, entries, people, pointsHundredths }) => {
    const own = known.find(({ code }) => code === itemCode);
    return own?.entries === entries && own.people === people && own.pointsHundredths === Number(pointsHundredths);
  });
  const handedIn = months.reduce((sum, row) => sum + Number(row.handedIn), 0);
  if (
    !sameItems ||
    items.length !== known.length ||
    scores?.count !== sheets ||
    scores.meanHundredths !== Math.round(points / sheets) ||
    completion.selfAssessed !== handedIn
  )
    throw new Error(
      `Not the same figures: ${JSON.stringify([scores, sheets, points, completion, handedIn, known, items])}`,
    );
}

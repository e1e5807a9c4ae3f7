/**
 * Set work over a large bureau (1,500 branches with 20 members, if nothing else is said): opening a month, publishing it, generating a
 * half-year. Our side is what the service does by itself or for a request that has been let in; HTTP, session and rights are measured
 * elsewhere. Each stands beside two floors, all in turns, each on its own driver's connection (floor/connection.ts):
 *
 * - *the same by hand*: set-based SQL that knows the default scheme and that nothing unusual has happened, with the same locks, checks,
 *   rows, digests, steps and trail, and as many branches to a transaction. Heads of chains are read and lines hashed in the program,
 *   since a chain of SHA-256 can't be made by INSERT … SELECT. Publishing is one transaction a branch on both sides: each is the decision
 *   of another committee.
 * - *the bare rows*: INSERT … SELECT of the same number of rows in one transaction, without locks, checks, digests, steps and trail.
 *
 * `node dist/bench/bench/sets.js [open] [publish] [close] [branches]`
 */
import { hashOf } from '#src/audit/trail.service.js';
import type { TrailRecord } from '#src/audit/trail.entity.js';
import { planOf } from '#src/assessments/theme-day.js';
import type { Month } from '#src/calendar.js';
import { Calendars } from '#src/calendars/calendars.service.js';
import { Generations } from '#src/closing/generations.service.js';
import type { Actor } from '#src/http/allow.js';
import { Jobs } from '#src/jobs/jobs.service.js';
import { digestOf, type PublicationFacts, type PublishedRow, type PublishedRowLine } from '#src/publication/digest.js';
import { Publications } from '#src/publication/publications.service.js';
import { grouped } from '#src/organisation/grouped.js';
import { HalfYears } from '#src/summaries/half-years.service.js';
import { windowOf } from '#src/publication/window.js';
import { startService } from '../test/support/app.js';
import { layLargeBureau } from '../test/support/large-bureau.js';
import { closeBarely, closeByHand } from './floor/closing.js';
import { connectByHand } from './floor/connection.js';
import { openBarely, openByHand } from './floor/opening.js';
import { publishBarely, publishByHand } from './floor/publishing.js';
import { compare, inTurns, report, seconds } from './measuring.js';

const asked = process.argv.slice(2);
const branches = Number(asked.find((one) => /^\d+$/.test(one)) ?? 1500);
const named = asked.filter((one) => !/^\d+$/.test(one));
const isAsked = (work: string): boolean => named.length === 0 || named.includes(work);

const membersInBranch = 20;
/** The branches are worked through in so many parts, of which the first warms up: each is opened, published and closed once. */
const rounds = 5;
if (branches === 0 || branches % (rounds + 1) !== 0) throw new Error(`Branches go in ${rounds + 1} equal parts.`);
const half: Month[] = ['2026-01', '2026-02', '2026-03', '2026-04', '2026-05', '2026-06'];
const toPublish = { ours: '2026-07', atOnce: '2026-08', byHand: '2026-09', barely: '2026-10' };
const toOpen = { ours: '2026-11', byHand: '2026-12', barely: '2027-01' };
const publishedAtOnce = 8;

const service = await startService({ now: '2026-07-05T02:00:00.000Z', limits: { write: 600_000 } });
const { app, database, clock } = service;
const bureau = await layLargeBureau(database, {
  ...{ branches, membersInBranch, baseHundredths: 8800 },
  months: isAsked('close') ? half : ['2026-06'],
  ready: isAsked('publish') ? Object.values(toPublish) : [],
});
const byHand = await connectByHand(service.config.database);
// As of a bureau that has been at work for a while: MySQL has counted its tables since they were filled.
if (byHand.kind === 'mysql')
  await byHand.rows('ANALYZE TABLE units, members, memberships, branch_months, sheets, sheet_lines, publications');
const { rule } = await app.get(HalfYears).periodOf('2026-H1');
const actor: Actor = {
  ...{ accountId: bureau.accountId, memberId: null, displayName: '机关党办', requestId: 'bench' },
  holdings: [{ role: 'bureauOffice', unitPath: bureau.path }],
};
const shared = {
  ...{ bench: 'sets', database: byHand.version, unit: 's' as const },
  size: `${(branches / (rounds + 1)).toLocaleString('en')} of ${branches.toLocaleString('en')} branches, ${membersInBranch} members each`,
};
const floors = {
  same: 'the same by hand: set-based SQL, checks, digests and trail',
  bare: 'INSERT … SELECT of the bare rows in one transaction',
};

/** The branches of a round, the warm-up's among them. */
function part(round: number): number[] {
  const size = branches / (rounds + 1);
  return Array.from({ length: size }, (_, index) => bureau.id + 1 + (round + 1) * size + index);
}

function compareBoth(
  work: string,
  { ours, byHand: same, barely }: Record<'ours' | 'byHand' | 'barely', number[]>,
): void {
  compare({ ...shared, work, floorIs: floors.same, aim: '≤ 1.5' }, { ours, floor: same });
  const besideBare = { ...shared, work: `${work}, beside the bare rows`, floorIs: floors.bare, aim: '≤ 1.5' };
  compare(besideBare, { ours, floor: barely });
}

const rows = <T>(sql: string, values: (string | number)[] = []) => database.read(() => database.rows<T>(sql, values));

function mustBeSame(what: string, ours: readonly unknown[], theirs: readonly unknown[]): void {
  const at = ours.findIndex((row, index) => JSON.stringify(row) !== JSON.stringify(theirs[index]));
  if (ours.length === 0 || ours.length !== theirs.length || at >= 0)
    throw new Error(`${what} differ:\n${JSON.stringify(ours[at])}\n${JSON.stringify(theirs[at])}`);
}

// ------------------------------------------------------------------------------------------------------------ opening

const planned = { themeDayRule: 'day:20', openingDaysBefore: 7, selfAssessmentDaysBefore: 2 };

async function open(): Promise<void> {
  const calendar = await database.read(() => app.get(Calendars).current());
  const plan = planOf(planned, toOpen.ours, calendar);
  const at = `${plan.opensOn}T02:00:00.000Z`;
  clock.set(at);
  const wish = (month: Month, round: number) => {
    const { themeDay, selfAssessmentUntil } = planOf(planned, month, calendar);
    return {
      ...{ branchIds: part(round), month, themeDay, selfAssessmentUntil, at, atOnce: 50 },
      schemeVersionId: rule.id,
    };
  };
  // Only the branches of the round open by themselves, so that the job finds these alone.
  const settle = (round: number) =>
    database.write(() =>
      database.change(
        `INSERT INTO branch_settings (branchId, preReview, themeDayRule, automaticOpening, openingDaysBefore,
                                      selfAssessmentDaysBefore, publicationWorkingDays, contact, objectionsAnonymous, shortBoard, version)
         SELECT id, 0, '${planned.themeDayRule}', 1, ?, ?, 3, '', 0, 0, 1 FROM units WHERE id BETWEEN ? AND ?`,
        [planned.openingDaysBefore, planned.selfAssessmentDaysBefore, part(round)[0]!, part(round).at(-1)!],
      ),
    );
  const figures = await inTurns(
    {
      ours: async (round) => {
        await settle(round);
        return seconds(() => app.get(Jobs).tick());
      },
      byHand: (round) => openByHand(byHand, wish(toOpen.byHand, round)),
      barely: (round) => openBarely(byHand, wish(toOpen.barely, round)),
    },
    { rounds },
  );
  compareBoth('open a month', figures);
  const opened = (month: Month) =>
    rows(
      `SELECT branch_months.branchId, branch_months.state, branch_months.schemeVersionId, branch_months.openedBy,
              branch_months.version AS monthVersion, sheets.memberId, sheets.groupId, sheets.rosterOrder, sheets.standing,
              sheets.profileCode, sheets.state AS sheetState, sheets.notScoredReason, sheets.late, sheets.fromRecords,
              sheets.version, job_runs.outcome
         FROM branch_months JOIN sheets ON sheets.branchMonthId = branch_months.id
         JOIN job_runs ON job_runs.branchId = branch_months.branchId AND job_runs.month = branch_months.month
        WHERE branch_months.month = ? ORDER BY sheets.memberId`,
      [month],
    );
  mustBeSame('Opened sheets', await opened(toOpen.ours), await opened(toOpen.byHand));
  await chainsMustHold('month.open', 2 * branches);
}

/** Every line of both sides says what it says over the line before it. */
async function chainsMustHold(action: string, lines: number): Promise<void> {
  const records = await rows<TrailRecord>('SELECT * FROM trail_records WHERE action = ?', [action]);
  const broken = records.find((record) => hashOf(record) !== record.hash);
  if (records.length !== lines || broken)
    throw new Error(`${records.length} lines instead of ${lines}, broken: ${JSON.stringify(broken)}`);
}

// --------------------------------------------------------------------------------------------------------- publishing

async function publish(): Promise<void> {
  const publications = app.get(Publications);
  const workingDays = 3;
  const contact = '纪检委员';
  const { now: at, today } = clock.moment();
  const calendar = await database.read(() => app.get(Calendars).current());
  const window = { ...windowOf(today, workingDays, calendar), workingDays };
  const months = await rows<{ id: number; branchId: number; month: Month }>(
    "SELECT id, branchId, month FROM branch_months WHERE state = 'ready' ORDER BY branchId",
  );
  const idsOf = (month: Month, round: number) => {
    const branchIds = new Set(part(round));
    return months.filter((one) => one.month === month && branchIds.has(one.branchId)).map(({ id }) => id);
  };
  const wish = (month: Month, round: number) => ({
    ...{ branchMonthIds: idsOf(month, round), accountId: bureau.accountId, contact, window, at },
  });
  const publishOne = (id: number) => publications.publish(id, 1, { workingDays, contact }, actor);
  const figures = await inTurns(
    {
      ours: async (round) => {
        for (const id of idsOf(toPublish.ours, round)) await publishOne(id);
      },
      byHand: (round) => publishByHand(byHand, wish(toPublish.byHand, round)),
      barely: (round) => publishBarely(byHand, wish(toPublish.barely, round)),
      atOnce: async (round) => {
        const left = idsOf(toPublish.atOnce, round);
        const one = async () => {
          for (let id = left.pop(); id !== undefined; id = left.pop()) await publishOne(id);
        };
        await Promise.all(Array.from({ length: publishedAtOnce }, one));
      },
    },
    { rounds },
  );
  compareBoth('publish branch by branch', figures);
  report({ ...shared, work: `publish, ${publishedAtOnce} branches at once` }, figures.atOnce);
  for (const month of [toPublish.ours, toPublish.byHand]) await mustBePublished(month);
  await chainsMustHold('month.publish', 3 * branches);
}

/** Every branch has published its sheets and the lines behind them as they were decided, under the digest of just these. */
async function mustBePublished(month: Month): Promise<void> {
  const made = await rows<PublicationFacts & { id: number; digest: string }>(
    `SELECT publications.* FROM publications JOIN branch_months ON branch_months.id = publications.branchMonthId
      WHERE branch_months.month = ? AND branch_months.state = 'published' AND branch_months.version = 2`,
    [month],
  );
  const of = `JOIN publications ON publications.id = finals.publicationId
       JOIN branch_months ON branch_months.id = publications.branchMonthId WHERE branch_months.month = ?`;
  const sheets = await rows<PublishedRow & { publicationId: number }>(
    `SELECT finals.* FROM published_sheets finals
       JOIN sheets ON sheets.id = finals.sheetId AND sheets.publicationId = finals.publicationId AND sheets.state = 'published'
        AND sheets.version = 2 AND sheets.scoreHundredths = finals.scoreHundredths ${of}`,
    [month],
  );
  const lines = await rows<PublishedRowLine & { publicationId: number }>(
    `SELECT finals.* FROM published_lines finals
       JOIN sheet_lines ON sheet_lines.sheetId = finals.sheetId AND sheet_lines.number = finals.number ${of}`,
    [month],
  );
  const [decided] = await rows<{ lines: number }>(
    `SELECT COUNT(*) AS \`lines\` FROM sheet_lines JOIN sheets ON sheets.id = sheet_lines.sheetId
       JOIN branch_months ON branch_months.id = sheets.branchMonthId WHERE branch_months.month = ?`,
    [month],
  );
  if (made.length !== branches || sheets.length !== bureau.members || lines.length !== decided?.lines)
    throw new Error(`${month}: ${made.length} publications, ${sheets.length} sheets, ${lines.length} lines.`);
  const sheetsOf = grouped(sheets, ({ publicationId }) => publicationId);
  const linesOf = grouped(lines, ({ publicationId }) => publicationId);
  const wrong = made.find(
    (facts) => digestOf(facts, sheetsOf.get(facts.id) ?? [], linesOf.get(facts.id) ?? []) !== facts.digest,
  );
  if (wrong) throw new Error(`Not the digest of what was published: ${JSON.stringify(wrong)}`);
}

// ------------------------------------------------------------------------------------------------------------ closing

async function close(): Promise<void> {
  const generations = app.get(Generations);
  const wish = (round: number) => ({
    ...{ branchIds: part(round), period: 'by-hand', schemeVersionId: rule.id, accountId: bureau.accountId, atOnce: 25 },
  });
  const generate = (round: number) => generations.generateAll(bureau.id, '2026-H1', part(round), actor);
  const figures = await inTurns(
    {
      ours: async (round) => void (await generate(round)),
      byHand: (round) => closeByHand(byHand, wish(round)),
      barely: (round) => closeBarely(byHand, part(round), 'barely'),
    },
    { rounds },
  );
  compareBoth('generate a half-year', figures);
  const { again } = await inTurns({ again: async (round) => void (await generate(round)) }, { rounds, warmUp: 0 });
  report({ ...shared, work: 'generate a half-year again, nothing changed' }, again);
  mustBeSame('Kept rows', await keptRows('2026-H1'), await keptRows('by-hand'));
  await chainsMustHold('closing.generate', 2 * branches);
}

/** Everything that the two ways keep of a member, but for whose row it is. */
function keptRows(period: string): Promise<unknown[]> {
  return rows(
    `SELECT kept.memberId, kept.position, kept.home, kept.months, kept.countedMonths, kept.meanHundredths, kept.resultHundredths,
            kept.sumHundredths, kept.lowestHundredths, kept.deductionHundredths, kept.contributionHundredths, kept.vetoCode,
            kept.suggestedBandCode, kept.bandCode, kept.bandReason, kept.openBands, kept.bandReasons, kept.remarks,
            kept.figuresDigest, closing_revisions.digest, closing_revisions.size, closing_steps.step, closing_steps.toState
       FROM closings JOIN closing_rows kept ON kept.closingId = closings.id AND kept.revision = 1
       JOIN closing_revisions ON closing_revisions.closingId = closings.id AND closing_revisions.revision = 1
       JOIN closing_steps ON closing_steps.closingId = closings.id
      WHERE closings.period = ? ORDER BY kept.memberId`,
    [period],
  );
}

// First what needs the earliest day: the clock goes forward.
if (isAsked('close')) await close();
if (isAsked('publish')) {
  clock.set('2026-11-05T02:00:00.000Z');
  await publish();
}
if (isAsked('open')) await open();
await byHand.close();
await service.close();

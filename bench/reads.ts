/**
 * What members read most, asked over HTTP of the service and of the floor (floor/server.ts) in turns: my published scores of twelve
 * months, the branch's board of fifty rows, both once more by who has the answer already (304), and my sheet, handed in, of
 * the month that runs. `node --expose-gc dist/bench/bench/reads.js <requests a round>`
 */
import { Database } from '#src/database/database.js';
import { freshDatabase } from '../test/support/database.js';
import { layLargeBureau } from '../test/support/large-bureau.js';
import { anAccount } from '../test/support/organisation.js';
import { type Asked, differences, type Side, type SideName, signedIn, startSides } from './floor/beside.js';
import { compare, inTurns, median, onlyOnMysql } from './measuring.js';

const requests = Number(process.argv[2] ?? 1500);
const rounds = 5;
const branches = 20;
const membersInBranch = 50;
const months = Array.from({ length: 12 }, (_, index) => `2025-${String(index + 1).padStart(2, '0')}`);

onlyOnMysql();
const { config, database, close } = await freshDatabase({ limits: { write: 300_000 } });
const bureau = await layLargeBureau(database, { branches, membersInBranch, months });
await showLastMonth(database);
const readers = await signIn(database);
const sides = await startSides(config);
try {
  await measureTwice('my published scores', ({ cookie, memberId }) => ({
    cookie,
    path: `/api/v1/members/${memberId}/history`,
  }));
  await measureTwice('branch board', ({ cookie, branchMonthId }) => ({
    cookie,
    path: `/api/v1/branch-months/${branchMonthId}/board`,
  }));
  await handInLastMonth(database);
  await measure('my sheet', ({ cookie, sheetId }) => ({ cookie, path: `/api/v1/sheets/${sheetId}` }));
} finally {
  for (const side of Object.values(sides)) await side.stop();
  await close();
}

interface Reader {
  memberId: number;
  branchMonthId: number;
  sheetId: number;
  cookie: string;
}

/** The last month is still on the board, where every member sees all rows. */
async function showLastMonth(opened: Database): Promise<void> {
  await opened.write(async () => {
    await opened.change("UPDATE branch_months SET state = 'published' WHERE month = ?", [months.at(-1) ?? '']);
    await opened.change(
      `UPDATE sheets SET state = 'published'
        WHERE branchMonthId IN (SELECT id FROM branch_months WHERE state = 'published')`,
    );
  });
}

/** Puts the last month back to when its members have just handed in: once come late, and one claim. */
async function handInLastMonth(opened: Database): Promise<void> {
  const sheetIds = 'SELECT sheets.id FROM sheets JOIN branch_months ON branch_months.id = sheets.branchMonthId';
  const last = `${sheetIds} WHERE branch_months.state = 'published'`;
  await opened.write(async () => {
    await opened.change(`DELETE FROM sheet_lines WHERE sheetId IN (${last})`);
    await opened.change(
      `INSERT INTO sheet_lines (sheetId, number, itemCode, origin, optionCode, count, occurredOn, description, reason, evidence, witness)
       SELECT handed.id, 1, 'B1-01', 'self', 'lateOrEarly', NULL, NULL, '', '接待群众来访，迟到十分钟', '', ''
         FROM (${last}) handed
        UNION ALL
       SELECT handed.id, 2, 'C-01', 'self', NULL, 1, '2025-12-04', '社区志愿服务两小时', '', '社区证明', ''
         FROM (${last}) handed`,
    );
    await opened.change(
      `UPDATE sheets SET state = 'submitted', decidedAt = NULL, decidedBy = NULL, baseHundredths = NULL, deductionHundredths = NULL,
              contributionHundredths = NULL, scoreHundredths = NULL, categoryPoints = NULL, publicationId = NULL
        WHERE branchMonthId IN (SELECT id FROM branch_months WHERE state = 'published')`,
    );
    await opened.change("UPDATE branch_months SET state = 'selfAssessment' WHERE state = 'published'");
  });
}

/** Five members of every branch, the first of them its secretary. */
async function signIn(opened: Database): Promise<Reader[]> {
  const shown = await opened.read(() =>
    opened.rows<{ id: number; branchId: number }>(
      "SELECT id, branchId FROM branch_months WHERE state = 'published' ORDER BY branchId",
    ),
  );
  const found: Reader[] = [];
  for (const [index, { id: branchMonthId, branchId }] of shown.entries())
    for (let place = 1; place <= 5; place += 1) {
      const memberId = index * membersInBranch + place;
      const accountId = await anAccount(opened, { memberId, roles: place === 1 ? [['secretary', branchId]] : [] });
      const [sheet] = await opened.read(() =>
        opened.rows<{ id: number }>('SELECT id FROM sheets WHERE branchMonthId = ? AND memberId = ?', [
          branchMonthId,
          memberId,
        ]),
      );
      found.push({ memberId, branchMonthId, sheetId: sheet!.id, cookie: await signedIn(opened, accountId) });
    }
  return found;
}

async function measure(work: string, ask: (reader: Reader) => Asked): Promise<void> {
  await tagsOf(ask);
  await besideEachOther(work, (_side, index) => ask(at(readers, index)), 200);
}

/** And by who has the answer already. */
async function measureTwice(work: string, ask: (reader: Reader) => Asked): Promise<void> {
  const tags = await tagsOf(ask);
  const again = (side: SideName, index: number): Asked => ({
    ...ask(at(readers, index)),
    headers: { 'if-none-match': at(tags[side], index) },
  });
  await besideEachOther(work, (_side, index) => ask(at(readers, index)), 200);
  await besideEachOther(`${work}, again`, again, 304);
}

/** The tags of everybody's answers. @throws if the two sides answer anybody something else */
async function tagsOf(ask: (reader: Reader) => Asked): Promise<Record<SideName, string[]>> {
  const tags: Record<SideName, string[]> = { ours: [], floor: [] };
  for (const reader of readers) {
    const answers = { ours: await sides.ours.ask(ask(reader)), floor: await sides.floor.ask(ask(reader)) };
    const found = differences(answers.ours, answers.floor);
    if (found.length > 0) throw new Error(`Not the same answer:\n${found.join('\n')}`);
    for (const name of ['ours', 'floor'] as const) tags[name].push(String(answers[name].headers['etag']));
  }
  return tags;
}

function at<T>(list: readonly T[], index: number): T {
  return list[index % list.length] as T;
}

async function besideEachOther(work: string, next: (side: SideName, index: number) => Asked, status: number) {
  const cpu: Record<SideName, number[]> = { ours: [], floor: [] };
  const run = async (side: Side): Promise<number> => {
    const before = side.cpuMicroseconds;
    const figure = await side.requestsPerSecond(requests, (index) => next(side.name, index), status);
    cpu[side.name].push((side.cpuMicroseconds - before) / requests);
    return figure;
  };
  const figures = await inTurns({ ours: () => run(sides.ours), floor: () => run(sides.floor) }, { rounds });
  const size = `${bureau.members.toLocaleString('en')} members, ${months.length} months; ${membersInBranch} rows a board`;
  compare(
    {
      ...{ bench: 'reads', work, database: 'mysql', size, unit: 'requests/s', aim: '≥ 0.80' },
      floorIs: 'a bare Fastify and mysql2 program that answers the same',
    },
    figures,
  );
  const [ours, floor] = [median(cpu.ours), median(cpu.floor)];
  console.log(`    µs of the side's own processor time a request: ${ours.toFixed(0)}, floor ${floor.toFixed(0)}`);
}

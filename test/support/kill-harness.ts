import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { MonthStep } from '#src/assessments/month-step.entity.js';
import { BranchMonth } from '#src/assessments/branch-month.entity.js';
import { Sheet } from '#src/assessments/sheet.entity.js';
import { SheetLine } from '#src/assessments/sheet-line.entity.js';
import { Trail } from '#src/audit/trail.service.js';
import { addMonths } from '#src/calendar.js';
import type { Config } from '#src/config.js';
import type { Database } from '#src/database/database.js';
import { prepareDatabase } from '#src/database/start.js';
import { firstScheme } from '#src/schemes/first-scheme.js';
import { Schemes } from '#src/schemes/schemes.service.js';
import { freshConfig, testKeys } from './database.js';
import { aUnit, anAccount, someMembers } from './organisation.js';
import { publicationFaults } from './published.js';

export type Mode = 'safe' | 'unsafe' | 'boasting';

export interface Drill {
  /** Publications that were acknowledged, over all rounds; withdrawals, and confirmations. */
  acknowledged: number;
  withdrawn: number;
  confirmed: number;
  /** Rounds in which the process was killed while it was still publishing. */
  killedAtWork: number;
  /** What was found wrong; the drill ends with the first round that finds something. */
  faults: string[];
}

/** So many months lie ready before each round that no process gets through them before it is killed. */
const readyMonths = 300;
const monthsOfBranch = 75;
const sheetsOfMonth = 4;
const killWithinMilliseconds = 60;

/**
 * Lets a process publish months and kills it with SIGKILL at a random moment, round after round on one database. After each
 * round everything acknowledged must be there, whole, and nothing may be there by half.
 */
export async function killDrill(mode: Mode, rounds: number): Promise<Drill> {
  const { config, drop } = freshConfig();
  const drill: Drill = { acknowledged: 0, withdrawn: 0, confirmed: 0, killedAtWork: 0, faults: [] };
  try {
    const ground = await withDatabase(config, async (database) => {
      const prepared = await prepareGround(database);
      await topUp(database, prepared);
      return prepared;
    });
    let checkedUntil = 0;
    let withinMilliseconds = killWithinMilliseconds;
    for (let round = 0; round < rounds && drill.faults.length === 0; round += 1) {
      const { published, withdrawn, confirmed, atWork, complaints } = await publishUntilKilled(
        config,
        mode,
        ground.accountId,
        withinMilliseconds,
      );
      // A slow machine gets more time, so that there is something to kill; a quick one is killed early.
      if (published.length < 2) withinMilliseconds = Math.min(2 * withinMilliseconds, 2_000);
      drill.acknowledged += published.length;
      drill.withdrawn += withdrawn.length;
      drill.confirmed += confirmed.length;
      drill.killedAtWork += atWork ? 1 : 0;
      await withDatabase(config, async (database) => {
        drill.faults.push(
          ...complaints,
          ...(await missing(database, published)),
          ...(await notWithdrawn(database, withdrawn)),
          ...(await notConfirmed(database, confirmed)),
          ...(await confirmedByHalf(database)),
          ...(await publicationFaults(database, checkedUntil)),
        );
        checkedUntil = await lastPublication(database);
        await topUp(database, ground);
      });
    }
    if (drill.faults.length === 0)
      drill.faults.push(...(await withDatabase(config, (database) => publicationFaults(database))));
    return drill;
  } finally {
    await drop();
  }
}

async function withDatabase<T>(config: Config, work: (database: Database) => Promise<T>): Promise<T> {
  const database = await prepareDatabase(config);
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

interface Ground {
  bureauId: number;
  accountId: number;
  schemeVersionId: number;
}

async function prepareGround(database: Database): Promise<Ground> {
  const { id: bureauId } = await aUnit(database, { kind: 'bureau' });
  const schemes = new Schemes(database, new Trail(database));
  await firstScheme(schemes, '2026-01-01T00:00:00.000Z');
  const [scheme] = await schemes.list();
  return { bureauId, accountId: await anAccount(database), schemeVersionId: scheme!.id };
}

/** Lays decided months straight into the tables until enough lie ready. */
async function topUp(database: Database, ground: Ground): Promise<void> {
  for (;;) {
    const ready = await database.read(() =>
      database.row<{ count: number }>("SELECT COUNT(*) AS count FROM branch_months WHERE state = 'ready'"),
    );
    if (ready!.count >= readyMonths) return;
    await decidedMonths(database, ground);
  }
}

async function decidedMonths(database: Database, { bureauId, accountId, schemeVersionId }: Ground): Promise<void> {
  const { id: branchId } = await aUnit(database, { parentId: bureauId });
  const memberIds = await someMembers(
    database,
    Array.from({ length: sheetsOfMonth }, () => ({ branchId })),
  );
  const months = Array.from({ length: monthsOfBranch }, (_, index) => addMonths('2020-08', index));
  const at = '2026-11-05T02:00:00.000Z';
  await database.write(async () => {
    const monthIds = await database.insert(
      BranchMonth,
      months.map((month) => ({
        branchId,
        month,
        state: 'ready' as const,
        schemeVersionId,
        themeDay: `${month}-10`,
        selfAssessmentUntil: `${month}-08`,
        openedAt: at,
        openedBy: accountId,
        version: 1,
      })),
    );
    await database.insert(
      MonthStep,
      monthIds.flatMap((branchMonthId) =>
        (['confidentialityCheck', 'approval'] as const).map((step) => ({
          ...{ branchMonthId, step, at, accountId: null, memberId: null, note: '', apart: 'publish' },
        })),
      ),
    );
    const decided = { baseHundredths: 7200, deductionHundredths: 0, contributionHundredths: 0, scoreHundredths: 7200 };
    const sheetIds = await database.insert(
      Sheet,
      monthIds.flatMap((branchMonthId) =>
        memberIds.map((memberId, index) => ({
          branchMonthId,
          memberId,
          rosterOrder: index,
          standing: 'full' as const,
          profileCode: 'full',
          state: 'decided' as const,
          late: false,
          fromRecords: false,
          ...decided,
          categoryPoints: '{"B1":1200}',
          version: 1,
        })),
      ),
    );
    await database.insert(
      SheetLine,
      sheetIds.map((sheetId) => ({
        sheetId,
        number: 1,
        itemCode: 'B1-01',
        origin: 'review' as const,
        optionCode: 'absent',
        description: '',
        reason: '缺席',
        evidence: '',
        witness: '',
        outcome: 'accepted' as const,
        claimedHundredths: 0,
        countedHundredths: 0,
        notes: '[]',
      })),
    );
  });
}

async function publishUntilKilled(
  config: Config,
  mode: Mode,
  accountId: number,
  withinMilliseconds: number,
): Promise<{ published: number[]; withdrawn: number[]; confirmed: number[]; atWork: boolean; complaints: string[] }> {
  const { database } = config;
  const child = spawn(process.execPath, ['test/support/publish-until-killed.mjs', mode, String(accountId)], {
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: database.kind === 'mysql' ? database.url : `sqlite:${database.file}`,
      ENCRYPTION_KEYS: testKeys,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  let complaints = '';
  const ended = new Promise((resolve) => child.once('close', resolve));
  child.stderr.on('data', (text: Buffer) => (complaints += text.toString()));
  const ready = new Promise<void>((resolve) =>
    child.stdout.on('data', (text: Buffer) => {
      said += text.toString();
      if (said.includes('ready')) resolve();
    }),
  );
  await Promise.race([ready, ended]);
  if (!said.includes('ready')) throw new Error(`The process never got ready: ${complaints}`);
  await pause(Math.random() * withinMilliseconds);
  const atWork = child.exitCode === null && !said.includes('nothing left');
  child.kill('SIGKILL');
  await ended;
  const idsAfter = (word: string) =>
    [...said.matchAll(new RegExp(`${word} (\\d+)\\n`, 'g'))].map(([, id]) => Number(id));
  return {
    published: idsAfter('published'),
    withdrawn: idsAfter('withdrawn'),
    confirmed: idsAfter('confirmed'),
    atWork,
    complaints: complaints === '' ? [] : [`stuck in what was left by half: ${complaints}`],
  };
}

async function missing(database: Database, branchMonthIds: readonly number[]): Promise<string[]> {
  const rows = await database.read(() => database.rows<{ id: number }>('SELECT branchMonthId AS id FROM publications'));
  const present = new Set(rows.map(({ id }) => id));
  return branchMonthIds.filter((id) => !present.has(id)).map((id) => `month ${id} was acknowledged, and is missing`);
}

/** Withdrawn, a month has no publication that stands. */
async function notWithdrawn(database: Database, branchMonthIds: readonly number[]): Promise<string[]> {
  const rows = await database.read(() =>
    database.rows<{ id: number }>(
      `SELECT branchMonthId AS id FROM publications
        WHERE id NOT IN (SELECT publicationId FROM publication_withdrawals)`,
    ),
  );
  const standing = new Set(rows.map(({ id }) => id));
  return branchMonthIds.filter((id) => standing.has(id)).map((id) => `month ${id} was withdrawn, and stands`);
}

async function notConfirmed(database: Database, branchMonthIds: readonly number[]): Promise<string[]> {
  const rows = await database.read(() =>
    database.rows<{ id: number }>("SELECT id FROM branch_months WHERE state = 'confirmed'"),
  );
  const confirmed = new Set(rows.map(({ id }) => id));
  return branchMonthIds.filter((id) => !confirmed.has(id)).map((id) => `month ${id} was confirmed, and is not`);
}

/** A month is confirmed with all its rows and its line in the trail, or with none of them: nothing is disputed here. */
async function confirmedByHalf(database: Database): Promise<string[]> {
  const rows = await database.read(() =>
    database.rows<{ id: number; state: string; confirmed: number; others: number }>(
      `SELECT branch_months.id, branch_months.state,
              COUNT(CASE WHEN sheets.state = 'confirmed' THEN 1 END) AS confirmed,
              COUNT(CASE WHEN sheets.state <> 'confirmed' THEN 1 END) AS others
         FROM branch_months JOIN sheets ON sheets.branchMonthId = branch_months.id
        GROUP BY branch_months.id, branch_months.state`,
    ),
  );
  const lines = await database.read(() =>
    database.rows<{ body: string }>("SELECT body FROM trail_records WHERE action = 'month.confirm'"),
  );
  const told = new Set(lines.map(({ body }) => (JSON.parse(body) as { branchMonthId: number }).branchMonthId));
  return rows.flatMap(({ id, state, confirmed, others }) => {
    const parts = [state === 'confirmed', confirmed > 0, others === 0, told.has(id)];
    return parts.every((part) => part === parts[0]) ? [] : [`month ${id} is confirmed by half: ${parts.join(', ')}`];
  });
}

export async function lastPublication(database: Database): Promise<number> {
  const row = await database.read(() => database.row<{ id: number | null }>('SELECT MAX(id) AS id FROM publications'));
  return row?.id ?? 0;
}

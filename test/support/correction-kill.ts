import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { addMonths } from '#src/calendar.js';
import type { Config } from '#src/config.js';
import type { Database } from '#src/database/database.js';
import { prepareDatabase } from '#src/database/start.js';
import { Correction } from '#src/publication/correction.entity.js';
import { freshConfig, testKeys } from './database.js';
import { type Drill, lastPublication } from './kill-harness.js';
import { layMonths, theDefaultScheme } from './months.js';
import { aUnit, anAccount, someMembers } from './organisation.js';
import { publicationFaults } from './published.js';

let branchesLaid = 0;
const monthsOfBranch = 12;
const membersOfBranch = 12;
const killWithinMilliseconds = 150;
/** More than a round issues before it is killed. */
const slipsOfRound = 24;

/** Lets a process issue correction slips and kills it with SIGKILL at a random moment, round after round, as `killDrill` does. */
export async function correctionKillDrill(
  mode: 'safe' | 'unsafe',
  rounds: number,
): Promise<Omit<Drill, 'withdrawn' | 'confirmed'>> {
  const { config, drop } = freshConfig();
  const drill: Omit<Drill, 'withdrawn' | 'confirmed'> = { acknowledged: 0, killedAtWork: 0, faults: [] };
  try {
    const ground = await withDatabase(config, (database) => prepareGround(database, rounds));
    let [withinMilliseconds, checkedUntil] = [killWithinMilliseconds, ground.lastLaid];
    for (let round = 0; round < rounds && drill.faults.length === 0; round += 1) {
      const { issued, atWork, complaints } = await issueUntilKilled(config, mode, ground.accountId, withinMilliseconds);
      if (issued.length < 2) withinMilliseconds = Math.min(2 * withinMilliseconds, 2_000);
      drill.acknowledged += issued.length;
      drill.killedAtWork += atWork ? 1 : 0;
      drill.faults.push(...complaints);
      await withDatabase(config, async (database) => {
        drill.faults.push(...(await faultsOf(database, checkedUntil, issued)));
        checkedUntil = await lastPublication(database);
      });
    }
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

/**
 * Confirmed months, and a countersigned slip for every row of them: so many branches that no round runs out of slips, for one that
 * is killed when it has nothing left to issue proves nothing.
 */
async function prepareGround(database: Database, rounds: number): Promise<{ accountId: number; lastLaid: number }> {
  const { id: bureauId } = await aUnit(database, { kind: 'bureau' });
  // Laid publications are numbered on by the branch's id from drill to drill, so each drill's branches have ids of their own.
  for (let used = 0; used < branchesLaid; used += 1) await aUnit(database, { parentId: bureauId });
  const schemeVersionId = await theDefaultScheme(database);
  const [asker, decider, countersigner, accountId] = [
    await anAccount(database),
    await anAccount(database),
    await anAccount(database),
    await anAccount(database),
  ];
  const [people, slips] = [{ asker, decider, countersigner, accountId }, monthsOfBranch * membersOfBranch];
  let lastLaid = 0;
  for (let ready = 0; ready < rounds * slipsOfRound; ready += slips)
    lastLaid = await layBranch(database, { bureauId, schemeVersionId, ...people });
  return { accountId, lastLaid };
}

/** One branch with its months and slips. Answers the last publication that was laid. */
async function layBranch(
  database: Database,
  {
    bureauId,
    schemeVersionId,
    asker,
    decider,
    countersigner,
    accountId,
  }: Record<'bureauId' | 'schemeVersionId' | 'asker' | 'decider' | 'countersigner' | 'accountId', number>,
): Promise<number> {
  const { id: branchId } = await aUnit(database, { parentId: bureauId });
  branchesLaid += 1;
  const memberIds = await someMembers(
    database,
    Array.from({ length: membersOfBranch }, () => ({ branchId })),
  );
  const months = Array.from({ length: monthsOfBranch }, (_, index) => addMonths('2025-11', index));
  const laid = await layMonths(database, {
    schemeVersionId,
    accountId,
    months: months.map((month) => ({
      branchId,
      month,
      state: 'confirmed' as const,
      sheets: memberIds.map((memberId) => ({ memberId, result: 8000 })),
    })),
  });
  const absent = { itemCode: 'B1-01', optionCode: 'absent', count: null, pointsHundredths: null, occurredOn: null };
  const words = { description: '', reason: '缺席', evidence: '', witness: '', deedKey: null, evidenceFileIds: [] };
  const changes = JSON.stringify({ lines: [], additions: [{ ...absent, ...words }], scoring: null });
  const at = '2026-11-19T02:00:00.000Z';
  await database.write(() =>
    database.insert(
      Correction,
      laid.flatMap(({ publicationId, sheetOfMember }, month) =>
        [...sheetOfMember].map(([subjectMemberId, sheetId], index) => ({
          requestId: randomUUID(),
          branchId,
          year: 2026,
          number: month * membersOfBranch + index + 1,
          sheetId,
          subjectMemberId,
          basePublicationId: publicationId!,
          state: 'countersigned' as const,
          reason: '缺席',
          evidence: '签到表',
          changes,
          askedBy: asker,
          askedAt: at,
          decidedBy: decider,
          decidedAt: at,
          countersignedBy: countersigner,
          countersignedAt: at,
          version: 4,
        })),
      ),
    ),
  );
  return Math.max(...laid.map(({ publicationId }) => publicationId!));
}

async function issueUntilKilled(
  config: Config,
  mode: string,
  accountId: number,
  withinMilliseconds: number,
): Promise<{ issued: number[]; atWork: boolean; complaints: string[] }> {
  const { database } = config;
  const child = spawn(process.execPath, ['test/support/issue-until-killed.mjs', mode, String(accountId)], {
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: database.kind === 'mysql' ? database.url : `sqlite:${database.file}`,
      ENCRYPTION_KEYS: testKeys,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [said, complaints] = ['', ''];
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
  return {
    complaints: complaints === '' ? [] : [`stuck in what was left by half: ${complaints}`],
    issued: [...said.matchAll(/issued (\d+)\n/g)].map(([, id]) => Number(id)),
    atWork,
  };
}

/** A slip is issued with its publication, the pointer of its sheet and its notice, or with none of them. */
async function faultsOf(database: Database, lastLaid: number, issued: readonly number[]): Promise<string[]> {
  const rows = await database.read(() =>
    database.rows<{ id: number; state: string; sheetState: string; amended: number; stands: number; told: number }>(
      `SELECT corrections.id, corrections.state, sheets.state AS sheetState,
              (SELECT COUNT(*) FROM amendments WHERE amendments.correctionId = corrections.id) AS amended,
              (SELECT COUNT(*) FROM amendments JOIN published_sheets
                   ON published_sheets.publicationId = amendments.publicationId AND published_sheets.sheetId = amendments.sheetId
                WHERE amendments.correctionId = corrections.id
                  AND amendments.publicationId = sheets.publicationId) AS stands,
              (SELECT COUNT(*) FROM correction_notices WHERE correction_notices.correctionId = corrections.id) AS told
         FROM corrections JOIN sheets ON sheets.id = corrections.sheetId`,
    ),
  );
  const torn = rows.flatMap(({ id, state, sheetState, amended, stands, told }) => {
    const parts = [state === 'issued', sheetState === 'corrected', amended === 1, stands === 1, told > 0];
    return parts.every((part) => part === parts[0]) ? [] : [`slip ${id} is issued by half: ${parts.join(', ')}`];
  });
  const states = new Map(rows.map(({ id, state }) => [id, state]));
  const missing = issued
    .filter((id) => states.get(id) !== 'issued')
    .map((id) => `slip ${id} was acknowledged, and is missing`);
  return [...torn, ...missing, ...(await publicationFaults(database, lastLaid))];
}

/**
 * Verification of a bureau's year beside a bare read of the same rows and a SHA-256 over them: what a check costs that looks at
 * every byte and understands none. In one process and in turns, so that the ratio says what understanding costs, whatever
 * the machine; and whether memory grows with what is verified.
 */
import { createHash } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { Database } from '#src/database/database.js';
import { MonthFactsReader } from '#src/verification/month-facts.service.js';
import { TrailReader } from '#src/verification/trail-reader.service.js';
import { Verification } from '#src/verification/verification.service.js';
import { freshDatabase, testSealedRows } from '../test/support/database.js';
import { layHonestYear } from '../test/support/honest-year.js';

const membersInBranch = 25;
const months = 12;
const rounds = 5;
const tables = [
  'trail_records',
  'trail_subjects',
  'publications',
  'published_sheets',
  'published_lines',
  'sheets',
  'sheet_lines',
];

async function verify(database: Database): Promise<{ scores: number; records: number }> {
  const verification = new Verification(
    database,
    new TrailReader(database),
    new MonthFactsReader(database),
    testSealedRows,
  );
  let counts = { scores: 0, records: 0 };
  for await (const event of verification.run({ unitId: null, fromMonth: null, printed: [] })) {
    if (event.type === 'break') throw new Error(`A break where nothing was changed: ${JSON.stringify(event.found)}`);
    if (event.type === 'result') counts = event.counts;
  }
  return counts;
}

async function bareRead(database: Database): Promise<string> {
  const digest = createHash('sha256');
  for (const table of tables)
    for (const row of await database.read(() => database.rows<Record<string, unknown>>(`SELECT * FROM ${table}`)))
      digest.update(Object.values(row).join('\n'));
  return digest.digest('hex');
}

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

const median = (values: number[]) => values.sort((one, other) => one - other)[values.length >> 1] ?? NaN;

/** What is held at most, garbage aside: it is collected before each look. */
async function megabytesHeld(database: Database): Promise<{ before: number; most: number }> {
  const held = () => {
    globalThis.gc?.();
    return process.memoryUsage().heapUsed / 1024 / 1024;
  };
  const before = held();
  let most = before;
  const verification = new Verification(
    database,
    new TrailReader(database),
    new MonthFactsReader(database),
    testSealedRows,
  );
  for await (const event of verification.run({ unitId: null, fromMonth: null, printed: [] }))
    if (event.type === 'progress') most = Math.max(most, held());
  return { before, most };
}

for (const branches of [10, 40]) {
  const { database, close } = await freshDatabase();
  await layHonestYear(database, { branches, membersInBranch, months });
  const counts = await verify(database);
  const ofVerify: number[] = [];
  const ofRead: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    ofVerify.push(await milliseconds(() => verify(database)));
    ofRead.push(await milliseconds(() => bareRead(database)));
  }
  const { before, most } = await megabytesHeld(database);
  const [checked, read] = [median(ofVerify), median(ofRead)];
  console.log(
    `  ${branches * membersInBranch} members, ${months} months, on ${database.dialect.kind}; median of ${rounds} rounds`,
  );
  console.log(`  verify: ${counts.records} records, ${counts.scores} scores computed anew  ${checked.toFixed(0)} ms`);
  console.log(`  bare read of the same rows and SHA-256 over them          ${read.toFixed(0)} ms`);
  console.log(`  ratio                                                     ${(checked / read).toFixed(2)}`);
  console.log(`  held before ${before.toFixed(0)} MB, at most ${most.toFixed(0)} MB meanwhile\n`);
  await close();
}

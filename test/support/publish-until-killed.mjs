/**
 * Publishes every month that is ready, one after the other, and says so after each: "published 17"; of a third it withdraws the
 * publication again, "withdrawn 18", and a third it confirms, "confirmed 19". Whoever started it kills it at any moment. The mode is how: 'safe' as the service does it, or one of two canaries:
 * 'unsafe' commits every statement by itself, 'boasting' speaks before it acts.
 */
import { writeSync } from 'node:fs';
import { BranchMonthRecords } from '#src/assessments/branch-month-records.service.js';
import { MonthStepRecords } from '#src/assessments/month-step-records.service.js';
import { Trail } from '#src/audit/trail.service.js';
import { StoppedClock } from '#src/calendar.js';
import { Calendars } from '#src/calendars/calendars.service.js';
import { readConfig } from '#src/config.js';
import { prepareDatabase } from '#src/database/start.js';
import { PublicationRecords } from '#src/publication/publication-records.service.js';
import { Publications } from '#src/publication/publications.service.js';
import { SheetVetoes } from '#src/publication/sheet-vetoes.service.js';
import { WaitingRows } from '#src/publication/waiting-rows.service.js';
import { Withdrawals } from '#src/publication/withdrawals.service.js';
import { Schemes } from '#src/schemes/schemes.service.js';
import { HoldingVetoes } from '#src/vetoes/holding-vetoes.service.js';

const [mode, accountId] = process.argv.slice(2);
const database = await prepareDatabase(readConfig({ ...process.env, LOG_LEVEL: 'silent' }));

/** The same door, but every statement is a transaction of its own: the work survives in halves. */
function withoutTransactions(door) {
  const alone =
    (name) =>
    (...given) =>
      door.write(() => door[name](...given));
  const statements = Object.fromEntries(['rows', 'row', 'change', 'insert', 'lock'].map((name) => [name, alone(name)]));
  return { ...statements, dialect: door.dialect, write: (work) => work(), read: (work) => work() };
}

const door = mode === 'unsafe' ? withoutTransactions(database) : database;
const trail = new Trail(door);
const whilePublishing = '2026-11-05T02:00:00.000Z';
const afterTheWindow = '2026-11-20T02:00:00.000Z';
const clock = new StoppedClock(whilePublishing);
const steps = new MonthStepRecords(door);
const records = new BranchMonthRecords(door, steps);
const publicationRecords = new PublicationRecords(door, trail, records);
const calendars = new Calendars(door);
const waitingRows = new WaitingRows(door, calendars);
const sheetVetoes = new SheetVetoes(door, new Schemes(door, trail), new HoldingVetoes(door));
const withdrawals = new Withdrawals(door, trail, waitingRows, records, publicationRecords, sheetVetoes, clock);
const publications = new Publications(
  door,
  trail,
  steps,
  records,
  publicationRecords,
  calendars,
  waitingRows,
  sheetVetoes,
  clock,
);
const ready = await database.read(() =>
  database.rows("SELECT id, version FROM branch_months WHERE state = 'ready' ORDER BY id"),
);

/** Does it and says so; boasting, the other way round. */
async function andSay(word, id, work) {
  if (mode === 'boasting') writeSync(1, `${word} ${id}\n`);
  await work();
  if (mode !== 'boasting') writeSync(1, `${word} ${id}\n`);
}

writeSync(1, 'ready\n');
const actor = { accountId: Number(accountId) };
for (const { id, version } of ready) {
  clock.set(whilePublishing);
  await andSay('published', id, () => publications.publish(id, version, { workingDays: 3, contact: '302' }, actor));
  if (id % 3 === 0) await andSay('withdrawn', id, () => withdrawals.withdraw(id, version + 1, '录错', actor));
  clock.set(afterTheWindow);
  if (id % 3 === 1) await andSay('confirmed', id, () => publications.confirm(id, version + 1, actor));
}
writeSync(1, 'nothing left\n');

/**
 * Issues every countersigned correction slip, one after the other, and says so after each: "issued 17". Whoever started it
 * kills it at any moment. 'safe' is as the service does it; the canary 'unsafe' commits every statement by itself.
 */
import { writeSync } from 'node:fs';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '#src/app.module.js';
import { StoppedClock } from '#src/calendar.js';
import { readConfig } from '#src/config.js';
import { prepareDatabase } from '#src/database/start.js';
import { CorrectionIssues } from '#src/disputes/correction-issues.service.js';

const [mode, accountId] = process.argv.slice(2);
const config = readConfig({ ...process.env, LOG_LEVEL: 'silent' });
const database = await prepareDatabase(config);

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
const clock = new StoppedClock('2026-11-20T02:00:00.000Z');
const services = await NestFactory.createApplicationContext(AppModule.around({ config, database: door, clock }), {
  logger: false,
});
const issues = services.get(CorrectionIssues, { strict: false });
const ready = await database.read(() =>
  database.rows("SELECT id, version FROM corrections WHERE state = 'countersigned' ORDER BY id"),
);

writeSync(1, 'ready\n');
for (const { id, version } of ready) {
  await issues.issue(id, version, { accountId: Number(accountId), memberId: null });
  writeSync(1, `issued ${id}\n`);
}
writeSync(1, 'nothing left\n');

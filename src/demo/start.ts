import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../app.module.js';
import { Trail } from '../audit/trail.service.js';
import { addMonths, type Clock, monthOf, StoppedClock } from '../calendar.js';
import { type Config, readConfig } from '../config.js';
import type { Database } from '../database/database.js';
import { hashPassword, oneTimePassword } from '../identity/passwords.js';
import { firstScheme } from '../schemes/first-scheme.js';
import { newKeyLine } from '../key-ring.js';
import { Schemes } from '../schemes/schemes.service.js';
import { serve } from '../serve.js';
import { layOut } from './lay-out.js';
import { personas } from './people.js';
import { Year } from './year.js';

/*
 * `npm start`: for trying it out. Listens on this machine only, fills a new database with a made-up bureau, and prints the
 * accounts. All of them share one random password, which is made for this demo and kept under data/.
 */

/** Every database has a demo, and a password and a key, of its own. */
function fileOfDemo(kind: 'password' | 'key', { database }: Pick<Config, 'database'>): string {
  const of = database.kind === 'sqlite' ? database.file : database.url;
  return `data/demo-${kind}-${createHash('sha256').update(of).digest('hex').slice(0, 8)}`;
}

const passwordFile = (config: Pick<Config, 'database'>): string => fileOfDemo('password', config);

/** Whoever tries it out on MySQL shouldn't have to think of a key first: there the demo keeps its own, as SQLite does. */
function demoEnvironment(): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { LOG_LEVEL: 'warn', ...process.env, HOST: '127.0.0.1' };
  if (!env.DATABASE_URL?.startsWith('mysql:') || env.ENCRYPTION_KEYS || env.ENCRYPTION_KEYS_FILE) return env;
  const file = fileOfDemo('key', { database: { kind: 'mysql', url: env.DATABASE_URL } });
  mkdirSync('data', { recursive: true });
  if (!existsSync(file)) writeFileSync(file, `${newKeyLine('demo')}\n`, { mode: 0o600 });
  return { ...env, ENCRYPTION_KEYS: readFileSync(file, 'utf8') };
}

const environment = demoEnvironment();

async function seedDemo(database: Database, clock: Clock): Promise<void> {
  const started = Date.now();
  const password = oneTimePassword();
  const now = clock.now();
  // The year begins early enough for six finished months, and in January, so that a whole half-year can be shown.
  const year = Number(addMonths(monthOf(clock.today()), -6).slice(0, 4));
  const laid = await layOut(database, { year, passwordHash: await hashPassword(password), now });
  const stopped = new StoppedClock(`${year}-01-01T00:00:00.000Z`);
  await firstScheme(new Schemes(database, new Trail(database)), stopped.now());
  stopped.set(now);
  const config = { ...readConfig(environment), logLevel: 'silent' as const };
  const services = await NestFactory.createApplicationContext(AppModule.around({ config, database, clock: stopped }), {
    logger: false,
  });
  await new Year(services, database, stopped, laid).tell(`${year}-01`);
  mkdirSync('data', { recursive: true });
  writeFileSync(passwordFile(config), `${password}\n`, { mode: 0o600 });
  console.log(`Made up a demo bureau in ${((Date.now() - started) / 1000).toFixed(1)} s.`);
}

function printAccounts(address: string): void {
  const file = passwordFile(readConfig(environment));
  const password = existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
  const width = Math.max(...personas.map(({ signInName }) => signInName.length));
  const lines = personas.map(({ signInName, canTry }) => `  ${signInName.padEnd(width)}  ${canTry.zh} · ${canTry.en}`);
  console.log(`
积分册 Pointbook   ${address}

演示账号 Demo accounts${password ? `, password 密码: ${password}` : ''}
${lines.join('\n')}
  ${'yc02-08'.padEnd(width)}  其他党员用党员编号登录 · every other member signs in with the member number, in small letters
${password ? '' : `\nThis database was not made by this folder’s demo: its passwords are not known here. 数据不是本目录的演示生成的，密码不在此处。\n`}
Press Ctrl+C to end. 按 Ctrl+C 结束。`);
}

const { address } = await serve(environment, seedDemo, {
  // The whole demo is one transaction, so that it is there completely or not at all.
  write: 120_000,
});
printAccounts(address);

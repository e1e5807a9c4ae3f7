import type { Month } from './calendar.js';
import { isMonth } from './calendar.js';
import { readConfig } from './config.js';
import type { Database } from './database/database.js';
import { openForReading } from './database/start.js';
import { KeyRing } from './key-ring.js';
import { SealedRows } from './vault/sealed-rows.service.js';
import { type Break, type Counts, noCounts } from './verification/break.js';
import { MonthFactsReader } from './verification/month-facts.service.js';
import { type PrintedHead, readPrintedHead } from './verification/printed-head.js';
import { TrailReader } from './verification/trail-reader.service.js';
import { Verification, type VerificationWish } from './verification/verification.service.js';
import { breakWords, type Language, placeWords } from './verification/words.js';

/*
 * `pointbook verify`: whether what is in the database is what was recorded. Reads only, beside a service that may be running.
 */

/** What stops the command: a sentence for whoever typed it. */
export class VerifyStop extends Error {}

interface Asked {
  branch: string | null;
  fromMonth: Month | null;
  printed: PrintedHead[];
  limit: number;
  json: boolean;
  language: Language;
}

const say = {
  zh: {
    usage: (option: string) => `不认识的选项“${option}”。用法：npm run pointbook -- verify [选项]，见 help。`,
    month: (text: string) => `--from 要写成 2026-01 这样的月份，不是“${text}”。`,
    head: (text: string) => `“${text}”不是印出的码。它像 b17-1042-9F3C-77A0-12D4-0B6E，或 unit:17:1042:9f3c77a0…。`,
    limit: (text: string) => `--limit 要写一个 1 到 10000 的整数，不是“${text}”。`,
    unit: (text: string) => `没有叫“${text}”的组织，或者不止一个；请写它的编号。`,
    first: '第一处：',
    fine: '没有发现问题。',
    broken: (count: number) => `发现 ${count} 处问题。`,
    more: (count: number) => `另有 ${count} 处没有列出（--limit）。`,
    counts: (counts: Counts) =>
      `核对了 ${counts.chains} 条留痕链的 ${counts.records} 条记录、${counts.schemeVersions} 版办法、${counts.roles} 项职务、${counts.months} 个月、${counts.publications} 次公示、${counts.sheets} 张表、${counts.lines} 个公示条目，重算了 ${counts.scores} 个分数${counts.imported > 0 ? `；另有 ${counts.imported} 个月为导入，只核对摘要和留痕，不重算` : ''}${erasedZh(counts)}。`,
  },
  en: {
    usage: (option: string) => `Unknown option “${option}”. Usage: npm run pointbook -- verify [options], see help.`,
    month: (text: string) => `--from takes a month such as 2026-01, not “${text}”.`,
    head: (text: string) =>
      `“${text}” is no printed code. One looks like b17-1042-9F3C-77A0-12D4-0B6E, or unit:17:1042:9f3c77a0….`,
    limit: (text: string) => `--limit takes a whole number from 1 to 10000, not “${text}”.`,
    unit: (text: string) => `There is no unit “${text}”, or more than one: give its id.`,
    first: 'First: ',
    fine: 'Nothing is wrong.',
    broken: (count: number) => `${count} ${count === 1 ? 'break' : 'breaks'} found.`,
    more: (count: number) => `${count} more are not listed (--limit).`,
    counts: (counts: Counts) =>
      `Checked ${counts.records} records of ${counts.chains} chains, ${counts.schemeVersions} versions of the rule, ${counts.roles} roles, ${counts.months} months, ${counts.publications} publications, ${counts.sheets} sheets, ${counts.lines} published lines, and computed ${counts.scores} scores anew${counts.imported > 0 ? `; ${counts.imported} imported publications were checked by digest and trail alone` : ''}${erasedEn(counts)}.`,
  },
};

const isErased = ({ erasedMembers, erasedFiles }: Counts): boolean => erasedMembers + erasedFiles > 0;
const erasedZh = (counts: Counts): string =>
  isErased(counts) ? `；已清除 ${counts.erasedMembers} 名党员的内容和 ${counts.erasedFiles} 份佐证` : '';
const erasedEn = (counts: Counts): string =>
  isErased(counts) ? `; ${counts.erasedMembers} members and ${counts.erasedFiles} evidence files were erased` : '';

/**
 * Runs `verify …` and prints as it goes. Answers whether everything is as it was recorded.
 * @throws VerifyStop for what was typed wrongly; ConfigurationError for a database that isn't there or isn't migrated
 */
export async function verifyCommand(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  print: (line: string) => void,
): Promise<boolean> {
  const asked = readAsked(args, languageOf(env));
  const config = readConfig(env);
  const sealed = new SealedRows(KeyRing.of(config.encryption));
  const database = await openForReading(config);
  try {
    const { branch, fromMonth, printed } = asked;
    const unitId = branch === null ? null : await unitIdOf(database, branch, asked.language);
    return await report(database, sealed, { unitId, fromMonth, printed }, asked, print);
  } finally {
    await database.close();
  }
}

async function report(
  database: Database,
  sealed: SealedRows,
  wish: VerificationWish,
  { json, limit, language }: Asked,
  print: (line: string) => void,
): Promise<boolean> {
  const words = say[language];
  const verification = new Verification(database, new TrailReader(database), new MonthFactsReader(database), sealed);
  const listed: Break[] = [];
  let [total, counts]: [number, Counts] = [0, noCounts];
  for await (const event of verification.run(wish)) {
    if (event.type === 'result') counts = event.counts;
    if (event.type !== 'break') continue;
    total += 1;
    if (total > limit) continue;
    listed.push(event.found);
    if (json) continue;
    const { said, meaning } = breakWords(event.found, language);
    print(`${total === 1 ? words.first : ''}${placeWords(event.found)}\n  ${said}\n  ${meaning}\n`);
  }
  if (json) {
    const breaks = listed.map((found) => ({ ...found, ...breakWords(found, language) }));
    print(JSON.stringify({ ok: total === 0, breaks, breakCount: total, counts }, null, 2));
  } else {
    if (total > limit) print(`${words.more(total - limit)}\n`);
    print(total === 0 ? words.fine : words.broken(total));
    print(words.counts(counts));
  }
  return total === 0;
}

function readAsked(args: readonly string[], language: Language): Asked {
  const asked: Asked = { branch: null, fromMonth: null, printed: [], limit: 100, json: false, language };
  const stop = (sentence: string): never => {
    throw new VerifyStop(sentence);
  };
  for (let index = 0; index < args.length; index += 1) {
    const [option = '', attached] = (args[index] as string).split(/=(.*)/s, 2);
    const words = say[asked.language];
    if (option === '--json') {
      asked.json = true;
      continue;
    }
    if (!['--branch', '--from', '--head', '--limit', '--lang'].includes(option)) stop(words.usage(option));
    const value = attached ?? args[(index += 1)] ?? '';
    if (option === '--branch') asked.branch = value;
    else if (option === '--from') asked.fromMonth = isMonth(value) ? value : stop(words.month(value));
    else if (option === '--head') asked.printed.push(readPrintedHead(value) ?? stop(words.head(value)));
    else if (option === '--limit') {
      const limit = /^\d{1,5}$/.test(value) ? Number(value) : 0;
      asked.limit = limit >= 1 && limit <= 10_000 ? limit : stop(words.limit(value));
    } else asked.language = value === 'zh' || value === 'en' ? value : stop(words.usage(`${option} ${value}`));
  }
  return asked;
}

/** Chinese unless the environment says English. */
export function languageOf(env: NodeJS.ProcessEnv): Language {
  const said = [env.LC_ALL, env.LC_MESSAGES, env.LANG].find((value) => value !== undefined && value !== '');
  return said?.startsWith('en') ? 'en' : 'zh';
}

async function unitIdOf(database: Database, text: string, language: Language): Promise<number> {
  const rows = await database.read(() =>
    database.rows<{ id: number }>(
      "SELECT id FROM units WHERE id = ? OR (code = ? AND code <> '') OR name = ? LIMIT 2",
      [/^\d{1,10}$/.test(text) ? Number(text) : 0, text, text],
    ),
  );
  const [only, other] = rows;
  if (!only || other) throw new VerifyStop(say[language].unit(text));
  return only.id;
}

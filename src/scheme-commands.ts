import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { compareSchemes } from './scoring/compare.js';
import { describeScheme } from './scoring/describe.js';
import { schemeProblemWords, sheetProblemWords } from './schemes/sheet-file-words.js';
import type { Scheme } from './scoring/scheme.js';
import type { Language } from './scoring/words/common.js';
import { readSchemeFile } from './schemes/scheme-file.js';
import type { FileProblem } from './schemes/scheme-file-document.js';
import { readSheetFile } from './schemes/sheet-file.js';
import { reportData, reportText } from './schemes/sheet-report.js';
import { resultsOf } from './schemes/sheet-results.js';

/*
 * What the command line does with scheme files and sheets. It needs no database and no running service.
 */

export const schemeHelp = `  score SCHEME SHEET [--json] [--lang zh|en]
                        the score of every sheet, line by line, and every summary with its band
  scheme check FILE…    every mistake and doubt, with its line; fails when there is a mistake
  scheme text FILE      the rule in words, made from the data
  scheme compare OLD NEW
                        what NEW changes, in words
                        SCHEME and FILE may be the name of a file in schemes/, such as default`;

/** The words of a command, apart from its options. */
interface Request {
  words: string[];
  language: Language;
  json: boolean;
}

interface Answer {
  text: string;
  failed: boolean;
}

/** What stops a command: a sentence for whoever typed it. */
class Stop extends Error {}

const say = {
  zh: {
    noFile: (name: string, ready: string) =>
      `找不到文件“${name}”。请写文件的路径，或者 schemes/ 中现成文件的名字：${ready}。`,
    unreadable: (name: string) => `不能读取“${name}”：它不是文本文件，或者没有权限。`,
    missing: (usage: string) => `用法：npm run pointbook -- ${usage}`,
    option: (name: string) => `没有“${name}”这个选项。可以写的有：--json、--lang zh、--lang en。`,
    fine: '没有问题。',
    counts: (errors: number, warnings: number) => `${errors} 个错误，${warnings} 个提醒。`,
    same: '两个文件说的是同一个办法。',
  },
  en: {
    noFile: (name: string, ready: string) =>
      `There is no file “${name}”. Give a file's path, or the name of a ready one in schemes/: ${ready}.`,
    unreadable: (name: string) => `“${name}” can't be read: it is no text file, or not yours to read.`,
    missing: (usage: string) => `Usage: npm run pointbook -- ${usage}`,
    option: (name: string) => `There is no option “${name}”. There are: --json, --lang zh, --lang en.`,
    fine: 'nothing wrong.',
    counts: (errors: number, warnings: number) =>
      `${errors} ${errors === 1 ? 'error' : 'errors'}, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}.`,
    same: 'Both files say the same rule.',
  },
};

/** Runs `score …` or `scheme …`; null for what is neither. The language is the environment's unless --lang says another. */
export async function schemeCommand(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Answer | null> {
  const [first, second] = args;
  const command = first === 'score' ? score : first === 'scheme' && second !== undefined ? commands[second] : undefined;
  if (!command) return null;
  const language = languageOf(env);
  try {
    return await command(request(args.slice(first === 'score' ? 1 : 2), language));
  } catch (error) {
    if (error instanceof Stop) return { text: error.message, failed: true };
    throw error;
  }
}

/** Chinese unless the environment says English. */
function languageOf(env: NodeJS.ProcessEnv): Language {
  const said = [env.LC_ALL, env.LC_MESSAGES, env.LANG].find((value) => value !== undefined && value !== '');
  return said?.startsWith('en') ? 'en' : 'zh';
}

function request(args: readonly string[], language: Language): Request {
  const words: string[] = [];
  const asked: Request = { words, language, json: false };
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index]!;
    const lang = arg === '--lang' ? args[(index += 1)] : /^--lang=(.*)$/.exec(arg)?.[1];
    if (lang === 'zh' || lang === 'en') asked.language = lang;
    else if (lang !== undefined || arg === '--lang')
      throw new Stop(say[language].option(`--lang ${lang ?? ''}`.trim()));
    else if (arg === '--json') asked.json = true;
    else if (arg.startsWith('--')) throw new Stop(say[language].option(arg));
    else words.push(arg);
  }
  return asked;
}

const commands: Record<string, (asked: Request) => Promise<Answer>> = { check, text, compare };

async function score({ words, language, json }: Request): Promise<Answer> {
  const [schemeName, sheetName] = words;
  if (!schemeName || !sheetName || words.length > 2)
    throw new Stop(say[language].missing('score SCHEME SHEET [--json] [--lang zh|en]'));
  const scheme = await schemeIn(schemeName, language);
  const { path, source } = await open(sheetName, language);
  const sheets = readSheetFile(source, scheme);
  if (!sheets.members) throw new Stop(problemLines(path, sheets.problems, language, sheetProblemWords).join('\n'));
  const results = resultsOf(scheme, sheets);
  const text = json
    ? JSON.stringify(reportData(scheme, results, language), null, 2)
    : reportText(scheme, results, language);
  return { text, failed: false };
}

async function check({ words, language, json }: Request): Promise<Answer> {
  if (words.length === 0) throw new Stop(say[language].missing('scheme check FILE…'));
  const files = await Promise.all(words.map(async (name) => await open(name, language)));
  const read = files.map(({ path, source }) => ({ path, ...readSchemeFile(source) }));
  const failed = read.some(({ scheme }) => scheme === null);
  if (json) {
    const data = read.map(({ path, problems }) => ({
      file: path,
      problems: problems.map((problem) => worded(problem, language)),
    }));
    return { text: JSON.stringify(data, null, 2), failed };
  }
  const lines = read.flatMap(({ path, problems }) =>
    problems.length === 0
      ? [`${path}: ${say[language].fine}`]
      : problemLines(path, problems, language, schemeProblemWords),
  );
  return {
    text: [
      ...lines,
      ...countLine(
        read.flatMap(({ problems }) => problems),
        language,
      ),
    ].join('\n'),
    failed,
  };
}

const worded = (problem: FileProblem, language: Language) => ({
  ...problem,
  sentence: schemeProblemWords(problem, language),
});

function countLine(problems: readonly FileProblem[], language: Language): string[] {
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  return problems.length === 0 ? [] : [say[language].counts(errors, problems.length - errors)];
}

async function text({ words, language, json }: Request): Promise<Answer> {
  if (words.length !== 1) throw new Stop(say[language].missing('scheme text FILE [--lang zh|en]'));
  const scheme = await schemeIn(words[0]!, language);
  return { text: sectionsText(describeScheme(scheme, language), json), failed: false };
}

async function compare({ words, language, json }: Request): Promise<Answer> {
  const [before, after] = words;
  if (!before || !after || words.length > 2)
    throw new Stop(say[language].missing('scheme compare OLD NEW [--lang zh|en]'));
  const sections = compareSchemes(await schemeIn(before, language), await schemeIn(after, language), language);
  return { text: sections.length === 0 && !json ? say[language].same : sectionsText(sections, json), failed: false };
}

function sectionsText(sections: readonly { heading: string; lines: string[] }[], json: boolean): string {
  if (json) return JSON.stringify(sections, null, 2);
  return sections
    .filter(({ lines }) => lines.length > 0)
    .map(({ heading, lines }) => [heading, ...lines.map((line) => `  ${line}`)].join('\n'))
    .join('\n\n');
}

/** The scheme in a file without an error; otherwise everything that is wrong with it. */
async function schemeIn(name: string, language: Language): Promise<Scheme> {
  const { path, source } = await open(name, language);
  const { scheme, problems } = readSchemeFile(source);
  if (scheme) return scheme;
  const errors = problems.filter(({ severity }) => severity === 'error');
  throw new Stop(problemLines(path, errors, language, schemeProblemWords).join('\n'));
}

const schemesFolder = fileURLToPath(new URL('../schemes/', import.meta.url));

async function open(name: string, language: Language): Promise<{ path: string; source: string }> {
  const isBare = /^[\w-]+$/.test(name);
  for (const path of isBare ? [name, `${schemesFolder}${name}.yaml`] : [name]) {
    try {
      const source = new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
      return { path: path === name ? name : `schemes/${name}.yaml`, source };
    } catch (error) {
      const isThere = !['ENOENT', 'EISDIR'].includes(String((error as NodeJS.ErrnoException).code));
      if (isThere) throw new Stop(say[language].unreadable(path));
    }
  }
  const ready = (await readdir(schemesFolder))
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -5));
  throw new Stop(say[language].noFile(name, ready.join(', ')));
}

/** `FILE:LINE:COLUMN severity: sentence (path)`, as editors and people find it. */
function problemLines(
  file: string,
  problems: readonly FileProblem[],
  language: Language,
  wordsOf: (problem: FileProblem, language: Language) => string,
): string[] {
  return problems.map((problem) => {
    const { severity, line, column, path } = problem;
    const place = line === null ? file : `${file}:${line}:${column}`;
    const where = path === '' ? '' : ` (${path.replace(/Hundredths\b/g, '')})`;
    return `${place} ${severity}: ${wordsOf(problem, language)}${where}`;
  });
}

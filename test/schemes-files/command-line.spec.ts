import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { schemeCommand } from '#src/scheme-commands.js';
import { fileText, hundredths } from './engine-years.js';
import { readyYears } from './ready-years.js';
import { wildYears } from './wild-years.js';
import type { WorkedYear } from './worked-year.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

interface Answer {
  members: {
    name: string | null;
    sheets: { month: string | null; scoreHundredths?: number; points?: string; undecided?: string[] }[];
    summaries: { period: string; points: string | null; resultHundredths: number | null; bandCode: string | null }[];
  }[];
}

/** What `npm run pointbook -- …` answers, without the start of a process for every question. */
async function pointbook(...words: string[]): Promise<string> {
  const answer = await schemeCommand(words, { LANG: 'zh_CN.UTF-8' });
  if (!answer || answer.failed) throw new Error(answer?.text);
  return answer.text;
}

async function score(scheme: string, sheets: string): Promise<Answer> {
  return JSON.parse(await pointbook('score', scheme, sheets, '--json')) as Answer;
}

function holds(answer: Answer, years: WorkedYear[]): void {
  for (const { member, sheets = {}, results } of years) {
    const answered = answer.members.find(({ name }) => name === member);
    for (const [month, points] of Object.entries(sheets)) {
      const sheet = answered?.sheets.find((each) => each.month === month);
      expect([member, month, sheet?.scoreHundredths]).toEqual([member, month, hundredths(points)]);
    }
    for (const [period, [points, band]] of Object.entries(results)) {
      const summary = answered?.summaries.find((each) => each.period === period);
      const figures = [summary?.resultHundredths, summary?.bandCode];
      expect([member, period, ...figures]).toEqual([member, period, points === null ? null : hundredths(points), band]);
      if (points !== null) expect(Number(summary?.points?.replace('−', '-'))).toBe(hundredths(points) / 100);
    }
  }
}

describe('the command line scores a branch to the hundredth', () => {
  test.each(Object.entries(readyYears))('under the ready rule %s', async (rule, years) => {
    holds(await score(`schemes/${rule}.yaml`, `schemes/examples/${rule}.yaml`), years);
  });

  test.each(Object.entries(wildYears))('under the rule found in the wild, %s', async (rule, years) => {
    const wild = `test/schemes-files/wild/${rule}`;
    holds(await score(`${wild}.yaml`, `${wild}.sheets.yaml`), years);
  });
});

describe('other ways to hand in a sheet', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sheets-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('a single sheet, and one member alone', async () => {
    const sheet = join(folder, 'sheet.yaml');
    await writeFile(sheet, 'profile: full\nentries: [{ item: D-05, count: 1 }, { item: A-01, points: 7.5 }]\n');
    const [alone] = (await score('schemes/rural-quarterly.yaml', sheet)).members;
    expect(alone?.sheets.map(({ scoreHundredths }) => scoreHundredths)).toEqual([hundredths(100 - 40 + 7.5)]);

    const year = join(folder, 'year.yaml');
    await writeFile(year, 'profile: full\nlastYear: 100\nsheets: { 2026-01: [{ item: T-01, option: well }] }\n');
    const [member] = (await score('schemes/annual-20-70-10.yaml', year)).members;
    expect(member?.summaries.map(({ points }) => points)).toEqual(['26']); // 20 + 6
  });

  test('rules and sheets as JSON say the same as YAML', async () => {
    const [scheme, sheets] = [join(folder, 'rule.json'), join(folder, 'sheets.json')];
    await writeFile(scheme, JSON.stringify(parse(fileText('schemes/stars.yaml'))));
    await writeFile(sheets, JSON.stringify(parse(fileText('schemes/examples/stars.yaml'))));
    holds(await score(scheme, sheets), readyYears.stars ?? []);
  });

  test('a sheet without a required score is named, and no zero', async () => {
    const wild = 'test/schemes-files/wild/weighted-review';
    const [member] = (await score(`${wild}.yaml`, `${wild}.undecided.yaml`)).members;
    expect(member?.sheets.map(({ undecided }) => undecided)).toEqual([['C']]);
    expect(member?.summaries).toEqual([]);
  });

  test('a process answers what the function behind it says', async () => {
    const words = ['score', 'stars', 'schemes/examples/stars.yaml', '--json'];
    const { stdout } = await run(process.execPath, ['dist/command-line.js', ...words], { cwd: root });
    holds(JSON.parse(stdout) as Answer, readyYears.stars ?? []);
  });

  test('a mistake in a sheet is answered with its line, and nothing is scored', async () => {
    const sheet = join(folder, 'mistaken.yaml');
    await writeFile(sheet, 'profile: full\nentries:\n  - { item: A-02, count: 1 }\n  - { item: A-01, points: 12 }\n');
    const refused = run(process.execPath, ['dist/command-line.js', 'score', 'rural-quarterly', sheet], { cwd: root });
    await expect(refused).rejects.toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining(':4:') });
  });
});

test('every ready scheme is without a mistake and without a doubt', async () => {
  const files = Object.keys(readyYears).map((rule) => `schemes/${rule}.yaml`);
  const said = await pointbook('scheme', 'check', ...files);
  expect(said).not.toMatch(/error|warning/);
});

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { schemeCommand } from '#src/scheme-commands.js';
import { readyYears } from '../schemes-files/ready-years.js';
import { wildYears } from '../schemes-files/wild-years.js';
import type { WorkedYear } from '../schemes-files/worked-year.js';

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'schemes-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const run = async (args: string[], env: NodeJS.ProcessEnv = {}) => (await schemeCommand(args, env))!;

interface Answered {
  members: {
    name: string;
    sheets: { month: string; outcome: string; scoreHundredths: number }[];
    summaries: { period: string; resultHundredths: number | null; bandCode: string | null }[];
  }[];
}

const hundredths = (points: number | null) => (points === null ? null : Math.round(points * 100));

async function expectYears(scheme: string, sheets: string, years: WorkedYear[]): Promise<void> {
  const { text, failed } = await run(['score', scheme, sheets, '--json']);
  expect([failed, failed && text]).toEqual([false, false]);
  const { members } = JSON.parse(text) as Answered;
  for (const { member, sheets: scores = {}, results } of years) {
    const answered = members.find(({ name }) => name === member)!;
    const scored = Object.fromEntries(answered.sheets.map((sheet) => [sheet.month, sheet.scoreHundredths]));
    for (const [month, points] of Object.entries(scores))
      expect([month, scored[month]]).toEqual([month, hundredths(points)]);
    const found = Object.fromEntries(
      answered.summaries.map(({ period, resultHundredths, bandCode }) => [period, [resultHundredths, bandCode]]),
    );
    for (const [period, [points, band]] of Object.entries(results))
      expect([member, period, found[period]]).toEqual([member, period, [hundredths(points), band]]);
  }
}

describe('score SCHEME SHEET', () => {
  test.each(Object.entries(readyYears))(
    'comes to what was worked out by hand for a year of %s',
    async (name, years) => {
      await expectYears(name, `schemes/examples/${name}.yaml`, years);
    },
  );

  test.each(Object.entries(wildYears))('comes to what was worked out by hand for %s', async (name, years) => {
    await expectYears(`test/schemes-files/wild/${name}.yaml`, `test/schemes-files/wild/${name}.sheets.yaml`, years);
  });

  test('explains every line, in the language of the environment or the one asked for', async () => {
    const sheet = file('sheet.yaml', 'entries: [{ item: B1-01, option: absent }, { item: C-01, count: 4 }]');
    const zh = await run(['score', 'default', sheet]);
    expect(zh).toMatchObject({ failed: false });
    expect(zh.text).toContain('县局通用版（county-bureau 1.0）');
    expect(zh.text).toContain('自评表（全项考核）：76 分');
    expect(zh.text).toMatch(/B1-01 主题党日全程参加：无故缺席，计 0 分/);
    expect(zh.text).toMatch(/C-01 .*4 次 = 8 分，计 4 分.*多|C-01 .*4 次 = 8 分，计 4 分.*不计/);
    const en = await run(['score', 'default', sheet], { LANG: 'en_GB.UTF-8' });
    expect(en.text).toContain('Sheet (Full): 76 points');
    expect((await run(['score', 'default', sheet, '--lang', 'zh'], { LANG: 'en_GB.UTF-8' })).text).toBe(zh.text);
  });

  test('names what is undecided, and counts such a sheet in no summary', async () => {
    const sheets = file('undecided.yaml', 'sheets:\n  2026-01: []\n  2026-02: [{ item: T-01, option: done }]\n');
    const { text } = await run(['score', 'annual-20-70-10', sheets, '--json']);
    const { members } = JSON.parse(text);
    expect(members[0].sheets.map(({ undecided }: { undecided: string[] }) => undecided)).toEqual([['T-01'], []]);
    expect(members[0].summaries.at(-1)).toMatchObject({ countedMonths: 1, unfinishedMonths: ['2026-01'] });
  });

  test('carries one year’s result into the next', async () => {
    const scheme = file(
      'carry.yaml',
      `code: carry
name: 结转
version: '1'
items:
  - { code: A, kind: base, name: 基础, per: year, standard: 20, carryOver: 20% }
  - { code: B, kind: contribution, name: 贡献, each: { points: 1 } }
total: { per: year, cap: 100 }
summaries: [{ per: year, countedMin: 1 }]
`,
    );
    const sheets = file(
      'carry.sheets.yaml',
      'lastYear: 90\nsheets:\n  2025-12: [{ item: B, count: 32 }]\n  2026-12: []\n',
    );
    const { text } = await run(['score', scheme, sheets, '--json']);
    expect(JSON.parse(text).members[0].summaries.map((one: { points: string }) => one.points)).toEqual(['50', '10']);
  });

  test('says what is wrong with the scheme or the sheet, and fails', async () => {
    const scheme = file(
      'wrong.yaml',
      "code: a\nname: x\nversion: '1'\nitems: [{ code: A, kind: base, name: a, standard: 1e3 }]\n",
    );
    const sheet = file('wrong.sheet.yaml', 'entries:\n  - { item: X-1, count: 1 }\n');
    expect(await run(['score', scheme, sheet], { LANG: 'en' })).toEqual({
      failed: true,
      text: expect.stringContaining(`${scheme}:4:51 error: `),
    });
    const { text } = await run(['score', 'default', sheet]);
    expect(text).toMatch(/:2:13 error: 办法里没有项目“X-1”.*B1-01.*\(entries\[0\]\.item\)$/);
    expect((await run(['score', 'nothing', sheet])).text).toContain('default');
    expect((await run(['score', 'default', sheet, '--jsn'])).text).toContain('--json');
    expect((await run(['score', 'default'])).text).toContain('score SCHEME SHEET');
  });
});

describe('scheme …', () => {
  test('check finds nothing in the ready files', async () => {
    const { text, failed } = await run(['scheme', 'check', 'default', 'schemes/stars.yaml']);
    expect([text, failed]).toEqual(['schemes/default.yaml: 没有问题。\nschemes/stars.yaml: 没有问题。', false]);
  });

  test('check tells mistakes and doubts of several files, and fails for mistakes only', async () => {
    const odd = file(
      'odd.yaml',
      "code: a\nname: x\nversion: '1'\nitems: [{ code: A, kind: contribution, name: a, each: { points: 2 }, cap: 1 }]\n",
    );
    const wrong = file('wrong2.yaml', 'code: a\n');
    const doubts = await run(['scheme', 'check', odd]);
    expect(doubts).toMatchObject({
      failed: false,
      text: expect.stringMatching(/odd\.yaml:4:\d+ warning: .*\(items\[0\]/),
    });
    const mistakes = await run(['scheme', 'check', odd, wrong]);
    expect(mistakes.failed).toBe(true);
    expect(mistakes.text).toContain(`${wrong}:1:1 error: `);
    expect(mistakes.text).not.toMatch(/[{}[\]]\w+[{}]/);
  });

  test('text says the rule in words', async () => {
    const { text } = await run(['scheme', 'text', 'default', '--lang=en']);
    expect(text).toContain('Theme day attended from beginning to end');
  });

  test('compare says what changed, and that nothing did', async () => {
    const changed = file(
      'changed.yaml',
      readFileSync('schemes/default.yaml', 'utf8').replace("version: '1.0'", "version: '1.1'"),
    );
    expect((await run(['scheme', 'compare', 'default', changed])).text).toContain('1.0 → 1.1');
    expect((await run(['scheme', 'compare', 'default', 'default'])).text).toBe('两个文件说的是同一个办法。');
  });

  test('needs no database and no settings', () => {
    const env = { PATH: process.env.PATH ?? '', DATABASE_URL: 'nonsense' };
    const text = execFileSync(process.execPath, ['dist/command-line.js', 'scheme', 'check', 'default'], {
      env,
      encoding: 'utf8',
    });
    expect(text).toBe('schemes/default.yaml: 没有问题。\n');
  });
});

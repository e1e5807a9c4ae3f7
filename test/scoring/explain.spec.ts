import { readdirSync, readFileSync } from 'node:fs';
import { explainScore, explainSummary, noteWords } from '#src/scoring/explain.js';
import { problemWords } from '#src/scoring/problem-words.js';
import {
  ADJUSTMENTS,
  BAND_NOTES,
  ENTRY_PROBLEMS,
  LINE_NOTES,
  PART_NOTES,
  REASON_PROBLEMS,
  type Problem,
} from '#src/scoring/problem.js';
import { SCHEME_PROBLEMS, SCHEME_WARNINGS } from '#src/scoring/scheme-problems.js';
import { schemeWarnings } from '#src/scoring/scheme-warnings.js';
import type { Scheme } from '#src/scoring/scheme.js';
import { checkScheme } from '#src/scoring/scheme-check.js';
import { checkEntries, type Entry, scoreSheet } from '#src/scoring/score.js';
import { type MonthOutcome, summarise } from '#src/scoring/summary.js';
import { noteSentences } from '#src/scoring/words/notes.js';
import { mutationsOf } from './mutations.js';
import { annualScheme, group, item, monthlyScheme, profile, quarterlyScheme, scheme, total } from './rich-schemes.js';

const LANGUAGES = ['zh', 'en'] as const;
type Value = string | number | { points: number };

/** Entries numbered from 1: an option, a count, or points. */
function entriesOf(...values: [item: string, value: Value, more?: Partial<Entry>][]): Entry[] {
  return values.map(([itemCode, value, more], index) => ({
    number: index + 1,
    itemCode,
    ...(typeof value === 'string' ? { optionCode: value } : {}),
    ...(typeof value === 'number' ? { count: value } : {}),
    ...(typeof value === 'object' ? { pointsHundredths: value.points } : {}),
    ...more,
  }));
}

/** "C-1 志愿服务：2 分 × 4 次 = …" for every line of the sheet. */
function explained(
  rule: Scheme,
  entries: Entry[],
  language: 'zh' | 'en' = 'zh',
  { profileCode = 'full', earlier = {} }: { profileCode?: string; earlier?: Record<string, number> } = {},
): string[] {
  const score = scoreSheet(rule, profileCode, entries, earlier);
  return explainScore(rule, entries, score, language, profileCode).map(
    (line) => `${line.head}${language === 'zh' ? '：' : ': '}${line.sentence}`,
  );
}

const text = (zh: string) => ({ zh, en: zh });

describe('every line says which rule decided', () => {
  test('a count, and the cap that bit', () => {
    expect(explained(monthlyScheme(), entriesOf(['C-1', 4]))).toContain(
      'C-1 志愿服务：2 分 × 4 次 = 8 分，计 4 分：每月以 4 分为限，超出的 4 分不计',
    );
    expect(explained(monthlyScheme(), entriesOf(['C-1', 4]), 'en')).toContain(
      'C-1 Voluntary service: 2 × 4 times = 8, counted 4: at most 4 points a month; 4 points beyond it not counted',
    );
  });

  test('a base item with what was recorded, out of its full points', () => {
    const lines = explained(monthlyScheme(), entriesOf(['A-1', 'absent'], ['A-3', 9]));
    expect(lines).toContain('A-1 主题党日：无故缺席，计 0 分（满分 8 分）');
    expect(lines).toContain('A-3 学习笔记：5 分 − 0.5 分 × 9 篇 = 0.5 分，计 1 分：每月最低计 1 分，多扣的 0.5 分不计');
    expect(lines).toContain('A-2 按时交表：没有记录，计 2 分');
  });

  test('refused, not applicable', () => {
    const entries = entriesOf(['C-1', 1, { refused: true }], ['A-3', 1, { refused: true }]);
    const lines = explained(monthlyScheme(), entries, 'zh', { profileCode: 'light' });
    expect(lines).toContain('C-1 志愿服务：2 分 × 1 次 = 2 分，计 0 分：未采纳，不计分');
    expect(lines).toContain('A-3 学习笔记：5 分 − 0.5 分 × 1 篇 = 4.5 分，计 5 分：未采纳，按没有记录计');
    expect(lines).toContain('A-1 主题党日：不适用，计 8 分');
  });

  test('the same fact: under which item and entry it counts', () => {
    const entries = entriesOf(
      ['C-3', 'county'],
      ['C-3', 'city', { deedKey: 'flood' }],
      ['C-3', 'county', { deedKey: 'flood' }],
      ['C-1', 1, { deedKey: 'flood' }],
    );
    const lines = explained(monthlyScheme(), entries);
    expect(lines).toContain('C-3 表彰：县级，计 0 分：只计最高的一项，即“C-3 表彰”（该项第 2 条），这一条不另计');
    expect(lines).toContain(
      'C-1 志愿服务：2 分 × 1 次 = 2 分，计 0 分：同一事实已计入“C-3 表彰”（该项第 2 条），不重复计',
    );
  });

  test('only the highest of a group', () => {
    expect(explained(monthlyScheme(), entriesOf(['C-3', 'city'], ['C-4', 450]))).toContain(
      'C-4 献血：450 毫升，对应 2.5 分，计 0 分：“表彰奖励”中只计最高的一项，这一条不另计',
    );
  });

  test('several people: the mean, and who was left out', () => {
    const entries = entriesOf(['A-4', { points: 800 }], ['A-4', { points: 700 }]);
    expect(explained(monthlyScheme(), entries)).toContain(
      'A-4 岗位工作：评定 8 分，计 3.75 分（满分 10 分）：2 份评分取平均，每份计其中的一份',
    );
    const jury = item('J', 'contribution', text('评分'), {
      combine: 'trimmedMean',
      range: { fromHundredths: 0, toHundredths: 1000 },
    });
    const given = entriesOf(...[900, 500, 1000].map((points): [string, Value] => ['J', { points }]));
    expect(explained(scheme('jury', text('评分'), [jury]), given)).toContain(
      'J 评分：评定 10 分，计 0 分：最高、最低的评分各去掉一份，这一份不计',
    );
  });

  test('counts that are added up before they are valued', () => {
    const lines = explained(monthlyScheme(), entriesOf(['C-2', 35], ['C-2', 8]));
    expect(lines).toContain(
      'C-2 服务时长：8 小时，每满 10 小时计 1 分，得 0 分，计 1 分：各条合并折算，至此累计 43 小时',
    );
  });

  test('a common cap, and what earlier sheets used up', () => {
    const lines = explained(monthlyScheme(), entriesOf(['C-1', 2], ['C-2', 300]), 'zh', {
      earlier: { 'quarter:C-1': 900 },
    });
    expect(lines).toContain(
      'C-1 志愿服务：2 分 × 2 次 = 4 分，计 0 分：每季度以 10 分为限，此前已计 9 分，超出的 3 分不计；' +
        '“贡献合计”合计每月以 20 分为限，超出的 1 分不计',
    );
    expect(lines.at(-1)).toBe('得分：基础 55 − 扣分 0 + 贡献 20 = 75');
  });

  test('deductions and what their cap lets through', () => {
    expect(explained(monthlyScheme(), entriesOf(['D-1', 4]))).toContain(
      'D-1 违反会议纪律：−1 分 × 4 次 = −4 分，计 −3 分：每月最多扣 3 分，多扣的 1 分不计',
    );
  });

  test('a standard of the year is given once: a sheet holds the change', () => {
    const lines = explained(annualScheme(), entriesOf(['F-1', 'good']));
    expect(lines).toContain('BASE 基础分：没有记录，计 0 分：这一项按年度计算，本表只记变动');
    expect(lines).toContain('F-1 民主评议系数：优秀，系数 1.1');
  });

  test('what groups and the total change, and the sum', () => {
    const rule = scheme(
      'steps',
      text('各步'),
      [
        item('B', 'base', text('基础'), { standardHundredths: 6000, range: { fromHundredths: 0, toHundredths: 6000 } }),
        item('P', 'contribution', text('评议'), { group: 'peers', range: { fromHundredths: 0, toHundredths: 10000 } }),
        item('F', 'factor', text('出勤'), { range: { fromHundredths: 0, toHundredths: 100 } }),
      ],
      {
        total: total({ capHundredths: 8000 }),
        groups: [
          group('peers', text('民主评议'), {
            share: { numerator: 1, denominator: 3 },
            times: ['F'],
            roundHundredths: 50,
            capHundredths: 3000,
          }),
        ],
      },
    );
    expect(explained(rule, entriesOf(['P', { points: 10000 }], ['F', { points: 90 }]))).toEqual([
      'B 基础：没有记录，计 60 分',
      'P 评议：评定 100 分，计 100 分',
      'F 出勤：系数 0.9',
      '民主评议：按 1/3 计，减 66.67 分',
      '民主评议：乘以“F 出勤” 0.9，减 3.33 分',
      '总分：总分最高 80 分，超出的不计，减 10 分',
      '得分：基础 60 − 扣分 0 + 贡献 100 − 调整 80 = 80',
    ]);
  });

  test('a limit that profiles override is told with the figure of the sheet’s own', () => {
    const items = [
      item('P', 'contribution', text('评议'), { group: 'g', range: { fromHundredths: 0, toHundredths: 9000 } }),
    ];
    const rule = scheme('own', text('另定'), items, {
      groups: [group('g', text('评议'), { share: { numerator: 1, denominator: 2 }, capHundredths: 3000 })],
      profiles: [
        profile('full', text('全项')),
        profile('light', text('简项'), { overrides: [{ code: 'g', capHundredths: 1000 }] }),
      ],
    });
    const entries = entriesOf(['P', { points: 8000 }]);
    expect(explained(rule, entries, 'zh', { profileCode: 'light' })).toContain(
      '评议：合计每月以 10 分为限，超出的不计，减 30 分',
    );
    const score = scoreSheet(rule, 'light', entries);
    expect(explainScore(rule, entries, score, 'zh').map(({ sentence }) => sentence)).toContain(
      '合计超出限额，超出的不计，减 30 分',
    );
  });

  test('the figures of a line add up to the score', () => {
    const rule = monthlyScheme();
    const entries = entriesOf(['A-1', 'late'], ['C-1', 4], ['D-1', 4], ['D-3', { points: -500 }], ['C-2', 300]);
    const score = scoreSheet(rule, 'full', entries);
    const lines = explainScore(rule, entries, score, 'zh').filter((line) => line.of !== 'result');
    expect(lines.reduce((sum, line) => sum + line.countedHundredths, 0)).toBe(score.scoreHundredths);
  });
});

describe('a summary from its sheets to its band', () => {
  const counted = (month: string, scoreHundredths: number, more: object = {}): MonthOutcome => ({
    month,
    outcome: 'counted',
    scoreHundredths,
    deductionHundredths: 0,
    contributionHundredths: 0,
    itemCodes: [],
    profileCode: 'full',
    ...more,
  });
  const halfYear = [7900, 10000, 8850, 9200, 9900].map((points, index) => counted(`2026-0${index + 1}`, points));

  test('the mean of the months, and why not a higher band', () => {
    const months: MonthOutcome[] = [
      ...halfYear.map((month) => ({ ...month, itemCodes: ['C-1'] }) as MonthOutcome),
      { month: '2026-06', outcome: 'notScored', reason: 'leave' },
    ];
    const summary = summarise(monthlyScheme(), months, { per: 'halfYear' });
    expect(explainSummary(monthlyScheme(), summary, 'zh', months)).toEqual([
      '各月：2026 年 1 月 79 分；2026 年 2 月 100 分；2026 年 3 月 88.5 分；2026 年 4 月 92 分；2026 年 5 月 99 分；2026 年 6 月 不计分',
      '计分 5 个月，合计 458.5 分，平均 91.7 分，最低 79 分，最高 100 分',
      '半年得分：各月取平均，91.7 分',
      '建议等次：合格。“贡献合计”为 0 分，低于 12 分，不列入“拟优秀”；' +
        'A-1 主题党日为 0 分，低于 40 分，不列入“拟优秀”；达到“合格”的标准 60 分',
    ]);
  });

  test('a veto, too few months, nothing counted', () => {
    const rule = monthlyScheme();
    const vetoed = summarise(rule, halfYear, { per: 'halfYear', vetoes: [{ veto: 'light', month: '2026-02' }] });
    expect(explainSummary(rule, vetoed, 'zh')).toContain(
      '半年得分：各月取平均，因一票否决（一般），半年得分最高 59 分，59 分',
    );
    const few = summarise(rule, halfYear.slice(0, 3), { per: 'halfYear' });
    expect(explainSummary(rule, few, 'zh').at(-1)).toBe('不建议等次：计分 3 个月，不足 4 个月，只列出得分，不建议等次');
    expect(explainSummary(rule, summarise(rule, [], { per: 'halfYear' }), 'zh')[0]).toBe('没有计分，没有汇总结果');
  });

  test('a year: carried over, shared, multiplied, level by level', () => {
    const rule = annualScheme();
    const score = scoreSheet(rule, 'full', entriesOf(['BASE', 1], ['T-1', { points: 550 }], ['F-1', 'good']));
    const months = ['2025-12', '2026-01'].map((month) => counted(month, score.scoreHundredths, { parts: score.parts }));
    const summary = summarise(rule, months, { per: 'year', previousResultHundredths: 9100 });
    expect(explainSummary(rule, summary, 'zh')).toEqual([
      '计分 2 个月，合计 7 分，平均 3.5 分，最低 3.5 分，最高 3.5 分',
      'BASE 基础分（2026 年度）：上年得分 91 分的 20% 为本年基础分，各表变动 −4 分，计 14.2 分',
      '“任务分”（2026 年度）：乘以“F-2 出勤系数” 1，计 11 分',
      '“奖励分”（2026 年度）：按 1/3 计，计 0 分',
      '年度得分（2026 年度）：乘以“F-1 民主评议系数” 1.1，计 27.7 分',
      '年度得分：27.7 分',
      '不建议等次：计分 2 个月，不足 10 个月，只列出得分，不建议等次',
    ]);
  });

  test('quarters within a year', () => {
    const rule = quarterlyScheme();
    const months = ['2026-01', '2026-02', '2026-04'].map((month) => counted(month, 6000, { parts: { months: 6000 } }));
    const lines = explainSummary(rule, summarise(rule, months, { per: 'year' }), 'en');
    expect(lines.filter((line) => line.startsWith('Score of the quarter'))).toHaveLength(2);
    expect(lines.some((line) => line.includes('quarter 2 of 2026'))).toBe(true);
  });
});

/** A figure or name as a sentence may show it. */
function shows(sentence: string, name: string, value: string | number): boolean {
  if (typeof value === 'string') return sentence.includes(value) || CODED.has(name);
  const number = name.endsWith('Hundredths') ? Math.abs(value) / 100 : value;
  return new RegExp(`(^|[^\\d.])${String(number).replace('.', '\\.')}($|[^\\d.]|\\.($|\\D))`).test(sentence);
}

/** Said in words of their own, not by their code. */
const CODED = new Set([
  'per',
  'period',
  'kind',
  'decider',
  'reason',
  'group',
  'band',
  'veto',
  'part',
  'item',
  'over',
  'month',
]);

describe('there are words for every code', () => {
  const params = {
    item: 'C-1',
    entryNumber: 3,
    group: 'awards',
    band: 'excellent',
    veto: 'light',
    part: 'A-1',
    per: 'year',
    month: '2026-03',
    over: 'mean',
    capHundredths: 1234,
    floorHundredths: 2345,
    cutHundredths: 345,
    usedHundredths: 456,
    fromHundredths: 5678,
    lowestHundredths: 6789,
    atLeastHundredths: 7891,
    partHundredths: 8912,
    standardHundredths: 9123,
    scoreHundredths: 1357,
    factorHundredths: 115,
    numerator: 3,
    denominator: 7,
    countedMonths: 2,
    countedMonthsMin: 11,
    places: 13,
    candidates: 17,
    placesLeft: 19,
    tied: 23,
    entries: 29,
    members: 31,
    count: 37,
  };

  test.each([...LINE_NOTES, ...BAND_NOTES, ...PART_NOTES])('the note %s', (code) => {
    for (const language of LANGUAGES) {
      const words = noteWords(monthlyScheme(), { code, params }, language, { itemCode: 'C-1' });
      expect(words).not.toBe(noteWords(monthlyScheme(), { code: 'unheard' }, language).replace('unheard', code));
      expect(words).not.toMatch(/[{}[\]]|undefined|null|NaN/);
    }
  });

  test.each(ADJUSTMENTS)('the adjustment %s', (code) => {
    for (const language of LANGUAGES) expect(noteSentences[language].adjustments[code]).toMatch(/\S/);
  });

  test.each([
    ...ENTRY_PROBLEMS.map((code) => ['entries[0].count', code]),
    ...REASON_PROBLEMS.map((code) => ['entries[0].reason', code]),
    ...SCHEME_PROBLEMS.map((code) => ['items[0]', code]),
    ...SCHEME_WARNINGS.map((code) => ['items[0]', code]),
    ...fileCodes().map((code) => ['', code]),
  ])('the problem %s %s', (path = '', code = '') => {
    for (const language of LANGUAGES) {
      const words = problemWords({ path, code }, language);
      expect(words).not.toBe(problemWords({ path, code: 'unheard' }, language).replace('unheard', code));
      expect(words).not.toMatch(/\[|\]|undefined|null|NaN/);
    }
  });

  test('a code of a newer rule is shown as it is', () => {
    expect(noteWords(monthlyScheme(), { code: 'brandNew' }, 'zh')).toContain('brandNew');
    expect(problemWords({ path: '', code: 'brandNew' }, 'zh')).toContain('brandNew');
  });

  test('no note leaves out a figure that it was given', () => {
    const rule = monthlyScheme();
    const sheets = [
      entriesOf(['A-3', 12], ['D-1', 5], ['C-1', 9], ['C-2', 290], ['C-2', 9], ['A-4', { points: 700 }]),
      entriesOf(['D-2', 'higher'], ['D-2', 'higher'], ['D-2', 'own'], ['D-2', 'higher'], ['C-3', 'city'], ['C-4', 500]),
    ];
    const used = { 'quarter:C-1': 900, 'halfYear:faults': -3900 };
    const notes = sheets.flatMap((entries) =>
      scoreSheet(rule, 'full', entries, used).lines.flatMap((line) =>
        line.notes.map((note) => ({ note, context: { itemCode: line.itemCode, entries } })),
      ),
    );
    const silent = notes.flatMap(({ note, context }) =>
      LANGUAGES.flatMap((language) => {
        const words = noteWords(rule, note, language, context);
        return Object.entries(note.params ?? {})
          .filter(([name, value]) => name !== 'entryNumber' && !shows(words, name, value))
          .map(([name]) => `${language} ${note.code}: ${name} in “${words}”`);
      }),
    );
    expect(new Set(notes.map(({ note }) => note.code)).size).toBeGreaterThan(5);
    expect(silent).toEqual([]);
  });

  test('no sentence leaves out a figure that it was given', () => {
    // What is doubtful takes long to find out: every seventh change is enough to meet most doubts.
    const given = [monthlyScheme(), annualScheme(), quarterlyScheme()].flatMap((rule) =>
      mutationsOf(rule).flatMap((mutation, index): Problem[] => {
        const errors = checkScheme(mutation.scheme);
        return errors.length > 0 || index % 7 > 0 ? errors : schemeWarnings(mutation.scheme);
      }),
    );
    const entries = checkEntries(monthlyScheme(), 'full', [
      ...entriesOf(['C-1', 99], ['A-4', { points: 5 }], ['A-4', { points: 99900 }], ['D-3', { points: 5 }], ['A-5', 1]),
      ...entriesOf(['A-1', 'none'], ['A-1', 'full'], ['C-3', 2], ['nothing', 1]),
    ]);
    const silent = [...given, ...entries].flatMap((problem) =>
      LANGUAGES.flatMap((language) => {
        const words = problemWords(problem, language);
        return Object.entries(problem.params ?? {})
          .filter(([name, value]) => !shows(words, name, value))
          .map(([name]) => `${language} ${problem.code}: ${name} in “${words}”`);
      }),
    );
    expect(new Set(given.map(({ code }) => code)).size).toBeGreaterThan(35);
    expect([...new Set(silent)]).toEqual([]);
  });
});

/** Every code that the reader of scheme files and the check of own items report, as their source names them. */
function fileCodes(): string[] {
  const files = readdirSync('src/schemes').filter((name) => /^(scheme-file|own-items\.ts)/.test(name));
  const source = files.map((name) => readFileSync(`src/schemes/${name}`, 'utf8')).join('\n');
  const reported = [
    ...source.matchAll(/report\([^;]*?, '(\w+)'|code: '(\w+)'(?=,? (?:params|\}))|: '(\w+)',\n(?= {2}\w+: '|\};)/g),
  ];
  const syntax = /syntaxCodes[^}]*\}/.exec(source)?.[0] ?? '';
  const ofSyntax = [...syntax.matchAll(/: '(\w+)'/g)].map(([, code]) => code);
  return [
    ...new Set([...reported.map(([, one, other]) => one ?? other), ...ofSyntax, 'fileTooLarge', 'notYaml']),
  ].filter((code): code is string => code !== undefined);
}

import { proposeBands, statistics, summarise, type MonthOutcome } from '#src/scoring/summary.js';
import { defaultScheme, schemeWith } from './scheme-file.js';

const scheme = defaultScheme();

function month(number: number, scoreHundredths: number, more: object = {}): MonthOutcome {
  const month = `2026-${String(number).padStart(2, '0')}`;
  return {
    month,
    outcome: 'counted',
    scoreHundredths,
    deductionHundredths: 0,
    contributionHundredths: 0,
    itemCodes: [],
    ...more,
  };
}
const months = (...scores: number[]) => scores.map((score, index) => month(index + 1, score));
const bandOf = (...scores: number[]) => summarise(scheme, months(...scores)).bandCode;

const veto = (code: string) => ({ vetoes: [{ veto: code, month: '2026-02' }] });

describe('the half-year', () => {
  const example: MonthOutcome[] = [
    month(1, 7900, { contributionHundredths: 700 }),
    month(2, 10000, { contributionHundredths: 2000 }),
    { month: '2026-03', outcome: 'notScored', reason: 'approved' },
    month(4, 8850, { deductionHundredths: -150, itemCodes: ['D-02'] }),
    month(5, 9200),
    month(6, 8000, { itemCodes: ['D-02', 'D-01'], deductionHundredths: -400 }),
  ];

  test('the worked example: 79, 100, not scored, 88.5, 92, 80 make 87.90, lowest 79, 合格', () => {
    expect(summarise(scheme, example)).toEqual({
      per: 'halfYear',
      profileCode: 'full',
      parts: [],
      partsAsked: {},
      countedMonths: 5,
      meanHundredths: 8790,
      resultHundredths: 8790,
      sumHundredths: 43950,
      lowestHundredths: 7900,
      highestHundredths: 10000,
      deductionHundredths: -550,
      contributionHundredths: 2700,
      itemCodes: ['D-01', 'D-02'],
      unfinishedMonths: [],
      veto: null,
      bandCode: 'qualified',
      bandReasons: [{ code: 'threshold', params: { band: 'qualified', fromHundredths: 7500 } }],
    });
  });

  test('the order of months does not matter', () => {
    expect(summarise(scheme, [...example].reverse())).toEqual(summarise(scheme, example));
  });

  test('missing is not zero: 5, 5 and nothing have the mean 5', () => {
    const some: MonthOutcome[] = [
      ...months(500, 500),
      { month: '2026-03', outcome: 'unfinished' },
      { month: '2026-04', outcome: 'absent' },
    ];
    expect(summarise(scheme, some)).toMatchObject({
      countedMonths: 2,
      meanHundredths: 500,
      unfinishedMonths: ['2026-03'],
    });
  });

  test.each([
    [[8000, 8001], 8001], // 80.005
    [[8000, 8000, 8001], 8000], // 80.0033…
    [[8000, 8001, 8001], 8001], // 80.0066…
  ])('the mean of %p is %d: two decimals, half up', (scores, mean) => {
    expect(summarise(scheme, months(...scores)).meanHundredths).toBe(mean);
  });

  test('fewer than four counted months: listed without a band, and why', () => {
    expect(summarise(scheme, months(9500, 9500, 9500))).toMatchObject({
      meanHundredths: 9500,
      bandCode: null,
      bandReasons: [{ code: 'tooFewMonths', params: { countedMonths: 3, countedMonthsMin: 4 } }],
    });
    expect(bandOf(9500, 9500, 9500, 9500)).toBe('excellent');
  });

  test('no month at all: no figure, not a zero', () => {
    expect(summarise(scheme, [])).toMatchObject({
      countedMonths: 0,
      meanHundredths: null,
      resultHundredths: null,
      lowestHundredths: null,
      bandCode: null,
    });
  });

  test('a light veto caps the half-year at 59, a severe one makes it 0; the mean stays what it is', () => {
    expect(summarise(scheme, months(9500, 9500, 9500, 9500), veto('light'))).toMatchObject({
      meanHundredths: 9500,
      resultHundredths: 5900,
      bandCode: 'warning',
    });
    expect(summarise(scheme, months(9500, 9500, 9500, 9500), veto('severe'))).toMatchObject({
      meanHundredths: 9500,
      resultHundredths: 0,
      bandCode: 'warning',
    });
    expect(summarise(scheme, months(5000, 5000, 5000, 5000), veto('light')).resultHundredths).toBe(5000);
  });

  test('a month given twice, and figures that are none, are refused', () => {
    expect(() => summarise(scheme, [month(1, 8000), month(1, 8000)])).toThrow('months[1].month: duplicateMonth');
    for (const bad of [NaN, Infinity, 0.1, 1e308, '8000']) {
      expect(() => summarise(scheme, [month(1, bad as number)])).toThrow('months[0].scoreHundredths: notAnInteger');
    }
    expect(() => summarise(scheme, [month(1, 8000, { deductionHundredths: 100 })])).toThrow('wrongSign');
  });
});

describe('bands', () => {
  test.each([
    [9000, 'excellent'],
    [8999, 'qualified'],
    [7500, 'qualified'],
    [7499, 'basic'],
    [6000, 'basic'],
    [5999, 'warning'],
    [0, 'warning'],
  ])('a half-year of %d hundredths is %s', (score, band) => {
    expect(bandOf(score, score, score, score)).toBe(band);
  });

  test('a month below 75 excludes 拟优秀, 75.0 does not', () => {
    expect(bandOf(10000, 10000, 10000, 7500)).toBe('excellent');
    expect(summarise(scheme, months(10000, 10000, 10000, 7450))).toMatchObject({
      bandCode: 'qualified',
      bandReasons: [
        { code: 'lowestMonth', params: { band: 'excellent', lowestHundredths: 7450, atLeastHundredths: 7500 } },
        { code: 'threshold', params: { band: 'qualified', fromHundredths: 7500 } },
      ],
    });
  });

  test.each(['D-04', 'D-08', 'D-09'])('%s in any counted month excludes 拟优秀', (item) => {
    const some = [...months(9500, 9500, 9500), month(4, 9500, { itemCodes: [item], deductionHundredths: -500 })];
    expect(summarise(scheme, some)).toMatchObject({
      bandCode: 'qualified',
      bandReasons: [{ code: 'itemOccurred', params: { band: 'excellent', item } }, { code: 'threshold' }],
    });
  });

  test('another deduction does not', () => {
    const some = [...months(9500, 9500, 9500), month(4, 9500, { itemCodes: ['D-02'], deductionHundredths: -100 })];
    expect(summarise(scheme, some).bandCode).toBe('excellent');
  });

  test('where a veto leaves enough points, it still excludes 拟优秀', () => {
    const mild = schemeWith({ vetoes: scheme.vetoes.map((each) => ({ ...each, capHundredths: 9500 })) });
    const summary = summarise(mild, months(9500, 9500, 9500, 9500), veto('light'));
    expect(summary.bandCode).toBe('qualified');
    expect(summary.bandReasons.map((note) => note.code)).toEqual(['veto', 'vetoExcludes', 'threshold']);
  });
});

describe('the quota: at most a third of the branch, at least one', () => {
  const branch = (...results: number[]) =>
    results.map((result, index) => ({
      key: `m${index}`,
      summary: summarise(scheme, months(result, result, result, result)),
    }));
  const bands = (results: number[], size?: number) =>
    proposeBands(scheme, branch(...results), size).map((it) => it.bandCode?.[0]);

  test('of seven at the top two are proposed, in the order given', () => {
    const rows = [9100, 9700, 9200, 9600, 9300, 9400, 9500];
    expect(bands(rows)).toEqual(['q', 'e', 'q', 'e', 'q', 'q', 'q']);
  });

  test('a branch of two has one place', () => {
    expect(bands([9500, 9600])).toEqual(['q', 'e']);
  });

  test('the quota is a share of the branch, not of the candidates', () => {
    expect(bands([9500, 9600, 8000, 8000, 8000, 8000])).toEqual(['e', 'e', 'q', 'q', 'q', 'q']);
    expect(bands([9500, 9600], 6)).toEqual(['e', 'e']);
  });

  test('a tie at the last place is not broken by the system, and is explained', () => {
    const proposals = proposeBands(scheme, branch(9700, 9500, 9500, 8000, 8000, 8000));
    expect(proposals.map((it) => it.bandCode)).toEqual([
      'excellent',
      'qualified',
      'qualified',
      'qualified',
      'qualified',
      'qualified',
    ]);
    expect(proposals[2]).toEqual({
      key: 'm2',
      bandCode: 'qualified',
      bandReasons: [
        { code: 'quotaTie', params: { band: 'excellent', places: 2, candidates: 3, placesLeft: 1, tied: 2 } },
        { code: 'threshold', params: { band: 'qualified', fromHundredths: 7500 } },
      ],
    });
  });

  test('who is over the quota reads so; who fails a condition reads that; who has no band stays without', () => {
    const rows = [
      ...branch(9700, 9600),
      { key: 'low', summary: summarise(scheme, months(10000, 10000, 10000, 7000)) },
      { key: 'few', summary: summarise(scheme, months(9900)) },
    ];
    const proposals = proposeBands(scheme, rows);
    expect(proposals.map((it) => [it.key, it.bandCode, it.bandReasons[0]?.code])).toEqual([
      ['m0', 'excellent', 'threshold'],
      ['m1', 'qualified', 'quota'],
      ['low', 'qualified', 'lowestMonth'],
      ['few', null, 'tooFewMonths'],
    ]);
  });

  test("without a quota, proposals are the summaries' own bands and reasons", () => {
    const free = schemeWith({ bands: scheme.bands.map((band) => ({ ...band, conditions: {} })) });
    const rows = [9500, 8000, 7000, 100].map((it, at) => ({
      key: `${at}`,
      summary: summarise(free, months(it, it, it, it), it === 8000 ? veto('light') : {}),
    }));
    expect(proposeBands(free, rows)).toEqual(
      rows.map(({ key, summary: { bandCode, bandReasons } }) => ({ key, bandCode, bandReasons })),
    );
  });

  test('a branch size that is none is refused', () => {
    expect(() => bands([9500], NaN)).toThrow('branchSize');
  });
});

describe('statistics', () => {
  test('of nothing are nothing', () => {
    expect(statistics([])).toEqual({
      count: 0,
      meanHundredths: null,
      medianHundredths: null,
      lowestHundredths: null,
      highestHundredths: null,
      spreadHundredths: null,
    });
  });

  test('of 79, 100, 88.5, 92 and 80', () => {
    // Variance: (890² + 1210² + 60² + 410² + 790²) / 5 = 610,280; root 781.20…
    expect(statistics([7900, 10000, 8850, 9200, 8000])).toEqual({
      count: 5,
      meanHundredths: 8790,
      medianHundredths: 8850,
      lowestHundredths: 7900,
      highestHundredths: 10000,
      spreadHundredths: 781,
    });
  });

  test('an even number has its median between the middle two, half up; a spread of exactly a half rounds up', () => {
    expect(statistics([1, 2])).toMatchObject({ meanHundredths: 2, medianHundredths: 2, spreadHundredths: 1 });
    expect(statistics([9000, 7000, 8000, 8001]).medianHundredths).toBe(8001);
  });

  test("a country's worth of extremes stays exact", () => {
    const many = Array.from({ length: 40_000 }, (_, index) => (index % 2 === 0 ? 10_000_000 : -10_000_000));
    expect(statistics(many)).toMatchObject({ meanHundredths: 0, medianHundredths: 0, spreadHundredths: 10_000_000 });
  });

  test.each([NaN, Infinity, 1.5, 2 ** 53, '5'])('%p is refused', (value) => {
    expect(() => statistics([8000, value as number])).toThrow('values[1]: notAnInteger');
  });
});

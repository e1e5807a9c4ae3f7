import fc from 'fast-check';
import type { Item, Scheme } from '#src/scoring/scheme.js';
import { checkScheme } from '#src/scoring/scheme-check.js';
import { scoreSheet } from '#src/scoring/score.js';
import { withOwnItems } from '#src/schemes/own-items.js';
import type { TrialMember, TrialOutcome } from '#src/trials/trial.js';
import type { TriedMember } from '#src/trials/trial.facts.js';
import { anItem } from '../schemes/small-rule.js';
import { annualScheme, monthlyScheme, quarterlyScheme } from '../scoring/rich-schemes.js';
import { defaultScheme, entriesOf } from '../scoring/scheme-file.js';
import { halfOf2026, memberOf, pastOf, ruleOf, tryOn, year2026 } from './past.js';

/** Read once: nothing here changes it. */
const standard = defaultScheme();
const schemeWith = (changes: Partial<Scheme>): Scheme => ({ ...standard, ...changes });
const schemeWithItem = (code: string, changes: object): Scheme => ({
  ...standard,
  items: standard.items.map((item) => (item.code === code ? { ...item, ...changes } : item)),
});

const RUNS = { numRuns: 25 };
const monthsOf = ({ members }: TrialOutcome) => members.flatMap(({ months }) => months);
const scoresOf = (member: TrialMember) => member.months.map(({ afterHundredths }) => afterHundredths);
const sheetsOf = (members: readonly TriedMember[]) => members.flatMap(({ sheets }) => sheets);
const one = (outcome: TrialOutcome) => outcome.members[0]!;

/** The default rule with caps over longer periods, on an item, on all contributions and on a deduction. */
function limitedScheme(): Scheme {
  const limits: Record<string, Item['limits']> = {
    'C-01': [
      { per: 'quarter', capHundredths: 400 },
      { per: 'year', capHundredths: 1000 },
    ],
    'D-03': [{ per: 'halfYear', capHundredths: -600 }],
  };
  return {
    ...standard,
    items: standard.items.map((item) => ({ ...item, limits: limits[item.code] ?? [] })),
    groups: standard.groups.map((group) => ({ ...group, limits: [{ per: 'halfYear' as const, capHundredths: 4000 }] })),
  };
}

/** The default rule with sheets that cover a quarter. */
const quarterly: Scheme = {
  ...standard,
  period: 'quarter',
  summaries: [
    { per: 'halfYear', countedMin: 1 },
    { per: 'year', countedMin: 2 },
  ],
  items: standard.items.map((item) => ({ ...item, per: 'quarter' })),
  groups: standard.groups.map((group) => ({ ...group, per: 'quarter' })),
  total: { ...standard.total, per: 'quarter' },
};

const bandsWithoutConditions = (scheme: Scheme): Scheme['bands'] =>
  scheme.bands.map((band) => ({ ...band, conditions: {} }));

describe('the very version in force changes nothing', () => {
  const schemes: [string, Scheme][] = [
    ['the default rule', standard],
    ['caps over longer periods', limitedScheme()],
    ['a rule by months with everything in it', monthlyScheme()],
    ['a year with a factor and a share carried over', annualScheme()],
    ['quarters with monthly means', quarterlyScheme()],
    ['sheets by quarter', quarterly],
  ];

  test.each(schemes)('%s: every sheet, every result and every band stays; nothing is left out', (_name, scheme) => {
    expect(checkScheme(scheme)).toEqual([]);
    const range = fc.constantFrom(['2026-01', '2026-12'], ['2026-01', '2026-06'], ['2026-04', '2026-09']);
    fc.assert(
      fc.property(pastOf(scheme), range, (members, [fromMonth, untilMonth]) => {
        const cut = members.map((member) => ({
          ...member,
          // As the service reads them: what came before in the year only uses up caps, what comes after isn't read.
          sheets: member.sheets
            .filter(({ month }) => month <= untilMonth!)
            .map((sheet) => (sheet.month < fromMonth! ? { ...sheet, published: null } : sheet)),
        }));
        const tried = tryOn(cut, {
          draft: structuredClone(scheme),
          inForce: scheme,
          fromMonth: fromMonth!,
          untilMonth: untilMonth!,
        });
        for (const month of monthsOf(tried))
          expect(month).toEqual({ ...month, afterHundredths: month.beforeHundredths, problem: null });
        for (const { before, after } of tried.members) expect(after).toEqual(before);
        for (const { from, to } of tried.bands) expect(to).toBe(from);
        for (const { before, after } of tried.caps) expect(after).toEqual(before);
        expect([tried.unplaced, tried.merged]).toEqual([[], 0]);
        expect(tried.branches.map(({ gain, lose }) => [gain, lose])).toEqual(tried.branches.map(() => [0, 0]));
      }),
      RUNS,
    );
  });

  test('these tries are not empty: caps bite, bands are given, limits cut', () => {
    const members = fc.sample(pastOf(limitedScheme()), { numRuns: 20, seed: 7 });
    const outcomes = members.map((past) => tryOn(past, { draft: limitedScheme() }));
    expect(outcomes.some(({ caps }) => caps.some(({ after }) => after.cutHundredths > 0))).toBe(true);
    expect(outcomes.some(({ bands }) => bands.some(({ to }) => to !== null))).toBe(true);
    const limited = sheetsOf(members.flat()).filter(({ published }) =>
      Object.keys(published?.parts ?? {}).some((key) => key.includes(':')),
    );
    expect(limited.length).toBeGreaterThan(20);
  });
});

describe('one change of the rule moves exactly what it is about', () => {
  test('a lower cap on contributions lowers exactly the sheets that it cuts, to what it leaves', () => {
    const cap = 500;
    const uncapped = schemeWith({ groups: [] });
    const draft = schemeWith({
      groups: standard.groups.map((group) => ({ ...group, capHundredths: cap })),
    });
    fc.assert(
      fc.property(pastOf(standard), (members) => {
        const outcome = tryOn(members, { draft });
        const sheets = sheetsOf(members);
        monthsOf(outcome).forEach(({ beforeHundredths, afterHundredths, problem }, index) => {
          const sheet = sheets[index]!;
          const score = scoreSheet(standard, sheet.profileCode, sheet.entries);
          const sum = score.baseHundredths + score.deductionHundredths + Math.min(score.contributionHundredths, cap);
          const left = Math.min(10_000, Math.max(0, sum));
          expect([afterHundredths, problem]).toEqual([left, null]);
          expect(left <= beforeHundredths).toBe(true);
        });
        const cut = sheets.filter((sheet) => {
          const claimed = scoreSheet(uncapped, sheet.profileCode, sheet.entries);
          return claimed.contributionHundredths > cap;
        });
        const bite = outcome.caps.find(({ scope, code }) => scope === 'group' && code === 'contributions');
        expect(bite?.after.times ?? 0).toBe(cut.length);
      }),
      RUNS,
    );
  });

  test('another threshold of a band moves exactly those between the old and the new one', () => {
    const before = schemeWith({ bands: bandsWithoutConditions(standard) });
    const draft = {
      ...before,
      bands: before.bands.map((band) => (band.code === 'excellent' ? { ...band, fromHundredths: 7800 } : band)),
    };
    const few = (scheme: Scheme) => ({ ...scheme, summaries: [{ per: 'year' as const, countedMin: 1 }] });
    fc.assert(
      fc.property(pastOf(few(before)), (members) => {
        const { members: tried, bands } = tryOn(members, { draft: few(draft), inForce: few(before) });
        for (const member of tried) {
          const result = member.before.resultHundredths!;
          expect(member.after.resultHundredths).toBe(result);
          const moved = result >= 7800 && result < 9000;
          expect(member.after.bandCode).toBe(moved ? 'excellent' : member.before.bandCode);
          expect(member.before.bandCode === 'excellent').toBe(result >= 9000);
        }
        expect(bands.reduce((sum, { count }) => sum + count, 0)).toBe(tried.length);
      }),
      RUNS,
    );
  });

  test('an item that is gone leaves out its own entries alone, and every month of theirs says that it is not whole', () => {
    const gone = ['C-01', 'D-02', 'B3-01'];
    const draft = schemeWith({ items: standard.items.filter(({ code }) => !gone.includes(code)) });
    fc.assert(
      fc.property(pastOf(standard), (members) => {
        const outcome = tryOn(members, { draft });
        const sheets = sheetsOf(members);
        monthsOf(outcome).forEach(({ afterHundredths, problem }, index) => {
          const { entries, profileCode } = sheets[index]!;
          const lost = entries.some(({ itemCode, refused }) => gone.includes(itemCode) && !refused);
          expect(problem).toBe(lost ? 'unplaced' : null);
          const kept = entries.filter(({ itemCode }) => !gone.includes(itemCode));
          expect(afterHundredths).toBe(scoreSheet(draft, profileCode, kept).scoreHundredths);
        });
        for (const code of gone) {
          const lost = sheets.flatMap(({ entries }) => entries).filter((it) => it.itemCode === code && !it.refused);
          const said = outcome.unplaced.filter(({ itemCode }) => itemCode === code);
          expect(said).toEqual(
            lost.length === 0 ? [] : [{ itemCode: code, reason: 'unknownItem', entries: lost.length }],
          );
        }
      }),
      RUNS,
    );
  });

  test('entries that are over the new range, off the step or about an option that is gone have no place', () => {
    const draft = schemeWith({
      stepHundredths: 100,
      items: standard.items.map((item) => {
        if (item.code === 'B1-01') return { ...item, options: item.options!.filter(({ code }) => code !== 'absent') };
        if (item.code === 'C-01') return { ...item, each: { ...item.each!, countMax: 2 } };
        return item;
      }),
    });
    const entries = entriesOf(['B1-01', 'absent'], ['C-01', 3], ['C-08', { points: 150 }], ['C-05', 1]);
    const outcome = tryOn([memberOf(ruleOf(standard), [{ month: '2026-03', entries }])], { draft });
    expect(outcome.unplaced).toEqual([
      { itemCode: 'B1-01', reason: 'unknownOption', entries: 1 },
      { itemCode: 'C-01', reason: 'outOfRange', entries: 1 },
      { itemCode: 'C-08', reason: 'offStep', entries: 1 },
    ]);
    expect(one(outcome).months).toEqual([
      { month: '2026-03', beforeHundredths: 7200 + 200 + 150 + 400, afterHundredths: 8200, problem: 'unplaced' },
    ]);
  });

  test('an item that the draft asks for in every sheet is missed in those that have no word about it', () => {
    const draft = schemeWithItem('B3-01', { required: true });
    const past = [{ month: '2026-03', entries: entriesOf(['B3-01', 'behind']) }, { month: '2026-04' }];
    const outcome = tryOn([memberOf(ruleOf(standard), past)], { draft });
    expect(one(outcome).months.map(({ problem }) => problem)).toEqual([null, 'undecided']);
    expect(outcome.unplaced).toEqual([{ itemCode: 'B3-01', reason: 'undecided', entries: 1 }]);
  });
});

describe('members', () => {
  test('a profile that the draft does not know, or scores nobody of, gives no score, and says which', () => {
    const rule = ruleOf(standard);
    const past = [{ month: '2026-03' }, { month: '2026-04', profileCode: 'light' }];
    const without = standard.profiles.filter(({ code }) => code !== 'light');
    const light = { ...standard.profiles.find(({ code }) => code === 'light')!, scored: false };
    for (const [profiles, problem] of [
      [without, 'unknownProfile'],
      [[...without, light], 'notScored'],
    ] as const) {
      const member = one(tryOn([memberOf(rule, past)], { draft: schemeWith({ profiles: [...profiles] }) }));
      expect(member.months[1]).toEqual({ month: '2026-04', beforeHundredths: 8000, afterHundredths: null, problem });
      expect(member.months[0]).toMatchObject({ afterHundredths: 8000, problem: null });
    }
  });

  test('who has no score of the draft at all has no result, and neither gains nor loses', () => {
    const profiles = standard.profiles.filter(({ code }) => code !== 'light');
    const past = halfOf2026.map((month) => ({ month, profileCode: 'light' }));
    const outcome = tryOn([memberOf(ruleOf(standard), past)], {
      draft: schemeWith({ profiles }),
      untilMonth: '2026-06',
    });
    expect(one(outcome).after).toEqual({ resultHundredths: null, bandCode: null });
    expect(outcome.bands).toEqual([{ from: 'qualified', to: null, count: 1 }]);
    expect(outcome.branches).toMatchObject([
      { members: 1, meanBeforeHundredths: 8000, meanAfterHundredths: null, gain: 0, lose: 0, same: 0 },
    ]);
  });

  test('gain, lose and stay, branch by branch, with the means; the quota is each branch’s own', () => {
    const draft = schemeWithItem('C-01', {
      each: { ...standard.items.find(({ code }) => code === 'C-01')!.each!, pointsHundredths: 100 },
    });
    const withService = halfOf2026.map((month) => ({ month, entries: entriesOf(['C-01', 2], ['C-07', 'provincial']) }));
    const plain = halfOf2026.map((month) => ({ month }));
    const [first, second] = [
      { id: 1, name: '第一支部' },
      { id: 2, name: '第二支部' },
    ];
    const people = [
      memberOf(ruleOf(standard), withService, { memberId: 1, branch: first }),
      memberOf(ruleOf(standard), withService, { memberId: 2, branch: first }),
      memberOf(ruleOf(standard), plain, { memberId: 3, branch: first }),
      memberOf(ruleOf(standard), withService, { memberId: 4, branch: second }),
    ];
    const outcome = tryOn(people, { draft, untilMonth: '2026-06' });
    expect(outcome.per).toBe('halfYear');
    expect(outcome.branches).toEqual([
      { ...first, members: 3, meanBeforeHundredths: 8800, meanAfterHundredths: 8667, gain: 0, lose: 2, same: 1 },
      { ...second, members: 1, meanBeforeHundredths: 9200, meanAfterHundredths: 9000, gain: 0, lose: 1, same: 0 },
    ]);
    // Two share the first branch's one place, so that nobody is proposed there; the second branch has a place of its own.
    expect(outcome.members.map(({ after }) => after.bandCode)).toEqual([
      'qualified',
      'qualified',
      'qualified',
      'excellent',
    ]);
  });

  test('months that are no period are put together as their mean, without bands', () => {
    const past = halfOf2026.map((month, index) => ({ month, entries: index === 4 ? entriesOf(['C-01', 2]) : [] }));
    const tried = tryOn([memberOf(ruleOf(standard), past.slice(3, 5))], {
      draft: standard,
      fromMonth: '2026-04',
      untilMonth: '2026-05',
    });
    expect([tried.per, tried.bands, one(tried).after]).toEqual([null, [], { resultHundredths: 8200, bandCode: null }]);
  });

  test('who has no confirmed sheet in the months is passed over', () => {
    const outcome = tryOn([memberOf(ruleOf(standard), [{ month: '2026-03', unpublished: true }])], {
      draft: standard,
    });
    expect([outcome.members, outcome.branches, outcome.caps]).toEqual([[], [], []]);
  });
});

describe('caps over longer periods', () => {
  const draft = schemeWithItem('C-01', { limits: [{ per: 'year', capHundredths: 600 }] });
  const service = (month: string, more = {}) => ({ month, entries: entriesOf(['C-01', 2]), ...more });

  test('are used up by the member’s new sheets in the order of time', () => {
    const past = ['2026-02', '2026-03', '2026-04'].map((month) => service(month));
    const outcome = tryOn([memberOf(ruleOf(standard), past)], { draft });
    expect(scoresOf(one(outcome))).toEqual([8400, 8200, 8000]);
    expect(outcome.caps).toMatchObject([
      { code: 'C-01', scope: 'item', before: { times: 0 }, after: { times: 2, cutHundredths: 600 } },
    ]);
  });

  test('are used up by what came before the months that are tried, and by months that are not confirmed yet', () => {
    const past = [service('2026-02', { unpublished: true }), service('2026-04')];
    const outcome = tryOn([memberOf(ruleOf(standard), past)], { draft, fromMonth: '2026-04' });
    expect(one(outcome).months).toEqual([
      { month: '2026-04', beforeHundredths: 8400, afterHundredths: 8200, problem: null },
    ]);
  });
});

describe('what the service sets by a fact', () => {
  const renamed = (): Scheme =>
    schemeWithItem('B1-04', {
      code: 'T-01',
      standardHundredths: 300,
      capHundredths: 300,
      options: standard.items
        .find(({ code }) => code === 'B1-04')!
        .options!.map((option, index) => ({ ...option, code: `t${index}`, pointsHundredths: index === 0 ? 300 : 50 })),
    });
  const lateOption = standard.items.find(({ code }) => code === 'B1-04')!.options!.at(-1)!.code;
  const late = { itemCode: 'B1-04', optionCode: lateOption, number: 2001 };

  test('is set anew by the draft’s own item: who was late is late, whatever the item is called', () => {
    const past = [
      { month: '2026-03', entries: [{ ...late, fact: true }], onTime: false },
      { month: '2026-04', onTime: true },
    ];
    const outcome = tryOn([memberOf(ruleOf(standard), past)], { draft: renamed() });
    expect(one(outcome).months).toEqual([
      { month: '2026-03', beforeHundredths: 7800, afterHundredths: 7850, problem: null },
      { month: '2026-04', beforeHundredths: 8000, afterHundredths: 8100, problem: null },
    ]);
  });

  test('stays undone where a reviewer refused it', () => {
    const past = [{ month: '2026-03', entries: [{ ...late, refused: true }], onTime: false }];
    const outcome = tryOn([memberOf(ruleOf(standard), past)], { draft: renamed() });
    expect(one(outcome).months).toMatchObject([{ afterHundredths: 8100, problem: null }]);
  });

  test('is known from the sheet where the past rule didn’t ask for it', () => {
    const unasked = schemeWith({ items: standard.items.filter(({ code }) => code !== 'B1-04') });
    const past = [{ month: '2026-03', onTime: false }, { month: '2026-04' }];
    const outcome = tryOn([memberOf(ruleOf(unasked), past)], { draft: renamed() });
    expect(scoresOf(one(outcome))).toEqual([7850, 8100]);
  });

  test('is an entry like any other where the draft leaves it to people', () => {
    const draft = schemeWithItem('B1-04', { automatic: undefined, claimedBy: ['member'], decidedBy: 'branch' });
    const past = [{ month: '2026-03', entries: [{ ...late, fact: true }], onTime: false }];
    const outcome = tryOn([memberOf(ruleOf(standard), past)], { draft });
    expect(scoresOf(one(outcome))).toEqual([7800]);
  });
});

describe('sheets that cover another time', () => {
  test('months become one quarter: deeds come together, of a base item the word furthest from the standard stays', () => {
    expect(checkScheme(quarterly)).toEqual([]);
    const past = [
      { month: '2026-01', entries: entriesOf(['B1-01', 'lateOrEarly'], ['C-01', 1]) },
      { month: '2026-02', entries: entriesOf(['B1-01', 'absent'], ['C-01', 2]) },
      { month: '2026-03', entries: entriesOf(['B1-01', 'lateOrEarly'], ['D-02', 1]) },
    ];
    const outcome = tryOn([memberOf(ruleOf(standard), past)], { draft: quarterly, untilMonth: '2026-06' });
    expect(one(outcome).months).toEqual([
      { month: '2026-01', beforeHundredths: 8000, afterHundredths: null, problem: 'merged' },
      { month: '2026-02', beforeHundredths: 7600, afterHundredths: null, problem: 'merged' },
      // 80 − 8 for the absence + 6, of which the cap leaves 4, − 1
      { month: '2026-03', beforeHundredths: 7700, afterHundredths: 7500, problem: null },
    ]);
    expect(outcome.merged).toBe(2);
  });

  test('a quarter of which not all months are tried or confirmed is not whole', () => {
    const months = (...all: string[]) => all.map((month) => ({ month }));
    const tried = (past: { month: string; unpublished?: boolean }[], range: object) =>
      one(tryOn([memberOf(ruleOf(standard), past)], { draft: quarterly, ...range })).months.at(-1)!.problem;
    expect(tried(months('2026-01', '2026-02', '2026-03'), {})).toBe(null);
    expect(tried(months('2026-01', '2026-02'), { untilMonth: '2026-02' })).toBe('incomplete');
    expect(tried(months('2026-02', '2026-03'), { fromMonth: '2026-02' })).toBe('incomplete');
    expect(tried([...months('2026-01', '2026-02'), { month: '2026-03', unpublished: true }], {})).toBe('incomplete');
  });

  test('a sheet of a quarter is no month: it is not scored as one', () => {
    const past = [{ month: '2026-03' }, { month: '2026-06' }];
    const outcome = tryOn([memberOf(ruleOf(quarterly), past)], { draft: standard });
    expect(one(outcome).months.map(({ afterHundredths, problem }) => [afterHundredths, problem])).toEqual([
      [null, 'longerPeriod'],
      [null, 'longerPeriod'],
    ]);
  });
});

describe('a branch’s own items', () => {
  const allowing = schemeWith({ ownItems: { kinds: ['contribution'], itemsMax: 3, capHundredths: 500 } });
  const own = anItem({ category: 'B4', qualification: 'Q4' });
  const rule = ruleOf(withOwnItems(allowing, [own], '1.0+b1.1'), 2, [own]);
  const past = [{ month: '2026-03', entries: entriesOf(['Z-01', 2]) }];

  test('follow the draft, so that the version in force changes nothing for the branch either', () => {
    const outcome = tryOn([memberOf(rule, past)], { draft: structuredClone(allowing), inForce: allowing });
    expect(one(outcome).months).toEqual([
      { month: '2026-03', beforeHundredths: 8400, afterHundredths: 8400, problem: null },
    ]);
  });

  test('under a tighter limit of the draft count less, and the cap says so', () => {
    const draft = { ...allowing, ownItems: { kinds: ['contribution' as const], itemsMax: 3, capHundredths: 400 } };
    const tighter = { ...rule, ownItems: [{ ...own, capHundredths: 300 }] };
    const outcome = tryOn([memberOf(tighter, past)], { draft, inForce: allowing });
    expect(scoresOf(one(outcome))).toEqual([8300]);
    expect(outcome.caps).toMatchObject([{ code: 'Z-01', name: own.name, after: { times: 1, cutHundredths: 100 } }]);
  });

  test('have no place in a draft that allows none', () => {
    const outcome = tryOn([memberOf(rule, past)], { draft: standard, inForce: allowing });
    expect(outcome.unplaced).toEqual([{ itemCode: 'Z-01', reason: 'unknownItem', entries: 1 }]);
    expect(one(outcome).months).toMatchObject([{ afterHundredths: 8000, problem: 'unplaced' }]);
  });
});

test('caps: what an item’s cap, a group’s and the ceiling cut off, in how many sheets, before and after', () => {
  const draft = schemeWith({ total: { ...standard.total, capHundredths: 9500 } });
  const full = entriesOf(
    ['C-01', 3],
    ['C-07', 'national'],
    ['C-08', { points: 500 }],
    ['C-02', 'leader'],
    ['C-03', 'talk'],
  );
  const past = year2026.slice(0, 3).map((month, index) => ({ month, entries: index === 0 ? [] : full }));
  const { caps } = tryOn([memberOf(ruleOf(standard), past)], { draft });
  expect(caps).toMatchObject([
    { scope: 'item', code: 'C-01', before: { times: 2, cutHundredths: 400 }, after: { times: 2, cutHundredths: 400 } },
    { scope: 'group', code: 'contributions', name: { zh: '贡献积分' }, before: { times: 2 }, after: { times: 2 } },
    {
      ...{ scope: 'total', code: 'total', before: { times: 0, cutHundredths: 0 } },
      after: { times: 2, cutHundredths: 1000 },
    },
  ]);
});

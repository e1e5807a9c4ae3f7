import { undecidedItems, missingReasons, type ReasonedEntry } from '#src/scoring/gaps.js';
import { placeFact, recalculate, replaceEntries, versionInForce } from '#src/scoring/placing.js';
import { ScoringError } from '#src/scoring/problem.js';
import { scoreSheet, type Score } from '#src/scoring/score.js';
import { describeScheme } from '#src/scoring/describe.js';
import { defaultScheme, entriesOf, schemeWithGroups, schemeWithItem, schemeWithTotal } from './scheme-file.js';

const scheme = defaultScheme();
const score = (...values: Parameters<typeof entriesOf>) => scoreSheet(scheme, 'full', entriesOf(...values));
const linesOf = (result: Score, itemCode: string) => result.lines.filter((line) => line.itemCode === itemCode);

describe('arithmetic 1: exact points; item cap, group cap, contributions cap, deductions, clamp', () => {
  test('the worked example: theme day missed, two voluntary services, one task force make 79.0', () => {
    const result = score(['B1-01', 'absent'], ['C-01', 2], ['C-02', 'member']);
    expect(result).toMatchObject({
      baseHundredths: 7200,
      deductionHundredths: 0,
      contributionHundredths: 700,
      scoreHundredths: 7900,
      adjustments: [],
    });
  });

  test('the categories are the base points of the publication: 12, 20, 20, 20', () => {
    const { categories } = score(['B1-01', 'absent'], ['C-01', 2]);
    expect(categories).toEqual([
      { code: 'B1', pointsHundredths: 1200, standardHundredths: 2000 },
      { code: 'B2', pointsHundredths: 2000, standardHundredths: 2000 },
      { code: 'B3', pointsHundredths: 2000, standardHundredths: 2000 },
      { code: 'B4', pointsHundredths: 2000, standardHundredths: 2000 },
    ]);
  });

  test('qualifications carry what was taken off and added under them', () => {
    const { qualifications } = score(['B1-01', 'absent'], ['D-02', 2], ['C-01', 1]);
    expect(qualifications).toContainEqual({
      code: 'Q2',
      pointsHundredths: 3200 - 800,
      standardHundredths: 3200,
      deductionHundredths: -200,
      contributionHundredths: 0,
    });
    expect(qualifications.at(-1)).toMatchObject({ code: 'Q4', contributionHundredths: 200 });
  });

  test('an item cap counts what fits and says what it cut', () => {
    const [line] = linesOf(score(['C-01', 3]), 'C-01');
    expect(line).toEqual({
      entryNumber: 0,
      itemCode: 'C-01',
      kind: 'contribution',
      claimedHundredths: 600,
      countedHundredths: 400,
      notes: [{ code: 'itemCap', params: { capHundredths: 400, cutHundredths: 200 } }],
    });
  });

  test('a deduction has a cap as well: five breaches cost three points', () => {
    const result = score(['D-02', 5]);
    expect(result.deductionHundredths).toBe(-300);
    expect(linesOf(result, 'D-02')[0]).toMatchObject({
      claimedHundredths: -500,
      countedHundredths: -300,
      notes: [{ code: 'itemCap', params: { capHundredths: -300, cutHundredths: 200 } }],
    });
  });

  test('the item cap comes before the group cap, the group cap before the contributions cap', () => {
    const grouped = schemeWithGroups([{ code: 'G', items: ['C-01', 'C-06'], capHundredths: 600 }], 500);
    // 10 claimed in C-01: 4 by its cap; 4 in C-06, of which the group leaves 2; all contributions leave 5.
    const result = scoreSheet(grouped, 'full', entriesOf(['C-01', 5], ['C-06', 2]));
    expect(linesOf(result, 'C-01')[0]?.notes).toEqual([
      { code: 'itemCap', params: { capHundredths: 400, cutHundredths: 600 } },
    ]);
    expect(linesOf(result, 'C-06')[0]).toMatchObject({
      countedHundredths: 100,
      notes: [
        { code: 'groupCap', params: { capHundredths: 600, cutHundredths: 200, group: 'G' } },
        { code: 'groupCap', params: { capHundredths: 500, cutHundredths: 100, group: 'contributions' } },
      ],
    });
    expect(result.contributionHundredths).toBe(500);
  });

  test('in a group where only the highest counts, the others say so', () => {
    const grouped = schemeWithGroups([{ code: 'G', combine: 'highest', items: ['C-04', 'C-05'] }]);
    const result = scoreSheet(grouped, 'full', entriesOf(['C-04', 'county'], ['C-05', 2]));
    expect(result.contributionHundredths).toBe(400);
    expect(linesOf(result, 'C-04')[0]).toMatchObject({
      countedHundredths: 0,
      notes: [{ code: 'onlyHighest', params: { group: 'G' } }],
    });
  });

  test('contributions are capped before deductions: 24 claimed and 3 off make 97, not 100', () => {
    const result = score(
      ['C-07', 'national'],
      ['C-01', 2],
      ['C-02', 'leader'],
      ['C-03', 'lecture'],
      ['C-05', 1],
      ['D-01', 'occurred'],
    );
    expect(result).toMatchObject({ contributionHundredths: 2000, deductionHundredths: -300, scoreHundredths: 9700 });
  });

  test('the cap on all contributions cuts the lightest, and of equals the last in the scheme', () => {
    const result = score(['C-08', { points: 500 }], ['C-07', 'national'], ['C-01', 2], ['C-02', 'leader']);
    const params = { group: 'contributions', capHundredths: 2000, cutHundredths: 300 };
    expect(linesOf(result, 'C-02')[0]).toMatchObject({
      claimedHundredths: 400,
      countedHundredths: 100,
      notes: [{ code: 'groupCap', params }],
    });
    expect(linesOf(result, 'C-01')[0]).toMatchObject({ countedHundredths: 400, notes: [] });
  });

  test('the ceiling is the last step and is shown as an adjustment', () => {
    const uncapped = schemeWithGroups([], null);
    const entries = entriesOf(['C-07', 'national'], ['C-01', 2], ['C-02', 'leader'], ['C-03', 'lecture']);
    const result = scoreSheet(uncapped, 'full', entries);
    expect(result).toMatchObject({
      contributionHundredths: 2200,
      scoreHundredths: 10000,
      adjustments: [{ code: 'ceiling', group: null, pointsHundredths: -200 }],
    });
  });

  test('exactly 100 needs no adjustment', () => {
    const result = score(['C-07', 'national'], ['C-01', 2], ['C-02', 'member', 'a'], ['C-02', 'member', 'b']);
    expect(result).toMatchObject({ contributionHundredths: 2000, scoreHundredths: 10000, adjustments: [] });
  });

  test('a rule without caps has none: a total of 155 is real', () => {
    const open = schemeWithTotal(
      { capHundredths: null },
      { ...schemeWithGroups([], null), items: schemeWithItem('C-05', { capHundredths: null }).items },
    );
    // 31 adopted suggestions and more: 80 + 62 + 10 + 3 = 155.
    const result = scoreSheet(open, 'full', entriesOf(['C-05', 31], ['C-07', 'national'], ['C-02', 'member']));
    expect(result.scoreHundredths).toBe(15500);
  });
});

describe('arithmetic 2: what the floor swallows does not carry over', () => {
  // 80 base points gone but for the two of the sheet in time, then 2 − 40.
  const allLost = entriesOf(
    ...scheme.items
      .filter((item) => item.kind === 'base')
      .map((item): [string, string | { points: number }] => [item.code, item.options?.at(-1)?.code ?? { points: 0 }]),
    ['D-09', 'measure'],
    ['D-08', 2],
    ['D-04', 'higherBody'],
  );

  test('the score is the floor, with the swallowed points as an adjustment', () => {
    expect(scoreSheet(scheme, 'full', allLost)).toMatchObject({
      baseHundredths: 0,
      deductionHundredths: -3000,
      scoreHundredths: 0,
      adjustments: [{ code: 'floor', pointsHundredths: 3000 }],
    });
  });

  test('the next month begins in full', () => {
    scoreSheet(scheme, 'full', allLost);
    expect(scoreSheet(scheme, 'full', []).scoreHundredths).toBe(8000);
  });
});

describe('arithmetic 3: one fact once, of several awards for one deed the highest', () => {
  test('of two awards for one deed the higher counts, whichever was entered first', () => {
    for (const [first, second] of [
      ['city', 'county'],
      ['county', 'city'],
    ] as const) {
      const result = score(['C-07', first, 'flood'], ['C-07', second, 'flood']);
      expect(result.contributionHundredths).toBe(400);
      const higher = first === 'city' ? 0 : 1;
      expect(linesOf(result, 'C-07')[1]).toMatchObject({
        countedHundredths: 0,
        notes: [{ code: 'onlyHighest', params: { item: 'C-07', entryNumber: higher } }],
      });
    }
  });

  test('of two awards at the top level for one deed one counts, not none and not both', () => {
    const result = score(['C-07', 'department', 'flood'], ['C-07', 'department', 'flood']);
    expect(linesOf(result, 'C-07').map((line) => line.countedHundredths)).toEqual([600, 0]);
  });

  test('awards for two deeds both count, up to the cap', () => {
    expect(score(['C-07', 'department', 'flood'], ['C-07', 'county', 'fire']).contributionHundredths).toBe(900);
    expect(score(['C-07', 'department'], ['C-07', 'county']).contributionHundredths).toBe(900);
  });

  test('one deed under two items counts under the heavier', () => {
    const result = score(['C-01', 1, 'flood'], ['C-02', 'leader', 'flood']);
    expect(result.contributionHundredths).toBe(400);
    expect(linesOf(result, 'C-01')[0]?.notes).toEqual([{ code: 'sameFact', params: { item: 'C-02', entryNumber: 1 } }]);
  });

  test('one fact under a base item and a deduction counts under the heavier', () => {
    const deductionHeavier = score(['B3-03', 'verified', 'complaint'], ['D-09', 'measure', 'complaint']);
    expect(deductionHeavier).toMatchObject({ baseHundredths: 8000, deductionHundredths: -1500 });
    const baseHeavier = score(['B3-03', 'verified', 'complaint'], ['D-05', 1, 'complaint']);
    expect(baseHeavier).toMatchObject({ baseHundredths: 7500, deductionHundredths: 0 });
  });

  test('a heavier item that is already full does not use the fact up', () => {
    const result = score(['D-09', 'measure', 'a'], ['D-09', 'measure', 'b'], ['B1-01', 'absent', 'b']);
    expect(result).toMatchObject({ baseHundredths: 7200, deductionHundredths: -1500 });
  });

  test('a false claim is struck by the deduction for it, however much it claimed', () => {
    const result = score(['C-07', 'national', 'forged'], ['D-08', 1, 'forged']);
    expect(result).toMatchObject({ contributionHundredths: 0, deductionHundredths: -500, scoreHundredths: 7500 });
  });

  test('a false claim stays struck where the deduction for it finds its item full', () => {
    const result = score(['D-08', 2], ['D-08', 1, 'forged'], ['C-07', 'national', 'forged']);
    expect(result).toMatchObject({ contributionHundredths: 0, deductionHundredths: -1000 });
    expect(linesOf(result, 'C-07')[0]?.notes).toEqual([{ code: 'sameFact', params: { item: 'D-08', entryNumber: 1 } }]);
  });

  test('heavier is what can count: seven breaches are capped at 3, and yield to a task evaded twice', () => {
    const result = score(['D-02', 7, 'evening'], ['D-03', 2, 'evening']);
    expect(result.deductionHundredths).toBe(-600);
  });

  test('a refused entry counts nothing and does not use the fact up', () => {
    const [higher, lower] = entriesOf(['C-07', 'city', 'flood'], ['C-07', 'county', 'flood']);
    const result = scoreSheet(scheme, 'full', [{ ...higher!, refused: true }, lower!]);
    expect(result.contributionHundredths).toBe(300);
    expect(linesOf(result, 'C-07')[0]).toMatchObject({ countedHundredths: 0, notes: [{ code: 'refused' }] });
  });
});

describe('arithmetic 4: not held or not applicable is full', () => {
  test('a month without a meeting or a lecture loses nothing', () => {
    expect(score(['B1-02', 'notHeld'], ['B1-03', 'notHeld']).baseHundredths).toBe(8000);
  });

  test('items outside the light profile count in full and say why', () => {
    const result = scoreSheet(scheme, 'light', []);
    expect(result.baseHundredths).toBe(8000);
    expect(linesOf(result, 'B3-01')).toEqual([
      {
        entryNumber: null,
        itemCode: 'B3-01',
        kind: 'base',
        claimedHundredths: 1000,
        countedHundredths: 1000,
        notes: [{ code: 'notApplicable' }],
      },
    ]);
    expect(linesOf(result, 'B1-01')[0]?.notes).toEqual([]);
  });

  test('an exempt member has no sheet, and never a zero', () => {
    expect(() => scoreSheet(scheme, 'exempt', [])).toThrow(ScoringError);
  });

  test('a refused reduction leaves the item in full', () => {
    const entries = entriesOf(['B1-01', 'absent']).map((entry) => ({ ...entry, refused: true }));
    expect(scoreSheet(scheme, 'full', entries)).toMatchObject({ baseHundredths: 8000 });
  });
});

describe('arithmetic 5: undecided is not zero, and is named', () => {
  test('names every applicable base item of a sheet that nobody has decided', () => {
    const undecided = undecidedItems(scheme, 'light', [], false, '2026-03');
    expect(undecided).toHaveLength(14 - 5);
    expect(undecided).not.toContain('B3-01');
  });

  test('names the one claim that is left, and nothing once it is decided', () => {
    const decisions = [
      { itemCode: 'C-01', decided: true },
      { itemCode: 'C-01', decided: false },
    ];
    expect(undecidedItems(scheme, 'full', decisions, true, '2026-03')).toEqual(['C-01']);
    expect(undecidedItems(scheme, 'full', decisions.slice(0, 1), true, '2026-03')).toEqual([]);
  });
});

describe('arithmetic 6: a reason, a person, a time; evidence or a named witness', () => {
  const given = { reason: '无故缺席', enteredBy: 'a', enteredAt: '2026-11-06T01:00:00.000Z' };
  const with_ = (entries: ReturnType<typeof entriesOf>, more: object) =>
    entries.map((entry): ReasonedEntry => ({ ...entry, ...more }));

  test('a changed item without any of them names all three', () => {
    expect(missingReasons(scheme, with_(entriesOf(['B1-01', 'absent']), { reason: '  ' }))).toEqual([
      { path: 'entries[0].reason', code: 'reasonMissing', params: { item: 'B1-01' } },
      { path: 'entries[0].enteredBy', code: 'personMissing', params: { item: 'B1-01' } },
      { path: 'entries[0].enteredAt', code: 'timeMissing', params: { item: 'B1-01' } },
    ]);
  });

  test('an item left in full needs nothing', () => {
    expect(missingReasons(scheme, entriesOf(['B1-01', 'full']))).toEqual([]);
  });

  test('a contribution needs evidence or a named witness', () => {
    const claim = entriesOf(['C-01', 1]);
    const missing = [{ path: 'entries[0].evidence', code: 'evidenceMissing', params: { item: 'C-01' } }];
    expect(missingReasons(scheme, with_(claim, given))).toEqual(missing);
    expect(missingReasons(scheme, with_(claim, { ...given, witness: ' ' }))).toEqual(missing);
    expect(missingReasons(scheme, with_(claim, { ...given, witness: '李秀兰' }))).toEqual([]);
    expect(missingReasons(scheme, with_(claim, { ...given, evidenceCount: 1 }))).toEqual([]);
  });
});

test('arithmetic 7: a fact is scored by the version in force on its date', () => {
  const versions = [
    { version: '2', fromDay: '2026-07-01' },
    { version: '1', fromDay: '2026-01-01' },
  ];
  expect(versionInForce(versions, '2026-06-30')?.version).toBe('1');
  expect(versionInForce(versions, '2026-07-01')?.version).toBe('2');
  expect(versionInForce(versions, '2025-12-31')).toBeNull();
});

test('arithmetic 8: a late fact enters the open month as retroactive, or a correction slip', () => {
  expect(placeFact('2026-11', ['2026-12', '2026-11'])).toEqual({ to: 'month', month: '2026-11', retroactive: false });
  expect(placeFact('2026-10', ['2026-12', '2026-11'])).toEqual({ to: 'month', month: '2026-11', retroactive: true });
  expect(placeFact('2026-10', ['2026-09'])).toEqual({ to: 'correctionSlip', month: '2026-10' });
});

test('arithmetic 9: recalculating never overwrites what a person entered', () => {
  const person = { number: 0, itemCode: 'B1-01', enteredBy: 'person' as const, optionCode: 'absent' };
  const stale = { number: 1, itemCode: 'B4-01', enteredBy: 'facts' as const, optionCode: 'unpaid' };
  const derived = [
    { number: 2, itemCode: 'B1-01', enteredBy: 'facts' as const, optionCode: 'full' },
    { number: 3, itemCode: 'B4-01', enteredBy: 'facts' as const, optionCode: 'paid' },
  ];
  expect(recalculate([person, stale], derived)).toEqual([person, derived[1]]);
});

test('arithmetic 10: a repeated submission replaces, never adds', () => {
  const sent = entriesOf(['C-01', 1], ['C-02', 'member']);
  const once = replaceEntries([], sent);
  expect(replaceEntries(once, sent)).toEqual(once);
  expect(scoreSheet(scheme, 'full', replaceEntries(once, sent)).contributionHundredths).toBe(500);
  expect(replaceEntries(once, [{ ...sent[0]!, count: 2 }]).map((entry) => entry.count)).toEqual([2, undefined]);
});

describe('arithmetic 11: the text people read is generated from the data that computes', () => {
  const wholeText = (of: typeof scheme) => JSON.stringify([describeScheme(of, 'zh'), describeScheme(of, 'en')]);
  interface Figures {
    [key: string | number]: number | Figures;
  }
  const numbers: (string | number)[][] = [];
  const collect = (value: unknown, path: (string | number)[]) => {
    if (typeof value === 'number') numbers.push(path);
    else if (Array.isArray(value)) value.forEach((member, index) => collect(member, [...path, index]));
    else if (value !== null && typeof value === 'object') {
      for (const [key, member] of Object.entries(value)) collect(member, [...path, key]);
    }
  };
  // Caps of base items are their standards and zero standards of other items are no figure of the rule.
  collect(scheme, []);
  const said = numbers.filter((path) => {
    const item = path[0] === 'items' ? scheme.items[path[1] as number] : undefined;
    return !(item && path[2] === (item.kind === 'base' ? 'capHundredths' : 'standardHundredths'));
  });

  test('changing any single figure of the scheme changes the text', () => {
    expect(said.length).toBeGreaterThan(100);
    const before = wholeText(scheme);
    const silent = said.filter((path) => {
      const changed = structuredClone(scheme);
      const parent = path.slice(0, -1).reduce((value, key) => value[key] as Figures, changed as unknown as Figures);
      parent[path.at(-1)!] = (parent[path.at(-1)!] as number) + 50;
      return wholeText(changed) === before;
    });
    expect(silent).toEqual([]);
  });

  test('the legend says what the code takes: 5 for a false claim, at most 10', () => {
    const line = (language: 'zh' | 'en') =>
      describeScheme(scheme, language)
        .flatMap((section) => section.lines)
        .find((text) => text.startsWith('D-08'));
    expect(line('zh')).toContain('每次扣 5 分');
    expect(line('zh')).toContain('每月最多扣 10 分');
    expect(line('en')).toContain('5 off each time');
    expect(line('en')).toContain('At most 10 points off a month');
  });

  test('every item, decider, profile and band is named in both languages', () => {
    for (const language of ['zh', 'en'] as const) {
      const text = describeScheme(scheme, language)
        .flatMap((section) => [section.heading, ...section.lines])
        .join('\n');
      for (const { name } of [...scheme.items, ...scheme.profiles, ...scheme.bands, ...scheme.categories]) {
        expect(text).toContain(name[language]);
      }
      expect(text).not.toMatch(/undefined|null|NaN|\[object/);
    }
  });

  test('no cap is said to be none', () => {
    const open = schemeWithTotal(
      { capHundredths: null },
      { ...schemeWithGroups([], null), items: schemeWithItem('C-05', { capHundredths: null }).items },
    );
    const text = describeScheme(open, 'zh').flatMap((section) => section.lines);
    expect(text.find((line) => line.startsWith('C-05'))).not.toContain('每月最多');
    expect(text.find((line) => line.startsWith('当月得分'))).toContain('总分不封顶');
  });
});

describe('an item of which only the highest entry counts', () => {
  const highest = (per: 'month' | 'year') => {
    const item = schemeWithItem('B3-02', { combine: 'highest', per });
    return per === 'month' ? item : schemeWithTotal({ per }, item);
  };
  const two = entriesOf(['B3-02', { points: 200 }], ['B3-02', { points: 400 }]);

  test('counts the greater value of a base item, and says why the other does not', () => {
    const lines = linesOf(scoreSheet(highest('month'), 'full', two), 'B3-02');
    expect(lines.map((line) => line.countedHundredths).sort()).toEqual([0, 400]);
    expect(lines.find((line) => line.countedHundredths === 0)?.notes).toEqual([
      { code: 'onlyHighest', params: { item: 'B3-02', entryNumber: 1 } },
    ]);
  });

  test('of a base item of the year it changes the standard once', () => {
    expect(scoreSheet(highest('year'), 'full', two).parts['B3-02']).toBe(-100);
  });
});

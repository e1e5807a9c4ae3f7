import { SCHEME_PROBLEMS, SCHEME_WARNINGS } from '#src/scoring/scheme-problems.js';
import type { Band, Group, Item, Profile, Scheme } from '#src/scoring/scheme.js';
import { checkScheme } from '#src/scoring/scheme-check.js';
import { annualScheme, group, item, monthlyScheme, profile, scheme, total } from './rich-schemes.js';

const words = (text: string) => ({ zh: text, en: text });

const work = (changes: Partial<Item> = {}) =>
  item('A', 'base', words('岗位工作'), {
    standardHundredths: 6000,
    range: { fromHundredths: 0, toHundredths: 6000 },
    ...changes,
  });
const fault = (changes: Partial<Item> = {}) =>
  item('D', 'deduction', words('通报批评'), {
    options: [{ code: 'own', name: words('本单位'), pointsHundredths: -300 }],
    capHundredths: -600,
    ...changes,
  });
const deed = (changes: Partial<Item> = {}) =>
  item('C', 'contribution', words('帮扶群众'), {
    each: { pointsHundredths: 200, unit: words('次'), countMax: 31 },
    capHundredths: 400,
    ...changes,
  });
const review = (changes: Partial<Item> = {}) =>
  item('F', 'factor', words('评议系数'), { range: { fromHundredths: 80, toHundredths: 120 }, ...changes });
const band = (code: string, fromHundredths: number, changes: Partial<Band> = {}): Band => ({
  code,
  name: words(code),
  fromHundredths,
  summaries: [],
  fromForProfiles: [],
  conditions: {},
  ...changes,
});
const bands = [band('good', 6000), band('rest', 0)];
const rule = (changes: Partial<Scheme> = {}, items: Item[] = [work(), fault(), deed()]) =>
  scheme('rule', words('办法'), items, { summaries: [{ per: 'halfYear', countedMin: 4 }], bands, ...changes });
const withItems = (...items: Item[]) => rule({}, items);
const withGroups = (...groups: Group[]) => rule({ groups });
const withProfile = (changes: Partial<Profile>) =>
  rule({ profiles: [profile('full', words('全项')), profile('own', words('另项'), changes)] });
const yearly = (changes: Partial<Scheme> = {}, items: Item[] = [work({ per: 'year' })]) =>
  rule({ total: total({ per: 'year' }), summaries: [{ per: 'year', countedMin: 6 }], ...changes }, items);
const option = (code: string, pointsHundredths: number) => ({ code, name: words(code), pointsHundredths });
const deeper = (value: object, property: string, to: unknown) => ({ ...value, [property]: to }) as unknown as Scheme;

/** A case in words, the scheme, and everything that is found wrong with it, as "path code". */
type Case = [name: string, value: unknown, ...problems: string[]];

const structure: Case[] = [
  ['no version', deeper(rule(), 'version', undefined), 'version missing'],
  ['a list in place of a scheme', [rule()], ' notAnObject'],
  [
    'a misspelt cap',
    withItems(work(), { ...deed(), capHundreds: 5 } as unknown as Item),
    'items[1].capHundreds unknownProperty',
  ],
  ['items by code in place of a list', deeper(rule(), 'items', { A: work() }), 'items notAList'],
  ['no items', rule({}, []), 'items tooFew'],
  [
    '201 items',
    rule(
      {},
      Array.from({ length: 201 }, (_, at) => deed({ code: `C${at}` })),
    ),
    'items tooMany',
  ],
  ['a code with a space', rule({ code: 'my rule' }), 'code badCode'],
  ['a blank name', rule({ name: { zh: ' ', en: 'x' } }), 'name.zh badText'],
  ['a name with half a character', rule({ name: { zh: '办\ud800', en: 'x' } }), 'name.zh badText'],
  ['a name with a character nobody sees', rule({ name: { zh: '办\u0007', en: 'x' } }), 'name.zh badText'],
  ['a yes in words', withItems(work({ required: 'no' as unknown as boolean })), 'items[0].required notABoolean'],
  ['points as a float', withItems(work(), deed({ capHundredths: 4.5 })), 'items[1].capHundredths notAnInteger'],
  [
    'points as text',
    withItems(work(), deed({ capHundredths: '400' as unknown as number })),
    'items[1].capHundredths notAnInteger',
  ],
  ['a thirteenth month', rule({ yearStartsMonth: 13 }), 'yearStartsMonth outOfRange'],
  [
    'everybody decides',
    withItems(work({ decidedBy: 'everybody' as unknown as 'branch' })),
    'items[0].decidedBy notOneOf',
  ],
  ['a total that is never rounded', rule({ total: total({ roundHundredths: null }) }), 'total.roundHundredths missing'],
];

const names: Case[] = [
  ['the same code twice', withItems(work(), deed(), deed()), 'items[2].code duplicateCode'],
  ['a group with the code of an item', withGroups(group('C', words('贡献'))), 'groups[0].code duplicateCode'],
  [
    'the same option twice',
    withItems(work(), fault({ options: [option('a', -100), option('a', -200)] })),
    'items[1].options[1].code duplicateCode',
  ],
  ['a group named total', withGroups(group('total', words('合计'))), 'groups[0].code reservedCode'],
  [
    'a factor that multiplies twice',
    rule({ total: total({ times: ['F', 'F'] }) }, [work(), review()]),
    'total.times[1] namedTwice',
  ],
  [
    'one person to claim, named twice',
    withItems(work({ claimedBy: ['branch', 'branch'] })),
    'items[0].claimedBy namedTwice',
  ],
  ['an unknown category', withItems(work({ category: 'B9' })), 'items[0].category unknownCategory'],
  ['an unknown qualification', withItems(work({ qualification: 'Q9' })), 'items[0].qualification unknownQualification'],
  ['an unknown group of an item', withItems(work({ group: 'G' })), 'items[0].group unknownGroup'],
  [
    'an unknown group around a group',
    withGroups(group('G', words('组'), { group: 'H' })),
    'groups[0].group unknownGroup',
  ],
  ['an unknown factor', rule({ total: total({ times: ['F'] }) }), 'total.times[0] unknownItem'],
  [
    'an item outside that nobody knows',
    withProfile({ notApplicable: ['X'] }),
    'profiles[1].notApplicable[0] unknownItem',
  ],
  [
    'a condition on an unknown item',
    rule({ bands: [band('good', 6000, { conditions: { withoutItems: ['X'] } }), band('rest', 0)] }),
    'bands[0].conditions.withoutItems[0] unknownItem',
  ],
  [
    'a figure for something unknown',
    withProfile({ overrides: [{ code: 'X', capHundredths: 100 }] }),
    'profiles[1].overrides[0].code unknownPart',
  ],
  [
    'a condition on an unknown part',
    rule({
      bands: [
        band('good', 6000, { conditions: { partsAtLeast: [{ code: 'total', pointsHundredths: 100 }] } }),
        band('rest', 0),
      ],
    }),
    'bands[0].conditions.partsAtLeast[0].code unknownPart',
  ],
  [
    'a threshold for an unknown profile',
    rule({
      bands: [band('good', 6000, { fromForProfiles: [{ profile: 'x', fromHundredths: 7000 }] }), band('rest', 0)],
    }),
    'bands[0].fromForProfiles[0].profile unknownProfile',
  ],
];

const values: Case[] = [
  [
    'a contribution without a way to be valued',
    withItems(work(), item('C', 'contribution', words('帮扶'))),
    'items[1] valueMissing',
  ],
  ['two ways', withItems(work(), deed({ range: { fromHundredths: 100, toHundredths: 200 } })), 'items[1] twoValues'],
  [
    'a factor by count',
    withItems(
      work(),
      review({ range: undefined as never, each: { pointsHundredths: 10, unit: words('次'), countMax: 3 } }),
    ),
    'items[1].each wayNotForFactor',
  ],
  [
    'a deduction that gives',
    withItems(work(), fault({ options: [option('own', 300)] })),
    'items[1].options[0].pointsHundredths wrongSign',
  ],
  [
    'a contribution that takes',
    withItems(work(), deed({ range: { fromHundredths: -100, toHundredths: 200 }, each: undefined as never })),
    'items[1].range.fromHundredths wrongSign',
  ],
  [
    'a cap above zero on a deduction',
    withItems(work(), fault({ capHundredths: 300 })),
    'items[1].capHundredths wrongSign',
  ],
  [
    'a cap below zero on a contribution',
    withItems(work(), deed({ capHundredths: -400 })),
    'items[1].capHundredths wrongSign',
  ],
  [
    'a time that counts nothing',
    withItems(work(), deed({ each: { pointsHundredths: 0, unit: words('次'), countMax: 3 } })),
    'items[1].each.pointsHundredths isZero',
  ],
  ['a cap of nothing', withItems(work(), deed({ capHundredths: 0 })), 'items[1].capHundredths isZero'],
  [
    'a deduction that is presumed',
    withItems(work(), fault({ standardHundredths: -100 })),
    'items[1].standardHundredths notZero',
  ],
  [
    'a factor below zero',
    withItems(work(), review({ range: { fromHundredths: -50, toHundredths: 120 } })),
    'items[1].range.fromHundredths wrongSign',
  ],
  [
    'a factor that presumes nothing',
    withItems(work(), review({ standardHundredths: 0 })),
    'items[1].standardHundredths notAboveZero',
  ],
  [
    'a value between two steps',
    withItems(work(), deed({ each: { pointsHundredths: 225, unit: words('次'), countMax: 3 } })),
    'items[1].each.pointsHundredths offStep',
  ],
  [
    'a group cap between two steps',
    withGroups(group('G', words('组'), { takes: 'contribution', capHundredths: 333 })),
    'groups[0].capHundredths offStep',
  ],
  [
    'a range the wrong way round',
    withItems(work(), deed({ each: undefined as never, range: { fromHundredths: 500, toHundredths: 100 } })),
    'items[1].range emptyRange',
  ],
  [
    'levels that fall',
    withItems(
      work(),
      deed({
        each: undefined as never,
        levels: {
          unit: words('场'),
          countMax: 50,
          steps: [
            { from: 40, pointsHundredths: 100 },
            { from: 20, pointsHundredths: 200 },
          ],
        },
      }),
    ),
    'items[1].levels.steps[1].from levelsNotAscending',
  ],
  [
    'a unit that never gets full',
    withItems(
      work(),
      deed({ combine: 'highest', each: { pointsHundredths: 100, unit: words('小时'), countMax: 8, per: 10 } }),
    ),
    'items[1].each.per neverFull',
  ],
  [
    'more presumed than the cap',
    withItems(work({ capHundredths: 5000 })),
    'items[0].standardHundredths standardOutside',
  ],
  [
    'less presumed than the floor',
    withItems(work({ floorHundredths: 6500, capHundredths: 7000 })),
    'items[0].standardHundredths standardOutside',
  ],
  [
    'presumed is another than the first option',
    withItems(work({ range: undefined as never, options: [option('none', 0), option('full', 6000)] })),
    'items[0].standardHundredths standardNotFirst',
  ],
  [
    'a floor of a deduction',
    withItems(work(), fault({ floorHundredths: -600 })),
    'items[1].floorHundredths floorNotForKind',
  ],
  ['a cap below the floor', withItems(work({ floorHundredths: 6500 })), 'items[0].capHundredths capBelowFloor'],
  [
    'a ceiling below the floor',
    rule({ total: total({ floorHundredths: 100, capHundredths: 50 }), bands: [] }),
    'total.capHundredths capBelowFloor',
  ],
];

const people: Case[] = [
  [
    'automatic with one case only',
    withItems(work({ range: undefined as never, options: [option('yes', 6000)], automatic: 'sheetSubmittedOnTime' })),
    'items[0].automatic optionsMissing',
  ],
  [
    'an automatic gain',
    withItems(
      work(),
      deed({
        each: undefined as never,
        options: [option('yes', 200), option('no', 0)],
        automatic: 'sheetSubmittedOnTime',
      }),
    ),
    'items[1].automatic automaticNotBase',
  ],
  [
    'a member who enters deductions',
    withItems(work(), fault({ claimedBy: ['member'] })),
    'items[1].claimedBy memberDeducts',
  ],
  [
    'a member who enters his factor',
    withItems(work(), review({ claimedBy: ['member', 'secretary'] })),
    'items[1].claimedBy memberDeducts',
  ],
  ['decided by nothing', withItems(work({ decidedBy: 'automatic' })), 'items[0].decidedBy nobodyDecides'],
  [
    'one case decided by nothing',
    withItems(work(), fault({ options: [{ ...option('own', -300), decidedBy: 'automatic' }] })),
    'items[1].options[0].decidedBy nobodyDecides',
  ],
  ['claimed by nobody', withItems(work({ claimedBy: ['automatic'] })), 'items[0].claimedBy nobodyClaims'],
  ['an empty list of who may claim', withItems(work({ claimedBy: [] })), 'items[0].claimedBy tooFew'],
  [
    'to be entered, and nothing to enter',
    withItems(work({ range: undefined as never, required: true })),
    'items[0].required requiredWithoutValue',
  ],
];

const share = { numerator: 1, denominator: 5 };
const periods: Case[] = [
  [
    'a deduction that is carried over',
    yearly({}, [work({ per: 'year' }), fault({ per: 'year', carryOver: share })]),
    'items[1].carryOver carryOverNotBase',
  ],
  ['a carry-over without a year', withItems(work({ carryOver: share })), 'items[0].carryOver carryOverWithoutYear'],
  [
    'an item by the month in a rule by the quarter',
    rule({ period: 'quarter', total: total({ per: 'quarter' }), summaries: [{ per: 'year', countedMin: 2 }] }),
    'items[0].per perTooShort',
    'items[1].per perTooShort',
    'items[2].per perTooShort',
  ],
  [
    'a veto by the month in a rule by the quarter',
    rule(
      {
        period: 'quarter',
        total: total({ per: 'quarter' }),
        summaries: [],
        bands: [],
        vetoes: [{ code: 'v', name: words('否决'), capHundredths: 0, per: 'month' }],
      },
      [work({ per: 'quarter' })],
    ),
    'vetoes[0].per perTooShort',
  ],
  ['a year in a month', withItems(work(), deed({ per: 'year' })), 'items[1].per perTooLong'],
  [
    'a year in a quarter, group in group',
    rule({
      total: total({ per: 'year' }),
      groups: [group('G', words('组'), { per: 'quarter' }), group('H', words('组'), { group: 'G', per: 'year' })],
    }),
    'groups[1].per perTooLong',
  ],
  [
    'a longer cap on what is presumed',
    withItems(work({ limits: [{ per: 'year', capHundredths: 10000 }] })),
    'items[0].limits[0] limitNotForKind',
  ],
  [
    'a longer cap that is no longer',
    withItems(work(), deed({ limits: [{ per: 'month', capHundredths: 200 }] })),
    'items[1].limits[0].per perTooShort',
  ],
  [
    'longer caps out of order',
    withItems(
      work(),
      deed({
        limits: [
          { per: 'year', capHundredths: 1200 },
          { per: 'quarter', capHundredths: 600 },
        ],
      }),
    ),
    'items[1].limits[1].per notAscending',
  ],
];

const groups: Case[] = [
  [
    'a factor in a group',
    rule({ groups: [group('G', words('组'))] }, [work(), review({ group: 'G' })]),
    'items[1].group factorInGroup',
  ],
  [
    'a group that takes factors',
    withGroups(group('G', words('组'), { takes: 'factor' })),
    'groups[0].takes factorInGroup',
  ],
  ['times an item that is none', rule({ total: total({ times: ['A'] }) }), 'total.times[0] notAFactor'],
  [
    'groups in a circle',
    withGroups(group('G', words('组'), { group: 'H' }), group('H', words('组'), { group: 'G' })),
    'groups[0].group groupCycle',
    'groups[1].group groupCycle',
  ],
  [
    'a group in itself',
    withGroups(group('G', words('组'), { group: 'G', takes: 'contribution' })),
    'groups[0].group groupCycle',
  ],
  [
    'a kind that two groups take',
    withGroups(group('G', words('组'), { takes: 'contribution' }), group('H', words('组'), { takes: 'contribution' })),
    'groups[1].takes kindTakenTwice',
  ],
  [
    'two floors, one of them called a cap',
    withGroups(group('G', words('组'), { takes: 'deduction', capHundredths: -500, floorHundredths: -300 })),
    'groups[0].capHundredths negativeCapWithFloor',
  ],
  [
    'a cap below zero over gains',
    withGroups(group('G', words('组'), { takes: 'contribution', capHundredths: -500 })),
    'groups[0].capHundredths negativeCapOnGains',
  ],
];

const profiles: Case[] = [
  [
    'nobody is scored',
    rule({ profiles: [profile('exempt', words('免'), { scored: false })] }),
    'profiles nobodyScored',
  ],
  ['a profile without items', withProfile({ notApplicable: ['A', 'D', 'C'] }), 'profiles[1] profileWithoutItems'],
  ['a figure that says nothing', withProfile({ overrides: [{ code: 'A' }] }), 'profiles[1].overrides[0] overrideEmpty'],
  [
    'a standard of a group',
    rule({
      groups: [group('G', words('组'), { takes: 'contribution' })],
      profiles: [profile('full', words('全项'), { overrides: [{ code: 'G', standardHundredths: 100 }] })],
    }),
    'profiles[0].overrides[0].standardHundredths standardOfGroup',
  ],
  [
    'a share of an item',
    withProfile({ overrides: [{ code: 'A', share }] }),
    'profiles[1].overrides[0].share shareOfItem',
  ],
  [
    'a figure that only together makes no sense',
    withProfile({ overrides: [{ code: 'A', capHundredths: 5000 }] }),
    'profiles[1].overrides[0].capHundredths standardOutside',
  ],
  [
    'a standard that falls between two steps',
    withProfile({ overrides: [{ code: 'A', standardHundredths: 5025 }] }),
    'profiles[1].overrides[0].standardHundredths offStep',
  ],
];

const results: Case[] = [
  [
    'summaries out of order',
    rule({
      summaries: [
        { per: 'year', countedMin: 6 },
        { per: 'halfYear', countedMin: 3 },
      ],
    }),
    'summaries[1].per notAscending',
  ],
  [
    'more sheets than there are',
    rule({ summaries: [{ per: 'halfYear', countedMin: 7 }] }),
    'summaries[0].countedMin countedMinAboveSheets',
  ],
  [
    'bands that overlap',
    rule({ bands: [band('good', 6000), band('also', 6000), band('rest', 0)] }),
    'bands[1].fromHundredths notDescending',
  ],
  [
    'bands that overlap for one profile',
    rule({
      bands: [
        band('good', 6000),
        band('middle', 5000, { fromForProfiles: [{ profile: 'full', fromHundredths: 6500 }] }),
        band('rest', 0),
      ],
    }),
    'bands[1].fromForProfiles[0].fromHundredths notDescending',
  ],
  [
    'bands that leave a gap',
    rule({ bands: [band('good', 6000), band('fair', 3000)] }),
    'bands[1].fromHundredths bandsLeaveGap',
  ],
  [
    'bands that leave a gap below zero',
    rule({ total: total({ floorHundredths: null }) }),
    'bands[1].fromHundredths bandsLeaveGap',
  ],
  [
    'bands that a veto falls through',
    rule(
      {
        total: total({ floorHundredths: null }),
        bands: [band('rest', 1000)],
        vetoes: [{ code: 'v', name: words('否决'), capHundredths: 0, per: 'halfYear' }],
      },
      [item('A', 'base', words('基本分'), { standardHundredths: 6000, floorHundredths: null })],
    ),
    'bands[0].fromHundredths bandsLeaveGap',
  ],
  [
    'a band of a summary that nobody draws up',
    rule({ bands: [band('good', 6000, { summaries: ['year'] }), band('rest', 0)] }),
    'bands[0].summaries[0] notSummarised',
  ],
  [
    'a last band with a condition',
    rule({ bands: [band('good', 6000), band('rest', 0, { conditions: { noVeto: true } })] }),
    'bands[1].conditions lastBandConditional',
  ],
  [
    'the last band of one of two summaries with a condition',
    rule({
      summaries: [
        { per: 'quarter', countedMin: 2 },
        { per: 'year', countedMin: 6 },
      ],
      bands: [band('good', 6000, { conditions: { withItems: ['C'] } }), band('rest', 0, { summaries: ['year'] })],
    }),
    'bands[0].conditions lastBandConditional',
  ],
  [
    'an item that must and must not have occurred',
    rule({ bands: [band('good', 6000, { conditions: { withItems: ['C'], withoutItems: ['C'] } }), band('rest', 0)] }),
    'bands[0].conditions.withItems[0] contradiction',
  ],
  [
    'a quota of more than all',
    rule({
      bands: [
        band('good', 6000, { conditions: { quota: { numerator: 4, denominator: 3, atLeast: 0 } } }),
        band('rest', 0),
      ],
    }),
    'bands[0].conditions.quota moreThanAll',
  ],
  [
    'a veto below the floor',
    rule({
      total: total({ floorHundredths: 1000 }),
      vetoes: [{ code: 'v', name: words('否决'), capHundredths: 0, per: 'halfYear' }],
    }),
    'vetoes[0].capHundredths belowFloor',
  ],
  [
    'own items that may not count',
    rule({ ownItems: { kinds: ['contribution'], itemsMax: 5, capHundredths: 0 } }),
    'ownItems.capHundredths notAboveZero',
  ],
  [
    'own items between two steps',
    rule({ ownItems: { kinds: ['contribution'], itemsMax: 5, capHundredths: 1020 } }),
    'ownItems.capHundredths offStep',
  ],
  [
    'an item that rewards an app',
    withItems(work(), deed({ name: words('学习强国积分') })),
    'items[1].name.zh rewardsSoftware',
  ],
  [
    'a case that rewards an app',
    withItems(work(), fault({ options: [{ ...option('a', -100), name: words('未登录 APP') }] })),
    'items[1].options[0].name.zh rewardsSoftware',
  ],
  [
    'a unit that counts an app',
    withItems(work(), deed({ each: { pointsHundredths: 50, unit: words('点赞数'), countMax: 9 } })),
    'items[1].each.unit.zh rewardsSoftware',
  ],
  [
    'evidence by screenshot',
    withItems(work(), deed({ evidence: { zh: '证明', en: 'a screenshot' } })),
    'items[1].evidence.en rewardsSoftware',
  ],
  [
    'a group of points from an app',
    withGroups(group('G', words('平台积分'), { takes: 'contribution' })),
    'groups[0].name.zh rewardsSoftware',
  ],
];

const cases = [structure, names, values, people, periods, groups, profiles, results].flat();
const problemsOf = (value: unknown) => checkScheme(value).map(({ path, code }) => `${path} ${code}`);

describe('what is wrong with a scheme', () => {
  test.each(cases)('%s', (_, value, ...problems) => expect(problemsOf(value)).toEqual(problems));

  test('every code that can be reported has a case, and no other code is reported', () => {
    const reported = cases.flatMap(([, , ...problems]) => problems.map((problem) => problem.split(' ')[1]!));
    expect([...SCHEME_PROBLEMS].filter((code) => !reported.includes(code))).toEqual([]);
    expect(reported.filter((code) => !(SCHEME_PROBLEMS as readonly string[]).includes(code))).toEqual([]);
    expect(new Set<string>([...SCHEME_PROBLEMS, ...SCHEME_WARNINGS]).size).toBe(
      SCHEME_PROBLEMS.length + SCHEME_WARNINGS.length,
    );
  });
});

describe('what is in order', () => {
  test.each<[string, Scheme]>([
    ['the rule that these cases change', rule()],
    ['a rule by the year', yearly()],
    ['a rule that uses everything, by the month', monthlyScheme()],
    ['a rule that uses everything, by the year', annualScheme()],
    [
      'points from nothing to five',
      withItems(work(), deed({ each: undefined as never, range: { fromHundredths: 0, toHundredths: 500 } })),
    ],
    [
      'a case that is recorded and gives nothing',
      withItems(work(), fault({ options: [option('warned', 0), option('own', -300)] })),
    ],
    [
      'bands at the same points, the upper with a condition',
      rule({ bands: [band('best', 6000, { conditions: { withItems: ['C'] } }), ...bands] }),
    ],
    [
      'bands of their own for each summary',
      rule({
        summaries: [
          { per: 'quarter', countedMin: 2 },
          { per: 'year', countedMin: 6 },
        ],
        bands: [
          band('warned', 0, { summaries: ['quarter'] }),
          band('star', 8000, { summaries: ['year'] }),
          band('none', 0, { summaries: ['year'] }),
        ],
      }),
    ],
    [
      'a last band where nobody can fall below',
      rule({ bands: [band('good', 6000), band('rest', 5700)] }, [
        item('A', 'base', words('基本分'), { standardHundredths: 6000, floorHundredths: 6000 }),
        fault({ capHundredths: -300 }),
      ]),
    ],
    ['a carry-over of a fifth', yearly({}, [work({ per: 'year', carryOver: share, capHundredths: null })])],
    [
      'a factor that nobody enters',
      rule({ total: total({ times: ['F'] }) }, [
        work(),
        review({ range: undefined as never, standardHundredths: 120 }),
      ]),
    ],
    [
      'hours that come together over the year',
      yearly({}, [
        work({ per: 'year' }),
        deed({ per: 'year', each: { pointsHundredths: 100, unit: words('小时'), countMax: 8, per: 10 } }),
      ]),
    ],
    [
      'losses that must not come to more than five',
      withGroups(group('G', words('组'), { takes: 'deduction', capHundredths: -500 })),
    ],
    [
      'another share of the total for one profile',
      withProfile({ overrides: [{ code: 'total', share: { numerator: 10, denominator: 7 } }] }),
    ],
  ])('%s', (_, value) => expect(problemsOf(value)).toEqual([]));
});

test('figures are told with the problem', () => {
  expect(checkScheme(rule({ bands: [band('good', 6000), band('fair', 3000)] }))).toEqual([
    {
      path: 'bands[1].fromHundredths',
      code: 'bandsLeaveGap',
      params: { per: 'halfYear', profile: 'full', leastHundredths: 0 },
    },
  ]);
  expect(checkScheme(withItems(work(), deed({ name: words('每日登录') })))).toEqual([
    { path: 'items[1].name.zh', code: 'rewardsSoftware', params: { word: '登录' } },
  ]);
});

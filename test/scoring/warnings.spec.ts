import { readdirSync, readFileSync } from 'node:fs';
import { readSchemeFile } from '#src/schemes/scheme-file.js';
import { SCHEME_WARNINGS } from '#src/scoring/scheme-problems.js';
import type { Band, Group, Item, Scheme } from '#src/scoring/scheme.js';
import { checkScheme } from '#src/scoring/scheme-check.js';
import { schemeWarnings } from '#src/scoring/scheme-warnings.js';
import { annualScheme, group, item, monthlyScheme, profile, quarterlyScheme, scheme, total } from './rich-schemes.js';

const words = (text: string) => ({ zh: text, en: text });
const option = (code: string, pointsHundredths: number) => ({ code, name: words(code), pointsHundredths });
const each = (pointsHundredths: number) => ({ pointsHundredths, unit: words('次'), countMax: 31 });
const range = (fromHundredths: number, toHundredths: number) => ({ fromHundredths, toHundredths });
const levels = (...steps: [from: number, pointsHundredths: number][]) => ({
  unit: words('场'),
  countMax: 50,
  steps: steps.map(([from, pointsHundredths]) => ({ from, pointsHundredths })),
});

const work = (changes: Partial<Item> = {}) =>
  item('A', 'base', words('岗位工作'), { standardHundredths: 6000, range: range(0, 6000), ...changes });
const fault = (changes: Partial<Item> = {}) =>
  item('D', 'deduction', words('通报批评'), { each: each(-300), capHundredths: -600, ...changes });
const deed = (changes: Partial<Item> = {}) =>
  item('C', 'contribution', words('帮扶群众'), { each: each(200), capHundredths: 400, ...changes });
const other = (code: string, changes: Partial<Item> = {}) =>
  item(code, 'contribution', words('志愿服务'), { each: each(200), capHundredths: 400, ...changes });
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
const withGroups = (items: Item[], ...groups: Group[]) => rule({ groups }, items);
const withBands = (...list: Band[]) => rule({ bands: list });
const veto = (capHundredths: number, per: 'halfYear' | 'year' = 'halfYear') => ({
  code: 'v',
  name: words('否决'),
  capHundredths,
  per,
});
const contributions = (changes: Partial<Group> = {}) =>
  group('all', words('贡献合计'), { takes: 'contribution', capHundredths: 500, ...changes });
const ways = { each: undefined as never, range: undefined as never };

/** A case in words, the scheme, and every doubt about it, as "path code". */
type Case = [name: string, scheme: Scheme, ...doubts: string[]];

const cases: Case[] = [
  [
    'a case above its own cap',
    withItems(work(), deed({ ...ways, options: [option('a', 300), option('b', 500)] })),
    'items[1].options[1].pointsHundredths valueAboveCap',
  ],
  [
    'a deduction heavier than its own cap',
    withItems(work(), fault({ ...ways, options: [option('a', -300), option('b', -900)] })),
    'items[1].options[1].pointsHundredths valueAboveCap',
  ],
  [
    'a case below the floor',
    withItems(work({ ...ways, floorHundredths: 1000, options: [option('full', 6000), option('none', 0)] })),
    'items[0].options[1].pointsHundredths valueBelowFloor',
  ],
  [
    'a deed that is worth more than all deeds together',
    withGroups(
      [work(), deed({ ...ways, options: [option('a', 300), option('b', 800)], capHundredths: null }), other('E')],
      contributions(),
    ),
    'items[1].options[1].pointsHundredths valueAboveGroupCap',
  ],
  [
    'a fault that takes more than the item has',
    withItems(work(), item('B', 'base', words('值班'), { standardHundredths: 200, each: each(-300) })),
    'items[1].each.pointsHundredths floorSwallows',
  ],
  [
    'a fault that takes more than the group has',
    withGroups(
      [work({ group: 'G' }), fault({ group: 'G', each: each(-7000), capHundredths: null })],
      group('G', words('扣完为止'), { floorHundredths: 0 }),
    ),
    'items[1].each.pointsHundredths floorSwallows',
  ],
  ['a cap that nobody comes to', withItems(work({ capHundredths: 7000 })), 'items[0].capHundredths capNeverReached'],
  [
    'a cap of a group that its items never come to',
    withGroups([work(), deed(), other('E')], contributions({ capHundredths: 1000 })),
    'groups[0].capHundredths capNeverReached',
  ],
  [
    'a cap of a group of losses that its items never come to',
    withGroups([work(), fault()], group('G', words('违规'), { takes: 'deduction', capHundredths: -1000 })),
    'groups[0].capHundredths capNeverReached',
  ],
  [
    'a ceiling that nobody comes to',
    rule({ total: total({ capHundredths: 10000 }) }),
    'total.capHundredths ceilingUnreachable',
  ],
  [
    'an item that is always the same',
    withItems(work({ floorHundredths: 6000 })),
    'items[0].range.fromHundredths valueBelowFloor',
    'items[0].capHundredths alwaysSame',
    'bands[1] bandNeverUsed',
  ],
  [
    'cases that all give the same',
    withItems(work(), deed({ ...ways, options: [option('a', 400), option('b', 400)] })),
    'items[1].options sameOptions',
  ],
  [
    'more for less',
    withItems(work(), deed({ ...ways, levels: levels([20, 400], [40, 200]) })),
    'items[1].levels.steps[1].pointsHundredths levelsNotRising',
  ],
  [
    'a level that no count comes to',
    withItems(work(), deed({ ...ways, combine: 'highest', levels: levels([20, 200], [60, 400]) })),
    'items[1].levels.steps[1].from levelUnreachable',
  ],
  [
    'a deed without a cap beside capped ones',
    withGroups(
      [work(), deed({ group: 'G' }), other('E', { group: 'G' }), other('F', { capHundredths: null })],
      group('G', words('贡献'), { capHundredths: 500 }),
    ),
    'items[3] outsideCommonCap',
  ],
  ['a hundredth where halves would do', rule({ stepHundredths: 1 }), 'stepHundredths stepFinerThanNeeded'],
  [
    'a range with nothing between',
    withItems(work(), deed({ ...ways, range: range(350, 400) })),
    'items[1].range rangeWithoutBetween',
  ],
  [
    'more than all of a group',
    withGroups([work({ group: 'G' })], group('G', words('评议'), { share: { numerator: 3, denominator: 2 } })),
    'groups[0].share shareAboveAll',
  ],
  [
    'nothing of a group',
    withGroups([work(), deed({ group: 'G' })], group('G', words('评议'), { share: { numerator: 0, denominator: 2 } })),
    'groups[0].share shareZero',
  ],
  [
    'a cap of the year above twelve months',
    withItems(work(), deed({ limits: [{ per: 'year', capHundredths: 6000 }] })),
    'items[1].limits[0].capHundredths limitNeverReached',
  ],
  [
    'a cap of the year for a group above twelve months',
    withGroups([work(), deed(), other('E')], contributions({ limits: [{ per: 'year', capHundredths: 6000 }] })),
    'groups[0].limits[0].capHundredths limitNeverReached',
  ],
  [
    'the best of gains and losses',
    withGroups([work(), deed({ group: 'G' }), fault({ group: 'G' })], group('G', words('组'), { combine: 'highest' })),
    'groups[0].combine mixedHighest',
  ],
  ['a group without members', withGroups([work()], group('G', words('组'))), 'groups[0] groupEmpty'],
  [
    'a category and a qualification that nobody uses',
    rule(
      {
        categories: [
          { code: 'B1', name: words('甲') },
          { code: 'B2', name: words('乙') },
        ],
        qualifications: [{ code: 'Q1', name: words('甲') }],
      },
      [work({ category: 'B1' })],
    ),
    'categories[1] categoryUnused',
    'qualifications[0] qualificationUnused',
    'items[0].qualification qualificationMissing',
  ],
  [
    'a base item in no column',
    rule({ categories: [{ code: 'B1', name: words('甲') }] }, [work(), deed({ category: 'B1' })]),
    'items[0].category categoryMissing',
  ],
  [
    'a factor that multiplies nothing',
    withItems(work(), item('F', 'factor', words('系数'), { range: range(80, 120) })),
    'items[1] factorUnused',
  ],
  [
    'an item that nobody has',
    rule({ profiles: [profile('full', words('全项'), { notApplicable: ['C'] })] }),
    'items[2] appliesToNobody',
  ],
  [
    'a graver case decided lower down',
    withItems(
      work(),
      fault({ ...ways, options: [option('a', -300), { ...option('b', -600), decidedBy: 'groupLeader' }] }),
    ),
    'items[1].options[1].decidedBy deciderLower',
  ],
  ['bands that nothing is proposed for', rule({ summaries: [] }), 'bands bandsWithoutSummary'],
  [
    'one exempt month, and no band',
    rule({ summaries: [{ per: 'halfYear', countedMin: 6 }] }),
    'summaries[0].countedMin countedMinAll',
  ],
  ['a band that nobody comes to', withBands(band('star', 6500), ...bands), 'bands[0].fromHundredths bandUnreachable'],
  [
    'a band that one profile never comes to',
    rule({
      profiles: [
        profile('full', words('全项')),
        profile('light', words('简项'), { notApplicable: ['A'], notApplicableCounts: 'nothing' }),
      ],
    }),
    'bands[0].fromHundredths bandUnreachableFor',
  ],
  [
    'a band that everybody is above',
    rule({}, [item('A', 'base', words('基本分'), { standardHundredths: 6000 }), deed()]),
    'bands[1] bandNeverUsed',
  ],
  [
    'points that are taken off without end',
    rule({ total: total({ floorHundredths: null }) }, [work(), fault({ capHundredths: null })]),
    'bands[1].fromHundredths bandsMayLeaveGap',
  ],
  [
    'a threshold of their own that is the same',
    withBands(band('good', 6000, { fromForProfiles: [{ profile: 'full', fromHundredths: 6000 }] }), band('rest', 0)),
    'bands[0].fromForProfiles[0].fromHundredths sameThreshold',
  ],
  [
    'a condition that nobody meets',
    withBands(
      band('good', 6000, {
        conditions: { lowestMonthAtLeastHundredths: 7000, partsAtLeast: [{ code: 'C', pointsHundredths: 3000 }] },
      }),
      band('rest', 0),
    ),
    'bands[0].conditions.lowestMonthAtLeastHundredths conditionUnreachable',
    'bands[0].conditions.partsAtLeast[0].pointsHundredths conditionUnreachable',
  ],
  [
    'no veto, in a rule without vetoes',
    withBands(band('good', 6000, { conditions: { noVeto: true } }), band('rest', 0)),
    'bands[0].conditions.noVeto noVetoToExclude',
  ],
  ['a veto on a year that nobody draws up', rule({ vetoes: [veto(0, 'year')] }), 'vetoes[0].per vetoWithoutSummary'],
  ['a veto that never bites', rule({ vetoes: [veto(6400)] }), 'vetoes[0].capHundredths vetoNeverBites'],
  ['points for belief', withItems(work(), deed({ name: words('宗教信仰情况') })), 'items[1].name.zh privateMatter'],
  [
    'a case about health',
    withItems(
      work(),
      fault({ ...ways, options: [option('a', -300), { ...option('b', -600), name: words('请病假') }] }),
    ),
    'items[1].options[1].name.zh privateMatter',
  ],
];
const carried = (numerator: number) =>
  rule({ total: total({ per: 'year' }), summaries: [{ per: 'year', countedMin: 6 }] }, [
    work({ per: 'year', capHundredths: null, carryOver: { numerator, denominator: 5 } }),
  ]);
cases.push(['more than last year had', carried(6), 'items[0].carryOver carryOverAboveAll']);

const doubtsOf = (value: Scheme) => schemeWarnings(value).map(({ path, code }) => `${path} ${code}`);

describe('what is odd about a scheme', () => {
  test.each(cases)('%s', (_, value, ...doubts) => {
    expect(checkScheme(value)).toEqual([]);
    expect(doubtsOf(value)).toEqual(doubts);
  });

  test('every doubt that can be raised has a case', () => {
    const raised = cases.flatMap(([, , ...doubts]) => doubts.map((doubt) => doubt.split(' ')[1]!));
    expect([...SCHEME_WARNINGS].filter((code) => !raised.includes(code))).toEqual([]);
    expect(raised.filter((code) => !(SCHEME_WARNINGS as readonly string[]).includes(code))).toEqual([]);
  });
});

test.each<[string, Scheme]>([
  ['the rule that these cases change', rule()],
  ['a carry-over of a fifth', carried(1)],
  ['deeds by option, under one cap', withGroups([work(), deed(), other('E')], contributions())],
])('nothing is odd about %s', (_, value) => expect(doubtsOf(value)).toEqual([]));

test('nothing is wrong with the schemes that ship, and nothing is odd about them', () => {
  const folder = new URL('../../schemes/', import.meta.url);
  const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  expect(files).toContain('default.yaml');
  const found = files.map((name) => {
    const { scheme: shipped } = readSchemeFile(readFileSync(new URL(name, folder), 'utf8'));
    return [name, shipped && checkScheme(shipped), shipped && doubtsOf(shipped)];
  });
  expect(found).toEqual(files.map((name) => [name, [], []]));
});

test('doubts come with figures', () => {
  expect(schemeWarnings(rule({ total: total({ capHundredths: 10000 }) }))).toEqual([
    { path: 'total.capHundredths', code: 'ceilingUnreachable', params: { mostHundredths: 6400 } },
  ]);
  expect(schemeWarnings(withItems(work(), deed({ name: words('婚姻状况') })))).toEqual([
    { path: 'items[1].name.zh', code: 'privateMatter', params: { word: '婚姻', reason: 'family' } },
  ]);
});

test('a rule as large as the language allows is looked at in a moment', () => {
  const items = Array.from({ length: 200 }, (_, at) => other(`C${at}`, { group: `G${at % 50}` }));
  const groups = Array.from({ length: 50 }, (_, at) =>
    group(`G${at}`, words('组'), { group: at === 0 ? null : `G${at - 1}`, capHundredths: 10000 }),
  );
  const profiles = Array.from({ length: 20 }, (_, at) => profile(`P${at}`, words('项')));
  const large = rule({ groups, profiles }, items);
  const started = performance.now();
  expect(checkScheme(large)).toEqual([]);
  schemeWarnings(large);
  expect(performance.now() - started).toBeLessThan(5000);
});

test('a scheme that is wrong in itself is looked at without a throw or an end', () => {
  const circle = [
    group('G', words('组'), { group: 'H' }),
    group('H', words('组'), { group: 'G', takes: 'contribution', capHundredths: 100 }),
  ];
  expect(schemeWarnings(rule({ groups: circle })).length).toBeGreaterThanOrEqual(0);
  for (const value of [monthlyScheme(), annualScheme(), quarterlyScheme()])
    expect(doubtsOf(value).length).toBeLessThan(30);
});

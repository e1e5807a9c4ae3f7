import type { Group, Item, ItemKind, Profile, Rules, Scheme, Text } from '#src/scoring/scheme.js';

/*
 * Rules that between them use everything the language has, as data. They aren't anybody's rule: they exist so that a test can walk
 * over every property there is.
 */

const text = (zh: string, en: string): Text => ({ zh, en });

const rules: Rules = {
  combine: 'sum',
  share: null,
  times: [],
  roundHundredths: null,
  floorHundredths: null,
  capHundredths: null,
  per: 'month',
  over: 'sum',
};

export function total(changes: Partial<Rules> = {}): Rules {
  return { ...rules, roundHundredths: 1, floorHundredths: 0, over: 'mean', ...changes };
}

export function group(code: string, name: Text, changes: Partial<Group> = {}): Group {
  return { ...rules, code, name, group: null, takes: null, limits: [], ...changes };
}

export function item(code: string, kind: ItemKind, name: Text, changes: Partial<Item> = {}): Item {
  const isBase = kind === 'base';
  return {
    code,
    kind,
    name,
    category: null,
    qualification: null,
    group: null,
    standardHundredths: kind === 'factor' ? 100 : 0,
    floorHundredths: isBase || kind === 'factor' ? 0 : null,
    capHundredths: isBase ? (changes.standardHundredths ?? 0) : null,
    per: 'month',
    limits: [],
    combine: 'sum',
    over: kind === 'factor' ? 'latest' : 'sum',
    required: false,
    claimedBy: isBase || kind === 'contribution' ? ['member', 'groupLeader'] : ['groupLeader', 'secretary'],
    decidedBy: 'branch',
    evidence: null,
    evidenceRequired: kind === 'contribution',
    ...changes,
  };
}

export function profile(code: string, name: Text, changes: Partial<Profile> = {}): Profile {
  return { code, name, scored: true, notApplicable: [], notApplicableCounts: 'full', overrides: [], ...changes };
}

export function scheme(code: string, name: Text, items: Item[], changes: Partial<Scheme> = {}): Scheme {
  return {
    code,
    name,
    version: '1',
    period: 'month',
    yearStartsMonth: 1,
    stepHundredths: 50,
    total: total(),
    categories: [],
    qualifications: [],
    profiles: [profile('full', text('全项考核', 'Full'))],
    items,
    groups: [],
    summaries: [],
    bands: [],
    vetoes: [],
    ownItems: null,
    ...changes,
  };
}

/** By month, with categories, profiles, bands and vetoes, every way of valuing and every limit. */
export function monthlyScheme(): Scheme {
  const items = [
    item('A-1', 'base', text('主题党日', 'Theme day'), {
      category: 'A',
      qualification: 'Q2',
      standardHundredths: 800,
      options: [
        { code: 'full', name: text('全程参加', 'attended'), pointsHundredths: 800 },
        { code: 'late', name: text('迟到', 'late'), pointsHundredths: 650, decidedBy: 'secretary' },
        { code: 'absent', name: text('无故缺席', 'absent without leave'), pointsHundredths: 0 },
      ],
      evidence: text('签到表', 'sign-in sheet'),
    }),
    item('A-2', 'base', text('按时交表', 'Sheet in time'), {
      category: 'A',
      qualification: 'Q1',
      standardHundredths: 200,
      options: [
        { code: 'onTime', name: text('按时', 'in time'), pointsHundredths: 200 },
        { code: 'late', name: text('逾期', 'late'), pointsHundredths: 0 },
      ],
      claimedBy: ['automatic'],
      decidedBy: 'automatic',
      automatic: 'sheetSubmittedOnTime',
    }),
    item('A-3', 'base', text('学习笔记', 'Study notes'), {
      category: 'B',
      standardHundredths: 500,
      capHundredths: 700,
      floorHundredths: 100,
      each: { pointsHundredths: -50, unit: text('篇', 'note'), countMax: 12 },
    }),
    item('A-4', 'base', text('岗位工作', 'Work at the post'), {
      category: 'B',
      standardHundredths: 1000,
      capHundredths: 1000,
      range: { fromHundredths: 0, toHundredths: 1000 },
      combine: 'mean',
      required: true,
      claimedBy: ['groupLeader', 'branch'],
    }),
    item('A-5', 'base', text('基本分', 'Ground'), {
      standardHundredths: 3000,
      capHundredths: null,
      floorHundredths: null,
    }),
    item('D-1', 'deduction', text('违反会议纪律', 'Breach of discipline'), {
      category: 'A',
      each: { pointsHundredths: -100, unit: text('次', 'time'), countMax: 31 },
      capHundredths: -300,
      evidenceRequired: true,
      evidence: text('会议记录', 'minutes'),
    }),
    item('D-2', 'deduction', text('通报批评', 'Public criticism'), {
      category: 'B',
      options: [
        { code: 'own', name: text('本单位', 'own unit'), pointsHundredths: -300 },
        { code: 'higher', name: text('上级', 'higher body'), pointsHundredths: -500 },
      ],
      decidedBy: 'bureau',
    }),
    item('D-3', 'deduction', text('推诿任务', 'Task evaded'), { range: { fromHundredths: -500, toHundredths: -100 } }),
    item('C-1', 'contribution', text('志愿服务', 'Voluntary service'), {
      category: 'A',
      each: { pointsHundredths: 200, unit: text('次', 'time'), countMax: 31 },
      capHundredths: 400,
      limits: [
        { per: 'quarter', capHundredths: 1000 },
        { per: 'year', capHundredths: 2400 },
      ],
      evidence: text('组织方证明', "organiser's proof"),
    }),
    item('C-2', 'contribution', text('服务时长', 'Hours of service'), {
      category: 'A',
      each: { pointsHundredths: 100, unit: text('小时', 'hour'), countMax: 300, per: 10 },
      over: 'highest',
    }),
    item('C-3', 'contribution', text('表彰', 'Awards'), {
      category: 'B',
      group: 'awards',
      options: [
        { code: 'county', name: text('县级', 'county'), pointsHundredths: 300 },
        { code: 'city', name: text('市级', 'city'), pointsHundredths: 400, decidedBy: 'bureau' },
      ],
      combine: 'highest',
      onceADeed: true,
      capHundredths: 1000,
      evidence: text('证书', 'certificate'),
      evidenceRequired: false,
    }),
    item('C-4', 'contribution', text('献血', 'Blood given'), {
      group: 'awards',
      levels: {
        unit: text('毫升', 'ml'),
        countMax: 800,
        steps: [
          { from: 200, pointsHundredths: 100 },
          { from: 400, pointsHundredths: 250 },
        ],
      },
    }),
  ];
  return scheme('monthly', text('月度办法', 'Monthly rule'), items, {
    version: '2.1',
    total: total({ capHundredths: 10000 }),
    categories: [
      { code: 'A', name: text('参加活动', 'Taking part') },
      { code: 'B', name: text('岗位奉献', 'Work') },
    ],
    qualifications: [
      { code: 'Q1', name: text('政治合格', 'Political soundness') },
      { code: 'Q2', name: text('纪律合格', 'Discipline') },
    ],
    groups: [
      group('contributions', text('贡献合计', 'All contributions'), { takes: 'contribution', capHundredths: 2000 }),
      group('awards', text('表彰奖励', 'Honours'), { combine: 'highest', group: 'contributions', floorHundredths: 0 }),
      group('faults', text('违规', 'Faults'), {
        takes: 'deduction',
        capHundredths: -1500,
        limits: [{ per: 'halfYear', capHundredths: -4000 }],
      }),
    ],
    profiles: [
      profile('full', text('全项考核', 'Full')),
      profile('light', text('简项考核', 'Light'), { notApplicable: ['A-1', 'A-4'] }),
      profile('village', text('农村党员', 'Village'), {
        notApplicable: ['A-2'],
        notApplicableCounts: 'nothing',
        overrides: [
          { code: 'A-5', standardHundredths: 4000, floorHundredths: 1000, capHundredths: null },
          { code: 'faults', capHundredths: -1000 },
          { code: 'awards', capHundredths: 600, share: { numerator: 3, denominator: 4 } },
          { code: 'total', capHundredths: 9500, share: { numerator: 10, denominator: 9 } },
        ],
      }),
      profile('exempt', text('免于考核', 'Exempt'), { scored: false }),
    ],
    summaries: [
      { per: 'halfYear', countedMin: 4 },
      { per: 'year', countedMin: 8 },
    ],
    bands: [
      {
        code: 'excellent',
        name: text('拟优秀', 'excellent'),
        fromHundredths: 9000,
        summaries: ['halfYear', 'year'],
        fromForProfiles: [{ profile: 'light', fromHundredths: 9200 }],
        conditions: {
          noVeto: true,
          lowestMonthAtLeastHundredths: 7500,
          withoutItems: ['D-1', 'D-2'],
          withItems: ['C-1'],
          partsAtLeast: [
            { code: 'contributions', pointsHundredths: 1200 },
            { code: 'A-1', pointsHundredths: 4000 },
          ],
          quota: { numerator: 1, denominator: 3, atLeast: 1 },
        },
      },
      {
        code: 'good',
        name: text('合格', 'passed'),
        fromHundredths: 6000,
        summaries: [],
        fromForProfiles: [],
        conditions: {},
      },
      {
        code: 'rest',
        name: text('预警', 'warned'),
        fromHundredths: 0,
        summaries: [],
        fromForProfiles: [],
        conditions: {},
      },
    ],
    vetoes: [
      { code: 'light', name: text('一票否决（一般）', 'Veto (light)'), capHundredths: 5900, per: 'halfYear' },
      { code: 'severe', name: text('一票否决（严重）', 'Veto (severe)'), capHundredths: 0, per: 'year' },
    ],
    ownItems: { kinds: ['contribution', 'deduction'], itemsMax: 5, capHundredths: 1000 },
  });
}

/** By year: 20 + 70 + 10, a carry-over, a factor, years that begin in December. */
export function annualScheme(): Scheme {
  const items = [
    item('BASE', 'base', text('基础分', 'Base'), {
      standardHundredths: 2000,
      per: 'year',
      carryOver: { numerator: 20, denominator: 100 },
      each: { pointsHundredths: -200, unit: text('次', 'time'), countMax: 31 },
    }),
    item('T-1', 'contribution', text('完成任务', 'Tasks done'), {
      group: 'tasks',
      range: { fromHundredths: 0, toHundredths: 600 },
      required: true,
      evidenceRequired: false,
    }),
    item('R-1', 'contribution', text('获奖', 'Prizes'), {
      group: 'rewards',
      each: { pointsHundredths: 200, unit: text('次', 'time'), countMax: 31 },
    }),
    item('F-1', 'factor', text('民主评议系数', 'Review factor'), {
      per: 'year',
      options: [
        { code: 'good', name: text('优秀', 'excellent'), pointsHundredths: 110 },
        { code: 'fair', name: text('合格', 'fair'), pointsHundredths: 100 },
        { code: 'poor', name: text('不合格', 'poor'), pointsHundredths: 80 },
      ],
      floorHundredths: 50,
      capHundredths: 120,
      over: 'mean',
    }),
    item('F-2', 'factor', text('出勤系数', 'Attendance factor'), {
      range: { fromHundredths: 0, toHundredths: 100 },
      capHundredths: 100,
    }),
  ];
  return scheme('annual', text('年度办法', 'Annual rule'), items, {
    yearStartsMonth: 12,
    total: total({ per: 'year', times: ['F-1'], capHundredths: null, floorHundredths: null, roundHundredths: 10 }),
    groups: [
      group('tasks', text('任务分', 'Tasks'), { per: 'year', capHundredths: 7000, times: ['F-2'] }),
      group('rewards', text('奖励分', 'Rewards'), {
        per: 'year',
        capHundredths: 1000,
        floorHundredths: 0,
        share: { numerator: 1, denominator: 3 },
        roundHundredths: 50,
      }),
    ],
    summaries: [{ per: 'year', countedMin: 10 }],
  });
}

/** By quarter, a mean of months inside, only the highest of two parts. */
export function quarterlyScheme(): Scheme {
  const items = [
    item('M', 'base', text('月度表现', 'Month'), {
      standardHundredths: 6000,
      group: 'months',
      range: { fromHundredths: 0, toHundredths: 6000 },
      over: 'mean',
    }),
    item('K', 'contribution', text('季度贡献', 'Quarter'), {
      group: 'peak',
      per: 'quarter',
      combine: 'trimmedMean',
      options: [{ code: 'yes', name: text('有', 'yes'), pointsHundredths: 1000 }],
      evidence: text('材料', 'papers'),
    }),
    item('X', 'deduction', text('违规', 'Fault'), {
      group: 'peak',
      options: [{ code: 'yes', name: text('发生', 'occurred'), pointsHundredths: -4000 }],
    }),
  ];
  return scheme('quarterly', text('季度办法', 'Quarterly rule'), items, {
    total: total({ per: 'quarter', over: 'sum', combine: 'highest', capHundredths: 10000 }),
    groups: [
      group('months', text('月度平均', 'Mean of the months'), { per: 'month', over: 'mean' }),
      group('peak', text('突出表现', 'Peak'), { per: 'quarter', combine: 'mean', over: 'latest' }),
    ],
    summaries: [{ per: 'year', countedMin: 6 }],
    vetoes: [{ code: 'veto', name: text('否决', 'Veto'), capHundredths: 5900, per: 'quarter' }],
  });
}

/** Sheets by quarter; figures by the year. */
export function sheetsByQuarter(): Scheme {
  const items = [
    item('G', 'base', text('基础', 'Ground'), {
      per: 'quarter',
      standardHundredths: 10000,
      capHundredths: 10000,
      each: { pointsHundredths: 50, unit: text('天', 'day'), countMax: 90, per: 5 },
    }),
    item('P', 'contribution', text('加分', 'Additions'), {
      per: 'year',
      levels: { unit: text('小时', 'hour'), countMax: 500, steps: [{ from: 20, pointsHundredths: 200 }] },
    }),
  ];
  return scheme('by-quarter', text('按季考核', 'By the quarter'), items, {
    period: 'quarter',
    total: total({ per: 'quarter', over: 'latest', combine: 'mean' }),
    summaries: [{ per: 'year', countedMin: 2 }],
  });
}

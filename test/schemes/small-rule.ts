import type { Item, Scheme } from '#src/scoring/scheme.js';

const text = (zh: string, en: string) => ({ zh, en });

/** An item as an editor makes it: everything said, nothing left out. */
export function anItem(wish: Partial<Item> = {}): Item {
  return {
    code: 'Z-01',
    kind: 'contribution',
    name: text('夜校授课', 'Evening class'),
    category: null,
    qualification: null,
    group: null,
    standardHundredths: 0,
    each: { pointsHundredths: 200, unit: text('次', 'times'), countMax: 31 },
    floorHundredths: null,
    capHundredths: 400,
    per: 'month',
    limits: [],
    combine: 'sum',
    over: 'sum',
    required: false,
    claimedBy: ['member', 'groupLeader'],
    decidedBy: 'branch',
    evidence: text('签到表', 'Sign-in sheet'),
    evidenceRequired: true,
    ...wish,
  };
}

const rules = {
  combine: 'sum',
  share: null,
  times: [],
  roundHundredths: null,
  floorHundredths: null,
  per: 'month',
  over: 'sum',
} as const;

/** A rule with little in it: a base of 60, contributions of at most 20, and leave for branches to add five items of 10 points. */
export function aSmallRule(wish: Partial<Scheme> = {}): Scheme {
  return {
    code: 'small',
    name: text('小规则', 'Small rule'),
    version: '1.0',
    period: 'month',
    yearStartsMonth: 1,
    stepHundredths: 50,
    total: { ...rules, times: [], roundHundredths: 1, floorHundredths: 0, capHundredths: null, over: 'mean' },
    categories: [],
    qualifications: [],
    profiles: [
      {
        code: 'full',
        name: text('全项', 'Full'),
        scored: true,
        notApplicable: [],
        notApplicableCounts: 'full',
        overrides: [],
      },
    ],
    items: [
      anItem({
        code: 'A',
        kind: 'base',
        name: text('参加组织活动', 'Meetings'),
        standardHundredths: 6000,
        each: { pointsHundredths: -1000, unit: text('次', 'times'), countMax: 31 },
        floorHundredths: 0,
        capHundredths: 6000,
        claimedBy: ['secretary'],
        evidence: null,
        evidenceRequired: false,
      }),
      anItem({ code: 'B', name: text('志愿服务', 'Volunteering'), capHundredths: 1000 }),
    ],
    groups: [
      {
        ...rules,
        times: [],
        code: 'contributions',
        name: text('贡献', 'Contributions'),
        group: null,
        takes: 'contribution',
        capHundredths: 2000,
        limits: [],
      },
    ],
    summaries: [{ per: 'halfYear', countedMin: 3 }],
    bands: [],
    vetoes: [],
    ownItems: { kinds: ['contribution', 'deduction'], itemsMax: 5, capHundredths: 1000 },
    ...wish,
  };
}

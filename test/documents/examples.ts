import type { BoardRowView, BoardView } from '#src/documents/board-document.js';
import type { HalfYearRowView, HalfYearView } from '#src/documents/half-year-document.js';
import type { RosterValues } from '#src/documents/roster-workbook.js';

/** Names as they come: of one character and of forty, rare characters, and some that a spreadsheet would like to run. */
export const NAMES = [
  '阿依古丽·买买提',
  '𠮷田',
  '阿卜杜拉'.repeat(9) + '·买买提',
  '=HYPERLINK("x")',
  '+86',
  '-1',
  '@SUM(A1)',
  '\t=1',
  '＝1',
  'constructor',
  '_x0041_',
  '王',
  '张伟',
  '张伟',
  '李 & <b>强</b>',
  '欧阳娜娜',
];

export const STAMP = {
  organisation: '某县烟草专卖局机关党委',
  exportedBy: '王办公室',
  exportedAt: '2026-11-20T16:30:00.000Z',
};

export const name = (index: number) => NAMES[index] ?? `党员${index + 1}`;

export function rosterOf(count: number): RosterValues[] {
  return Array.from({ length: count }, (_, index) => ({
    branch: '办公室党支部',
    memberNumber: `000${index + 1}`,
    name: name(index),
    standing: index % 9 === 3 ? '预备党员' : '正式党员',
    situation: ['在职', '离退休', '流动'][index % 3]!,
    birthYear: index % 7 === 5 ? '' : String(1950 + index),
    group: index % 2 ? '第一党小组' : '',
    profile: ['全项', '简项', '免于考核'][index % 3]!,
    fromDay: '2026-03-01',
  }));
}

const MONTHS = ['2026-01', '2026-02', '2026-03', '2026-04', '2026-05', '2026-06'];

export function halfYearOf(count: number, more: Partial<HalfYearView> = {}): HalfYearView {
  const rows = Array.from({ length: count }, (_, index): HalfYearRowView => {
    const kind = index % 8;
    const months = MONTHS.map((month, at): HalfYearRowView['months'][number] => {
      const without = (outcome: 'notScored' | 'unfinished' | 'absent', reason: string | null = null) => ({
        month,
        outcome,
        reason,
        scoreHundredths: null,
      });
      if (kind === 1 && at === 2) return without('notScored', 'approved');
      if (kind === 2 && at < 3) return without(at < 2 ? 'absent' : 'notScored', at < 2 ? null : 'transferredIn');
      if (kind === 3 && at === 4) return without('notScored', 'regulation');
      if (kind === 5 && at === 5) return without('unfinished');
      if (kind === 6) return without('notScored', 'exemptProfile');
      return {
        month,
        outcome: 'counted',
        reason: null,
        scoreHundredths: [7900, 10000, 8650, 8850, 9200, 8000][(at + index) % 6]!,
      };
    });
    const countedMonths = months.filter(({ outcome }) => outcome === 'counted').length;
    return {
      position: index + 1,
      rank: countedMonths > 3 ? index + 1 : null,
      name: name(index),
      branch: { name: index % 2 ? '办公室党支部' : '烟叶生产经营科第二党支部' },
      months,
      countedMonths,
      meanHundredths: countedMonths ? 8790 : null,
      resultHundredths: countedMonths ? 8790 : null,
      deductionHundredths: index * 100,
      contributionHundredths: 1050,
      veto: { 4: { name: { zh: '一票否决（一般）' } }, 7: { name: { zh: '一票否决（严重）' } } }[index] ?? null,
      band: countedMonths > 3 ? { name: { zh: index % 3 ? '合格' : '拟优秀' } } : null,
      remarks: [
        ...(kind === 2
          ? [{ code: 'transferredIn', params: { branch: '专卖科党支部', month: '2026-03' } }, { code: 'tooFewMonths' }]
          : []),
        ...(kind === 4 ? [{ code: 'probationary' }] : []),
        ...(kind === 0 && index > 0 ? [{ code: 'overQuota' }] : []),
      ],
    };
  });
  return {
    unit: { id: 1, name: '办公室党支部', kind: 'branch' },
    period: '2026-H1',
    resultIsMean: true,
    months: MONTHS,
    rankingEnabled: false,
    quota: { limit: 7, proposed: 6 },
    blockedBy: [],
    statistics: {
      count,
      meanHundredths: 8790,
      medianHundredths: 8800,
      lowestHundredths: 7500,
      highestHundredths: 9600,
    },
    bands: [
      { code: 'excellent', name: { zh: '拟优秀' }, count: 6 },
      { code: 'qualified', name: { zh: '合格' }, count: 14 },
      { code: null, name: null, count: 2 },
    ],
    rows,
    ...more,
  };
}

export function boardOf(count: number, more: Partial<BoardView> = {}): BoardView {
  const rows = Array.from({ length: count }, (_, index): BoardRowView => {
    const reason = [null, null, 'approved', null, 'regulation', null, 'transferredIn', null][index % 8]!;
    return {
      position: index + 1,
      name: name(index),
      standing: 'full',
      categoryPoints: reason ? {} : { B1: 2000, B2: 2000, B3: 1950, B4: 2000 },
      baseHundredths: reason ? 0 : 7950,
      deductionHundredths: reason ? 0 : 300,
      contributionHundredths: reason ? 0 : 450,
      scoreHundredths: reason ? null : 8100,
      notScoredReason: reason,
      amendedBy: null,
      remarks: index % 5 === 1 ? ['probationary', 'light', 'fromRecords'] : [],
    };
  });
  return {
    branch: { id: 1, name: '办公室党支部' },
    month: '2026-11',
    publication: {
      number: 17,
      revision: 1,
      publishedAt: '2026-11-20T16:30:00.000Z',
      fromDay: '2026-11-23',
      untilDay: '2026-11-27',
      workingDays: 5,
      contact: '纪检委员李明，办公室 201 室当面或书面反映',
      verificationCode: 'B17-3-9F3C-77A0-12D4-0B6E-K',
      trailHead: '1042-9F3C-77A0-12D4-0B6E-55AA',
    },
    scheme: {
      name: { zh: '县局通用版' },
      version: '1',
      ceilingHundredths: 10000,
      legend: {
        zh: '当月得分＝基础积分－违规扣分＋贡献积分；基础积分满分 80 分，贡献积分每月最多计 20 分，当月得分在 0 至 100 分之间。',
      },
    },
    earlierWithdrawals: [],
    amendments: [],
    publicOrigin: null,
    categories: [
      { code: 'B1', name: { zh: '参加组织活动' } },
      { code: 'B2', name: { zh: '服从大局' } },
      { code: 'B3', name: { zh: '岗位奉献' } },
      { code: 'B4', name: { zh: '履行义务' } },
    ],
    rows,
    ...more,
  };
}

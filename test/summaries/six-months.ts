import type { NotScoredReason } from '#src/assessments/states.js';
import type { Database } from '#src/database/database.js';
import { Membership } from '#src/organisation/membership.entity.js';
import { layMonths, type LaidMonth, type MonthWish, type SheetWish, theDefaultScheme } from '../support/months.js';
import { anAccount, aUnit, someMembers } from '../support/organisation.js';

export const months = ['2026-01', '2026-02', '2026-03', '2026-04', '2026-05', '2026-06'] as const;
export const half = '2026-H1';

type Results = (number | NotScoredReason | undefined)[];

/**
 * The first half of 2026 in a bureau: 第一支部 directly below it, 第二支部 below a general branch. June of the second
 * branch is published and not confirmed; everything else is confirmed.
 */
export interface SixMonths {
  schemeVersionId: number;
  accountId: number;
  bureauId: number;
  generalBranchId: number;
  firstId: number;
  secondId: number;
  groupId: number;
  people: Record<Person, number>;
  /** January to June. */
  first: LaidMonth[];
  second: LaidMonth[];
}

export type Person =
  | 'worked' // the worked half-year of domain/scheme.md
  | 'best'
  | 'next'
  | 'exempt'
  | 'joiner' // in May
  | 'leaver' // left the organisation in April
  | 'moved' // from the first branch to the second, on 10 March
  | 'criticised'
  | 'partly'; // 5, 5, –

export async function sixMonths(database: Database): Promise<SixMonths> {
  const schemeVersionId = await theDefaultScheme(database);
  const accountId = await anAccount(database);
  const bureau = await aUnit(database, { kind: 'bureau', name: '县局机关党委' });
  const first = await aUnit(database, { name: '第一支部', parentId: bureau.id });
  const general = await aUnit(database, { kind: 'generalBranch', name: '直属党总支', parentId: bureau.id });
  const second = await aUnit(database, { name: '第二支部', parentId: general.id });
  const group = await aUnit(database, { kind: 'group', name: '第一小组', parentId: first.id });

  const inFirst = await someMembers(database, [
    { branchId: first.id, name: '王建国', memberNumber: 'P01' },
    { branchId: first.id, name: '李敏', memberNumber: 'P02' },
    { branchId: first.id, name: '张伟', memberNumber: 'P03' },
    { branchId: first.id, name: '周兰', memberNumber: 'P04', profileCode: 'exempt' },
    { branchId: first.id, name: '胡新', memberNumber: 'P05', fromDay: '2026-05-01', standing: 'probationary' },
    { branchId: first.id, name: '陈远', memberNumber: 'P06', untilDay: '2026-04-20' },
    { branchId: first.id, name: '孙强', memberNumber: 'P07', untilDay: '2026-03-10' },
  ]);
  const inSecond = await someMembers(database, [
    { branchId: second.id, name: '赵批', memberNumber: 'P08' },
    { branchId: second.id, name: '钱半', memberNumber: 'P09' },
  ]);
  const [worked, best, next, exempt, joiner, leaver, moved] = inFirst as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const [criticised, partly] = inSecond as [number, number];
  await database.write(() =>
    database.insert(Membership, [
      {
        memberId: moved,
        branchId: second.id,
        groupId: null,
        fromDay: '2026-03-10',
        untilDay: null,
        rosterOrder: 3,
        profileCode: 'full',
        requestId: null,
      },
    ]),
  );

  const none = undefined;
  const ofFirst: [number, Results][] = [
    [worked, [7900, 10_000, 'approvedExemption', 8850, 9200, 8000]],
    [best, [9500, 9500, 9600, 9600, 9500, 9500]],
    [next, [9300, 9300, 9300, 9300, 9300, 9300]],
    [exempt, Array.from({ length: 6 }, () => 'exemptProfile' as const)],
    [joiner, [none, none, none, none, 8800, 9001]],
    [leaver, [8000, 8000, 8000, 8001, none, none]],
    [moved, [9000, 9100, 9200, none, none, none]],
  ];
  const ofSecond: [number, Results][] = [
    [criticised, [9600, 9600, 9600, 9600, 9600, 9600]],
    [partly, [500, 500, 'byRegulation', 'byRegulation', 'approvedExemption', 'approvedExemption']],
    [moved, [none, none, 'transferredIn', 9300, 9400, 9500]],
  ];
  const sheets = (rows: [number, Results][], index: number): SheetWish[] =>
    rows.flatMap(([memberId, results]) => {
      const result = results[index];
      if (result === undefined) return [];
      const scored = typeof result === 'number';
      const criticism = memberId === criticised && index === 1;
      const refused = memberId === best && index === 1;
      return [
        {
          memberId,
          result,
          ...(scored && { contributionHundredths: index * 100, deductionHundredths: criticism ? -300 : 0 }),
          ...(criticism && { deductions: [{ itemCode: 'D-04' }] }),
          ...(refused && { deductions: [{ itemCode: 'D-04', refused: true }] }),
        },
      ];
    });
  const wishes: MonthWish[] = [
    ...months.map((month, index) => ({
      branchId: first.id,
      month,
      state: 'confirmed' as const,
      sheets: sheets(ofFirst, index),
    })),
    ...months.map((month, index) => ({
      branchId: second.id,
      month,
      themeDay: `${month}-12`,
      state: index === 5 ? ('published' as const) : ('confirmed' as const),
      sheets: sheets(ofSecond, index),
    })),
  ];
  const laid = await layMonths(database, { schemeVersionId, accountId, months: wishes });
  return {
    schemeVersionId,
    accountId,
    bureauId: bureau.id,
    generalBranchId: general.id,
    firstId: first.id,
    secondId: second.id,
    groupId: group.id,
    people: { worked, best, next, exempt, joiner, leaver, moved, criticised, partly },
    first: laid.slice(0, 6),
    second: laid.slice(6),
  };
}

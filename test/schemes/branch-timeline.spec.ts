import fc from 'fast-check';
import { holdingFrom, type OwnItemsRow, ownPeriodsFrom } from '#src/schemes/branch-timeline.js';
import { effectiveMonthProblems } from '#src/schemes/effective-month.js';
import { following } from '#src/schemes/following.js';
import { anItem, aSmallRule } from './small-rule.js';

const row = (id: number, effectiveFromMonth: string, codes: string[], branchId = 7): OwnItemsRow => ({
  id,
  branchId,
  basedOnId: 1,
  effectiveFromMonth,
  items: codes.map((code) => anItem({ code })),
  requestId: null,
});
const told = (rows: OwnItemsRow[], month: string) =>
  ownPeriodsFrom(rows, month).map(({ fromMonth, items }) => [fromMonth, items.map(({ code }) => code).join(' ')]);

describe('a branch’s own items over time', () => {
  test('hold from their month on; what was published later holds where two begin together', () => {
    const rows = [row(1, '2026-03', ['Z-1']), row(2, '2026-06', ['Z-2']), row(3, '2026-06', ['Z-2', 'Z-3'])];
    expect(told(rows, '2026-04')).toEqual([
      ['2026-04', 'Z-1'],
      ['2026-06', 'Z-2 Z-3'],
    ]);
    expect(told(rows, '2026-07')).toEqual([['2026-07', 'Z-2 Z-3']]);
  });

  test('before there are any, and where they were taken away, there is nothing to say', () => {
    const rows = [row(1, '2026-03', ['Z-1']), row(2, '2026-05', [])];
    expect(told(rows, '2026-01')).toEqual([
      ['2026-03', 'Z-1'],
      ['2026-05', ''],
    ]);
    expect(told(rows, '2026-05')).toEqual([]);
    expect(told([], '2026-05')).toEqual([]);
  });

  test('of what is published, in every month exactly that holds which began last', () => {
    const month = fc.integer({ min: 1, max: 9 }).map((number) => `2026-0${number}`);
    fc.assert(
      fc.property(fc.array(month, { maxLength: 8 }), month, month, (months, from, asked) => {
        fc.pre(asked >= from);
        const dated = months.map((effectiveFromMonth, index) => ({ id: index + 1, effectiveFromMonth }));
        const last = dated.filter((one) => one.effectiveFromMonth <= asked);
        const latest = last
          .map((one) => one.effectiveFromMonth)
          .sort()
          .at(-1);
        const expected = last.findLast((one) => one.effectiveFromMonth === latest);
        const held = holdingFrom(dated, from).findLast(({ fromMonth }) => fromMonth <= asked);
        expect(held?.holds).toEqual(expected);
      }),
    );
  });
});

describe('when the organisation’s rule changes', () => {
  const next = aSmallRule({ version: '2.0' });
  const branches = [[row(1, '2026-03', ['Z-1'])], [row(2, '2026-03', ['Z-1'], 8), row(3, '2026-05', [], 8)]];

  test('each branch with own items, now or planned, gets its version of the new rule from the same month', () => {
    const planned = [...branches, [row(4, '2026-12', ['Z-4'], 9)]];
    const { followers, unfit } = following(next, '2026-10', planned, []);
    expect(unfit).toEqual([]);
    expect(followers.map(({ branchId, fromMonth, scheme }) => [branchId, fromMonth, scheme.version])).toEqual([
      [7, '2026-10', '2.0+b7.2'],
      [9, '2026-12', '2.0+b9.2'],
    ]);
    expect(followers[0]!.scheme.items.map(({ code }) => code)).toEqual(['A', 'B', 'Z-1']);
  });

  test('items that have no place in it are named, with their branch and the reason', () => {
    const taken = aSmallRule({ version: '2.0', items: [...next.items, anItem({ code: 'Z-1' })] });
    const { unfit, followers } = following(taken, '2026-10', branches, []);
    expect(unfit).toMatchObject([{ branchId: 7, item: 'Z-1', problem: { code: 'duplicateCode' } }]);
    expect(followers).toHaveLength(1);
    const none = following(aSmallRule({ version: '2.0', ownItems: null }), '2026-10', branches, []);
    expect(none.unfit).toMatchObject([{ branchId: 7, item: '', problem: { code: 'noOwnItems' } }]);
  });

  test('they end where the bureau has said so, and only where they don’t fit', () => {
    const none = aSmallRule({ version: '2.0', ownItems: null });
    const ended = following(none, '2026-10', branches, [7]);
    expect([ended.ended, ended.unfit]).toEqual([[7], []]);
    expect(ended.followers.map(({ branchId, items }) => [branchId, items])).toEqual([[7, []]]);
    const kept = following(next, '2026-10', branches, [7]);
    expect([kept.ended, kept.followers[0]!.items.length]).toEqual([[], 1]);
  });
});

describe('the month from which on a version may take effect', () => {
  const wish = { month: '2026-12', today: '2026-11-05', lastOpenedMonth: '2026-11', latestMonth: '2026-10' };
  const codes = (change: Partial<typeof wish>) =>
    effectiveMonthProblems({ ...wish, ...change }).map(({ code }) => code);

  test('is one that nobody has opened, not before the version before it, and within a year', () => {
    expect(codes({})).toEqual([]);
    expect(codes({ month: '2026-11' })).toEqual(['monthOpened']);
    expect(codes({ latestMonth: '2026-12' })).toEqual([]);
    expect(codes({ latestMonth: '2027-01' })).toEqual(['beforeLatestVersion']);
    expect(codes({ month: '2027-11' })).toEqual([]);
    expect(codes({ month: '2027-12' })).toEqual(['tooFarAhead']);
    expect(codes({ month: '2026-09' })).toEqual(['monthOpened', 'beforeLatestVersion']);
  });

  test('anything from the beginning on, where nothing was opened or published', () => {
    expect(effectiveMonthProblems({ ...wish, month: '2020-01', lastOpenedMonth: null, latestMonth: null })).toEqual([]);
  });
});

import fc from 'fast-check';
import { addDays } from '#src/calendar.js';
import { moveOf, type Stay, stayOn, staysAfter } from '#src/organisation/membership-rules.js';

const day = fc.integer({ min: 0, max: 40 }).map((offset) => addDays('2026-03-01', offset));
const move = fc.record({ toBranchId: fc.option(fc.integer({ min: 1, max: 3 })), fromDay: day });

describe('whatever moves are asked for, in whatever order', () => {
  /** Every move that is possible is made. */
  function history(moves: { toBranchId: number | null; fromDay: string }[]): Stay[] {
    let id = 1;
    return moves.reduce<Stay[]>((stays, wish) => {
      const effect = moveOf(stays, wish);
      if ('code' in effect) return stays;
      return staysAfter(stays, wish, effect).map((stay) => (stay.id === 0 ? { ...stay, id: (id += 1) } : stay));
    }, []);
  }

  test('at most one branch counts on any day, in order, and no stay is empty', () => {
    fc.assert(
      fc.property(fc.array(move, { maxLength: 12 }), (moves) => {
        const stays = history(moves);
        stays.forEach((stay, index) => {
          const next = stays[index + 1];
          if (stay.untilDay !== null && stay.untilDay <= stay.fromDay) throw new Error('an empty stay');
          if (next && (stay.untilDay === null || stay.untilDay > next.fromDay)) throw new Error('two stays at once');
        });
      }),
      { numRuns: 2000 },
    );
  });

  test('a move that is possible is what counts on its day, and nothing before that day changes', () => {
    fc.assert(
      fc.property(fc.array(move, { maxLength: 8 }), move, day, (moves, last, earlier) => {
        const before = history(moves);
        const effect = moveOf(before, last);
        fc.pre(!('code' in effect));
        const after = staysAfter(before, last, effect);
        expect(stayOn(after, last.fromDay)?.branchId ?? null).toBe(last.toBranchId);
        if (earlier < last.fromDay) expect(stayOn(after, earlier)?.branchId).toBe(stayOn(before, earlier)?.branchId);
      }),
      { numRuns: 2000 },
    );
  });
});

import { branchesToTell } from '#src/documents/circular.js';

const told = (...sizes: number[]) => [...branchesToTell(new Map(sizes.map((size, id) => [id, size])))].sort();

describe('which branches the circular tells apart', () => {
  test('all, where each has five results or more; those without a result are neither told nor hidden', () => {
    expect(told(12, 5, 0, 8)).toEqual([0, 1, 3]);
  });

  test('a single small branch is not what remains when the others are taken from the total', () => {
    // The three are left out with the five and the six: who knows the six still faces eight.
    expect(told(20, 3, 6, 5, 9)).toEqual([0, 4]);
    // Three small ones are enough by themselves: 2 + 3 without the four.
    expect(told(20, 4, 3, 2)).toEqual([0]);
  });

  test('none, where what is left out is never enough', () => {
    expect(told(40, 3)).toEqual([]);
    expect(told(4, 4)).toEqual([]);
  });
});

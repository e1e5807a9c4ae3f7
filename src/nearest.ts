/** The known word that was probably meant, or null where none is near. */
export function nearest(given: string, known: readonly string[]): string | null {
  const word = given.slice(0, 64).toLowerCase();
  const near = known
    .map((candidate) => ({ candidate, distance: distance(word, candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)
    .at(0);
  if (near === undefined) return null;
  return near.distance <= Math.max(1, Math.floor(near.candidate.length / 3)) ? near.candidate : null;
}

/** How many letters have to be typed, taken away, changed or swapped with their neighbour. */
export function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const line = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const isSame = a[row - 1] === b[column - 1];
      const isSwap = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      line.push(
        Math.min(
          line[column - 1]! + 1,
          last[column]! + 1,
          last[column - 1]! + (isSame ? 0 : 1),
          isSwap && row > 1 && column > 1 ? beforeLast[column - 2]! + 1 : Infinity,
        ),
      );
    }
    [beforeLast, last] = [last, line];
  }
  return last[b.length]!;
}

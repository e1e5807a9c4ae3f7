/** 1 → 'A', 27 → 'AA'. */
export function columnName(column: number): string {
  return column <= 26
    ? String.fromCharCode(64 + column)
    : columnName(Math.floor((column - 1) / 26)) + columnName(((column - 1) % 26) + 1);
}

/** 'A' → 1, 'AA' → 27. */
export function columnNumber(name: string): number {
  return [...name].reduce((number, letter) => number * 26 + letter.charCodeAt(0) - 64, 0);
}

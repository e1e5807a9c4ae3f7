import { sha256 } from '../audit/trail.service.js';

/** The bureau looks at a tenth of a branch's sheets at least, and at one in any case (domain/process.md: random ≥ 10 %). */
export function sampleOf<Sheet extends { id: number }>(branchMonthId: number, sheets: readonly Sheet[]): Sheet[] {
  const size = Math.ceil(sheets.length / 10);
  // Drawn by a digest of the numbers: nobody chooses it, and whoever draws again draws the same.
  const drawn = new Set(
    sheets
      .map(({ id }) => ({ id, lot: sha256(`${branchMonthId}/${id}`) }))
      .sort((one, other) => (one.lot < other.lot ? -1 : 1))
      .slice(0, size)
      .map(({ id }) => id),
  );
  return sheets.filter(({ id }) => drawn.has(id));
}

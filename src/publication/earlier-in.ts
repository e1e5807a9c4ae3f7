import type { Earlier } from '../scoring/score.js';

/** What earlier sheets had used up of longer caps when a sheet was decided: kept beside its own parts, by `year:code`. Null: nothing is kept. */
export function earlierIn(parts: string | null | undefined): Earlier | null {
  if (parts === null || parts === undefined) return null;
  const kept = JSON.parse(parts) as Record<string, number>;
  return Object.fromEntries(Object.entries(kept).filter(([key]) => key.includes(':')));
}

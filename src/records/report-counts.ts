import type { Scheme } from '../scoring/scheme.js';
import { duesItem, themeDayItem } from './scheme-signs.js';

/** What a branch's data says about a period, counted. */
export interface BranchCounts {
  branchId: number;
  /** Months of which a result stands published, by the scheme's own period. */
  assessments: number;
  /** Publications of a whole month that stand. */
  monthPublications: number;
  periodPublications: number;
  /** Theme days of opened months that are over. */
  themeDays: number;
  scored: number;
  notScored: number;
  handedIn: number;
  proxies: number;
  contributions: number;
  deductions: number;
  objections: number;
  objectionsAnswered: number;
  objectionsUpheld: number;
  corrections: number;
  talks: number;
  exemptions: number;
  /** Of dues and of theme days: out of how many member-months, and of how many in full. */
  dues: Share;
  themeDayAttendance: Share;
}

export interface Share {
  of: number;
  full: number;
}

/** Scored rows of a branch, by the scheme version and profile that they were scored by. */
export interface ScoredGroup {
  branchId: number;
  schemeVersionId: number;
  profileCode: string;
  rows: number;
}

/** Rows of a branch with a line about one item that says the same. */
export interface LineGroup {
  branchId: number;
  schemeVersionId: number;
  profileCode: string;
  itemCode: string;
  /** As decided; null where the item has no options, or the line was published before they were kept. */
  optionCode: string | null;
  countedHundredths: number;
  rows: number;
}

export type WhichItem = 'dues' | 'themeDay';

/** Whether a line says less than all: dues paid in full and in time, the theme day attended from beginning to end. */
function isLess(scheme: Scheme, which: WhichItem, { optionCode, countedHundredths }: LineGroup): boolean {
  const item = which === 'dues' ? duesItem(scheme) : themeDayItem(scheme);
  if (!item) return false;
  if (item.kind === 'deduction') return countedHundredths < 0;
  const [presumed] = item.options ?? [];
  // Leave that was made up counts in full, and is no attendance for all that: the option says it, not the points.
  if (presumed && optionCode !== null) return optionCode !== presumed.code;
  return countedHundredths < item.standardHundredths;
}

/**
 * The share of scored member-months in which an item was fulfilled: what nobody entered anything about is presumed, as in the score.
 * Profiles to which the item does not apply are left out, and so are months whose scheme has no such item.
 */
export function shareOf(
  which: WhichItem,
  schemes: ReadonlyMap<number, Scheme>,
  { scored, lines }: { scored: readonly ScoredGroup[]; lines: readonly LineGroup[] },
): Share {
  const applies = (schemeVersionId: number, profileCode: string) => {
    const scheme = schemes.get(schemeVersionId);
    const item = scheme && (which === 'dues' ? duesItem(scheme) : themeDayItem(scheme));
    if (!item) return undefined;
    const profile = scheme.profiles.find(({ code }) => code === profileCode);
    return profile?.notApplicable.includes(item.code) ? undefined : { scheme, item };
  };
  const of = scored
    .filter(({ schemeVersionId, profileCode }) => applies(schemeVersionId, profileCode))
    .reduce((sum, { rows }) => sum + rows, 0);
  const less = lines
    .filter((line) => {
      const found = applies(line.schemeVersionId, line.profileCode);
      return found?.item.code === line.itemCode && isLess(found.scheme, which, line);
    })
    .reduce((sum, { rows }) => sum + rows, 0);
  return { of, full: of - less };
}

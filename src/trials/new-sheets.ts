import type { Month } from '../calendar.js';
import { grouped } from '../organisation/grouped.js';
import { ownItemProblems, withOwnItems } from '../schemes/own-items.js';
import { checkEntries } from '../scoring/entry.js';
import { undecidedItems } from '../scoring/gaps.js';
import { comparePeriods, monthsOfPeriod, periodKey } from '../scoring/periods.js';
import type { Scheme } from '../scoring/scheme.js';
import { earlierSheets, type Entry, type Score, scoreSheet } from '../scoring/score.js';
import type { PastRule, TriedSheet } from './trial.facts.js';
import { entriesFor, mergeSheets, place, type Unplaced } from './tried-entries.js';

/**
 * Why a month's new score is missing, or not to be taken for whole. Missing: the draft doesn't know the profile, or scores
 * nobody of it; a sheet covered more than the draft's; `merged`: the score stands in a later month of the same period. Not
 * whole: the draft's period reaches beyond the months that are tried and confirmed; entries had no place; an item must be entered and was not.
 */
export type TrialProblem =
  'unknownProfile' | 'notScored' | 'longerPeriod' | 'merged' | 'incomplete' | 'unplaced' | 'undecided';

/** A sheet as the draft would have it, made of one past sheet or, where the draft's sheets cover more, of several. */
export interface NewSheet {
  /** In which it ends: the last month of what it covers. */
  month: Month;
  profileCode: string;
  /** In order of time; the new score stands beside the last of them. */
  of: TriedSheet[];
  scheme: Scheme;
  score: Score | null;
  problem: TrialProblem | null;
  entries: Entry[];
  unplaced: Unplaced[];
  /** Entries that gave way to another about the same item. */
  merged: number;
}

/** The draft, and the draft as each branch with own items would follow it: items that fit into it come along. */
export class Draft {
  private readonly followers = new Map<number, Scheme>();

  constructor(readonly scheme: Scheme) {}

  /** As it would hold where the past rule held. */
  after({ versionId, ownItems }: PastRule): Scheme {
    if (ownItems.length === 0) return this.scheme;
    const known = this.followers.get(versionId);
    if (known) return known;
    const fits = ownItemProblems(this.scheme, ownItems).length === 0;
    const follower = fits ? withOwnItems(this.scheme, ownItems, this.scheme.version) : this.scheme;
    this.followers.set(versionId, follower);
    return follower;
  }
}

/** The months that are tried. */
export interface Range {
  fromMonth: Month;
  untilMonth: Month;
}

/** A member's sheets by the draft, in order of time, each with what the new ones before it have used up of longer caps. */
export function newSheets(draft: Draft, sheets: readonly TriedSheet[], range: Range): NewSheet[] {
  const { period, yearStartsMonth } = draft.scheme;
  const compared = ({ rule }: TriedSheet) => comparePeriods(rule.scheme.period, period);
  const periods = grouped(
    sheets.filter((sheet) => compared(sheet) <= 0),
    ({ month }) => periodKey(period, month, yearStartsMonth),
  );
  const done: { month: Month; parts: Record<string, number> }[] = [];
  const made = [...periods].map(([key, within]) => {
    const months = monthsOfPeriod(key, yearStartsMonth) as Month[];
    const published = within.filter((sheet) => sheet.published);
    const of = published.length > 0 ? published : within;
    const sheet = newSheet(draft, months.at(-1) as Month, of, done);
    if (sheet.score) done.push({ month: sheet.month, parts: sheet.score.parts });
    const isCut = (months[0] as Month) < range.fromMonth || sheet.month > range.untilMonth || of.length < within.length;
    const isIncomplete = isCut && sheet.problem === null && of.some((past) => compared(past) < 0);
    return isIncomplete ? { ...sheet, problem: 'incomplete' as const } : sheet;
  });
  const tooLong = sheets
    .filter((sheet) => compared(sheet) > 0)
    .map((sheet) => ({ ...nothing(draft.after(sheet.rule), sheet.month, [sheet]), problem: 'longerPeriod' as const }));
  return [...made, ...tooLong];
}

function nothing(scheme: Scheme, month: Month, of: TriedSheet[]): NewSheet {
  const { profileCode } = of.at(-1) as TriedSheet;
  return { month, profileCode, of, scheme, score: null, problem: null, entries: [], unplaced: [], merged: 0 };
}

function newSheet(
  draft: Draft,
  month: Month,
  of: TriedSheet[],
  earlier: readonly { month: Month; parts: Record<string, number> }[],
): NewSheet {
  const { rule, profileCode } = of.at(-1) as TriedSheet;
  const scheme = draft.after(rule);
  const sheet = nothing(scheme, month, of);
  const [ofProfile] = checkEntries(scheme, profileCode, []);
  if (ofProfile) return { ...sheet, problem: ofProfile.code as TrialProblem };
  const each = of.map((past) => place(scheme, profileCode, entriesFor(scheme, past)));
  const { entries: together, merged } = mergeSheets(
    scheme,
    profileCode,
    each.map(({ entries }) => entries),
  );
  const { entries, unplaced: tooMany } =
    of.length === 1 ? { entries: together, unplaced: [] } : place(scheme, profileCode, together);
  const missing = undecidedItems(
    scheme,
    profileCode,
    entries.map(({ itemCode }) => ({ itemCode, decided: true })),
    true,
    month,
  );
  const unplaced = [
    ...each.flatMap((placed) => placed.unplaced),
    ...tooMany,
    ...missing.map((itemCode) => ({ itemCode, reason: 'undecided' })),
  ];
  return {
    ...sheet,
    score: scoreSheet(scheme, profileCode, entries, earlierSheets(scheme, profileCode, month, earlier)),
    problem: unplaced.length === 0 ? null : unplaced.length === missing.length ? 'undecided' : 'unplaced',
    entries,
    unplaced,
    merged,
  };
}

import type { Month } from '../calendar.js';

/** Everything that may be found wrong. What each means stands in words.ts. */
export const breakCodes = [
  // The trail.
  'recordMissing',
  'recordHash',
  'chainBroken',
  'headDiffers',
  'headMissing',
  'chainWithoutUnit',
  'recordUnreadable',
  'subjectsDiffer',
  'printedHeadDiffers',
  'printedHeadMissing',
  // The rule.
  'schemeDigest',
  'schemeUnrecorded',
  'schemeGone',
  // Publications.
  'publicationDigest',
  'publicationUnrecorded',
  'publicationTrailHash',
  'publicationFact',
  'publicationGone',
  'numberMissing',
  'revisionMissing',
  // What was published, computed anew.
  'lineUndecided',
  'notComputable',
  'scoreDiffers',
  'lineDiffers',
  'figuresWithoutScore',
  // What stands beside what was published.
  'momentUnrecorded',
  'pointerDiffers',
  'sheetUnpublished',
  'sheetDiffers',
  'sheetLineDiffers',
  'sheetState',
  'monthState',
  // Who decided.
  'decisionMissing',
  'decisionDiffers',
  'ownCase',
  'roleUnrecorded',
  'roleDiffers',
  'roleGone',
  // What the trail tells of other rows: slips, objections, meetings, evidence.
  'rowUnrecorded',
  'rowDiffers',
  'wordsDiffer',
  'rowGone',
  // What was erased because its time was over.
  'erasureUnrecorded',
  'erasedDiffers',
  // Closings: half-years and other periods as they were kept and published.
  'closingDigest',
  'closingUnrecorded',
  'closingFigures',
  'closingState',
] as const;
export type BreakCode = (typeof breakCodes)[number];

/** Where people look for it: in which unit, and in which of its months. */
export interface Place {
  unitId: number | null;
  unitName: string | null;
  month: Month | null;
  /** Whose sheet it is about. */
  memberName: string | null;
}

/** One thing that is not as it was recorded. */
export interface Finding {
  code: BreakCode;
  table: string;
  /** The row by its key: 'publicationId 3, sheetId 17'. */
  row: string;
  /** The sheet it is about, if it is about one. */
  sheetId: number | null;
  /** The column, or what else of the row it is about. */
  column: string | null;
  /** What the record or the rule says. Points are in hundredths. */
  expected: string | null;
  /** What the row says. */
  found: string | null;
}

export type Break = Place & Finding;

/** What was looked at. */
export interface Counts {
  chains: number;
  records: number;
  schemeVersions: number;
  roles: number;
  months: number;
  publications: number;
  /** Of these, months that came from a table: their figures were not computed here, so not computed anew either. */
  imported: number;
  sheets: number;
  lines: number;
  /** Scores that were computed anew. */
  scores: number;
  /** Members and evidence files that were erased: of them nothing is left to compare but that. */
  erasedMembers: number;
  erasedFiles: number;
}

export const noCounts: Readonly<Counts> = {
  chains: 0,
  records: 0,
  schemeVersions: 0,
  roles: 0,
  months: 0,
  publications: 0,
  imported: 0,
  sheets: 0,
  lines: 0,
  scores: 0,
  erasedMembers: 0,
  erasedFiles: 0,
};

/** A row's key as it is shown. */
export function keyOf(key: Record<string, string | number>): string {
  return Object.entries(key)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}

/** A value as text; how nothing is shown is the business of who shows it. */
export function shownValue(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export function finding(
  code: BreakCode,
  table: string,
  key: Record<string, string | number>,
  { column = null, expected, found }: { column?: string | null; expected?: unknown; found?: unknown } = {},
): Finding {
  const sheetId = Number(table === 'sheets' ? key.id : key.sheetId) || null;
  return { code, table, row: keyOf(key), sheetId, column, expected: shownValue(expected), found: shownValue(found) };
}

import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { readSchemeFile } from '#src/schemes/scheme-file.js';
import { periodKey } from '#src/scoring/periods.js';
import type { Scheme } from '#src/scoring/scheme.js';
import { earlierSheets, type Entry, scoreSheet } from '#src/scoring/score.js';
import { type MonthOutcome, proposeBands, summarise, type Summary } from '#src/scoring/summary.js';

/** Hundredths of every counted sheet by month, and of every summary by the period's name with its band. */
export interface Years {
  sheets: Record<string, number>;
  results: Record<string, { hundredths: number | null; band: string | null }>;
}

interface FileEntry {
  item: string;
  option?: string;
  count?: number;
  points?: number;
  deed?: string;
}

type FileSheet = FileEntry[] | 'notScored' | { profile?: string; entries?: FileEntry[] };

interface FileMember {
  name: string;
  profile: string;
  lastYear?: number;
  sheets: Record<string, FileSheet>;
  vetoes?: { veto: string; month: string }[];
}

export function fileText(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
}

/** The rule in a file that has nothing wrong in it. */
export function schemeIn(path: string): Scheme {
  const { scheme, problems } = readSchemeFile(fileText(path));
  if (scheme === null) throw new Error(`${path}: ${JSON.stringify(problems)}`);
  return scheme;
}

/** A branch's year straight through the engine, without the command line's reading of sheets. */
export function engineYears(scheme: Scheme, sheetsPath: string): Map<string, Years> {
  const { members } = parse(fileText(sheetsPath)) as { members: FileMember[] };
  const years = new Map<string, Years>();
  const summaries = new Map<string, { key: string; summary: Summary }[]>();
  for (const member of members) {
    const { sheets, outcomes } = sheetsOf(scheme, member);
    years.set(member.name, { sheets, results: {} });
    for (const [period, summary] of summariesOf(scheme, member, outcomes)) {
      summaries.set(period, [...(summaries.get(period) ?? []), { key: member.name, summary }]);
    }
  }
  for (const [period, branch] of summaries) {
    proposeBands(scheme, branch).forEach(({ key, bandCode }, index) => {
      const hundredths = branch[index]?.summary.resultHundredths ?? null;
      years.get(key)!.results[period] = { hundredths, band: bandCode };
    });
  }
  return years;
}

function sheetsOf(scheme: Scheme, member: FileMember) {
  const sheets: Record<string, number> = {};
  const outcomes: MonthOutcome[] = [];
  const earlier: { month: string; parts: Record<string, number> }[] = [];
  for (const [month, sheet] of Object.entries(member.sheets)) {
    const { profile = member.profile, entries = [] } = whole(sheet);
    const isScored = scheme.profiles.find(({ code }) => code === profile)?.scored;
    if (sheet === 'notScored' || !isScored) {
      outcomes.push({ month, outcome: 'notScored', reason: 'exempt' });
      continue;
    }
    const used = earlierSheets(scheme, profile, month, earlier);
    const score = scoreSheet(scheme, profile, entries.map(entryFrom), used);
    sheets[month] = score.scoreHundredths;
    earlier.push({ month, parts: score.parts });
    const itemCodes = entries.map(({ item }) => item);
    outcomes.push({ month, outcome: 'counted', ...score, itemCodes, profileCode: profile });
  }
  return { sheets, outcomes };
}

function whole(sheet: FileSheet): { profile?: string; entries?: FileEntry[] } {
  if (sheet === 'notScored') return {};
  return Array.isArray(sheet) ? { entries: sheet } : sheet;
}

function entryFrom({ item, option, count, points, deed }: FileEntry, number: number): Entry {
  return {
    number,
    itemCode: item,
    ...(option === undefined ? {} : { optionCode: option }),
    ...(count === undefined ? {} : { count }),
    ...(points === undefined ? {} : { pointsHundredths: hundredths(points) }),
    ...(deed === undefined ? {} : { deedKey: deed }),
  };
}

function summariesOf(scheme: Scheme, member: FileMember, outcomes: MonthOutcome[]): [string, Summary][] {
  return scheme.summaries.flatMap(({ per }) => {
    const keyOf = ({ month }: { month: string }) => periodKey(per, month, scheme.yearStartsMonth);
    const periods = [...new Set(outcomes.map(keyOf))];
    return periods.map((period): [string, Summary] => [
      period,
      summarise(
        scheme,
        outcomes.filter((outcome) => keyOf(outcome) === period),
        {
          per,
          vetoes: (member.vetoes ?? []).filter((veto) => keyOf(veto) === period),
          previousResultHundredths: member.lastYear === undefined ? null : hundredths(member.lastYear),
        },
      ),
    ]);
  });
}

/** Points with at most two decimals, as hundredths. */
export function hundredths(points: number): number {
  return Math.round(points * 100);
}

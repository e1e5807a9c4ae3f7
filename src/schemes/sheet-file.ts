import { checkEntries, type Entry } from '../scoring/entry.js';
import { endsPeriod, monthsOfPeriod, periodKey, periodOf } from '../scoring/periods.js';
import type { Params, Problem } from '../scoring/problem.js';
import { itemOf, profileOf, type Item, type Scheme } from '../scoring/scheme.js';
import type { VetoFact } from '../scoring/summary.js';
import { openFile, type FileProblem, type OpenFile } from './scheme-file-document.js';
import { nearest } from '../nearest.js';
import { isOtherFile } from './scheme-file-forms.js';
import { offsetOfPath } from './scheme-file-place.js';
import { sheetForm, type FileEntry, type FileMember, type FileRow } from './sheet-file-shape.js';

/** One sheet as it was filled in. */
export type ReadSheet =
  | { month: string | null; outcome: 'scored'; profileCode: string; entries: Entry[] }
  | { month: string; outcome: 'notScored'; reason: string };

/** Somebody's sheets, in the order of their months. */
export interface SheetMember {
  name: string | null;
  sheets: ReadSheet[];
  vetoes: VetoFact[];
  /** Last year's result, for what is carried over. */
  lastYearHundredths: number | null;
}

export interface ReadSheets {
  /** Null while there is an error. */
  members: SheetMember[] | null;
  /** Several members that were written down as such: quotas are applied. */
  isBranch: boolean;
  problems: FileProblem[];
}

type Report = (path: string, code: string, params?: Params) => void;

/** Reads a sheet file (docs/scheme.md, sheets for the command line) for a scheme that has no errors. Never throws. */
export function readSheetFile(source: string, scheme: Scheme): ReadSheets {
  const { file, problems } = openFile(source);
  if (!file) return { members: null, isBranch: false, problems };
  if (file.root === null) file.report(0, '', 'emptyFile');
  if (isOtherFile(file.root, ['items'])) file.report(0, '', 'aSchemeFile');
  const held = file.problems.length > 0 ? undefined : sheetForm.read(file, file.root, '');
  if (file.tooManyAliases) file.report(0, '', 'tooManyAliases');
  if (!held) return { members: null, isBranch: false, problems: file.problems };
  const reader = new SheetReader(scheme, file);
  const isBranch = held.members !== undefined;
  const members = reader.all(held);
  const sorted = file.problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
  return { members: sorted.length > 0 ? null : members, isBranch, problems: sorted };
}

type Held = FileMember & { members?: FileMember[] | undefined };

/** Reads the members of one file and reports what is wrong with them. */
class SheetReader {
  constructor(
    private readonly scheme: Scheme,
    private readonly file: OpenFile,
  ) {}

  private readonly report: Report = (path, code, params) => {
    const isKnown = this.file.problems.some((known) => known.path === path || known.path.startsWith(`${path}.`));
    if (!isKnown) this.file.report(offsetOfPath(this.file, sheetForm, path), path, code, params);
  };

  all(held: Held): SheetMember[] {
    if (held.members === undefined) return [this.member(held, '')];
    const both = (['entries', 'sheets', 'vetoes', 'profile', 'lastYear'] as const).filter((name) => name in held);
    for (const name of both) this.report(name, 'besideMembers', { property: name });
    this.sameNames(held.members);
    return held.members.map((member, index) => this.member(member ?? {}, `members[${index}]`));
  }

  private sameNames(members: readonly (FileMember | undefined)[]): void {
    const seen = new Set<string>();
    members.forEach((member, index) => {
      const name = member?.name;
      if (name === undefined) return;
      if (seen.has(name)) this.report(`members[${index}].name`, 'duplicateName', { name });
      seen.add(name);
    });
  }

  private member(held: FileMember, path: string): SheetMember {
    const at = (name: string) => (path === '' ? name : `${path}.${name}`);
    const profile = this.profile(held.profile, at('profile'));
    const sheets = 'sheets' in held ? this.several(held.sheets ?? [], profile, held, at) : this.one(held, profile, at);
    return {
      name: held.name ?? null,
      sheets: sheets.sort((a, b) => ((a.month ?? '') < (b.month ?? '') ? -1 : 1)),
      vetoes: this.vetoes(held, at('vetoes')),
      lastYearHundredths: held.lastYear ?? null,
    };
  }

  private profile(code: string | undefined, path: string): string {
    const { profiles } = this.scheme;
    if (code === undefined) return profiles.find(({ scored }) => scored)?.code ?? '';
    if (!profileOf(this.scheme, code)) this.report(path, 'unknownProfileOf', choices(code, profiles));
    return code;
  }

  private one(held: FileMember, profile: string, at: (name: string) => string): ReadSheet[] {
    if (!('entries' in held)) {
      this.report(at('entries'), 'sheetsMissing');
      return [];
    }
    if (held.vetoes !== undefined) this.report(at('vetoes'), 'vetoWithoutMonths');
    const month = held.month ?? null;
    if (month !== null) this.checkMonth(month, at('month'));
    return [this.scored(month, profile, held.entries ?? [], at('entries'), at('profile'))];
  }

  private several(rows: FileRow[], profile: string, held: FileMember, at: (name: string) => string): ReadSheet[] {
    if ('entries' in held) this.report(at('entries'), 'sheetsAndEntries');
    if (rows.length === 0 && this.file.problems.length === 0) this.report(at('sheets'), 'sheetsMissing');
    return rows.flatMap(({ month, path, sheet }): ReadSheet[] => {
      this.checkMonth(month, path);
      if (sheet === undefined) return [];
      if (sheet === 'notScored') return [{ month, outcome: 'notScored', reason: 'notScored' }];
      const own = sheet.profile === undefined ? profile : this.profile(sheet.profile, `${path}.profile`);
      // A profile without a sheet: never a zero.
      const isScored = profileOf(this.scheme, own)?.scored ?? true;
      if (!isScored && sheet.entries.length === 0) return [{ month, outcome: 'notScored', reason: own }];
      return [this.scored(month, own, sheet.entries, sheet.entriesPath, path)];
    });
  }

  /** A month that a sheet can have: the last one of what a sheet covers. */
  private checkMonth(month: string, path: string): void {
    const { period, yearStartsMonth } = this.scheme;
    if (periodOf(month) !== 'month') return this.report(path, 'notAMonth', { given: month.slice(0, 20) });
    if (endsPeriod(period, month, yearStartsMonth)) return;
    const months = Array.from({ length: 12 }, (_, index) => String(index + 1).padStart(2, '0')).filter((number) =>
      endsPeriod(period, `2000-${number}`, yearStartsMonth),
    );
    const key = periodKey(period, month, yearStartsMonth);
    this.report(path, 'notTheLastMonth', {
      given: month,
      write: monthsOfPeriod(key, yearStartsMonth)?.at(-1) ?? '',
      months: months.join(' '),
      period,
    });
  }

  private scored(
    month: string | null,
    profileCode: string,
    held: readonly (FileEntry | undefined)[],
    path: string,
    profilePath: string,
  ): ReadSheet {
    const entries = held.map((entry, number) => this.entry(entry ?? {}, number, `${path}[${number}]`));
    // Under another profile where there is no such one: the entries' own mistakes are told all the same.
    const checked = profileOf(this.scheme, profileCode) ?? this.scheme.profiles.find(({ scored }) => scored);
    if (checked) {
      for (const problem of checkEntries(this.scheme, checked.code, entries))
        this.entryProblem(problem, path, profilePath);
    }
    return { month, outcome: 'scored', profileCode, entries };
  }

  /** What is wrong with an entry, by the property that the file has for it. */
  private entryProblem({ path, code, params }: Problem, entriesPath: string, profilePath: string): void {
    if (path === 'profileCode') return this.report(profilePath, code, params);
    const inFile = path
      .replace(/^entries/, entriesPath)
      .replace(/\.itemCode$/, '.item')
      .replace(/\.optionCode$/, '.option')
      .replace(/\.pointsHundredths$/, '.points')
      .replace(/\.deedKey$/, '.deed');
    // That the value is of the wrong way has been told, with the right one.
    const entryPath = /^.*\[\d+\]/.exec(inFile)?.[0] ?? inFile;
    const isTold = this.file.problems.some((known) => known.path.startsWith(entryPath));
    if (isTold && ['valueMissing', 'twoValues', 'unknownOption', 'fixed'].includes(code)) return;
    this.report(inFile, code, params);
  }

  private entry(held: FileEntry, number: number, path: string): Entry {
    const { item: itemCode = '', option, count, points, deed, refused } = held;
    const item = itemOf(this.scheme, itemCode);
    if ('item' in held && !item) this.report(`${path}.item`, 'unknownItemOf', choices(itemCode, this.scheme.items));
    if (item) this.checkWay(item, held, path);
    return {
      number,
      itemCode,
      ...(option === undefined ? {} : { optionCode: option }),
      ...(count === undefined ? {} : { count }),
      ...(points === undefined ? {} : { pointsHundredths: points }),
      ...(deed === undefined ? {} : { deedKey: deed }),
      ...(refused === undefined ? {} : { refused }),
    };
  }

  /** An entry has the one value that its item asks for; what else is there is told together with what to write. */
  private checkWay(item: Item, held: FileEntry, path: string): void {
    const way = item.options ? 'option' : (item.each ?? item.levels) ? 'count' : item.range ? 'points' : null;
    const given = (['option', 'count', 'points'] as const).filter((name) => name in held);
    const options = (item.options ?? []).map(({ code }) => code).join(' ');
    if (way === null) return this.report(`${path}.item`, 'notEntered', { item: item.code });
    if (given.length !== 1 || given[0] !== way) {
      const wrong = given.find((name) => name !== way);
      return this.report(wrong ? `${path}.${wrong}` : path, 'otherWay', { item: item.code, way, options });
    }
    if (item.options && held.option !== undefined && !item.options.some(({ code }) => code === held.option)) {
      this.report(`${path}.option`, 'unknownOptionOf', { item: item.code, ...choices(held.option, item.options) });
    }
  }

  private vetoes({ vetoes }: FileMember, path: string): VetoFact[] {
    const { period, yearStartsMonth } = this.scheme;
    return (vetoes ?? []).flatMap((held, index): VetoFact[] => {
      const { veto, month } = held ?? {};
      if (veto !== undefined && !this.scheme.vetoes.some(({ code }) => code === veto)) {
        this.report(`${path}[${index}].veto`, 'unknownVeto', choices(veto, this.scheme.vetoes));
      }
      if (month !== undefined && periodOf(month) !== 'month') {
        this.report(`${path}[${index}].month`, 'notAMonth', { given: month.slice(0, 20) });
        return [];
      }
      if (veto === undefined || month === undefined) return [];
      // The sheet that the fact falls into carries the name of its last month.
      const last = monthsOfPeriod(periodKey(period, month, yearStartsMonth), yearStartsMonth)?.at(-1);
      return [{ veto, month: last ?? month }];
    });
  }
}

function choices(given: string, known: readonly { code: string }[]): Params {
  const codes = known.map(({ code }) => code);
  const meant = nearest(given, codes);
  return { given: given.slice(0, 40), known: codes.join(' '), ...(meant ? { didYouMean: meant } : {}) };
}

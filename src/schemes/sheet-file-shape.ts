import { isMap, isScalar, isSeq, type Node, type Pair } from 'yaml';
import { ENTRIES_MAX } from '../scoring/entry.js';
import type { OpenFile } from './scheme-file-document.js';
import {
  code,
  isEmpty,
  itself,
  joined,
  list,
  offsetOf,
  optional,
  points,
  record,
  required,
  whole,
  words,
  yesNo,
  type Form,
  type ValueOf,
} from './scheme-file-forms.js';

/* What a sheet file may hold; paths are as in the file, for there is no definition behind it. */

const entry = record('Entry', {
  item: required(code, 'The code of the item.'),
  option: optional(code, 'The code of the option, for items with options.'),
  count: optional(whole(0, 100_000), 'How many, for items with each or levels.'),
  points: optional(points, 'The points, for items with a range.', { as: 'points' }),
  deed: optional(words(200), 'The deed or fact it is about; the same words mean the same deed, which counts once.'),
  refused: optional(yesNo, 'Refused in review: it stays on the sheet and counts nothing.', { defaultValue: false }),
});

export type FileEntry = ValueOf<typeof entry>;

const entries = list(entry, 0, ENTRIES_MAX, (value) => value?.item ?? '');

const ownProfile = record('Sheet', {
  profile: optional(code, 'The profile of this sheet alone.'),
  entries: optional(entries, 'What was entered; an empty list where nothing differs.'),
});

/** A sheet among several: what was entered, or that it isn't scored, or what was entered under another profile. */
export type FileSheet = 'notScored' | { profile?: string | undefined; entries: FileEntry[]; entriesPath: string };

export interface FileRow {
  month: string;
  path: string;
  offset: number;
  sheet: FileSheet | undefined;
}

const sheet: Form<FileSheet> = {
  inside: 'leaf',
  read(file, given, path) {
    const node = file.resolved(given);
    if (isScalar(node) && node.value === 'notScored') return 'notScored';
    if (isSeq(node)) return { entries: entries.read(file, given, path) ?? [], entriesPath: path };
    if (!isMap(node)) {
      file.report(offsetOf(given), path, 'notASheet');
      return undefined;
    }
    const own = ownProfile.read(file, given, path);
    return { profile: own?.profile, entries: own?.entries ?? [], entriesPath: joined(path, 'entries') };
  },
  write: (value) => value,
  schema: (definitions) => ({
    anyOf: [entries.schema(definitions), { enum: ['notScored', null] }, ownProfile.schema(definitions)],
  }),
};

const MONTH = '^[0-9]{4}-(0[1-9]|1[0-2])$';

const sheets: Form<FileRow[]> = {
  inside: 'leaf',
  read(file, given, path) {
    const node = file.resolved(given);
    if (!isMap(node)) {
      file.report(offsetOf(given), path, 'notSheets');
      return undefined;
    }
    const seen = new Set<string>();
    return (node.items as Pair<Node, Node | null>[]).slice(0, 1200).flatMap((pair) => rowOf(file, pair, path, seen));
  },
  write: (value) => value,
  schema: (definitions) => ({
    type: 'object',
    minProperties: 1,
    propertyNames: { pattern: MONTH },
    additionalProperties: sheet.schema(definitions),
  }),
};

function rowOf(file: OpenFile, { key, value }: Pair<Node, Node | null>, path: string, seen: Set<string>): FileRow[] {
  const month = isScalar(key) ? String(key.source ?? key.value) : '';
  const at = joined(path, month.slice(0, 20));
  if (seen.has(month)) {
    file.report(offsetOf(key), at, 'duplicateProperty', { property: month.slice(0, 20) });
    return [];
  }
  seen.add(month);
  // Nothing behind the month: nothing differs.
  const said: FileSheet | undefined = isEmpty(value) ? { entries: [], entriesPath: at } : sheet.read(file, value, at);
  return [{ month, path: at, offset: offsetOf(key), sheet: said }];
}

const veto = record('Veto', {
  veto: required(code, 'The code of the veto.'),
  month: required(words(7), 'The month of the fact, such as 2026-05.'),
});

const oneMember = {
  profile: optional(code, 'The code of the profile. Left out: the first that is scored.'),
  lastYear: optional(points, 'Last year’s result, for what is carried over.', { as: 'lastYear' }),
  entries: optional(entries, 'One sheet: what was entered.'),
  month: optional(words(7), 'The month in which that one sheet ends, where it matters.'),
  sheets: optional(sheets, 'Several sheets, each by the month in which it ends.'),
  vetoes: optional(
    list(veto, 0, 100, (value) => `${value?.veto} ${value?.month}`),
    'Vetoes, each in the month of its fact.',
  ),
};

const member = record('Member', { name: required(words(100), 'Who it is.'), ...oneMember });

export const sheetForm = record('Sheets', {
  name: optional(words(100), 'Who it is.'),
  ...oneMember,
  members: optional(list(member, 1, 5000, itself as (value: unknown) => string), 'A branch: several members.'),
});

export type FileMember = ValueOf<typeof member>;

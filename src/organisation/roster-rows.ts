import { type Day, isDay } from '../calendar.js';
import { columnName } from '../spreadsheets/cell-address.js';
import type { Table, TableCell, TableRow } from '../spreadsheets/read-table.js';
import type { MemberSituation, MemberStanding } from './member.entity.js';
import type { ProfileCode } from './membership.entity.js';
import { sensibleBirthYears, sensibleDays } from './membership-rules.js';
import { memberNumberOf, memberNumberProblem, nameOf, personNameProblem, unitNameProblem } from './names.js';
import {
  fieldOfHead,
  profileOf,
  type RosterField,
  rosterFields,
  type RosterTexts,
  situationOf,
  standingOf,
} from './roster-columns.js';

export type Params = Record<string, string | number>;

/** What the person who hands in the file should know, without it being a mistake. */
export interface RosterNote {
  code: string;
  params?: Params;
}

/** A mistake in one cell. */
export interface CellProblem {
  field: RosterField;
  cell: string;
  code: string;
  params?: Params;
}

/** A row as it was understood. null: the cell is empty or there is no such column, so nothing is said. */
export interface RosterLine {
  rowNumber: number;
  /** Where each field stands (or would stand), to be named in a problem. */
  cells: Record<RosterField, string>;
  values: RosterTexts;
  branch: string | null;
  memberNumber: string | null;
  name: string | null;
  standing: MemberStanding | null;
  situation: MemberSituation | null;
  birthYear: number | null;
  group: string | null;
  profile: ProfileCode | null;
  fromDay: Day | null;
  problems: CellProblem[];
}

export interface RosterReading {
  lines: RosterLine[];
  notes: RosterNote[];
}

type Columns = ReadonlyMap<RosterField, number>;

/** Titles above the head row are at most so many rows. */
const headWithin = 20;

const totals = /^(合计|总计|共计|小计|total)/i;

/** Understands a table as a roster, or says why it is none: the head row is missing, or heads one thing twice. */
export function readRoster(table: Table, today: Day): RosterReading | { fault: RosterNote } {
  const headIndex = table.rows.slice(0, headWithin).findIndex((row) => columnsOf(row).has('memberNumber'));
  const head = table.rows[headIndex];
  const columns = head && columnsOf(head);
  if (!head || !columns?.has('name')) return { fault: { code: 'headMissing', params: { columns: '党员编号, 姓名' } } };
  const twice = head.cells.find(({ text }, index) => {
    const field = fieldOfHead(text);
    return field !== undefined && columns.get(field) !== index;
  });
  if (twice) return { fault: { code: 'headTwice', params: { cell: twice.address, head: twice.text.trim() } } };
  const following = table.rows.slice(headIndex + 1).filter((row) => !isRepeatedHead(row, columns));
  const filled = following.filter((row) => [...columns.values()].some((column) => textIn(row, column) !== ''));
  const [totalRows, memberRows] = [
    filled.filter((row) => isTotal(row, columns)),
    filled.filter((row) => !isTotal(row, columns)),
  ];
  return {
    lines: memberRows.map((row) => lineOf(row, columns, today)),
    notes: [
      ...table.notes,
      ...unknownColumns(head),
      ...totalRows.map(({ rowNumber }) => ({ code: 'totalRow', params: { row: rowNumber } })),
      ...(memberRows.length === 0 ? [{ code: 'noRows' }] : []),
    ],
  };
}

/** The column of each field, counted from 0; of two columns with one head the first. */
function columnsOf({ cells }: TableRow): Columns {
  const columns = new Map<RosterField, number>();
  cells.forEach(({ text }, index) => {
    const field = fieldOfHead(text);
    if (field !== undefined && !columns.has(field)) columns.set(field, index);
  });
  return columns;
}

function unknownColumns({ cells }: TableRow): RosterNote[] {
  return cells
    .filter(({ text }) => text.trim() !== '' && fieldOfHead(text) === undefined)
    .map(({ address, text }) => ({ code: 'unknownColumn', params: { cell: address, head: text.trim().slice(0, 40) } }));
}

function textIn(row: TableRow, column: number | undefined): string {
  return column === undefined ? '' : (row.cells[column]?.text.trim() ?? '');
}

/** Printed rosters repeat their head row on every page. */
function isRepeatedHead(row: TableRow, columns: Columns): boolean {
  return [...columns].every(([field, column]) => fieldOfHead(textIn(row, column)) === field);
}

function isTotal(row: TableRow, columns: Columns): boolean {
  const hasNumber = textIn(row, columns.get('memberNumber')) !== '';
  return !hasNumber && row.cells.some(({ text }) => totals.test(text.replace(/\s/g, '')));
}

function lineOf(row: TableRow, columns: Columns, today: Day): RosterLine {
  const cellOf = (field: RosterField): TableCell => {
    const column = columns.get(field);
    const place = column ?? columns.get('memberNumber') ?? 0;
    const address = `${columnName(place + 1)}${row.rowNumber}`;
    return (column === undefined ? undefined : row.cells[column]) ?? { address, text: '', kind: 'empty' };
  };
  const problems: CellProblem[] = [];
  const read = <Value>(field: RosterField, parse: (text: string, cell: TableCell) => Parsed<Value>): Value | null => {
    const cell = cellOf(field);
    const found = fault(cell) ?? parse(cell.text.trim(), cell);
    if (!('code' in found)) return found.value;
    problems.push({ field, cell: cell.address, ...found });
    return null;
  };
  return {
    rowNumber: row.rowNumber,
    cells: eachField((field) => cellOf(field).address),
    values: eachField((field) => cellOf(field).text.trim().slice(0, 200)),
    branch: read('branch', (text) => ok(nameOf(text) || null)),
    memberNumber: read('memberNumber', parseMemberNumber),
    name: read('name', (text) => checked(nameOf(text), personNameProblem)),
    standing: read('standing', (text) => word(text, standingOf)),
    situation: read('situation', (text) => word(text, situationOf)),
    birthYear: read('birthYear', (text, cell) => parseBirthYear(text, cell, today)),
    group: read('group', (text) => (text === '' ? ok(null) : checked(nameOf(text), unitNameProblem))),
    profile: read('profile', (text) => word(text, profileOf)),
    fromDay: read('fromDay', (text) => parseDay(text, today)),
    problems,
  };
}

export function eachField(valueOf: (field: RosterField) => string): RosterTexts {
  return Object.fromEntries(rosterFields.map((field) => [field, valueOf(field)])) as RosterTexts;
}

type Parsed<Value> = { value: Value | null } | RosterNote;

function ok<Value>(value: Value | null): { value: Value | null } {
  return { value };
}

/** What is wrong with a cell whatever it should hold. */
function fault({ text, kind, merged }: TableCell): RosterNote | undefined {
  if (merged) return { code: 'merged' };
  if (kind === 'error') return { code: 'errorValue', params: { text: text.slice(0, 20) } };
  // A formula's value is only what some program last worked out; text that looks like one is an attempt at the next reader.
  if (kind === 'formula' || /^\s*[=＝]/.test(text)) return { code: 'formula' };
  return undefined;
}

function checked(text: string, problem: (text: string) => string | null): Parsed<string> {
  const code = problem(text);
  return code === null ? ok(text) : { code };
}

function word<Code extends string>(text: string, codeOf: (word: string) => Code | undefined): Parsed<Code> {
  if (text === '') return ok<Code>(null);
  const code = codeOf(text);
  return code === undefined ? { code: 'unknownWord', params: { text: text.slice(0, 40) } } : ok(code);
}

/** Excel shows and stores a long number as 1.1E+17: its last digits are gone for good. */
function parseMemberNumber(text: string, { kind }: TableCell): Parsed<string> {
  if (/^\d(\.\d+)?E\+\d+$/i.test(text) || (kind === 'number' && !/^\d+$/.test(text))) return { code: 'damagedNumber' };
  return checked(memberNumberOf(text), memberNumberProblem);
}

function parseBirthYear(text: string, { kind }: TableCell, today: Day): Parsed<number> {
  if (text === '') return ok<number>(null);
  const digits = kind === 'date' ? text.slice(0, 4) : text.normalize('NFKC').replace(/年$/, '');
  if (!/^\d{4}$/.test(digits)) return { code: 'notAYear' };
  const [year, { from, until }] = [Number(digits), sensibleBirthYears(today)];
  return year < from || year > until ? { code: 'outOfRange', params: { from, until } } : ok(year);
}

/** 2026-03-01, 2026/3/1, 2026.3.1, 2026年3月1日 or 20260301. */
function parseDay(text: string, today: Day): Parsed<Day> {
  if (text === '') return ok<Day>(null);
  const match = /^(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))$/.exec(text.normalize('NFKC'));
  const [, year, month = match?.[4], date = match?.[5]] = match ?? [];
  const day = `${year}-${month?.padStart(2, '0')}-${date?.padStart(2, '0')}`;
  if (!isDay(day)) return { code: 'notADay' };
  const { from, until } = sensibleDays(today);
  return day < from || day > until ? { code: 'outOfRange', params: { from, until } } : ok(day);
}

import type { NotScoredReason } from '../assessments/states.js';
import type { Month } from '../calendar.js';
import { absenceIn, type Params, pointsIn, type ValueProblem } from './cell-values.js';
import type { GridCell, GridRow } from './grid.js';
import { figureOf, type Meaning } from './mapping.js';
import { type KnownMember, People, type Suggestion } from './people.js';

/** A member's month as the table has it, in hundredths; what the table doesn't say is null, never a zero. */
export interface ImportedResult {
  member: KnownMember;
  rowNumber: number;
  notScoredReason: NotScoredReason | null;
  baseHundredths: number | null;
  deductionHundredths: number | null;
  contributionHundredths: number | null;
  scoreHundredths: number | null;
  categoryPoints: Record<string, number> | null;
}

export interface CellProblem {
  rowNumber: number;
  cell: string;
  code: string;
  params?: Params;
  suggestions?: Suggestion[];
}

/** What the service knows about a month that a table brings. */
export interface KnownMonth {
  month: Month;
  /** The rule that the figures are held against. */
  scheme: { id: number; floorHundredths: number | null; capHundredths: number | null; assumed: boolean };
  /** There is one already: lived here, or imported before with these results. */
  existing: { state: string; imported: boolean; results: ReadonlyMap<number, StoredResult> } | null;
  /** Members whom another branch of the organisation scored in that month. */
  elsewhere: ReadonlySet<number>;
}

export type StoredResult = Pick<
  ImportedResult,
  'notScoredReason' | 'baseHundredths' | 'deductionHundredths' | 'contributionHundredths' | 'scoreHundredths'
> & { categoryPoints: string | null };

export interface PastMonthsPlan {
  months: { known: KnownMonth; outcome: 'add' | 'unchanged'; results: ImportedResult[] }[];
  problems: CellProblem[];
  notes: { code: string; params?: Params }[];
  rows: { rowNumber: number; member: KnownMember | null }[];
}

export interface PastMonthsTable {
  rows: readonly GridRow[];
  columns: readonly (Meaning | null)[];
  /** The first cell of each column's head, to name a column. */
  headCells: readonly string[];
  month: Month | null;
}

export interface MonthBounds {
  thisMonth: Month;
  /** The first month that the branch lived in the service; nothing is imported from it on. */
  firstLivedMonth: Month | null;
}

/** The months that a table brings, in order: those its columns name, or the one it is about. */
export function monthsIn({ columns, month }: Pick<PastMonthsTable, 'columns' | 'month'>): Month[] {
  const named = columns.flatMap((meaning) => (meaning === null ? [] : (figureOf(meaning).month ?? [])));
  const bare = columns.some((meaning) => meaning !== null && isFigure(meaning) && figureOf(meaning).month === null);
  return [...new Set([...named, ...(bare && month !== null ? [month] : [])])].sort();
}

/** What a table of results of past months would bring, and every mistake in it. Nothing is written unless every row is good. */
export function planPastMonths(
  table: PastMonthsTable,
  people: People,
  known: readonly KnownMonth[],
  bounds: MonthBounds,
): PastMonthsPlan {
  const problems: CellProblem[] = [];
  const notes: PastMonthsPlan['notes'] = [];
  const headProblem = (cell: string, code: string, params?: Params) =>
    problems.push({ rowNumber: 0, cell, code, ...(params && { params }) });
  if (!table.columns.some(isFigureColumn)) headProblem('', 'noFigureColumn');
  else if (known.length === 0) headProblem('', 'monthMissing');
  for (const { month, existing } of known) {
    const cell =
      table.headCells[table.columns.findIndex((meaning) => meaning !== null && figureOf(meaning).month === month)] ??
      '';
    if (month >= bounds.thisMonth) headProblem(cell, 'monthNotOver', { month });
    else if (existing && !existing.imported && existing.state !== 'takenBack')
      headProblem(cell, 'monthLived', { month });
    else if (bounds.firstLivedMonth !== null && month > bounds.firstLivedMonth)
      headProblem(cell, 'afterFirstLivedMonth', { month, first: bounds.firstLivedMonth });
  }

  const found = table.rows.map((row) => ({ row, found: people.find(row, table.columns) }));
  const rowOf = new Map<number, number>();
  const rows: PastMonthsPlan['rows'] = [];
  const results = new Map<Month, ImportedResult[]>(known.map(({ month }) => [month, []]));
  const derived = new Set<Month>();
  for (const { row, found: one } of found) {
    const { rowNumber } = row;
    if (!('member' in one)) {
      problems.push({ rowNumber, cell: one.cell, ...one.problem, suggestions: one.suggestions });
      rows.push({ rowNumber, member: null });
      continue;
    }
    const { member } = one;
    rows.push({ rowNumber, member });
    const before = rowOf.get(member.memberId);
    if (before !== undefined) {
      const cell = row.cells[Math.max(table.columns.indexOf('name'), 0)]?.address ?? '';
      problems.push({ rowNumber, cell, code: 'twiceInFile', params: { name: member.name, row: before } });
      continue;
    }
    rowOf.set(member.memberId, rowNumber);
    for (const about of known) {
      const read = resultIn(row, table, about, member);
      problems.push(...read.problems);
      if (!read.result) continue;
      if (read.derived) derived.add(about.month);
      if (about.elsewhere.has(member.memberId))
        problems.push({
          rowNumber,
          cell: read.cell,
          code: 'scoredElsewhere',
          params: { name: member.name, month: about.month },
        });
      else if (member.untilDay !== null && member.untilDay <= `${about.month}-01`)
        problems.push({
          rowNumber,
          cell: read.cell,
          code: 'hadLeft',
          params: { name: member.name, month: about.month, day: member.untilDay },
        });
      else results.get(about.month)?.push(read.result);
    }
  }
  for (const month of derived) notes.push({ code: 'scoreDerived', params: { month } });
  const months = known
    .map((about) => ({ known: about, results: results.get(about.month) ?? [] }))
    .filter(({ results: own, known: { month } }) => {
      if (own.length === 0 && problems.length === 0) notes.push({ code: 'emptyMonth', params: { month } });
      return own.length > 0;
    })
    .map((month) => {
      const { existing, month: name, scheme } = month.known;
      const isSame = existing?.imported === true && sameResults(existing.results, month.results);
      if (existing?.imported && !isSame) headProblem('', 'monthImported', { month: name });
      if (scheme.assumed) notes.push({ code: 'schemeAssumed', params: { month: name } });
      return { ...month, outcome: isSame ? ('unchanged' as const) : ('add' as const) };
    });
  if (months.length === 0 && problems.length === 0) headProblem('', 'nothingToImport');
  return { months, problems, notes, rows };
}

const isFigure = (meaning: Meaning) => !['name', 'memberNumber', 'remark'].includes(meaning);
const isFigureColumn = (meaning: Meaning | null) => meaning !== null && isFigure(meaning);

interface Read {
  result: ImportedResult | null;
  problems: CellProblem[];
  cell: string;
  /** The score was added up from its parts. */
  derived: boolean;
}

function resultIn(row: GridRow, table: PastMonthsTable, about: KnownMonth, member: KnownMember): Read {
  const { rowNumber } = row;
  const cells = new Map<string, GridCell>();
  table.columns.forEach((meaning, index) => {
    if (meaning === null || !isFigure(meaning)) return;
    const { figure, month } = figureOf(meaning);
    if ((month ?? table.month) === about.month) cells.set(figure, row.cells[index] as GridCell);
  });
  const shown = cells.get('score') ?? [...cells.values()][0];
  const cell = shown?.address ?? '';
  const nothing = { result: null, problems: [], cell, derived: false };
  if (!shown) return nothing;
  const remark = row.cells[table.columns.indexOf('remark')];
  const isEmpty = [...cells.values()].every((one) => absenceIn(one) === 'none');
  const reason =
    [...cells.values()].map(absenceIn).find((word) => word !== null && word !== 'none') ??
    (isEmpty && remark ? absenceIn(remark) : null);
  const empty = {
    baseHundredths: null,
    deductionHundredths: null,
    contributionHundredths: null,
    scoreHundredths: null,
    categoryPoints: null,
  };
  if (reason && reason !== 'none')
    return { ...nothing, result: { member, rowNumber, notScoredReason: reason, ...empty } };
  if (isEmpty) return nothing;

  const problems: CellProblem[] = [];
  const values = new Map<string, number | null>();
  for (const [figure, one] of cells) {
    const read = absenceIn(one) === 'none' ? { hundredths: null } : pointsIn(one);
    if ('code' in read) problems.push(at(one, rowNumber, read));
    else values.set(figure, read.hundredths);
  }
  if (problems.length > 0) return { ...nothing, problems };
  const result = { member, rowNumber, notScoredReason: null, ...figuresOf(values) };
  const checked = check(result, values, about);
  const derived = checked.result !== null && !values.get('score') && values.get('score') !== 0;
  return {
    cell,
    derived,
    result: checked.result,
    problems: checked.problems.map((problem) => at(cells.get(problem.figure) ?? shown, rowNumber, problem)),
  };
}

function at({ address }: GridCell, rowNumber: number, { code, params }: ValueProblem): CellProblem {
  return { rowNumber, cell: address, code, ...(params && { params }) };
}

/** Deductions are kept below zero; tables write them with and without the sign. */
function figuresOf(values: ReadonlyMap<string, number | null>) {
  const deduction = values.get('deduction') ?? null;
  const categories = [...values].filter(
    (entry): entry is [string, number] => entry[0].startsWith('category:') && entry[1] !== null,
  );
  return {
    baseHundredths: values.get('base') ?? null,
    deductionHundredths: deduction === null ? null : deduction > 0 ? -deduction : deduction,
    contributionHundredths: values.get('contribution') ?? null,
    scoreHundredths: values.get('score') ?? null,
    categoryPoints:
      categories.length === 0 ? null : Object.fromEntries(categories.map(([code, points]) => [code.slice(9), points])),
  };
}

type FigureProblem = ValueProblem & { figure: string };

/** The figures of one month hold together, and stay within what the rule can give. */
function check(
  result: Omit<ImportedResult, never>,
  values: ReadonlyMap<string, number | null>,
  { scheme, month }: KnownMonth,
): { result: ImportedResult | null; problems: FigureProblem[] } {
  const problem = (figure: string, code: string, params: Params): FigureProblem => ({ figure, code, params });
  const { categoryPoints, deductionHundredths: deduction, contributionHundredths: contribution } = result;
  const sum = categoryPoints && Object.values(categoryPoints).reduce((total, points) => total + points, 0);
  const allCategories = [...values].every(([figure, value]) => !figure.startsWith('category:') || value !== null);
  const base = result.baseHundredths ?? (sum !== null && allCategories ? sum : null);
  const problems: FigureProblem[] = [];
  if (sum !== null && allCategories && result.baseHundredths !== null && sum !== result.baseHundredths)
    problems.push(
      problem('base', 'categoriesDiffer', { expectedHundredths: sum, foundHundredths: result.baseHundredths }),
    );
  if (contribution !== null && contribution < 0)
    problems.push(problem('contribution', 'below', { leastHundredths: 0, foundHundredths: contribution }));
  const total = base !== null && deduction !== null && contribution !== null ? base + deduction + contribution : null;
  const { floorHundredths: floor, capHundredths: cap } = scheme;
  // A rule that holds the total within its ends makes a sum beyond them into the end.
  const kept = total === null ? null : Math.max(floor ?? total, Math.min(cap ?? total, total));
  const score = result.scoreHundredths ?? kept;
  if (score === null) problems.push(problem('score', 'scoreMissing', { month }));
  else {
    if (cap !== null && score > cap)
      problems.push(problem('score', 'above', { mostHundredths: cap, foundHundredths: score }));
    if (floor !== null && score < floor)
      problems.push(problem('score', 'below', { leastHundredths: floor, foundHundredths: score }));
    if (total !== null && score !== total && score !== kept)
      problems.push(
        problem('score', 'sumDiffers', {
          expectedHundredths: total,
          foundHundredths: score,
          differenceHundredths: score - total,
        }),
      );
  }
  if (problems.length > 0) return { result: null, problems };
  return { result: { ...result, baseHundredths: base, scoreHundredths: score }, problems };
}

/** What the table says is what was imported before: importing it again changes nothing. */
function sameResults(stored: ReadonlyMap<number, StoredResult>, results: readonly ImportedResult[]): boolean {
  const said = (one: StoredResult | ImportedResult) => {
    const {
      notScoredReason,
      baseHundredths,
      deductionHundredths,
      contributionHundredths,
      scoreHundredths,
      categoryPoints,
    } = one;
    const categories =
      typeof categoryPoints === 'string' ? (JSON.parse(categoryPoints) as Record<string, number>) : categoryPoints;
    const sorted = categories && Object.entries(categories).sort(([a], [b]) => (a < b ? -1 : 1));
    return JSON.stringify([
      notScoredReason,
      baseHundredths,
      deductionHundredths,
      contributionHundredths,
      scoreHundredths,
      sorted,
    ]);
  };
  return (
    stored.size === results.length &&
    results.every((result) => {
      const before = stored.get(result.member.memberId);
      return before !== undefined && said(before) === said(result);
    })
  );
}

import type { SyntaxProblem } from './placeholder.js';
import type { Reference } from './reference.js';
import type { ReadText } from './runs.js';
import { type Standing, type TemplateData, textOfValue, valueOf } from './template-data.js';
import type { ListKey } from './vocabulary.js';

/** Where in a file a placeholder stands. */
export interface Place {
  part: 'cell' | 'drawing' | 'pageHeader' | 'paragraph' | 'tableCell' | 'notes';
  /** The worksheet; null in Word. */
  sheet: string | null;
  /** 'B5' in a workbook; the number of the paragraph, or of table, row and cell ('1-2-3'), in Word. */
  address: string;
}

export type FindingProblem =
  | SyntaxProblem
  | 'unknownName'
  | 'otherSource'
  /** A direct code or band that this month or period does not have. */
  | 'unknownCode'
  /** A row, or a column, that would have to repeat for two lists at once. */
  | 'twoLists'
  /** A member's value stands in a row that doesn't repeat, or a list's where none can. */
  | 'outsideList'
  | 'inFormula'
  | 'inTableHead'
  | 'inSheetName';

/** One placeholder as the dry run tells of it. */
export interface Finding extends Place {
  written: string;
  /** Its name as the vocabulary has it; null: it has none. */
  name: string | null;
  problem: FindingProblem | null;
  suggestions: string[];
  /** What the first entry would get; null: nothing was chosen to fill it with, or there is no value. */
  value: string | null;
  /** Along which its place is repeated, and how often; null: it stands once. */
  repeats: { axis: 'rows' | 'columns'; times: number } | null;
}

/** Problems that may be right for another month: a template with them is kept. */
const passing: readonly FindingProblem[] = ['unknownCode'];

export function hinders({ problem }: Pick<Finding, 'problem'>): boolean {
  return problem !== null && !passing.includes(problem);
}

/** What a text has to be told of. Without data nothing is known of values, but what it may speak of is known by its place. */
export function findingsOf(
  place: Place,
  { placeholders, problems }: ReadText,
  { data, standing }: { data: TemplateData | null; standing: Standing },
  repeats: Finding['repeats'] = null,
): Finding[] {
  return [
    ...placeholders.map(({ written, resolved }): Finding => {
      const base = { ...place, written, suggestions: [], value: null, repeats };
      if ('problem' in resolved) return { ...base, name: null, ...resolved };
      const { reference, name } = resolved;
      if (!listsNeeded(reference).every((list) => standing.has(list))) return { ...base, name, problem: 'outsideList' };
      const value = data === null ? null : valueOf(reference, data, standing);
      return {
        ...base,
        name,
        problem: value === undefined ? 'unknownCode' : null,
        value: value ? textOfValue(value) : null,
      };
    }),
    ...problems.map(({ code, written }): Finding => bad(place, written, code)),
  ];
}

/** Whose entry a place must belong to, for the placeholder to have a value there. */
function listsNeeded(reference: Reference): ListKey[] {
  switch (reference.kind) {
    case 'mark':
    case 'field':
      return [reference.list];
    case 'crossing':
      return ['member', reference.of];
    case 'direct':
      return ['member'];
    default:
      return [];
  }
}

export function bad(place: Place, written: string, problem: FindingProblem): Finding {
  return { ...place, written, name: null, problem, suggestions: [], value: null, repeats: null };
}

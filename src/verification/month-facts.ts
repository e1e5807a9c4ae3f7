import type { BranchMonth } from '../assessments/branch-month.entity.js';
import type { Sheet } from '../assessments/sheet.entity.js';
import type { SheetLine } from '../assessments/sheet-line.entity.js';
import type { Publication } from '../publication/publication.entity.js';
import type { PublishedLine } from '../publication/published-line.entity.js';
import type { PublishedSheet } from '../publication/published-sheet.entity.js';
import type { Scheme } from '../scoring/scheme.js';
import type { ComputableLine } from './score-rules.js';

/** A publication with everything that it consists of. */
export interface PublicationFacts {
  publication: Publication;
  rows: PublishedSheet[];
  /** By sheet, in the order of their numbers. */
  linesOf: ReadonlyMap<number, (PublishedLine & ComputableLine)[]>;
  /** Null: the version it names isn't there, or can't be read. */
  scheme: Scheme | null;
  /** When it was withdrawn; null: it wasn't. */
  withdrawnAt: string | null;
}

/** A sheet with its member's name, and the member that the account belongs to by which it was decided. */
export type SheetFacts = Sheet & { memberName: string; decidedByAccountOf: number | null };

/** Everything that is kept of one month of a branch, as one snapshot. */
export interface MonthFacts {
  branchMonth: BranchMonth;
  /** In the order of their revisions. */
  publications: PublicationFacts[];
  sheets: SheetFacts[];
  linesOf: ReadonlyMap<number, SheetLine[]>;
}

import { Entity } from 'typeorm';
import { BranchMonth } from '../assessments/branch-month.entity.js';
import {
  DigestColumn,
  FlagColumn,
  InstantColumn,
  JsonColumn,
  NameColumn,
  ReferenceColumn,
} from '../database/columns.js';
import { Account } from '../identity/account.entity.js';
import { Publication } from '../publication/publication.entity.js';

/** Where the figures of an imported month came from. They were not computed here. */
@Entity('imported_months')
export class ImportedMonth {
  @ReferenceColumn(() => Publication, { primary: true, indexed: false }) publicationId: number;
  @ReferenceColumn(() => BranchMonth) branchMonthId: number;
  @NameColumn(255) fileName: string;
  @DigestColumn() fileDigest: string;
  @InstantColumn() importedAt: string;
  @ReferenceColumn(() => Account) importedBy: number;
  /** No rule of the service was in force in that month: the earliest one there is stands for it. */
  @FlagColumn() schemeAssumed: boolean;
  /** Stays that were dated back so that they hold the month: their first days before, by the stay's id. */
  @JsonColumn() datedBack: string;
}

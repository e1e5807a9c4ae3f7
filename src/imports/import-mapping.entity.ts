import { Entity } from 'typeorm';
import { CodeColumn, DigestColumn, InstantColumn, JsonColumn, ReferenceColumn } from '../database/columns.js';
import { Account } from '../identity/account.entity.js';
import { Unit } from '../organisation/unit.entity.js';
import type { ImportKind } from './import-kind.js';

/** What the columns of a unit's table meant when it was last imported: next month the same table needs no word. */
@Entity('import_mappings')
export class ImportMapping {
  @ReferenceColumn(() => Unit, { primary: true, indexed: false }) unitId: number;
  @CodeColumn(20, { primary: true }) kind: ImportKind;
  /** Of the words of its head, see `fingerprintOf`. */
  @DigestColumn({ primary: true }) fingerprint: string;
  /** RememberedMapping. */
  @JsonColumn() mapping: string;
  @InstantColumn() savedAt: string;
  @ReferenceColumn(() => Account) savedBy: number;
}

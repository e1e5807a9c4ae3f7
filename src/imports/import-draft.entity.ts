import { Entity, Index } from 'typeorm';
import {
  CodeColumn,
  CountColumn,
  DigestColumn,
  IdColumn,
  InstantColumn,
  JsonColumn,
  NameColumn,
  ReferenceColumn,
} from '../database/columns.js';
import { Account } from '../identity/account.entity.js';
import { Unit } from '../organisation/unit.entity.js';
import type { ImportKind } from './import-kind.js';

/** A file that somebody is about to import, with what he said about its columns. Its owner's alone, and gone some days later. */
@Entity('import_drafts')
@Index(['accountId', 'unitId'])
export class ImportDraft {
  @IdColumn() id: number;
  @ReferenceColumn(() => Unit) unitId: number;
  @ReferenceColumn(() => Account, { indexed: false }) accountId: number;
  @CodeColumn(20) kind: ImportKind;
  /** As it was called at home. */
  @NameColumn(255) fileName: string;
  @DigestColumn() fileDigest: string;
  @CountColumn() byteCount: number;
  @InstantColumn() createdAt: string;
  @InstantColumn() expiresAt: string;
  /** What the columns and rows mean, as its owner left it (Mapping); null: as it was proposed. */
  @JsonColumn({ nullable: true }) mapping: string | null;
  /** When it was imported, and what came of it; null before. */
  @InstantColumn({ nullable: true }) doneAt: string | null;
  @JsonColumn({ nullable: true }) result: string | null;
  @CountColumn() version: number;
}

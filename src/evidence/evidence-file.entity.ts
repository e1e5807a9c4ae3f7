import { Entity, Index, Unique } from 'typeorm';
import {
  CodeColumn,
  CountColumn,
  DigestColumn,
  IdColumn,
  InstantColumn,
  NameColumn,
  ReferenceColumn,
} from '../database/columns.js';
import { Account } from '../identity/account.entity.js';
import { Sheet } from '../assessments/sheet.entity.js';
import type { EvidenceKind } from './evidence-kind.js';

/** A file handed in for a sheet. It never changes; lines name it by its id (sheet_lines.evidenceFileIds). */
@Entity('evidence_files')
@Unique(['requestId'])
@Unique(['storageName'])
export class EvidenceFile {
  @IdColumn() id: number;
  @ReferenceColumn(() => Sheet) sheetId: number;
  @CodeColumn(36) requestId: string;
  /** Where the store has it: at random, so that nobody finds one file by another. */
  @CodeColumn(64) storageName: string;
  @CodeColumn(10) kind: EvidenceKind;
  @CountColumn() byteCount: number;
  /** SHA-256 of what is kept. */
  @Index() @DigestColumn() digest: string;
  /** SHA-256 of what was handed in; differs where a picture was drawn anew. */
  @Index() @DigestColumn() originalDigest: string;
  @NameColumn(100) fileName: string;
  @ReferenceColumn(() => Account) uploadedBy: number;
  @InstantColumn() uploadedAt: string;
  /** When its bytes and its name were erased, because their time was over. */
  @InstantColumn({ nullable: true }) erasedAt: string | null;
}

import { Entity, Index, Unique } from 'typeorm';
import {
  CodeColumn,
  CountColumn,
  DigestColumn,
  IdColumn,
  InstantColumn,
  MonthColumn,
  NameColumn,
  ReferenceColumn,
} from '../database/columns.js';
import { Account } from '../identity/account.entity.js';
import { Unit } from '../organisation/unit.entity.js';
import type { KeptExportProblem, KeptExportState } from './kept-export.js';
import type { LedgerDocumentKind } from './ledger-documents.js';
import type { StreamedFormat } from './streamed-document.js';

/** An export that somebody asked for and will fetch: made once, by whichever instance holds the lease. */
@Entity('kept_exports')
@Unique(['requestId'])
@Index(['state'])
export class KeptExport {
  @IdColumn() id: number;
  @CodeColumn(36) requestId: string;
  @ReferenceColumn(() => Unit) unitId: number;
  @ReferenceColumn(() => Account) askedBy: number;
  @InstantColumn() askedAt: string;
  @CodeColumn(20) document: LedgerDocumentKind;
  @CodeColumn(10) format: StreamedFormat;
  @MonthColumn() fromMonth: string;
  @MonthColumn() untilMonth: string;
  @CodeColumn(10) state: KeptExportState;
  /** How far it is: members' months written, over all sheets of the file. Null until they are counted. */
  @CountColumn() rowsDone: number;
  @CountColumn({ nullable: true }) rowsTotal: number | null;
  /** How often it was begun. */
  @CountColumn() attempts: number;
  /** Whoever made this up makes the file, until the instant below unless he renews it. */
  @CodeColumn(36, { nullable: true }) leaseToken: string | null;
  @InstantColumn({ nullable: true }) leaseUntil: string | null;
  @InstantColumn({ nullable: true }) finishedAt: string | null;
  @CodeColumn(40, { nullable: true }) problem: KeptExportProblem | null;
  @NameColumn(200, { nullable: true }) fileName: string | null;
  @CodeColumn(100, { nullable: true }) plainName: string | null;
  @CountColumn({ nullable: true }) byteCount: number | null;
  @DigestColumn({ nullable: true }) fileDigest: string | null;
}

import { Entity, Unique } from 'typeorm';
import { CodeColumn, CountColumn, ReferenceColumn } from '../database/columns.js';
import { KeptExport } from './kept-export.entity.js';

/** A piece of a kept export's file, in the store under a random name. */
@Entity('kept_export_parts')
@Unique(['storageName'])
export class KeptExportPart {
  @ReferenceColumn(() => KeptExport, { primary: true, indexed: false }) exportId: number;
  @CountColumn({ primary: true }) number: number;
  @CodeColumn(64) storageName: string;
  @CountColumn() byteCount: number;
}

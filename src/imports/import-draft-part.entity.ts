import { Entity } from 'typeorm';
import { CountColumn, FileColumn, ReferenceColumn } from '../database/columns.js';
import { ImportDraft } from './import-draft.entity.js';

/** The bytes of a draft's file in base64, cut into parts that fit a column. */
@Entity('import_draft_parts')
export class ImportDraftPart {
  @ReferenceColumn(() => ImportDraft, { primary: true, indexed: false }) draftId: number;
  @CountColumn({ primary: true }) number: number;
  @FileColumn() content: string;
}

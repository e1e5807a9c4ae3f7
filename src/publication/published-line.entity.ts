import { Entity } from 'typeorm';
import { Sheet } from '../assessments/sheet.entity.js';
import { CodeColumn, CountColumn, HundredthsColumn, JsonColumn, ReferenceColumn } from '../database/columns.js';
import { Publication } from './publication.entity.js';

/** One line behind a published row: what was claimed, what counted, and why the rest did not. Only ever inserted. */
@Entity('published_lines')
export class PublishedLine {
  @ReferenceColumn(() => Publication, { primary: true, indexed: false }) publicationId: number;
  @ReferenceColumn(() => Sheet, { primary: true }) sheetId: number;
  @CountColumn({ primary: true }) number: number;
  @CodeColumn(20) itemCode: string;
  @HundredthsColumn() claimedHundredths: number;
  @HundredthsColumn() countedHundredths: number;
  @JsonColumn() notes: string;
}

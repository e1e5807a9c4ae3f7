import { Entity } from 'typeorm';
import type { DecisionOutcome, LineOrigin } from '../assessments/sheet-line.entity.js';
import { Sheet } from '../assessments/sheet.entity.js';
import {
  CodeColumn,
  CountColumn,
  DayColumn,
  HundredthsColumn,
  JsonColumn,
  ReferenceColumn,
} from '../database/columns.js';
import { Publication } from './publication.entity.js';

/**
 * One line behind a published row: what was entered and decided, what counted, and why the rest did not; with the row's profile
 * and parts all that its score is computed from. No words: those may speak of others. Only ever inserted.
 */
@Entity('published_lines')
export class PublishedLine {
  @ReferenceColumn(() => Publication, { primary: true, indexed: false }) publicationId: number;
  @ReferenceColumn(() => Sheet, { primary: true }) sheetId: number;
  @CountColumn({ primary: true }) number: number;
  @CodeColumn(20) itemCode: string;
  // As on the sheet's line; lines that were published with digests of version 1 have none of these.
  @CodeColumn(10, { nullable: true }) origin: LineOrigin | null;
  @CodeColumn(40, { nullable: true }) optionCode: string | null;
  @CountColumn({ nullable: true }) count: number | null;
  @HundredthsColumn({ nullable: true }) pointsHundredths: number | null;
  @DayColumn({ nullable: true }) occurredOn: string | null;
  @CodeColumn(64, { nullable: true }) deedKey: string | null;
  @CodeColumn(10, { nullable: true }) outcome: DecisionOutcome | null;
  @CodeColumn(40, { nullable: true }) decidedOptionCode: string | null;
  @CountColumn({ nullable: true }) decidedCount: number | null;
  @HundredthsColumn({ nullable: true }) decidedPointsHundredths: number | null;
  @HundredthsColumn() claimedHundredths: number;
  @HundredthsColumn() countedHundredths: number;
  @JsonColumn() notes: string;
}

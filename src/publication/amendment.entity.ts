import { Entity, Unique } from 'typeorm';
import { Sheet } from '../assessments/sheet.entity.js';
import { FlagColumn, ReferenceColumn } from '../database/columns.js';
import { Correction } from './correction.entity.js';
import { Objection } from './objection.entity.js';
import { Publication } from './publication.entity.js';

/**
 * That a publication took the place of another for one sheet, and what for. Only ever inserted. A row is replaced once, and a
 * slip, an answer or an appeal replaces one row: a second issue of the same is impossible.
 */
@Entity('amendments')
@Unique(['sheetId', 'replacesPublicationId'])
@Unique(['correctionId'])
@Unique(['objectionId', 'onAppeal'])
export class Amendment {
  @ReferenceColumn(() => Publication, { primary: true, indexed: false }) publicationId: number;
  @ReferenceColumn(() => Sheet, { indexed: false }) sheetId: number;
  @ReferenceColumn(() => Publication) replacesPublicationId: number;
  @ReferenceColumn(() => Objection, { nullable: true, indexed: false }) objectionId: number | null;
  @FlagColumn() onAppeal: boolean;
  @ReferenceColumn(() => Correction, { nullable: true, indexed: false }) correctionId: number | null;
}

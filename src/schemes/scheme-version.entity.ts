import { Entity, Unique } from 'typeorm';
import { CodeColumn, DigestColumn, IdColumn, InstantColumn, JsonColumn, MonthColumn } from '../database/columns.js';

/** A version of a scheme as data. What is published never changes: a month keeps the version it was opened with. */
@Entity('scheme_versions')
@Unique(['schemeCode', 'version'])
export class SchemeVersion {
  @IdColumn() id: number;
  @CodeColumn(60) schemeCode: string;
  @CodeColumn(40) version: string;
  @MonthColumn() effectiveFromMonth: string;
  @InstantColumn() publishedAt: string;
  /** The scheme as canonical JSON, see src/scoring/scheme.ts. */
  @JsonColumn() definition: string;
  @DigestColumn() digest: string;
}

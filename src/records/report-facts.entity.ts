import { Entity, Unique } from 'typeorm';
import { CodeColumn, CountColumn, IdColumn, InstantColumn, JsonColumn, ReferenceColumn } from '../database/columns.js';
import { Account } from '../identity/account.entity.js';
import { Unit } from '../organisation/unit.entity.js';

/** The figures that a branch typed for a period's work report. */
@Entity('report_facts')
@Unique(['branchId', 'period'])
export class ReportFactsRow {
  @IdColumn() id: number;
  @ReferenceColumn(() => Unit, { indexed: false }) branchId: number;
  /** '2026-H1' */
  @CodeColumn(7) period: string;
  /** KeptFact[] of report-facts.ts. */
  @JsonColumn() facts: string;
  @InstantColumn() changedAt: string;
  @ReferenceColumn(() => Account) changedBy: number;
  @CountColumn() version: number;
}

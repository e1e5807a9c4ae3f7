import { Entity, Unique } from 'typeorm';
import { CodeColumn, CountColumn, DayColumn, IdColumn, NameColumn, ReferenceColumn } from '../database/columns.js';
import { Unit } from '../organisation/unit.entity.js';
import type { ClosingState } from './states.js';

/** A branch's half-year, quarter or year on its way from the confirmed months to the archive. */
@Entity('closings')
@Unique(['branchId', 'period'])
export class Closing {
  @IdColumn() id: number;
  @ReferenceColumn(() => Unit, { indexed: false }) branchId: number;
  /** '2026-H1', '2026-Q1', '2026' */
  @CodeColumn(8) period: string;
  @CodeColumn(20) state: ClosingState;
  /** Which rows stand (closing_rows); 0 before there are any. */
  @CountColumn() revision: number;
  /** Until when members note that they have read it; null before rows exist. */
  @DayColumn({ nullable: true }) acknowledgeUntil: string | null;
  /** Number of the minutes of the meeting in which the branch examined it. */
  @NameColumn(60, { nullable: true }) minutesNumber: string | null;
  /** How often the branch has handed it to the bureau: each time has a sample of its own. */
  @CountColumn() round: number;
  @CountColumn() version: number;
}

/** For how long members may read and for how long a closing is published, in working days. The nearest unit above counts. */
@Entity('closing_settings')
export class ClosingSettingsRow {
  @ReferenceColumn(() => Unit, { primary: true, indexed: false }) unitId: number;
  @CountColumn() acknowledgeWorkingDays: number;
  @CountColumn() publicationWorkingDays: number;
  @CountColumn() version: number;
}

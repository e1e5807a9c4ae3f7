import { Entity } from 'typeorm';
import { CodeColumn, CountColumn, FlagColumn, NameColumn, ReferenceColumn } from '../database/columns.js';
import { Unit } from '../organisation/unit.entity.js';

/**
 * How a branch runs its months. A branch without a row runs them as `defaultSettings` says. Whether it has a committee stands
 * with the unit (`units.hasCommittee`), and nowhere else.
 */
@Entity('branch_settings')
export class BranchSettingsRow {
  @ReferenceColumn(() => Unit, { primary: true, indexed: false }) branchId: number;
  @FlagColumn() preReview: boolean;
  /** 'day:15', or 'weekday:2:5' for the second Friday; null: the day is chosen at each opening. */
  @CodeColumn(20, { nullable: true }) themeDayRule: string | null;
  @FlagColumn() automaticOpening: boolean;
  @CountColumn() openingDaysBefore: number;
  @CountColumn() selfAssessmentDaysBefore: number;
  @CountColumn() publicationWorkingDays: number;
  @NameColumn(200) contact: string;
  @FlagColumn() objectionsAnonymous: boolean;
  @FlagColumn() shortBoard: boolean;
  @CountColumn() version: number;
}

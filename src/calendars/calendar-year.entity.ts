import { Entity } from 'typeorm';
import { CountColumn, InstantColumn, NameColumn, ReferenceColumn } from '../database/columns.js';
import { Account } from '../identity/account.entity.js';

/** A year of the calendar that the bureau has edited or called complete. A year without a row is as it was announced. */
@Entity('calendar_years')
export class CalendarYear {
  @CountColumn({ primary: true }) year: number;
  /** The notice by which the bureau calls the year complete; null as long as it does not. */
  @NameColumn(80, { nullable: true }) documentNumber: string | null;
  @InstantColumn({ nullable: true }) announcedAt: string | null;
  @ReferenceColumn(() => Account, { nullable: true }) announcedBy: number | null;
  /** Of the year and its days together: they are edited on one page. */
  @CountColumn() version: number;
}

import { Entity } from 'typeorm';
import { CodeColumn, DayColumn, InstantColumn, NameColumn, ReferenceColumn, TextColumn } from '../database/columns.js';
import { Account } from '../identity/account.entity.js';
import type { DayKind } from './announced-days.js';

/** A day of which the bureau says something else than the announced calendar and the week do. */
@Entity('calendar_days')
export class CalendarDay {
  @DayColumn({ primary: true }) day: string;
  @CodeColumn(10) kind: DayKind;
  @NameColumn(40) name: string;
  @TextColumn() reason: string;
  @InstantColumn() editedAt: string;
  @ReferenceColumn(() => Account) editedBy: number;
}

import { Entity, ForeignKey, Index, Unique } from 'typeorm';
import {
  CodeColumn,
  CountColumn,
  DayColumn,
  DigestColumn,
  FlagColumn,
  HundredthsColumn,
  IdColumn,
  InstantColumn,
  JsonColumn,
  MonthColumn,
  NameColumn,
  ReferenceColumn,
  TextColumn,
  type Flag,
} from '#src/database/columns.js';

@Entity('account')
export class Account {
  @IdColumn() id!: number;
  @CountColumn() balance!: number;
}

@Entity('entry')
@Unique(['mark'])
export class Entry {
  @IdColumn() id!: number;
  @ReferenceColumn(() => Account) accountId!: number;
  @CodeColumn(40) mark!: string;
  @TextColumn({ nullable: true }) note!: string | null;
}

@Entity('published')
@Unique(['mark'])
export class Published {
  @IdColumn() id!: number;
  @CodeColumn(40) mark!: string;
}

/** One column of every kind. */
@Entity('sample')
@Unique(['code'])
@Unique(['name', 'month'])
@Index(['month', 'points'])
export class Sample {
  @IdColumn() id!: number;
  @ReferenceColumn(() => Account, { nullable: true }) accountId!: number | null;
  @CodeColumn(20) code!: string;
  @NameColumn(40) name!: string;
  @TextColumn({ nullable: true }) note!: string | null;
  @DayColumn() day!: string;
  @MonthColumn() month!: string;
  @InstantColumn() at!: string;
  @HundredthsColumn() points!: number;
  @CountColumn() version!: number;
  @FlagColumn() active!: Flag;
  @DigestColumn({ nullable: true }) digest!: string | null;
  @JsonColumn({ nullable: true }) detail!: string | null;
}

@Entity('sample_line')
@Index(['sampleName', 'sampleMonth'])
@ForeignKey(() => Sample, ['sampleName', 'sampleMonth'], ['name', 'month'])
export class SampleLine {
  @ReferenceColumn(() => Sample, { primary: true, indexed: false }) sampleId!: number;
  @CountColumn({ primary: true }) place!: number;
  @NameColumn(40) sampleName!: string;
  @MonthColumn() sampleMonth!: string;
}

export const testEntities = [Account, Entry, Published, Sample, SampleLine];
export const testMigrations = new URL('../migrations', import.meta.url).pathname;

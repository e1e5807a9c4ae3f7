import { Column, ForeignKey, Index, PrimaryColumn, PrimaryGeneratedColumn, type ColumnOptions } from 'typeorm';

/** An entity describes a table; its instances are the rows, read as plain objects. */
export type EntityClass = new () => object;

/** A flag comes back from SQL as 0 or 1 on both databases. */
export type Flag = 0 | 1;

/**
 * Every column of the house is one of these kinds. The decorators below and the migrations' `createTable` both use them,
 * so an entity and its table can't mean different things. A kind that has been released doesn't change: old migrations use it.
 */
export type ColumnKind =
  | { kind: 'id' }
  | { kind: 'reference'; table: string }
  | { kind: 'code'; length: number }
  | { kind: 'name'; length: number }
  | { kind: 'text' }
  | { kind: 'file' }
  | { kind: 'day' }
  | { kind: 'month' }
  | { kind: 'instant' }
  | { kind: 'hundredths' }
  | { kind: 'count' }
  | { kind: 'flag' }
  | { kind: 'digest' }
  | { kind: 'json' };

/**
 * The type as TypeORM's SQLite driver spells it; `dialect.ts` says what MySQL calls it.
 * Text is compared byte for byte on both databases (`'A '`, `'a'` and `'A'` are three values).
 */
export function columnType(kind: ColumnKind): {
  type: 'integer' | 'varchar' | 'text' | 'tinyint' | 'character' | 'clob';
  length?: number;
} {
  switch (kind.kind) {
    case 'id':
    case 'reference':
    case 'hundredths':
    case 'count':
      return { type: 'integer' };
    case 'code':
    case 'name':
      return { type: 'varchar', length: kind.length };
    case 'day':
      return { type: 'varchar', length: 10 };
    case 'month':
      return { type: 'varchar', length: 7 };
    case 'instant':
      return { type: 'varchar', length: 24 };
    case 'flag':
      return { type: 'tinyint' };
    case 'digest':
      return { type: 'character', length: 64 };
    case 'text':
      return { type: 'text' };
    case 'json':
    case 'file':
      return { type: 'clob' };
  }
}

export interface ColumnChoice {
  nullable?: true;
  /** The column is (part of) the primary key, in a table without a generated id. */
  primary?: true;
}

/** The generated number of a row. Never shown to people as a number of anything: ids have gaps. */
export const IdColumn = (): PropertyDecorator => PrimaryGeneratedColumn('increment', { type: 'integer' });

/**
 * The id of a row in another table, held by a foreign key that never cascades. It has an index of its own,
 * unless `indexed: false` says that a unique key or another index begins with this column.
 */
export function ReferenceColumn(
  to: () => EntityClass,
  choice: ColumnChoice & { indexed?: false } = {},
): PropertyDecorator {
  return (target, property) => {
    column({ kind: 'reference', table: '' }, choice)(target, property);
    ForeignKey(to, { onDelete: 'NO ACTION', onUpdate: 'NO ACTION' })(target, property);
    if (choice.indexed !== false) Index()(target, property);
  };
}

/** A key, number or word of a closed list, compared byte for byte. */
export const CodeColumn = (length: number, choice: ColumnChoice = {}): PropertyDecorator =>
  column({ kind: 'code', length }, choice);

/** A name of at most `length` characters (code points). */
export const NameColumn = (length: number, choice: ColumnChoice = {}): PropertyDecorator =>
  column({ kind: 'name', length }, choice);

/** Free text of at most 60,000 bytes. */
export const TextColumn = (choice: ColumnChoice = {}): PropertyDecorator => column({ kind: 'text' }, choice);

/** The text of a file as somebody wrote it, at most 1,000,000 bytes. */
export const FileColumn = (choice: ColumnChoice = {}): PropertyDecorator => column({ kind: 'file' }, choice);

/** A day, `YYYY-MM-DD`. */
export const DayColumn = (choice: ColumnChoice = {}): PropertyDecorator => column({ kind: 'day' }, choice);

/** A month, `YYYY-MM`. */
export const MonthColumn = (choice: ColumnChoice = {}): PropertyDecorator => column({ kind: 'month' }, choice);

/** An instant as `Date.toISOString()` writes it: as text it sorts rightly, and no driver can move it to another zone. */
export const InstantColumn = (choice: ColumnChoice = {}): PropertyDecorator => column({ kind: 'instant' }, choice);

/** Points, in hundredths. */
export const HundredthsColumn = (choice: ColumnChoice = {}): PropertyDecorator =>
  column({ kind: 'hundredths' }, choice);

/** A whole number: a count, a version, a place in an order. */
export const CountColumn = (choice: ColumnChoice = {}): PropertyDecorator => column({ kind: 'count' }, choice);

/** Yes or no, as 1 or 0. */
export const FlagColumn = (choice: ColumnChoice = {}): PropertyDecorator => column({ kind: 'flag' }, choice);

/** A SHA-256 digest in 64 small hexadecimal digits. */
export const DigestColumn = (choice: ColumnChoice = {}): PropertyDecorator => column({ kind: 'digest' }, choice);

/** JSON, at most 4,000,000 bytes. The property is its text: parse it where it is used. */
export const JsonColumn = (choice: ColumnChoice = {}): PropertyDecorator => column({ kind: 'json' }, choice);

function column(kind: ColumnKind, choice: ColumnChoice): PropertyDecorator {
  const options: ColumnOptions = { ...columnType(kind), nullable: choice.nullable ?? false };
  if (!choice.primary) return Column(options);
  const { nullable: _, ...primary } = options;
  return PrimaryColumn(primary as Parameters<typeof PrimaryColumn>[0]);
}

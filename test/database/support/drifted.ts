import { Entity } from 'typeorm';
import { CodeColumn, IdColumn } from '#src/database/columns.js';

/** Says that `published.mark` is wider than the migration made it. */
@Entity('published')
export class Wide {
  @IdColumn() id!: number;
  @CodeColumn(41) mark!: string;
}

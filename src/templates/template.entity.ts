import { Entity, Index, Unique } from 'typeorm';
import {
  CodeColumn,
  CountColumn,
  DigestColumn,
  FileColumn,
  IdColumn,
  InstantColumn,
  NameColumn,
  ReferenceColumn,
} from '../database/columns.js';
import { Account } from '../identity/account.entity.js';
import { Unit } from '../organisation/unit.entity.js';
import type { TemplateKind } from './office-package.js';
import type { TemplateSource } from './vocabulary.js';

/** A unit's own document: it may be filled by the unit and everybody below it. */
@Entity('templates')
@Unique(['requestId'])
export class Template {
  @IdColumn() id: number;
  @ReferenceColumn(() => Unit) unitId: number;
  @CodeColumn(36) requestId: string;
  @NameColumn(80) name: string;
  @CodeColumn(20) source: TemplateSource;
  @CodeColumn(10) kind: TemplateKind;
  /** The newest of its versions, which is the one that is filled. */
  @CountColumn() currentNumber: number;
  @ReferenceColumn(() => Account) createdBy: number;
  @InstantColumn() createdAt: string;
  @ReferenceColumn(() => Account, { nullable: true }) retiredBy: number | null;
  @InstantColumn({ nullable: true }) retiredAt: string | null;
  @CountColumn() version: number;
}

/** A file that was the template from then on. Only ever inserted: what was filled by it can be traced to it. */
@Entity('template_versions')
export class TemplateVersion {
  @ReferenceColumn(() => Template, { primary: true, indexed: false }) templateId: number;
  @CountColumn({ primary: true }) number: number;
  /** SHA-256 of the file. */
  @Index() @DigestColumn() digest: string;
  @NameColumn(100) fileName: string;
  @CountColumn() byteCount: number;
  @ReferenceColumn(() => Account) addedBy: number;
  @InstantColumn() addedAt: string;
}

/** A piece of a version's file in base64. The bytes lie in the database, so that every backup has them. Only ever inserted. */
@Entity('template_pieces')
export class TemplatePiece {
  @ReferenceColumn(() => Template, { primary: true, indexed: false }) templateId: number;
  @CountColumn({ primary: true }) number: number;
  @CountColumn({ primary: true }) place: number;
  @FileColumn() content: string;
}

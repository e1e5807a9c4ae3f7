import { Entity, Unique } from 'typeorm';
import {
  CodeColumn,
  CountColumn,
  DigestColumn,
  FileColumn,
  IdColumn,
  InstantColumn,
  ReferenceColumn,
} from '../database/columns.js';
import { Account } from '../identity/account.entity.js';
import { SchemeVersion } from './scheme-version.entity.js';

/** A draft of the rule: the text of its file, with whatever mistakes are still in it. */
@Entity('scheme_drafts')
@Unique(['requestId'])
export class SchemeDraft {
  @IdColumn() id: number;
  /** The version it is a copy of; null for an imported file. */
  @ReferenceColumn(() => SchemeVersion, { nullable: true }) basedOnId: number | null;
  @FileColumn() source: string;
  /** Of what the draft began with: a repeated request is known by it even after the first changes. */
  @DigestColumn() firstDigest: string;
  @InstantColumn() updatedAt: string;
  @ReferenceColumn(() => Account) updatedBy: number;
  @CodeColumn(36) requestId: string;
  @CountColumn() version: number;
}

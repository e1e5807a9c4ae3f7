import { Entity } from 'typeorm';
import { InstantColumn, ReferenceColumn, TextColumn } from '../database/columns.js';
import { Account } from '../identity/account.entity.js';
import { Publication } from './publication.entity.js';

/** That a publication no longer stands. Only ever inserted; a publication is withdrawn once. */
@Entity('publication_withdrawals')
export class PublicationWithdrawal {
  @ReferenceColumn(() => Publication, { primary: true, indexed: false }) publicationId: number;
  /** As shown on the board. */
  @TextColumn() reason: string;
  @InstantColumn() withdrawnAt: string;
  @ReferenceColumn(() => Account) withdrawnBy: number;
}

import { Entity } from 'typeorm';
import { InstantColumn, ReferenceColumn } from '../database/columns.js';
import { Member } from '../organisation/member.entity.js';
import { Publication } from './publication.entity.js';

/** That a member has seen a publication in which he stands. Only ever inserted. */
@Entity('publication_receipts')
export class PublicationReceipt {
  @ReferenceColumn(() => Publication, { primary: true, indexed: false }) publicationId: number;
  @ReferenceColumn(() => Member, { primary: true }) memberId: number;
  @InstantColumn() seenAt: string;
}

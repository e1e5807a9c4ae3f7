import { Entity, Unique } from 'typeorm';
import { CodeColumn, IdColumn, InstantColumn, ReferenceColumn } from '../database/columns.js';
import { Account } from './account.entity.js';

/** Who somebody is at a provider of sign-ins: one subject there is one account here, and the other way round. */
@Entity('sign_in_links')
@Unique(['issuer', 'subject'])
@Unique(['accountId', 'issuer'])
export class SignInLink {
  @IdColumn() id: number;
  @ReferenceColumn(() => Account, { indexed: false }) accountId: number;
  @CodeColumn(255) issuer: string;
  /** The provider's name for the person, which never changes; not his e-mail, not his name. */
  @CodeColumn(255) subject: string;
  @InstantColumn() linkedAt: string;
  /** The person himself, or an administrator. */
  @ReferenceColumn(() => Account) linkedBy: number;
}

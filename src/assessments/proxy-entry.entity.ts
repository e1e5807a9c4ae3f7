import { Entity } from 'typeorm';
import {
  CodeColumn,
  DayColumn,
  DigestColumn,
  InstantColumn,
  NameColumn,
  ReferenceColumn,
  TextColumn,
} from '../database/columns.js';
import { Account } from '../identity/account.entity.js';
import { Member } from '../organisation/member.entity.js';
import { Sheet } from './sheet.entity.js';

/** How the member agreed to being entered by somebody else. */
export const consents = ['signedPaper', 'byPhone', 'inPerson'] as const;
export type Consent = (typeof consents)[number];

/**
 * The mark of a sheet whose lines stand there because somebody entered the member's paper for him (代录). One a sheet at most;
 * it goes as soon as the member writes himself, and stays with the sheet otherwise.
 */
@Entity('proxy_entries')
export class ProxyEntry {
  @ReferenceColumn(() => Sheet, { primary: true, indexed: false }) sheetId: number;
  @ReferenceColumn(() => Member) memberId: number;
  @InstantColumn() enteredAt: string;
  @ReferenceColumn(() => Account) enteredBy: number;
  /** Who entered it as a member, so that the database itself refuses that anybody is his own proxy. */
  @ReferenceColumn(() => Member, { nullable: true }) enteredByMemberId: number | null;
  /** The day the paper came in: what "in time" goes by. */
  @DayColumn() receivedOn: string;
  /** Why he did not do it himself. */
  @NameColumn(200) reason: string;
  @CodeColumn(20) consent: Consent;
  /** Who took the call, where it was signed, and the like. */
  @TextColumn() consentNote: string;
  /** Of everything that was sent: the same stack sent again is known by it. */
  @DigestColumn() contentDigest: string;
}

import { Entity } from 'typeorm';
import {
  CountColumn,
  DayColumn,
  DigestColumn,
  InstantColumn,
  NameColumn,
  ReferenceColumn,
  TextColumn,
} from '../database/columns.js';
import { Account } from '../identity/account.entity.js';

/** What only the organisation can say of how it processes data: who answers for it, and by which document. Only ever inserted. */
@Entity('privacy_notices')
export class PrivacyNotice {
  @CountColumn({ primary: true }) version: number;
  @DayColumn() fromDay: string;
  @NameColumn(120) office: string;
  /** Where the office is reached. */
  @NameColumn(200) contact: string;
  /** The document by which it is done. */
  @NameColumn(200) basis: string;
  @TextColumn() remark: string;
  @InstantColumn() writtenAt: string;
  @ReferenceColumn(() => Account) writtenBy: number;
}

/** That somebody has read the notice as it was then. Only ever inserted. */
@Entity('privacy_notice_readings')
export class PrivacyNoticeReading {
  @ReferenceColumn(() => Account, { primary: true, indexed: false }) accountId: number;
  /** SHA-256 of everything that the notice said. */
  @DigestColumn({ primary: true }) digest: string;
  @CountColumn() version: number;
  @InstantColumn() readAt: string;
}

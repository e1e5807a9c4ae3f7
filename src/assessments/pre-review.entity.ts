import { Entity } from 'typeorm';
import {
  CodeColumn,
  CountColumn,
  DayColumn,
  HundredthsColumn,
  InstantColumn,
  ReferenceColumn,
  TextColumn,
} from '../database/columns.js';
import { Account } from '../identity/account.entity.js';
import { Member } from '../organisation/member.entity.js';
import type { DecisionOutcome } from './sheet-line.entity.js';
import { Sheet } from './sheet.entity.js';

/** That a sheet was pre-reviewed, by whom, and what it would come to. It decides nothing. */
@Entity('pre_reviews')
export class PreReview {
  @ReferenceColumn(() => Sheet, { primary: true, indexed: false }) sheetId: number;
  /** Whose sheet it is: the database refuses a pre-review in one's own case. */
  @ReferenceColumn(() => Member) memberId: number;
  @InstantColumn() at: string;
  @ReferenceColumn(() => Account) accountId: number;
  @ReferenceColumn(() => Member, { nullable: true }) byMemberId: number | null;
  @HundredthsColumn() scoreHundredths: number;
}

/** found: the pre-reviewer says something about an item that the member said nothing about. */
export type PreReviewOutcome = Exclude<DecisionOutcome, 'accepted'> | 'found';

/** Where a pre-review says something else than the sheet. What it agrees with has no line. */
@Entity('pre_review_lines')
export class PreReviewLine {
  @ReferenceColumn(() => Sheet, { primary: true, indexed: false }) sheetId: number;
  /** The sheet's line that it is about; what was found counts from 1001, as the reviewers' own lines do. */
  @CountColumn({ primary: true }) number: number;
  @CodeColumn(20) itemCode: string;
  @CodeColumn(10) outcome: PreReviewOutcome;
  @CodeColumn(40, { nullable: true }) optionCode: string | null;
  @CountColumn({ nullable: true }) count: number | null;
  @HundredthsColumn({ nullable: true }) pointsHundredths: number | null;
  @DayColumn({ nullable: true }) occurredOn: string | null;
  @TextColumn() description: string;
  @TextColumn() reason: string;
}

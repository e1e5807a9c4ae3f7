import { Entity, Index } from 'typeorm';
import {
  CodeColumn,
  CountColumn,
  DayColumn,
  DigestColumn,
  HundredthsColumn,
  InstantColumn,
  JsonColumn,
  NameColumn,
  ReferenceColumn,
  TextColumn,
} from '../database/columns.js';
import { Account } from '../identity/account.entity.js';
import { Sheet } from './sheet.entity.js';

/** Who brought a line up: the member, the reviewers, or the service itself (an item that is decided automatically). */
export type LineOrigin = 'self' | 'review' | 'automatic';
export type DecisionOutcome = 'accepted' | 'changed' | 'refused';

/** One opinion on one item where it differs from the default or claims something, and what was decided about it. */
@Entity('sheet_lines')
export class SheetLine {
  @ReferenceColumn(() => Sheet, { primary: true, indexed: false }) sheetId: number;
  @CountColumn({ primary: true }) number: number;
  @CodeColumn(20) itemCode: string;
  @CodeColumn(10) origin: LineOrigin;
  @CodeColumn(40, { nullable: true }) optionCode: string | null;
  @CountColumn({ nullable: true }) count: number | null;
  @HundredthsColumn({ nullable: true }) pointsHundredths: number | null;
  @DayColumn({ nullable: true }) occurredOn: string | null;
  @TextColumn() description: string;
  @TextColumn() reason: string;
  @TextColumn() evidence: string;
  @NameColumn(80) witness: string;
  /** The ids of the sheet's evidence files that bear this line out, as JSON: [12,15]. */
  @JsonColumn({ nullable: true }) evidenceFileIds: string | null;
  /** Stands for the numbered document that the evidence names, such as a certificate; see documentDigestOf. */
  @Index() @DigestColumn({ nullable: true }) documentDigest: string | null;
  /** Lines with the same key speak of the same deed, which scores once. */
  @CodeColumn(64, { nullable: true }) deedKey: string | null;
  @CodeColumn(10, { nullable: true }) outcome: DecisionOutcome | null;
  @CodeColumn(40, { nullable: true }) decidedOptionCode: string | null;
  @CountColumn({ nullable: true }) decidedCount: number | null;
  @HundredthsColumn({ nullable: true }) decidedPointsHundredths: number | null;
  @TextColumn({ nullable: true }) decisionReason: string | null;
  @ReferenceColumn(() => Account, { nullable: true }) decidedBy: number | null;
  @InstantColumn({ nullable: true }) decidedAt: string | null;
  /** What the decided sheet counts of this line, and why the rest does not (Note[] of src/scoring). */
  @HundredthsColumn({ nullable: true }) claimedHundredths: number | null;
  @HundredthsColumn({ nullable: true }) countedHundredths: number | null;
  @JsonColumn({ nullable: true }) notes: string | null;
}

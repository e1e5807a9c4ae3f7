import { Entity } from 'typeorm';
import {
  CodeColumn,
  CountColumn,
  DayColumn,
  DigestColumn,
  type Flag,
  FlagColumn,
  HundredthsColumn,
  InstantColumn,
  JsonColumn,
  ReferenceColumn,
  TextColumn,
} from '../database/columns.js';
import { Account } from '../identity/account.entity.js';
import { Member } from '../organisation/member.entity.js';
import { Correction } from '../publication/correction.entity.js';
import { SchemeVersion } from '../schemes/scheme-version.entity.js';
import { Closing } from './closing.entity.js';
import type { RevisionCause } from './states.js';

/** One state of a closing's rows. A change of any figure or band is a new revision; the earlier ones stay as they were. */
@Entity('closing_revisions')
export class ClosingRevision {
  @ReferenceColumn(() => Closing, { primary: true, indexed: false }) closingId: number;
  @CountColumn({ primary: true }) revision: number;
  @CodeColumn(20) cause: RevisionCause;
  @ReferenceColumn(() => Correction, { nullable: true }) correctionId: number | null;
  @ReferenceColumn(() => SchemeVersion) schemeVersionId: number;
  @DayColumn() asOf: string;
  /** How many members the closing lists. */
  @CountColumn() size: number;
  /** SHA-256 over the rows, see closing/rows.ts. */
  @DigestColumn() digest: string;
  @InstantColumn() madeAt: string;
  @ReferenceColumn(() => Account, { nullable: true }) madeBy: number | null;
}

/** One member's half-year in one revision. Only ever inserted. Points in hundredths. */
@Entity('closing_rows')
export class ClosingRow {
  @ReferenceColumn(() => Closing, { primary: true, indexed: false }) closingId: number;
  @CountColumn({ primary: true }) revision: number;
  @ReferenceColumn(() => Member, { primary: true }) memberId: number;
  @CountColumn() position: number;
  /** False: transferred out, listed without a result; that stands in the branch he went to. */
  @FlagColumn() home: Flag;
  /** The months as they stood: HalfYearMonthView[]. */
  @JsonColumn() months: string;
  @CountColumn() countedMonths: number;
  @HundredthsColumn({ nullable: true }) meanHundredths: number | null;
  @HundredthsColumn({ nullable: true }) resultHundredths: number | null;
  @HundredthsColumn() sumHundredths: number;
  @HundredthsColumn({ nullable: true }) lowestHundredths: number | null;
  @HundredthsColumn() deductionHundredths: number;
  @HundredthsColumn() contributionHundredths: number;
  @CodeColumn(20, { nullable: true }) vetoCode: string | null;
  /** What the rule suggests; null: without a band. */
  @CodeColumn(20, { nullable: true }) suggestedBandCode: string | null;
  /** What the branch proposes, and the bureau accepts: the suggestion, or another one with a reason. */
  @CodeColumn(20, { nullable: true }) bandCode: string | null;
  @TextColumn({ nullable: true }) bandReason: string | null;
  /** The bands whose conditions he meets, quota apart: ["good","qualified"]. */
  @JsonColumn() openBands: string;
  /** Why he is suggested for this band and no higher one: Note[]. */
  @JsonColumn() bandReasons: string;
  /** RemarkView[] */
  @JsonColumn() remarks: string;
  /** SHA-256 over the member's figures without his band: what he notes to have read. */
  @DigestColumn() figuresDigest: string;
}

/** 已阅: a member has read his figures, on the screen or on paper. Other figures need another reading. */
@Entity('closing_acknowledgements')
export class ClosingAcknowledgement {
  @ReferenceColumn(() => Closing, { primary: true, indexed: false }) closingId: number;
  @ReferenceColumn(() => Member, { primary: true }) memberId: number;
  @DigestColumn({ primary: true }) figuresDigest: string;
  @InstantColumn() acknowledgedAt: string;
  /** Who noted it: his own account, or whoever holds the signed paper. */
  @ReferenceColumn(() => Account) notedBy: number;
  @FlagColumn() onPaper: boolean;
}

import { Entity } from 'typeorm';
import {
  CodeColumn,
  CountColumn,
  FlagColumn,
  InstantColumn,
  JsonColumn,
  ReferenceColumn,
  TextColumn,
} from '../database/columns.js';
import { Account } from '../identity/account.entity.js';
import { Member } from '../organisation/member.entity.js';
import { Closing } from './closing.entity.js';

/** What the bureau came to about a closing that a branch handed in. */
export type Conclusion = 'accepted' | 'returned';

/** The bureau's examination of what a branch handed in, once for each time it did. */
@Entity('closing_examinations')
export class ClosingExamination {
  @ReferenceColumn(() => Closing, { primary: true, indexed: false }) closingId: number;
  @CountColumn({ primary: true }) round: number;
  @CountColumn() revision: number;
  /** Drawn once by the service; the sample follows from it, see closing/sample.ts. */
  @CodeColumn(32) seed: string;
  @InstantColumn() drawnAt: string;
  @CodeColumn(20, { nullable: true }) conclusion: Conclusion | null;
  @TextColumn({ nullable: true }) note: string | null;
  @InstantColumn({ nullable: true }) concludedAt: string | null;
  @ReferenceColumn(() => Account, { nullable: true }) concludedBy: number | null;
}

/** A row that the bureau looks at: because it was drawn, or because it must. */
@Entity('closing_examined_rows')
export class ClosingExaminedRow {
  @ReferenceColumn(() => Closing, { primary: true, indexed: false }) closingId: number;
  @CountColumn({ primary: true }) round: number;
  @ReferenceColumn(() => Member, { primary: true }) memberId: number;
  @FlagColumn() sampled: boolean;
  /** Why it must be looked at: ["veto","award","atLeast95","below60"]. */
  @JsonColumn() reasons: string;
  @CodeColumn(10, { nullable: true }) finding: 'inOrder' | 'problem' | null;
  @TextColumn({ nullable: true }) text: string | null;
  @InstantColumn({ nullable: true }) foundAt: string | null;
  @ReferenceColumn(() => Account, { nullable: true }) foundBy: number | null;
}

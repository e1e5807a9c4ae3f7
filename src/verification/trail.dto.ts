import { Transform, Type } from 'class-transformer';
import { IsString, Matches, MaxLength } from 'class-validator';
import type { Day, Instant, Month } from '../calendar.js';
import type { Role } from '../http/allow.js';
import { PageQuery } from '../http/paging.dto.js';
import { IsDay, IsId, MayBeAbsent } from '../http/validation.js';
import { UnitReference } from '../identity/session.dto.js';

export class TrailQuery extends PageQuery {
  /** Only lines of this action, such as 'sheet.decide', or of all that begin so: 'sheet.'. */
  @MayBeAbsent()
  @IsString()
  @MaxLength(60)
  @Matches(/^[A-Za-z]+(\.[A-Za-z]*)?$/)
  action?: string;

  /** Only lines of this day or later ones. */
  @MayBeAbsent()
  @IsDay()
  fromDay?: Day;

  /** Only lines of this day or earlier ones. */
  @MayBeAbsent()
  @IsDay()
  untilDay?: Day;
}

export class UnitTrailQuery extends TrailQuery {
  /** Only lines about this member. */
  @MayBeAbsent()
  @Type(() => Number)
  @IsId()
  memberId?: number;
}

export class VerificationQuery {
  /** The first month whose publications are checked, 2026-01; the trail is always checked from its beginning. */
  @MayBeAbsent()
  @Matches(/^20\d{2}-(0[1-9]|1[0-2])$/)
  fromMonth?: Month;

  /** A code as it is printed on a board or a receipt: b17-1042-9F3C-77A0-12D4-0B6E. */
  @MayBeAbsent()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value))
  @IsString()
  @MaxLength(120)
  head?: string;
}

export class TrailMember {
  id: number;
  name: string;
}

/** One line of the trail, as far as the reader may see it. */
export class TrailLineView {
  /** 'unit:17', or 'organisation'. */
  chain: string;
  sequence: number;
  at: Instant;
  /** What was done, such as 'sheet.submit'; words for it are the client's. */
  action: string;
  /** Who did it. Null: the service itself, or somebody whose name isn't told. */
  actor: string | null;
  actorHidden: boolean;
  /** The unit whose chain it is; null: the organisation's. */
  unit: UnitReference | null;
  /** Whom it is about; the first of them, if they are many. */
  members: TrailMember[];
  memberCount: number;
  month: Month | null;
  sheetId: number | null;
  /** What came out, where the line says so. */
  scoreHundredths: number | null;
  /** Whose account or role it is about. */
  account: string | null;
  role: Role | null;
  /** Number of the publication, where the line is about one. */
  publicationNumber: number | null;
  /** What was printed on a receipt or a board for this line: 'b17-1042-9F3C-77A0-12D4-0B6E'. */
  code: string;
  hash: string;
}

export class TrailPage {
  items: TrailLineView[];
  nextCursor: string | null;
}

/** That a sheet was handed in: the place of its line in the branch's trail, to be kept. */
export class SubmissionReceiptView {
  sheetId: number;
  chain: string;
  sequence: number;
  at: Instant;
  code: string;
  hash: string;
}

/** Null for a sheet that was never handed in. */
export class SubmissionReceiptAnswer {
  receipt: SubmissionReceiptView | null;
}

import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsIn, Matches, Max, Min, IsInt, ValidateNested } from 'class-validator';
import type { Day } from '../calendar.js';
import { IsCount, IsDay, IsId, IsText, MayBeAbsent, MayBeNull } from '../http/validation.js';
import { type Presence, presences, type Seat, seats } from './meeting-rules.js';

const attendantsMax = 100;
const votesMax = 200;

export class AttendantBody {
  @IsId()
  memberId: number;

  @IsIn(seats)
  seat: Seat;

  @IsIn(presences)
  presence: Presence;

  /** Needed for a leave. */
  @MayBeAbsent()
  @IsText(200, { empty: true })
  reason?: string;
}

export class VoteBody {
  @IsId()
  sheetId: number;

  /** The line in question; null: the sheet as a whole. */
  @MayBeNull()
  @IsInt()
  @Min(1)
  @Max(10_000)
  lineNumber?: number | null;

  @IsText(500)
  question: string;

  @IsCount(attendantsMax)
  inFavour: number;

  @IsCount(attendantsMax)
  against: number;

  @IsCount(attendantsMax)
  abstaining: number;
}

export class MeetingBody {
  @IsDay()
  heldOn: Day;

  /** 'HH:MM' */
  @MayBeNull()
  @Matches(/^([01]\d|2[0-3]):[0-5]\d$/)
  @ApiProperty({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' })
  time?: string | null;

  @IsText(80)
  place: string;

  @IsText(500)
  topic: string;

  @MayBeAbsent()
  @IsText(5000, { empty: true })
  notes?: string;

  @IsId()
  chairMemberId: number;

  @IsId()
  recorderMemberId: number;

  @IsArray()
  @ArrayMaxSize(attendantsMax)
  @ValidateNested({ each: true })
  @Type(() => AttendantBody)
  attendance: AttendantBody[];

  @IsArray()
  @ArrayMaxSize(votesMax)
  @ValidateNested({ each: true })
  @Type(() => VoteBody)
  votes: VoteBody[];
}

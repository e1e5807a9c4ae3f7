import { ArrayMaxSize, IsArray, IsIn, IsUUID, Matches } from 'class-validator';
import { ApiProperty } from '@nestjs/swagger';
import { monthPattern } from '../calendar.js';
import { IsDay, IsId, IsText, MayBeNull } from '../http/validation.js';
import { type TalkOccasion, talkOccasions } from './talk.js';

const wordsMax = 2000;

export class TalkRecordBody {
  /** Made by the client, so that a repeated request records one talk. */
  @IsUUID()
  requestId: string;

  @IsId()
  memberId: number;

  /** Who talked with the member. */
  @IsId()
  talkerMemberId: number;

  @IsDay()
  heldOn: string;

  @IsText(80)
  place: string;

  @IsIn(talkOccasions)
  occasion: TalkOccasion;

  /** The months it was about; empty where it was about none in particular. */
  @IsArray()
  @ArrayMaxSize(12)
  @Matches(monthPattern, { each: true })
  @ApiProperty({ type: [String], maxItems: 12 })
  months: string[];

  /** What it was about. */
  @IsText(wordsMax)
  topic: string;

  /** What the member said. */
  @IsText(wordsMax, { empty: true })
  response: string;

  /** What was agreed. */
  @IsText(wordsMax, { empty: true })
  measures: string;

  /** The record of the same talk that this one amends. */
  @MayBeNull()
  @IsId()
  amendsId?: number | null;
}

export class TalkQuery {
  /** '2026' */
  @Matches(/^20\d{2}$/)
  year: string;
}

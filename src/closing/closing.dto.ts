import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsInt, IsUUID, Max, Min } from 'class-validator';
import { IsId, IsMonth, IsText, MayBeAbsent, MayBeNull } from '../http/validation.js';
import { windowWorkingDays } from '../publication/window.js';

const wordsMax = 1000;

export class ClosingSettingsBody {
  /** How many working days members have to read their half-year after it is generated. */
  @IsInt()
  @Min(1)
  @Max(15)
  acknowledgeWorkingDays: number;

  /** For how many working days it is published. */
  @IsIn(windowWorkingDays)
  publicationWorkingDays: number;
}

export class ClosingSettingsView {
  acknowledgeWorkingDays: number;
  publicationWorkingDays: number;
  /** 0: this unit says nothing of its own; the figures are those of the nearest unit above, or the usual ones. */
  version: number;
  mayChange: boolean;
}

export class GenerationsBody {
  /** Some branches of the unit; left out: all of them. */
  @MayBeAbsent()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(2000)
  @IsInt({ each: true })
  @Min(1, { each: true })
  @Max(2_147_483_647, { each: true })
  branchIds?: number[];
}

export class ExplanationBody {
  /** The branch whose month it is: the own one, or the one where a member was before. */
  @IsId()
  branchId: number;

  @IsMonth()
  month: string;

  @IsText(wordsMax)
  reason: string;
}

export class BandProposalBody {
  @IsText(20)
  bandCode: string;

  /** Why, as the row will say. */
  @IsText(wordsMax)
  reason: string;
}

export class ExaminationBody {
  /** Number of the minutes of the meeting that examined the list. */
  @IsText(60)
  minutesNumber: string;

  @MayBeNull()
  @IsText(wordsMax)
  note?: string | null;
}

export class FindingBody {
  @IsIn(['inOrder', 'problem'])
  finding: 'inOrder' | 'problem';

  /** What is wrong; needed with a problem. */
  @MayBeNull()
  @IsText(wordsMax)
  text?: string | null;
}

export class AcceptanceBody {
  @MayBeNull()
  @IsText(wordsMax)
  note?: string | null;
}

export class ClosingReturnBody {
  @IsText(wordsMax)
  reason: string;
}

export class ClosingPublicationBody {
  /** Who takes objections and how, as printed. */
  @IsText(200)
  contact: string;
}

export class PaperAcknowledgementsBody {
  /** Whose signatures stand on the paper. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(500)
  @IsInt({ each: true })
  @Min(1, { each: true })
  @Max(2_147_483_647, { each: true })
  memberIds: number[];
}

export class ClosingObjectionBody {
  /** Made by the client, so that a repeated request objects once. */
  @IsUUID()
  requestId: string;

  /** Whose row it is about. */
  @IsId()
  memberId: number;

  @IsText(wordsMax)
  reason: string;
}

export class ClosingAnswerBody {
  @IsIn(['upheld', 'rejected'])
  outcome: 'upheld' | 'rejected';

  @IsText(wordsMax)
  answer: string;

  /** Upheld: the band that the member has from now on. Wrong points need a correction slip; the closing follows it. */
  @MayBeNull()
  @IsText(20)
  bandCode?: string | null;
}

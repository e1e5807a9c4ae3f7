import { IsText, MayBeAbsent } from '../http/validation.js';

const noteMax = 500;

export class ReadinessBody {
  /** The number of the minutes in which the sheets were decided, if they have one. */
  @MayBeAbsent()
  @IsText(60, { empty: true })
  meetingNumber?: string;
}

export class NoteBody {
  @MayBeAbsent()
  @IsText(noteMax, { empty: true })
  note?: string;
}

export class ReportReturnBody {
  /** What the branch has to put right; shown to it. */
  @IsText(noteMax)
  reason: string;
}
